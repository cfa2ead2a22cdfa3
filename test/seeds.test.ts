import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {createLinter, type PresetName, restore} from '../src/index.ts'

const specimens = join(import.meta.dirname, '..', 'seeds')
const BOM = '\ufeff'

describe('specimen pages', async () => {
  const linter = await createLinter()
  const names = readdirSync(specimens).filter((name) => name.endsWith('.txt') && !name.endsWith('.clean.txt'))

  test('there are at least eight, in six languages', () => {
    expect(names.length).toBeGreaterThanOrEqual(8)
  })

  test.each(names)('%s gives its clean copy', (name) => {
    const read = (file: string): string => readFileSync(join(specimens, file), 'utf8').replace(BOM, '')
    const page = read(name)
    const clean = read(name.replace('.txt', '.clean.txt'))
    const result = linter.clean(page)
    expect(result.text).toBe(clean)
    expect(restore(result.text, result.edits)).toBe(page)
    expect(linter.clean(clean).text).toBe(clean)
  })
})

// The four real pages are not ours to publish; they lie beside a checkout of the team.
const real = join(import.meta.dirname, '..', '..', 'shared', 'seeds')

interface Expected {
  drop: number[]
  caption: number[]
  repair: {line: number; from: string; to: string}[]
  flag: {line: number; at: string}[]
  optional?: {line: number}[]
}

describe.skipIf(!existsSync(real))('real pages (skipped where ../shared/seeds is absent)', async () => {
  const expected = existsSync(real)
    ? (JSON.parse(readFileSync(join(real, 'expected.json'), 'utf8')) as Record<string, Expected>)
    : {}
  const names = Object.keys(expected).filter((name) => name.endsWith('.txt'))
  const linters = {recommended: await createLinter(), news: await createLinter({extends: ['news']})}

  test.each(names)('%s: every place is flagged and no other', (name) => {
    const page = readFileSync(join(real, name), 'utf8')
    const {drop, caption, repair, flag, optional = []} = expected[name] as Expected
    const wanted = new Set([...drop, ...caption, ...repair.map(({line}) => line), ...flag.map(({line}) => line)])
    const loud = linters.recommended.lint(page).filter(({severity}) => severity !== 'info')
    const found = new Set(loud.map(({line}) => line))
    expect([...wanted].filter((line) => !found.has(line))).toEqual([])
    const allowed = new Set([...wanted, ...optional.map(({line}) => line)])
    expect(loud.filter(({line}) => !allowed.has(line)).map(({line, ruleId}) => `${line} ${ruleId}`)).toEqual([])
    const lines = page.split('\n')
    for (const {line, at} of flag) {
      const start =
        lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + (lines[line - 1] as string).indexOf(at)
      expect(
        loud.some((message) => message.start < start + at.length && start < message.end),
        at,
      ).toBe(true)
    }
  })

  test.each(
    names.flatMap((name) => (['recommended', 'news'] as const).map((preset) => [name, preset] as const)),
  )('%s is cleaned with %s', (name: string, preset: PresetName) => {
    const page = readFileSync(join(real, name), 'utf8')
    const {drop, caption, repair} = expected[name] as Expected
    const result = (linters[preset as 'news'] as (typeof linters)['news']).clean(page)
    const gone = new Set(preset === 'news' ? [...drop, ...caption] : drop)
    const mended = page.split('\n').map((line, index) =>
      repair
        .filter((entry) => entry.line === index + 1)
        .reduce((text, {from, to}) => text.replace(from, to), line)
        .trimEnd(),
    )
    const kept = mended.filter((line, index) => line !== '' && !gone.has(index + 1))
    const left = result.text
      .split('\n')
      .map((line) => line.trimEnd())
      .filter(Boolean)
    // Of a repeated pair that differs in its quotes only, either copy may stay.
    const folded = (text: string): string => text.replace(/[‘’]/g, "'")
    expect(left.map(folded)).toEqual(kept.map(folded))
    expect(restore(result.text, result.edits)).toBe(page)
  })
})
