import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {availableParallelism} from 'node:os'
import {basename, join, relative, resolve} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import {findFields} from '../src/corpus/json.ts'
import type {Message} from '../src/report/message.ts'

/**
 * The lab data (`../shared/lab`) run through the program as users run it, and which rule took which labelled line.
 * None of the data goes into the repository.
 */

export const ROOT = resolve(import.meta.dirname, '..')
export const LAB = resolve(process.env.DESCRAPE_LAB ?? join(ROOT, '../shared/lab'))
export const CACHE = join(ROOT, '.cache/bench')

/** What text is scraped with: the main content of a page, or everything on it. */
export const SCRAPERS = {
  main: ['trafilatura', 'readability', 'newspaper', 'goose3', 'justext'],
  dump: ['bs4', 'inscriptis', 'html2text'],
} as const
export type Group = keyof typeof SCRAPERS
const GROUPS = Object.keys(SCRAPERS) as Group[]
export const ALL_SCRAPERS: readonly string[] = Object.values(SCRAPERS).flat()

export function groupOf(scraper: string): Group | undefined {
  return GROUPS.find((group) => SCRAPERS[group].some((name) => name === scraper))
}

/** `lint` reports, `safe` applies safe fixes, `unsafe` all fixes. */
export type Mode = 'lint' | 'safe' | 'unsafe'
export const MODES: readonly Mode[] = ['lint', 'safe', 'unsafe']
export type FixMode = Exclude<Mode, 'lint'>
export const FIX_MODES: readonly FixMode[] = ['safe', 'unsafe']
const MODE_FLAGS: Record<Mode, readonly string[]> = {lint: [], safe: ['--fix'], unsafe: ['--fix', '--unsafe-fixes']}

/** A problem of the bench's user: one line. */
export class BenchError extends Error {}

/** @throws BenchError where there is no lab */
export function requireLab(): void {
  if (!existsSync(join(LAB, 'score.py'))) throw new BenchError(`no lab data in ${LAB}; name its folder in DESCRAPE_LAB`)
}

export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

const digests = new Map<string, string>()

/** Hash of a file's bytes, worked out once a process. */
export function digestOfFile(file: string): string {
  const known = digests.get(file)
  if (known) return known
  const digest = sha256(readFileSync(file))
  digests.set(file, digest)
  return digest
}

/** One digest of the lab files that the figures come from. */
export function labDigest(): string {
  const files = [
    'score.py',
    'clean/clean_score.py',
    'garble/garble_score.py',
    'garble/kinds.json',
    'garble/garble.jsonl.gz',
    'ftfy-cases.json',
    ...readdirSync(join(LAB, 'wcxb-dev')).map((name) => `wcxb-dev/${name}`),
    ...readdirSync(join(LAB, 'clean')).map((name) => `clean/${name}`),
  ]
  const unique = [...new Set(files)].sort()
  return sha256(...unique.flatMap((name) => [name, digestOfFile(join(LAB, name))]))
}

/** A program that no build changes any more: a copy, named by the digest of all that runs. */
export interface Program {
  main: string
  digest: string
}

/** @throws BenchError where nothing is built */
export function programOf(dist: string): Program {
  if (!existsSync(join(dist, 'src/cli/main.js')))
    throw new BenchError(`${shown(join(dist, 'src/cli/main.js'))} is missing; run \`npm run build\` first`)
  const files = readdirSync(dist, {recursive: true, encoding: 'utf8'}).filter((name) => /\.(?:js|bin)$/.test(name))
  const digest = sha256(...files.sort().flatMap((name) => [name, readFileSync(join(dist, name))]))
  const folder = join(CACHE, 'programs', digest.slice(0, 16))
  const main = join(folder, 'src/cli/main.js')
  if (!existsSync(main)) {
    const draft = `${folder}.${process.pid}`
    for (const name of files) cpSync(join(dist, name), join(draft, name))
    // Another bench may have been quicker.
    if (existsSync(folder)) rmSync(draft, {recursive: true})
    else renameSync(draft, folder)
  }
  return {main, digest}
}

/**
 * The program as it was built at a revision. Its dependencies are ours, unless its lockfile is another one.
 *
 * @throws BenchError for an unknown revision, and where the build fails
 */
export async function programAt(revision: string): Promise<Program> {
  const commit = (await run('git', ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])).trim()
  const folder = join(CACHE, 'revisions', commit)
  if (existsSync(join(folder, 'dist/src/cli/main.js'))) return programOf(join(folder, 'dist'))
  rmSync(folder, {recursive: true, force: true})
  mkdirSync(folder, {recursive: true})
  const archive = join(folder, 'source.tar')
  await run('git', ['archive', '--format=tar', '-o', archive, commit])
  await run('tar', ['-xf', archive, '-C', folder])
  rmSync(archive)
  const isSame = digestOfFile(join(folder, 'package-lock.json')) === digestOfFile(join(ROOT, 'package-lock.json'))
  if (!isSame) await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], {cwd: folder})
  await run('npm', ['run', '-s', 'build'], {cwd: folder})
  return programOf(join(folder, 'dist'))
}

