/**
 * Whether the published filters give the verdicts of their reference code: datatrove, and DCLM's line rules restated.
 */
import {existsSync, mkdirSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {resolveSettings} from '../src/config/settings.ts'
import {lint} from '../src/lint/linter.ts'
import {fix} from '../src/repair/fix.ts'
import {Document} from '../src/text/document.ts'
import {linesOf, strip} from '../src/text/measures.ts'
import {decode, encode} from '../src/text/utf8.ts'
import {
  BenchError,
  CACHE,
  cell,
  digestOfFile,
  inParallel,
  markdownTable,
  percent,
  ROOT,
  readRecords,
  requireLab,
  run,
  sha256,
} from './lab.ts'
import {installPython, PACKAGES, PYTHON} from './python.ts'
import {inputsOf} from './sets.ts'

const SETS = ['trafilatura', 'bs4', 'clean']
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

/** What the reference says of a set, unless it has said so before. */
async function referenceOf(set: string): Promise<Reference[]> {
  const script = join(import.meta.dirname, 'parity.py')
  const inputs = inputsOf(set)
  const key = sha256(digestOfFile(script), JSON.stringify(PACKAGES), ...inputs.map(digestOfFile))
  const folder = join(CACHE, 'parity')
  const target = join(folder, `${set}-${key.slice(0, 16)}.jsonl`)
  if (!existsSync(target)) {
    mkdirSync(folder, {recursive: true})
    const draft = `${target}.${process.pid}`
    await run(PYTHON, [script, ...inputs], {stdout: draft})
    renameSync(draft, target)
  }
  return readRecords<Reference>(target)
}

/** Lines of a text that say something, without the white space around them. */
function saidIn(text: string): string[] {
  return linesOf(text)
    .map((line) => strip(line.text))
    .filter(Boolean)
}

const FENCE = /^[ \t]*(?:```|~~~)/m

// Without the lines themselves: they are other people's texts.
function difference(id: string, text: string, reference: readonly string[], ours: readonly string[]): Disagreement {
  const cause = FENCE.test(text) ? ' (code between fences is left alone)' : ''
  return {id, reference: `keeps ${reference.length} lines`, ours: `keeps ${ours.length} lines${cause}`}
}

function compare(records: readonly {id: string; text: string}[], references: readonly Reference[]): Row[] {
  const rows = new Map<string, Row>()
  const count = (what: string, rejected: boolean, disagreement?: Disagreement): void => {
    const row = rows.get(what) ?? {what, documents: 0, rejected: 0, disagreements: []}
    rows.set(what, row)
    row.documents++
    if (rejected) row.rejected++
    if (disagreement) row.disagreements.push(disagreement)
  }
  records.forEach(({id, text}, index) => {
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
        differ ? difference(id, text, expected, kept) : undefined,
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

async function main(): Promise<void> {
  requireLab()
  for (const reason of (await installPython(['datatrove'])).values())
    throw new BenchError(`datatrove cannot be installed: ${reason}`)
  const references = await inParallel(SETS.map((set) => () => referenceOf(set)))
  const rows: (string | number)[][] = []
  const listed: string[][] = []
  SETS.forEach((set, index) => {
    const records = inputsOf(set).flatMap((file) => readRecords<{id: string; text: string}>(file))
    for (const {what, documents, rejected, disagreements: found} of compare(records, references[index])) {
      rows.push([`${set}: ${what}`, documents, rejected, found.length, cell(100 - percent(found.length, documents), 2)])
      for (const {id, reference, ours} of found) listed.push([`${set}: ${what}`, id, reference, ours])
    }
  })
  const head = ['texts: rule', 'documents', 'rejected or changed by the reference', 'differ', 'agree %']
  const table = markdownTable(head, rows)
  const list =
    listed.length > 0 ? markdownTable(['texts: rule', 'document', 'reference', 'descrape'], listed) : 'None.\n'
  const text = `${table}\n## Disagreements\n\n${list}`
  process.stdout.write(text)
  writeFileSync(join(ROOT, 'bench/results/parity.md'), text)
}

try {
  await main()
} catch (error) {
  if (!(error instanceof BenchError)) throw error
  process.stderr.write(`parity: ${error.message}\n`)
  process.exitCode = 1
}
