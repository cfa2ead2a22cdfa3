import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {model} from '../rules/boilerplate-line/weights.ts'
import {tableOf} from '../src/config/settings.ts'
import {createLinter, type Linter} from '../src/index.ts'
import {bestCut} from '../src/tagger/decide.ts'
import {readModel} from '../src/tagger/model.ts'
import {tagLines} from '../src/tagger/tag.ts'
import {Document} from '../src/text/document.ts'
import {compilePhrases} from '../src/text/phrases.ts'

const FIXTURE = JSON.parse(readFileSync(join(import.meta.dirname, 'tagger.json'), 'utf8')) as {
  text: string
  hits: string[]
  content: string
}[]
const table = tableOf({})

function hitOf(hit: string) {
  const [index, rule, how] = hit.split(' ')
  return {line: {index: Number(index)}, phrase: {rule, atStart: Number(how) > 1, atEnd: how === '3'}}
}
const tagsOf = (text: string) => tagLines(new Document(text, table), model())

describe('the runtime and the trainer', () => {
  it('say the same of each line', () => {
    for (const {text, hits, content} of FIXTURE) {
      const document = new Document(text, compilePhrases([]))
      // Those of the day of the training, whatever phrases there are by now.
      Object.defineProperty(document, 'hits', {value: hits.map(hitOf)})
      const said = [...tagLines(document, model()).content]
      const wanted = content.split(' ').map(Number)
      expect(said.length).toBe(wanted.length)
      said.forEach((share, line) => {
        // Leaves are rounded.
        expect(Math.abs(share - (wanted[line] as number))).toBeLessThan(0.002)
      })
    }
  })

  it('use weights of less than a megabyte', () => {
    expect(readFileSync(join(import.meta.dirname, '../rules/boilerplate-line/weights.bin')).length).toBeLessThan(1e6)
  })

  it('want weights that are some', () => {
    expect(() => readModel(new Uint8Array(64))).toThrow('These are no weights of the tagger')
  })
})

describe('the cut', () => {
  it('keeps what is worth more than it costs', () => {
    const {lines} = tagsOf('One two three four.\nFive six seven eight.\nNine ten eleven twelve.\n')
    const content = Float32Array.of(0.9, 0.5, 0.1)
    expect(bestCut({lines, content}).threshold).toBeCloseTo(0.5, 2)
    expect(bestCut({lines, content: Float32Array.of(0.1, 0.1, 0.1)}).threshold).toBeLessThanOrEqual(0.1)
  })
})

describe('the preset dump', () => {
  let linter: Linter
  beforeAll(async () => {
    linter = await createLinter({extends: ['dump']})
  })

  it('cuts a page down to its content, once', () => {
    const {text} = linter.clean((FIXTURE[0] as {text: string}).text)
    expect(text).toContain('The wheel was built by two brothers')
    expect(text).toContain('The old mill turns again\n')
    expect(text).not.toMatch(/Facebook|Subscribe|Privacy policy|Sign in/)
    expect(linter.clean(text).text).toBe(text)
  })

  it('says what goes, how surely, and how good the cut is', () => {
    const reasons = linter.lint((FIXTURE[0] as {text: string}).text).filter(({ruleId}) => ruleId === 'boilerplate-line')
    expect(reasons.length).toBeGreaterThan(0)
    for (const {reason} of reasons)
      expect(reason).toMatch(
        /^Unexpected (?:run of \d+ )?(?:short )?lines? (?:above|under|between lines of) the text, `.+: no content, \d+ % sure; \d+ % of the whole cut is expected to be right$/,
      )
  })

  it('leaves a clean text alone, and one in another script', () => {
    const {text} = FIXTURE.at(-1) as {text: string}
    expect(linter.clean(text).text).toBe(text)
    const menu =
      'Главная\nНовости\nКонтакты\n\nМельница на верхнем канале снова начала вращаться, и вся долина пришла посмотреть.\n'
    expect(linter.clean(menu).text).toBe(menu)
  })

  it('takes no text whole', () => {
    for (const text of ['Home\n', 'Home\nLogin\nCart\n', '1\n2\n', '© 2024\n']) {
      const lines = linter.lint(text).filter(({ruleId}) => ruleId === 'boilerplate-line')
      const gone = lines.reduce((sum, {line, endLine}) => sum + endLine - line + 1, 0)
      expect(gone).toBeLessThan(text.trim().split('\n').length)
    }
  })
})