/**
 * Runs a command; its output goes to a file or is given back.
 *
 * @throws BenchError with the first line of its complaint
 */
export async function run(
  command: string,
  args: readonly string[],
  options: {cwd?: string; stdout?: string; env?: NodeJS.ProcessEnv} = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const complaint: Buffer[] = []
  const file = options.stdout === undefined ? undefined : createWriteStream(options.stdout)
  if (file) child.stdout.pipe(file)
  else child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk))
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail)
    child.on('close', done)
  })
  if (code !== 0) {
    // Some compilers complain on standard output.
    const lines = Buffer.concat(complaint.length > 0 ? complaint : out)
      .toString()
      .trim()
      .split('\n')
    throw new BenchError(`\`${basename(command)} ${args.slice(0, 3).join(' ')}\` ended with ${code}: ${lines.at(-1)}`)
  }
  return Buffer.concat(out).toString()
}

/** Runs tasks, as many at a time as there are cores (at most four), results in order. */
export async function inParallel<Result>(tasks: readonly (() => Promise<Result>)[]): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < tasks.length) {
      const index = next++
      results[index] = await (tasks[index] as () => Promise<Result>)()
    }
  }
  await Promise.all(Array.from({length: Math.min(4, availableParallelism())}, work))
  return results
}

/** What is run: files of records, and the settings that are not the default ones. */
export interface Job {
  name: string
  inputs: readonly string[]
  /** Flags of `descrape check`, say `['--preset', 'news']`. */
  flags: readonly string[]
  program: Program
}

/** Where the results of a run lie. */
export interface Output {
  mode: Mode
  messages: string
  /** Clean copies, named as their inputs; those of a lint run are missing. */
  folder: string
  ledger: string
}

/** Where a run in a folder puts its results. */
export function outputIn(folder: string, mode: Mode): Output {
  const copies = join(folder, 'clean')
  return {mode, messages: join(folder, 'messages.jsonl'), folder: copies, ledger: join(copies, 'descrape-ledger.jsonl')}
}

/** Runs the program, unless the same program has run over the same files with the same flags. */
export async function runProgram(job: Job, mode: Mode): Promise<Output> {
  const key = sha256(
    job.program.digest,
    mode,
    ...job.flags,
    ...job.inputs.flatMap((file) => [file, digestOfFile(file)]),
  )
  const folder = join(CACHE, 'runs', `${job.name}-${mode}-${key.slice(0, 16)}`)
  const output = outputIn(folder, mode)
  const done = join(folder, 'done')
  if (existsSync(done)) {
    writeFileSync(done, '')
    return output
  }
  // Another bench may run the same.
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, {recursive: true})
  const flags = ['--no-config', '--exit-zero', '-f', 'jsonl=messages.jsonl', ...job.flags, ...MODE_FLAGS[mode]]
  if (mode !== 'lint') flags.push('--out-dir', 'clean')
  await run(process.execPath, [job.program.main, ...job.inputs, ...flags], {cwd: draft})
  rmSync(folder, {recursive: true, force: true})
  renameSync(draft, folder)
  writeFileSync(done, '')
  return output
}

const KEPT_RUNS = 200

/** Drops the results of the runs that were used the longest ago. */
export function pruneRuns(): void {
  const folder = join(CACHE, 'runs')
  if (!existsSync(folder)) return
  const age = (name: string): number => {
    const done = join(folder, name, 'done')
    return existsSync(done) ? statSync(done).mtimeMs : 0
  }
  const names = readdirSync(folder).map((name) => ({name, used: age(name)}))
  names.sort((a, b) => b.used - a.used)
  for (const {name} of names.slice(KEPT_RUNS)) rmSync(join(folder, name), {recursive: true})
}

/** Bytes of a file, of a gzip file the content. */
export function readContent(file: string): Buffer {
  const bytes = readFileSync(file)
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

function* linesOf(bytes: Buffer): Generator<{line: Buffer; start: number}> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start)
    const stop = end === -1 ? bytes.length : end
    if (stop > start) yield {line: bytes.subarray(start, stop), start}
    start = stop + 1
  }
}

export function readRecords<Value>(file: string): Value[] {
  return [...linesOf(readContent(file))].map(({line}) => JSON.parse(line.toString()) as Value)
}

