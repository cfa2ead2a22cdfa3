import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {RuleMetadata} from '../src/rule/define.ts'
import {cell, markdownTable, percent, readRecords} from './lab.ts'
import type {Verdict} from './read.ts'
import {readResults} from './results.ts'
import {type Fixes, precision, type RuleFigures} from './rules.ts'
import {SCALE_TABLES} from './scale.ts'
import {TABLES} from './tables.ts'
import {taggerTable} from './tagger-tables.ts'
import {badInputTable, trustTable} from './trust.ts'

/** What the benches said, for the pages: made of files of the repository alone. */

const HEAD = [
  'texts',
  'findings',
  'safe: fixes',
  'junk %',
  'content chars',
  'with unsafe: fixes',
  'junk %',
  'content chars',
]

/**
 * @returns Markdown of the section; undefined where nothing was measured or read
 */
export function measuredSection({id, presets}: Pick<RuleMetadata, 'id' | 'presets'>): string | undefined {
  const parts = [figuresOf(id, presets), judgedOf(id)].filter((part) => part !== undefined)
  return parts.length > 0 ? ['## Measured', ...parts].join('\n\n') : undefined
}

// A rule that is not recommended is measured with the first preset that has it.
function figuresOf(id: string, presets: RuleMetadata['presets']): string | undefined {
  const preset = presets.includes('recommended') ? undefined : presets[0]
  if (presets.length === 0) return undefined
  const {main, dump, clean} = readResults(preset ? `accuracy-${preset}` : 'accuracy') ?? {}
  if (!main || !dump || !clean) return undefined
  const command = `npm run bench:accuracy${preset ? ` -- --preset ${preset}` : ''}`
  const rows = [
    rowOf('main-content scrapers, 1,000 pages', main.rules[id], main.docs / 1000),
    rowOf('whole-page dumps, 1,000 pages', dump.rules[id], dump.docs / 1000),
    rowOf('clean text, a million words', clean.rules[id], clean.words / 1e6),
  ]
  if ([main, dump, clean].every(({rules}) => !rules[id]?.findings)) return `No findings (\`${command}\`).`
  return [
    markdownTable(HEAD, rows).trimEnd(),
    `Fixes are lines removed or changed; what is junk and what content, the labels of the lines say, which are not always right (\`${command}\`).`,
  ].join('\n\n')
}

function rowOf(texts: string, figures: RuleFigures | undefined, size: number): (string | number)[] {
  const rate = (count: number): string => {
    const value = count / size
    return cell(value, value > 0 && value < 10 ? 1 : 0)
  }
  const fixes = ({lines, edits, c, j, lost}: Fixes): string[] => [
    rate(lines + edits),
    cell(precision({c, j}), 1),
    rate(lost),
  ]
  return figures
    ? [texts, rate(figures.findings), ...fixes(figures.safe), ...fixes(figures.unsafe)]
    : [texts, ...HEAD.slice(1).map((head) => (head === 'junk %' ? cell(undefined) : cell(0)))]
}

function judgedOf(id: string): string | undefined {
  const file = join(import.meta.dirname, 'verdicts', `${id}.jsonl`)
  const verdicts = existsSync(file) ? readRecords<Verdict>(file) : []
  const kinds = {
    'safe fixes': verdicts.filter(({safe}) => safe),
    'unsafe fixes': verdicts.filter(({safe, finding}) => !safe && !finding),
    findings: verdicts.filter(({finding}) => finding),
  }
  const shares = Object.entries(kinds).flatMap(([kind, own]) => {
    const count = (judgement: Verdict['verdict']): number => own.filter(({verdict}) => verdict === judgement).length
    const right = count('right')
    const sure = right + count('wrong')
    if (own.length === 0) return []
    const unsure = own.length > sure ? `, ${own.length - sure} unsure` : ''
    return [`${kind} ${right} of ${sure} right (${cell(percent(right, sure))} %)${unsure}`]
  })
  return shares.length > 0
    ? `Read by eye, line by line: ${shares.join('; ')} (\`npm run bench:read -- ${id}\`).`
    : undefined
}

/** A text with its tables filled in: what stands between `<!-- figures NAME -->` and `<!-- /figures -->`. */
export function withFigures(text: string): string {
  const results = readResults('accuracy')
  if (!results) return text
  const block = /(<!-- figures (\w+) -->\n)[\s\S]*?(<!-- \/figures -->)/g
  return text.replace(block, (_, open: string, name: string, close: string) => {
    const own: Record<string, () => string> = {
      parity: parityTable,
      speed: speedTable,
      trust: trustTable,
      badInputs: badInputTable,
    }
    const table = own[name]?.() ?? SCALE_TABLES[name]?.() ?? TABLES[name]?.(results) ?? taggerTable(name)
    if (table === undefined) throw new Error(`there is no table '${name}'`)
    return `${open}\n${table}\n${close}`
  })
}

interface Speed {
  name: string
  unit: string
  value: number
  peers: readonly {name: string; value: number}[]
}

function speedTable(): string {
  const file = join(import.meta.dirname, 'results/speed.json')
  if (!existsSync(file)) return ''
  const {results} = JSON.parse(readFileSync(file, 'utf8')) as {results: readonly Speed[]}
  const shown = (value: number, unit: string): string =>
    `${value < 10 ? value.toFixed(value < 1 ? 2 : 1) : Math.round(value)} ${unit}`
  const rows = results.map(({name, unit, value, peers}) => [
    name,
    shown(value, unit),
    peers.map((peer) => `${peer.name} ${shown(peer.value, unit)}`).join('; '),
  ])
  return markdownTable(['task, one core', 'descrape', 'others'], rows)
}

// The disagreements under it stay where they are.
function parityTable(): string {
  const file = join(import.meta.dirname, 'results/parity.md')
  return existsSync(file) ? `${readFileSync(file, 'utf8').split('\n\n')[0].trimEnd()}\n` : ''
}
