import {createHash} from 'node:crypto'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Examined, examine, fileReport, type Mode, reportOf} from '../../src/cli/examine.ts'
import {loadConfig} from '../../src/config/load.ts'
import {ConfigError, resolveSettings} from '../../src/config/settings.ts'
import {masksOf} from '../../src/corpus/markdown.ts'
import {packingOf, processFile} from '../../src/corpus/process.ts'
import {answerRecords} from '../../src/corpus/records.ts'
import {type Clean, cleanStretch} from '../../src/corpus/stretch.ts'
import type {InputFile, Item} from '../../src/corpus/types.ts'
import {type Bytes, inOnePiece} from '../../src/io/bytes.ts'
import {BaselineError, formatBaseline, parseBaseline} from '../../src/lint/baseline.ts'
import {directivesIn} from '../../src/lint/suppress.ts'
import {unpack, unpackWhole} from '../../src/packing/packing.ts'
import {applyChanges} from '../../src/repair/edits.ts'
import {type Edit, editsIn} from '../../src/repair/ledger.ts'
import type {Ledger} from '../../src/repair/ledger-writer.ts'
import {applyEdits, restoreFiles} from '../../src/repair/restore.ts'
import {createReporter} from '../../src/report/index.ts'
import type {Summary} from '../../src/report/reporter.ts'
import {decode, encode} from '../../src/text/utf8.ts'
import {Broken} from './broken.ts'
import type {Mended, Way} from './laws.ts'

/** Laws about what lies around texts: what they are packed in, ledgers, baselines, configurations, reports. */

export const FIELDS = {textField: 'text', idField: 'id', urlField: 'url', langField: 'lang'}

/** Keeps what a ledger would. */
export function ledgerOf(name: string, edits: Edit[]): Ledger {
  return {
    file: `/${name}`,
    holds: () => false,
    section: () => ({
      async add(lines) {
        for (const line of lines) edits.push(...editsIn(line))
      },
      async commit() {},
      async abort() {},
    }),
    async close() {},
  }
}

// In memory, where the system has such a folder: a disk would set the pace.
const base = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'descrape-fuzz-'))
process.once('exit', () => rmSync(base, {recursive: true, force: true}))

async function bytesOf(source: Bytes): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}

/** Gives back what edits led to `clean`, as `restore` does. */
export function originalOf(clean: Uint8Array, edits: readonly Edit[]): Promise<Buffer> {
  return bytesOf(applyEdits(inOnePiece(clean), edits, 'back'))
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const third = Math.ceil(bytes.length / 3)
  for (let at = 0; at < bytes.length; at += third) yield bytes.subarray(at, at + third)
}

function holdProblems(problems: readonly {message: string}[]): void {
  for (const {message} of problems)
    if (/[\r\n]/.test(message) || message.length > 1000)
      throw new Broken('8: a problem of several lines', message.slice(0, 200))
}

/** Whatever is packed: it is read, or named, and what comes out gives back what could be read. */
export async function holdPacked(
  bytes: Uint8Array,
  packed: 'gzip' | 'zstd' | 'parquet' | 'wet',
  mend: (item: Item) => Mended,
): Promise<void> {
  const file = join(base, `in.${packed}`)
  const copy = join(base, `out.${packed}`)
  writeFileSync(file, bytes)
  rmSync(copy, {force: true})
  const input: InputFile = {
    path: `in.${packed}`,
    file,
    format: packed === 'wet' ? 'wet' : 'jsonl',
    compressed: packed === 'wet' ? false : packed,
    copy: `out.${packed}`,
  }
  const edits: Edit[] = []
  const clean: Clean = (stretch) => cleanStretch(stretch, FIELDS, (item) => ({changes: mend(item).changes}))
  const {problems} = await processFile(input, FIELDS, clean, {file: copy, ledger: ledgerOf('ledger', edits)})
  holdProblems(problems)
  const packing = packingOf(input, FIELDS)
  if (existsSync(copy)) {
    const after = packing ? await bytesOf(unpackWhole(copy, packing)) : readFileSync(copy)
    const before = packing ? await bytesOf(unpack(file, packing)) : Buffer.from(bytes)
    if (!before.equals(await originalOf(after, edits)))
      throw new Broken('3: the content of the file does not come back')
  } else if (!problems.some(({partial}) => !partial)) throw new Broken('8: no copy, and nobody says why')
  // An index at the end is found in files only.
  if (packed === 'parquet') return
  const torn = await processFile(input, FIELDS, clean, undefined, inPieces(bytes))
  if (JSON.stringify(torn.problems) !== JSON.stringify(problems))
    throw new Broken('5: chunks change problems', JSON.stringify([problems, torn.problems]))
}

