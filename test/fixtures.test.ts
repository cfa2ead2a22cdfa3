import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {
  createLinter,
  type Linter,
  type Message,
  type Rule,
  restore,
  rules,
  type Site,
  type TextOptions,
} from '../src/index.ts'
import {lineKey} from '../src/text/site.ts'
import {decode} from '../src/text/utf8.ts'

/** A text of one line or a few, in `cases.json`; in `known-failures.json` one that we want but do not reach yet. */
interface Case {
  label: string
  text: string
  /** What stands at each finding of the rule, in order; none where the text must stay. */
  findings: readonly string[]
  /** What fixing gives; with no findings the text itself, else not looked at unless given. */
  clean?: string
  /** Whether unsafe fixes are applied as well. */
  unsafe?: boolean
  lang?: string
  /** Pages of the site that the text is one of. */
  site?: readonly string[]
}

const root = join(import.meta.dirname, '..', 'fixtures')
const recommended = await createLinter()

const read = (path: string): string => decode(readFileSync(path))
const namesIn = (id: string): string[] => readdirSync(join(root, id)).sort()
const casesIn = (id: string, name: string): Case[] =>
  namesIn(id).includes(name) ? JSON.parse(read(join(root, id, name))) : []
const isOk = (name: string): boolean => /^ok-[a-z0-9-]+\.txt$/.test(name)
const isBad = (name: string): boolean => /^bad-[a-z0-9-]+\.txt$/.test(name)
const byLabel = (cases: readonly Case[]): [string, Case][] => cases.map((example) => [example.label, example])
const cleanName = (name: string): string => name.replace(/\.txt$/, '.clean.txt')

const excerptsOf = (messages: readonly Message[], text: string, id: string): string[] =>
  messages.filter(({ruleId}) => ruleId === id).map(({start, end}) => text.slice(start, end))

/** Cleans a text and checks what holds for every cleaning: it can be undone, and doing it again changes nothing. */
function cleaned(linter: Linter, text: string, options: TextOptions & {unsafe?: boolean}): string {
  const result = linter.clean(text, options)
  expect(restore(result.text, result.edits)).toBe(text)
  expect(linter.clean(result.text, options).text).toBe(result.text)
  return result.text
}

function checkCase(linter: Linter, id: string, {text, findings, clean, unsafe, lang, site}: Case): void {
  const options = {...(unsafe && {unsafe}), ...(lang && {lang}), ...(site && {site: siteOf(site)})}
  expect(excerptsOf(linter.lint(text, options), text, id)).toEqual(findings)
  const after = cleaned(linter, text, options)
  if (clean !== undefined || findings.length === 0) expect(after).toBe(clean ?? text)
}

function siteOf(pages: readonly string[]): Site {
  const keys = pages.map((page) => new Set(page.split('\n').map(lineKey)))
  const count = (key: string): number => keys.filter((page) => page.has(key)).length
  return {host: 'mill.example', documents: pages.length, count}
}

function passes(check: () => void): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}

async function linterWith({id}: Rule): Promise<Linter> {
  return createLinter({rules: {[id]: 'warn'}})
}

test('every folder belongs to a rule', () => {
  const known = new Set(rules.map(({id}) => id))
  expect(readdirSync(root).filter((name) => !known.has(name))).toEqual([])
})

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', async (id, rule) => {
  const names = namesIn(id)
  const ok = names.filter(isOk)
  const bad = names.filter(isBad)
  const cases = casesIn(id, 'cases.json')
  const linter = await linterWith(rule)

  test('has texts that must stay and no fewer than texts that must go', () => {
    const stays = cases.filter(({text, findings, clean}) => findings.length === 0 || clean === text)
    const stay = ok.length + stays.length
    const go = bad.length + cases.length - stays.length
    expect(go).toBeGreaterThanOrEqual(2)
    expect(stay).toBeGreaterThanOrEqual(Math.max(2, go))
    const expected = [...ok, ...bad, ...bad.map(cleanName), 'cases.json', 'known-failures.json']
    expect(names.filter((name) => !expected.includes(name))).toEqual([])
  })

  test.each(ok)('%s stays', (name) => {
    const text = read(join(root, id, name))
    expect(recommended.lint(text).filter(({severity}) => severity !== 'info')).toEqual([])
    expect(excerptsOf(linter.lint(text), text, id)).toEqual([])
    expect(cleaned(recommended, text, {})).toBe(text)
  })

  test.each(bad)('%s is found and mended', (name) => {
    const text = read(join(root, id, name))
    expect(excerptsOf(linter.lint(text), text, id)).not.toEqual([])
    expect(cleaned(linter, text, {unsafe: name.startsWith('bad-unsafe-')})).toBe(read(join(root, id, cleanName(name))))
  })

  test.each(byLabel(cases))('%s', (_, example) => checkCase(linter, id, example))

  test.each(byLabel(casesIn(id, 'known-failures.json')))('known failure: %s', (_, example) => {
    if (passes(() => checkCase(linter, id, example)))
      expect.fail(`"${example.label}" passes now: move it to fixtures/${id}/cases.json`)
  })
})
