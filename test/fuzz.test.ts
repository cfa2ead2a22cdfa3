import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {encodeString} from '../src/text/utf8.ts'
import {type Input, KINDS, loadSources, makeInput, type Sources} from './fuzz/inputs.ts'
import {createWays, holdToLaws, type Way} from './fuzz/laws.ts'
import {createCounts, tryInput} from './fuzz/trial.ts'

// `npm run fuzz` tries thousands a second for as long as it is told.
const INPUTS = 1500

/** An input that once broke a law. */
interface Found {
  label: string
  form: Input['form']
  text?: string
  base64?: string
}
const found = JSON.parse(readFileSync(join(import.meta.dirname, 'fuzz/found.json'), 'utf8')) as Found[]

let sources: Sources
let ways: Way[]
beforeAll(async () => {
  sources = loadSources({lab: false})
  ways = await createWays()
})

describe('all laws hold', () => {
  it.each(found.map((one) => [one.label, one] as const))('%s', async (_, {form, text, base64}) => {
    const bytes = base64 === undefined ? encodeString(text as string) : Buffer.from(base64, 'base64')
    for (const way of new Set(ways)) await holdToLaws({form, bytes}, way)
  })

  it('random inputs', async () => {
    const counts = createCounts()
    for (let index = 0; index < INPUTS; index++)
      if (makeInput(1, index, sources).bytes.length < 1e5)
        expect(await tryInput(1, index, {sources, ways}, counts)).toBeUndefined()
    expect(Object.values(counts).reduce((sum, {inputs}) => sum + inputs, 0)).toBeGreaterThan(INPUTS * 0.99)
  })
})

describe('the inputs', () => {
  it('are of all kinds, and the same for the same seed', () => {
    const kinds = new Set<string>()
    for (let index = 0; index < 60_000 && kinds.size < KINDS.length - 1; index++)
      kinds.add(makeInput(7, index, sources).kind)
    expect(KINDS.filter((kind) => !kinds.has(kind) && kind !== 'many megabytes')).toEqual([])
    expect(makeInput(3, 14, sources)).toEqual(makeInput(3, 14, sources))
    expect(makeInput(3, 14, sources)).not.toEqual(makeInput(4, 14, sources))
  })

  it('break the laws where a rule does', async () => {
    const [way] = ways as [Way]
    const broken: Way = {
      ...way,
      rules: way.rules.map((active) =>
        active.rule.id === 'space-before-punctuation'
          ? {
              ...active,
              rule: {
                ...active.rule,
                *check({line}: {line: {start: number; end: number}}) {
                  yield {
                    at: line,
                    reason: 'Unexpected space',
                    edits: [{start: line.start, end: line.end + 1, text: 'new words'}],
                    fix: 'safe',
                  }
                },
              } as never,
            }
          : active,
      ),
    }
    await expect(holdToLaws({form: 'text', bytes: Buffer.from('It ran , on time.\n')}, broken)).rejects.toMatchObject({
      law: /^[45]/,
    })
  })
})