/** One line of JSON out for each line in, whatever it is, and however it comes. */
export async function holdPipe(bytes: Uint8Array, mend: (item: Item) => Mended): Promise<void> {
  const answersOf = (source: Bytes): Promise<Buffer> =>
    bytesOf(
      answerRecords(source, {fields: FIELDS, onError: () => {}, signal: new AbortController().signal}, (item) => ({
        changes: mend(item).changes,
        note: {},
      })),
    )
  const answers = await answersOf(inPieces(bytes))
  if (!answers.equals(await answersOf(inOnePiece(bytes)))) throw new Broken('5: chunks change answers')
  const lines = answers.toString().split('\n')
  const feeds = Buffer.from(bytes).toString('latin1').split('\n').length
  const expected = bytes.length === 0 ? 0 : feeds - (bytes.at(-1) === 10 ? 1 : 0)
  if (lines.pop() !== '' || lines.length !== expected)
    throw new Broken('8: not one answer for each record', `${lines.length} for ${expected}`)
  for (const line of lines) JSON.parse(line)
}

/** A configuration is taken, or refused in one line. */
export async function holdConfig(bytes: Uint8Array): Promise<void> {
  const file = join(base, 'descrape.config.json')
  writeFileSync(file, bytes)
  try {
    const {config} = await loadConfig({cwd: base, file})
    resolveSettings(config)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    holdProblems([error])
  }
}

/** A baseline is read, and written as it was read, or refused in one line. */
export function holdBaseline(bytes: Uint8Array): void {
  try {
    const baseline = parseBaseline(decode(bytes))
    const text = formatBaseline(baseline)
    if (formatBaseline(parseBaseline(text)) !== text) throw new Broken('3: a baseline does not come back')
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error
    holdProblems([error])
  }
}

/** Texts, and what they became: ledgers of random inputs are about these. */
const COPIES = Array.from({length: 6}, (_, index) => {
  const original = encode(`Advertisement\n\nThe ferry n° ${index} ran again.\n\nSource link\n`)
  const edits = [
    {start: 0, end: 15, removed: 'Advertisement\n\n', inserted: '', rules: ['advertisement-marker']},
    {start: original.length - 13, end: original.length, removed: '\nSource link\n', inserted: '', rules: ['a']},
  ]
  return {name: `${index}.txt`, original, copy: original.subarray(15, original.length - 13), edits}
})

/** A ledger of `COPIES` as it would be without damage. */
export function ledgerText(picked: readonly number[]): string {
  return picked
    .map((index) => COPIES[index % COPIES.length] as (typeof COPIES)[number])
    .map(({name, original, copy, edits}) => {
      const half = edits.map((edit) => JSON.stringify({descrape: 1, path: name, edits: [edit]})).join('\n')
      const [from, to] = [original, copy].map((content) => ({
        path: `copies/${name}`,
        sha256: createHash('sha256').update(content).digest('hex'),
        bytes: content.length,
      }))
      const path = `pages/${name}`
      return `${half}\n${JSON.stringify({descrape: 1, path: name, name: path, lines: 2, original: {...from, path}, copy: to})}\n`
    })
    .join('')
}

/** Of a ledger, whatever was done to it, come originals or nothing, and nothing outside of its folder. */
export async function holdLedger(bytes: Uint8Array): Promise<void> {
  const folder = join(base, 'ledger')
  rmSync(folder, {recursive: true, force: true})
  mkdirSync(join(folder, 'copies'), {recursive: true})
  for (const {name, copy} of COPIES) writeFileSync(join(folder, 'copies', name), copy)
  writeFileSync(join(folder, 'ledger.jsonl'), bytes)
  const before = readdirSync(base).length
  const {restored, problems} = await restoreFiles(['ledger.jsonl'], {cwd: folder, outDir: 'back'})
  holdProblems(problems)
  const known = new Set(COPIES.map(({original}) => Buffer.from(original).toString('latin1')))
  for (const entry of readdirSync(folder, {recursive: true, withFileTypes: true})) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !path.startsWith(join(folder, 'back'))) continue
    if (!known.has(readFileSync(path, 'latin1'))) throw new Broken('3: what is restored is no original', path)
  }
  for (const {name, copy} of COPIES)
    if (!readFileSync(join(folder, 'copies', name)).equals(copy)) throw new Broken('3: a copy is changed', name)
  if (readdirSync(base).length !== before || readdirSync(folder).length > 3)
    throw new Broken('3: something is written outside of the folder', restored.join())
}