/** Every nth record of a file, in a file of the same name below the cache. */
export function thinned(file: string, nth: number): string {
  const folder = join(CACHE, `every-${nth}`, basename(resolve(file, '..')))
  const target = join(folder, basename(file))
  if (existsSync(target)) return target
  mkdirSync(folder, {recursive: true})
  const kept = [...linesOf(readContent(file))].filter((_, index) => index % nth === 0)
  writeFileSync(target, gzipSync(Buffer.concat(kept.flatMap(({line}) => [line, Buffer.from('\n')]))))
  return target
}

/** Label of a line: content, junk, mixed; blank where the line has no words or no label. */
export type Label = 'c' | 'j' | 'm' | ' '

/** A document of the lab as it was scraped. */
export interface Page {
  id: string
  type: string
  lines: readonly string[]
  labels: string
}

/** A line that is gone. */
export interface Removal {
  line: number
  label: Label
  rules: readonly string[]
  /** Without the white space around it. */
  text: string
}

/** A change inside of lines that stay. */
export interface Retouch {
  line: number
  label: Label
  rules: readonly string[]
  /** Visible characters that are fewer than before. */
  lost: number
}

export interface PageChanges {
  page: Page
  removals: Removal[]
  retouches: Retouch[]
}

interface Span {
  start: number
  end: number
}
interface TextEdit extends Span {
  inserted: string
  rules: readonly string[]
}
interface RawRecord {
  id: string
  page_type?: string
  text: string
  labels?: string
}
interface RawEntry {
  edits?: {start: number; end: number; inserted: string; rules: string[]}[]
  path: string
  line?: number
}

/**
 * What a run changed, by page, line and rule.
 *
 * @param input    the one file of records
 * @param output   of a run with fixes
 * @param findings messages of a lint run: they say which rule is behind each line where an edit names several
 */
export function readChanges(
  input: string,
  output: Output,
  findings: ReadonlyMap<string, readonly Message[]>,
): PageChanges[] {
  const entries = readLedger(output.ledger, basename(input))
  const result: PageChanges[] = []
  let line = 0
  for (const record of linesOf(readContent(input))) {
    line++
    const edits = entries.get(line)
    if (!edits) continue
    const raw = JSON.parse(record.line.toString()) as RawRecord
    const page = pageOf(raw)
    result.push(changesOf(page, raw.text, textEdits(record.line, record.start, edits), findings.get(raw.id) ?? []))
  }
  return result
}

function pageOf({id, page_type = '', text, labels = ''}: RawRecord): Page {
  return {id, type: page_type, lines: text.split('\n'), labels}
}

// Edits by line of the file.
function readLedger(ledger: string, name: string): Map<number, NonNullable<RawEntry['edits']>> {
  const entries = new Map<number, NonNullable<RawEntry['edits']>>()
  if (!existsSync(ledger)) return entries
  for (const {edits, path, line} of readRecords<RawEntry>(ledger))
    if (edits && line !== undefined && basename(path) === name)
      entries.set(line, [...(entries.get(line) ?? []), ...edits])
  return entries
}

// The ledger names bytes of the file; the text is a JSON string in it.
function textEdits(record: Buffer, start: number, edits: NonNullable<RawEntry['edits']>): TextEdit[] {
  const fields = findFields(record, ['text'])
  const token = fields instanceof Map ? fields.get('text') : undefined
  if (!token) throw new BenchError('a record of the lab has no text')
  const lengthOf = (from: number, to: number): number => jsonText(record.subarray(from, to).toString()).length
  let byte = token.start + 1
  let place = 0
  return [...edits]
    .sort((a, b) => a.start - b.start)
    .map((edit) => {
      const from = place + lengthOf(byte, edit.start - start)
      const to = from + lengthOf(edit.start - start, edit.end - start)
      byte = edit.end - start
      place = to
      return {start: from, end: to, inserted: jsonText(edit.inserted), rules: edit.rules}
    })
}

const jsonText = (raw: string): string => JSON.parse(`"${raw}"`) as string

const WORD = /[\p{L}\p{N}]+/gu
// Lines of white space and invisible characters are no lines.
const SEEN = /[^\s\p{Cf}]/u
const wordsOf = (text: string): string[] => text.toLowerCase().match(WORD) ?? []
const visible = (text: string): number => text.replace(/\s+/g, '').length

