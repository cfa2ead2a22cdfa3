import {readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {withRanges} from '../build/classes.ts'
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

describe('Unicode classes of the build', () => {
  const samples = [...'aZ9_-[]\\p{L}éЖб٣\u0301漢字𐐀𝟗 ', '\ud800', '\u0378']
  test.each([
    ['\\p{L}+', 'u'],
    ['[\\p{L}\\p{N}.-]', 'gu'],
    ['[^\\p{Lu}\\]]\\p{Ll}?', 'u'],
    ['\\p{L}\\p{M}*|(?<!\\p{N})x', 'u'],
    ['\\P{L}|\\\\p\\{L\\}', 'u'],
    ['\\p{Lu}', 'iu'],
  ])('%s with %s', (source, flags) => {
    const code = withRanges(`new RegExp(${JSON.stringify(source)}, "${flags}");`)
    const spelt = new Function(code.replace(/new RegExp\((?!.*new RegExp)/, 'return new RegExp('))() as RegExp
    expect(spelt.flags).toBe(new RegExp(source, flags).flags)
    for (const first of samples)
      for (const second of samples)
        expect((first + second).match(spelt)).toEqual((first + second).match(new RegExp(source, flags)))
  })

  test('are those of every character', () => {
    const code = withRanges('var letters = new RegExp("^[\\\\p{L}\\\\p{N}]$", "u");')
    expect(code).not.toContain('p{L}')
    const spelt = new Function(`${code}; return letters`)() as RegExp
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const char = String.fromCodePoint(codePoint)
      if (spelt.test(char) !== /^[\p{L}\p{N}]$/u.test(char)) expect.fail(`U+${codePoint.toString(16)}`)
    }
  })
})

// Files that are read before the first line runs.
function filesOf(entry: string, found = new Set<string>()): Set<string> {
  if (found.has(entry)) return found
  found.add(entry)
  for (const [, path] of readFileSync(entry, 'utf8').matchAll(
    /^(?:import |import[^(]*? from |export[^(]*? from |\} from )"(\.[^"]+)"/gm,
  ))
    filesOf(join(dirname(entry), path as string), found)
  return found
}

test.each([
  ['cli/main.js', 5],
  ['cli/worker.js', 5],
  ['index.js', 3],
  ['profile/lookup.js', 3],
])('%s is read in %i files', (entry, count) => {
  expect(filesOf(join(import.meta.dirname, '../dist/src', entry)).size).toBe(count)
})