const LOOK: Mode = {fix: false, unsafe: false, inPlace: false, edits: false, fingerprints: true}

/** What a baseline accepts, and what a comment allows, is neither found nor mended. */
export function holdAccepted(text: Uint8Array, {settings, rules, policy, unsafe}: Way): void {
  const item: Item = {path: 'a.md', format: 'markdown', text}
  const own = {...settings, rules, policy: () => policy, input: {}}
  const found = examine(item, own, {...LOOK, unused: {isKnown: () => false}}, masksOf)
  const report = reportOf(item, found, LOOK)
  const counts = new Map<string, number>()
  for (const {fingerprint} of report.messages)
    if (fingerprint) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1)
  const accepting: Mode = {...LOOK, fix: true, unsafe, acceptedIn: () => counts}
  const accepted: Examined = examine(item, own, accepting, masksOf)
  if (accepted.changes.length > 0) throw new Broken('1: what is accepted is mended')
  if (accepted.left.length > 0) throw new Broken('1: what is accepted is found', JSON.stringify(accepted.left[0]))
  const mended = examine(item, own, {...LOOK, fix: true, unsafe, inPlace: true}, masksOf)
  const clean = applyChanges(text, mended.changes)
  // A comment that is indented becomes code where the line above it goes.
  const comments = (bytes: Uint8Array): number => directivesIn(bytes, masksOf(bytes)).length
  if (mended.notices.length > 0 || comments(clean) !== comments(text)) return
  const again = examine({...item, text: clean}, own, {...LOOK, fix: true, unsafe}, masksOf)
  if (again.changes.length > 0) throw new Broken('2: fixing twice is not fixing once', JSON.stringify(decode(clean)))
}

const SUMMARY: Summary = {
  files: 1,
  documents: 1,
  errors: 0,
  warnings: 0,
  infos: 0,
  fixableSafe: 0,
  fixableUnsafe: 0,
  byRule: {},
  problems: [],
}

// Formats of lines, and those of one JSON.
const LINED = ['stylish', 'concise', 'github', 'junit'] as const
const JSONS = ['json', 'sarif', 'gitlab'] as const

/** Nothing that a text says reaches a terminal, a workflow or a parser as anything but text. */
export async function holdReports(text: Uint8Array, {settings, rules}: Way): Promise<void> {
  const piece = decode(text.subarray(0, 40)).toWellFormed()
  const item: Item = {path: piece.includes('\0') ? 'a.txt' : piece, format: 'text', text, id: piece, recordLine: 1}
  const own = {...settings, rules, input: {}}
  const found = {...reportOf(item, examine(item, own, LOOK), LOOK), notices: [piece]}
  const report = fileReport(item.path, found, false)
  const render = async (name: string): Promise<string> => {
    const reporter = await createReporter(name, {
      color: false,
      version: '0',
      rules: rules.map(({rule}) => rule),
      url: () => 'https://example.org',
    })
    const problems = [{path: item.path, message: `cannot be read: ${piece}`}]
    return [reporter.start?.() ?? '', ...reporter.file(report), reporter.end({...SUMMARY, problems})].join('')
  }
  for (const name of LINED) {
    const shown = await render(name)
    const control = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.exec(shown)
    if (control) throw new Broken('8: a control reaches the terminal', `${name}: ${JSON.stringify(control[0])}`)
    if (name === 'github')
      for (const line of shown.split('\n'))
        if (line.includes('::') && !/^::(?:error|warning|notice|debug)\b/.test(line))
          throw new Broken('8: a line of a report that is none', line.slice(0, 200))
  }
  for (const name of JSONS) JSON.parse(await render(name))
  for (const line of (await render('jsonl')).split('\n')) if (line !== '') JSON.parse(line)
}