function changesOf(page: Page, text: string, edits: readonly TextEdit[], findings: readonly Message[]): PageChanges {
  const removals: Removal[] = []
  const retouches: Retouch[] = []
  // As for score.py, a line without words has no label.
  const labelOf = (line: number): Label =>
    wordsOf(page.lines[line] as string).length === 0 ? ' ' : ((page.labels[line] ?? ' ') as Label)
  let line = 0
  let lineStart = 0
  for (const edit of edits) {
    const length = (index: number): number => (page.lines[index] as string).length
    while (lineStart + length(line) < edit.start) lineStart += length(line++) + 1
    let at = lineStart
    const gone: {line: number; start: number; end: number}[] = []
    const touched: number[] = []
    for (let index = line; index < page.lines.length && at <= edit.end; index++) {
      const content = page.lines[index] as string
      const start = at + content.length - content.trimStart().length
      const end = at + content.trimEnd().length
      const isSeen = SEEN.test(content)
      if (isSeen && edit.start <= start && end <= edit.end) gone.push({line: index, start, end})
      else if (isSeen && edit.start < end && start < edit.end) touched.push(index)
      at += content.length + 1
    }
    const left = new Set(wordsOf(edit.inserted))
    const isGone = (index: number): boolean => !wordsOf(page.lines[index] as string).some((word) => left.has(word))
    const removed = visible(edit.inserted) === 0 ? gone : gone.length > 1 ? gone.filter((one) => isGone(one.line)) : []
    for (const one of removed)
      removals.push({
        line: one.line,
        label: labelOf(one.line),
        rules: rulesBehind(edit.rules, one, findings),
        text: text.slice(one.start, one.end),
      })
    if (removed.length === 0 || touched.length > 0 || visible(edit.inserted) > 0) {
      const size = removed.reduce((sum, one) => sum + visible(text.slice(one.start, one.end)), 0)
      const lost = Math.max(0, visible(text.slice(edit.start, edit.end)) - size - visible(edit.inserted))
      const place = touched[0] ?? gone.find((one) => !removed.includes(one))?.line ?? line
      retouches.push({line: place, label: labelOf(place), rules: edit.rules, lost})
    }
  }
  return {page, removals: relabel(page, removals), retouches}
}

// Edits of neighbours are merged; a lint finding tells whose line it is, unless a later pass found it.
function rulesBehind(rules: readonly string[], {start, end}: Span, findings: readonly Message[]): readonly string[] {
  if (rules.length === 1) return rules
  const own = findings.filter((one) => one.start < end && start < one.end && rules.includes(one.ruleId))
  const whole = own.filter((one) => one.start <= start && end <= one.end)
  const named = new Set((whole.length > 0 ? whole : own).map((one) => one.ruleId))
  return named.size > 0 ? [...named].sort() : rules
}

// Of equal lines the content copy counts as the one that stayed, as in score.py.
function relabel(page: Page, removals: readonly Removal[]): Removal[] {
  if (removals.length === 0) return []
  const keyOf = (line: number): string => (page.lines[line] as string).trim().toLowerCase()
  const groups = new Map<string, Removal[]>()
  for (const removal of removals) {
    if (removal.label === ' ') continue
    const key = keyOf(removal.line)
    const group = groups.get(key)
    if (group) group.push(removal)
    else groups.set(key, [removal])
  }
  const labels = new Map<string, Label[]>()
  page.lines.forEach((_, line) => {
    const key = keyOf(line)
    if (!groups.has(key)) return
    const list = labels.get(key) ?? []
    list.push((page.labels[line] ?? ' ') as Label)
    labels.set(key, list)
  })
  const order = (label: Label): number => 'cmj '.indexOf(label)
  const changed = new Map<number, Label>()
  for (const [key, group] of groups) {
    const all = (labels.get(key) ?? []).sort((a, b) => order(a) - order(b))
    const taken = all.slice(all.length - group.length)
    const byLabel = [...group].sort((a, b) => order(a.label) - order(b.label))
    byLabel.forEach((removal, index) => {
      changed.set(removal.line, taken[index] ?? removal.label)
    })
  }
  return removals.map((removal) => ({...removal, label: changed.get(removal.line) ?? removal.label}))
}

/** Messages by the id of their document. */
export function readMessages(file: string): Map<string, Message[]> {
  const found = new Map<string, Message[]>()
  for (const message of readRecords<Message>(file)) {
    const id = String(message.id)
    const list = found.get(id)
    if (list) list.push(message)
    else found.set(id, [message])
  }
  return found
}

/** Share in per cent; NaN of nothing. */
export function percent(part: number, whole: number): number {
  return (100 * part) / whole
}

/** A number for a table: `–` where there is none. */
export function cell(value: number | null | undefined, digits = 0): string {
  return value === undefined || value === null || !Number.isFinite(value) ? '–' : value.toFixed(digits)
}

/** A Markdown table; all columns but the first are numbers. */
export function markdownTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'))
  return `${[head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

/** Path of a file as one would type it. */
export function shown(file: string): string {
  return relative(process.cwd(), file) || '.'
}
