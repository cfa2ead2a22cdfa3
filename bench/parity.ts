/**
 * Whether the published filters give the verdicts of their reference code: datatrove, and DCLM's line rules restated.
 *
 *     tsx bench/parity.ts [--python PROGRAM]    a Python with datatrove and spacy; one is set up in .cache unless given
 */
import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {gunzipSync} from 'node:zlib'
import {resolveSettings} from '../src/config/settings.ts'
import {lint} from '../src/lint/linter.ts'
import {fix} from '../src/repair/fix.ts'
import {Document} from '../src/text/document.ts'
import {linesOf, strip} from '../src/text/measures.ts'
import {decode, encode} from '../src/text/utf8.ts'
import {BenchError, CACHE, LAB, ROOT, requireLab} from './lab.ts'

const PACKAGES = ['datatrove==0.10.1', 'spacy==3.8.18']
const SETS: Record<string, () => string[]> = {
  trafilatura: () => ['wcxb-dev/trafilatura.jsonl.gz'],
  bs4: () => ['wcxb-dev/bs4.jsonl.gz'],
  clean: () =>
    readdirSync(join(LAB, 'clean'))
      .filter((name) => name.endsWith('.gz'))
      .map((name) => `clean/${name}`),
}
const LINE_FILTERS = ['c4', 'refinedweb'] as const

interface Reference {
  id: string
  /** Reason of the rejection by rule, null where the text is accepted. */
  verdicts: Record<string, string | null>
  c4: string[]
  refinedweb: string[]
}

interface Disagreement {
  id: string
  reference: string
  ours: string
}

interface Row {
  what: string
  documents: number
  /** Texts that the reference rejects, or changes. */
  rejected: number
  disagreements: Disagreement[]
}

const presets = {
  all: resolveSettings({extends: ['c4', 'gopher', 'refinedweb', 'fineweb']}),
  c4: resolveSettings({extends: ['c4']}),
  refinedweb: resolveSettings({extends: ['refinedweb']}),
}

function setUpPython(): string {
  const python = join(CACHE, 'parity/bin/python')
  if (existsSync(python)) return python
  mkdirSync(CACHE, {recursive: true})
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', join(CACHE, 'parity')]],
    [python, ['-m', 'pip', 'install', '-q', ...PACKAGES]],
  ]
  for (const [program, args] of steps)
    if (spawnSync(program, args, {stdio: ['ignore', 'ignore', 'inherit']}).status !== 0)
      throw new BenchError(
        `\`${program} ${args.join(' ')}\` failed; give a Python with ${PACKAGES.join(' and ')} as --python`,
      )
  return python
}

function referenceOf(python: string, records: readonly string[]): Reference[] {
  const {status, stdout, stderr} = spawnSync(python, [join(ROOT, 'bench/parity.py')], {
    input: records.join('\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new BenchError(`bench/parity.py failed: ${stderr.trim().split('\n').at(-1)}`)
  return jsonLines<Reference>(stdout.split('\n'))
}

function jsonLines<Value>(lines: readonly string[]): Value[] {
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Value)
}

/** Lines of a text that say something, without the white space around them. */
function saidIn(text: string): string[] {
  return linesOf(text)
    .map((line) => strip(line.text))
    .filter(Boolean)
}

function firstDifference(id: string, reference: readonly string[], ours: readonly string[]): Disagreement {
  let index = 0
  while (reference[index] === ours[index]) index++
  return {id, reference: reference[index]?.slice(0, 60) ?? '', ours: ours[index]?.slice(0, 60) ?? ''}
}

function compare(records: readonly string[], references: readonly Reference[]): Row[] {
  const rows = new Map<string, Row>()
  const count = (what: string, rejected: boolean, disagreement?: Disagreement): void => {
    const row = rows.get(what) ?? {what, documents: 0, rejected: 0, disagreements: []}
    rows.set(what, row)
    row.documents++
    if (rejected) row.rejected++
    if (disagreement) row.disagreements.push(disagreement)
  }
  jsonLines<{id: string; text: string}>(records).forEach(({id, text}, index) => {
    const reference = references[index] as Reference
    const bytes = encode(text)
    const findings = lint(new Document(bytes, presets.all.table), presets.all.rules)
    for (const [rule, reason] of Object.entries(reference.verdicts)) {
      const ours = findings.find(({ruleId}) => ruleId === rule)?.reason
      const differ = (reason === null) !== (ours === undefined)
      count(rule, reason !== null, differ ? {id, reference: reason ?? 'accepted', ours: ours ?? 'accepted'} : undefined)
    }
    for (const filter of LINE_FILTERS) {
      // A text that would be left empty, and one that RefinedWeb rejects, is not changed.
      if (filter === 'refinedweb' && reference.verdicts['refinedweb-document'] !== null) continue
      const expected = saidIn(reference[filter].join('\n'))
      if (expected.length === 0) continue
      const {rules, table, policy} = presets[filter]
      const result = fix(bytes, rules, table, policy(false))
      const kept = saidIn(decode(result.bytes))
      const differ = kept.join('\n') !== expected.join('\n')
      count(
        `${filter}-line`,
        kept.join('\n') !== saidIn(text).join('\n'),
        differ ? firstDifference(id, expected, kept) : undefined,
      )
      const rejects = result.left.some(({ruleId}) => ruleId === `${filter}-document`)
      const before = findings.some(({ruleId}) => ruleId === `${filter}-document`)
      count(
        `${filter}-document after --fix`,
        before,
        rejects === before ? undefined : {id, reference: String(before), ours: String(rejects)},
      )
    }
  })
  return [...rows.values()].sort((a, b) => (a.what < b.what ? -1 : 1))
}

function main(): void {
  const {values} = parseArgs({options: {python: {type: 'string'}}})
  requireLab()
  const python = values.python ?? setUpPython()
  process.stdout.write(
    '| texts | rule | documents | rejected or changed by the reference | differ | agree |\n|---|---|--:|--:|--:|--:|\n',
  )
  const disagreements: string[] = []
  for (const [set, files] of Object.entries(SETS)) {
    const records = files().flatMap((name) =>
      gunzipSync(readFileSync(join(LAB, name)))
        .toString()
        .split('\n')
        .filter(Boolean),
    )
    for (const {what, documents, rejected, disagreements: found} of compare(records, referenceOf(python, records))) {
      const agree = (100 * (1 - found.length / documents)).toFixed(2)
      process.stdout.write(`| ${set} | ${what} | ${documents} | ${rejected} | ${found.length} | ${agree} % |\n`)
      for (const {id, reference, ours} of found) disagreements.push(`${set} ${what} ${id}: ${reference} ≠ ${ours}`)
    }
  }
  if (disagreements.length > 0) process.stdout.write(`\n${disagreements.join('\n')}\n`)
}

try {
  main()
} catch (error) {
  if (!(error instanceof BenchError)) throw error
  process.stderr.write(`parity: ${error.message}\n`)
  process.exitCode = 1
}
