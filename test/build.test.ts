import {describe, expect, test} from 'vitest'
import {lazily} from '../build/lazily.ts'

// Runs code in the form that esbuild gives it, and counts the regular expressions that were made.
function made(code: string, use: string): {value: unknown; before: number; after: number} {
  const body = `${lazily(`${code}\nvar use = () => ${use};`)}\nconst before = count(); return [use(), before, count()]`
  let count = 0
  class Counted extends RegExp {
    constructor(source: string, flags?: string) {
      super(source, flags)
      count++
    }
  }
  const [value, before, after] = new Function('RegExp', 'count', body)(Counted, () => count)
  return {value, before, after}
}

describe('regular expressions of the build', () => {
  test.each([
    ['var A = new RegExp("a", "u");', 'A.test("cat") && A.test("dog")', false, 0, 1],
    ['var A = [[1, new RegExp("a", "u")], [2, new RegExp("o", "u")]];', 'A.find(([, a]) => a.test("dog"))[0]', 2, 0, 2],
    ['var A = new RegExp("a", "gu");\nvar B = {A};', '"aa".replace(B.A, "b")', 'bb', 1, 1],
    ['var S = "a";\nvar A = new RegExp("^" + S, "u");', '({A}).A.test("ab")', true, 0, 1],
    ['var f = (x) => new RegExp("a", "u").test(x);', '[f("a"), f("b")].join()', 'true,false', 0, 1],
    ['var f = (x) => new RegExp("a", "gu").exec(x);', '[f("a"), f("a")].join()', 'a,a', 0, 2],
    ['var f = (x) => new RegExp(x, "u").source;', '[f("a"), f("b")].join()', 'a,b', 0, 2],
    ['var n = 0;\nvar A = [n++, new RegExp("a", "u")];', 'n', 1, 1, 1],
  ])('%s', (code, use, value, before, after) => {
    expect(made(code, use)).toEqual({value, before, after})
  })
})
