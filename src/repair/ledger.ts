import {stat} from 'node:fs/promises'
import {type Digest, readBytes, readRange, splitLines} from '../io/bytes.ts'
import {slashed} from '../io/paths.ts'
import {systemCode} from '../io/system-code.ts'
import type {Columns, Packing} from '../packing/packing.ts'
import {isObject, toJson} from '../text/json.ts'
import {decode} from '../text/utf8.ts'
import type {Change} from './edits.ts'

/**
 * The ledger says what a run removed, enough to give every original back. It is JSONL: for each document that changed
 * one line (more where much was removed) with its edits, and after the edits of a file one line about the file:
 *
 *     {"descrape":1,"path":"pages/a.txt","edits":[{"start":6,"end":22,"removed":"Advertisement\n\n","inserted":"","rules":["ad-label"]}]}
 *     {"descrape":1,"path":"pages/a.txt","name":"pages/a.txt","lines":1,"original":{"path":"../pages/a.txt","sha256":"…","bytes":90},"copy":{"path":"pages/a.txt","sha256":"…","bytes":74}}
 *
 * `start` and `end` are bytes of the original file. The paths of `original` and `copy` are relative to the ledger's
 * folder, `path` to the working folder of the run; `name` is where a restored file goes below its output folder.
 * `lines` counts the lines with edits of the file; they are the last ones of its `path` above, and of its `section`,
 * which lines have that are not written at once. Of packed files all places and hashes are those of the content: of gzip
 * (`"gzip":true`), Zstandard (`"packing":"zstd"`) and gzip with a member a WARC record (`"packing":"warc.gz"`) what is
 * unpacked, of Parquet (`"packing":{"parquet":…}`) its rows as JSON lines, with the columns that are named there.
 *
 * A ledger only grows, by whole files: what a killed run has done stands in it, several runs may write the same one, and
 * those of one folder may be joined. Lines that no line about a file counts are what a killed run has left undone.
 */

/** A change of a file and the bytes it removed. Lists of them are sorted and do not overlap. */
export interface Edit {
  /** Half-open range of bytes of the original file. */
  start: number
  end: number
  removed: Uint8Array
  inserted: Uint8Array
  rules: readonly string[]
}

/** Edits of one document. */
export interface LedgerEntry {
  path: string
  edits: readonly Edit[]
  /** JSON of the record's id. */
  id?: string
  /** 1-based line of the record in its file. */
  line?: number
}

/** A file and its copy; both paths absolute. */
export interface LedgerFile {
  path: string
  name: string
  /** `file` is undefined for standard input. */
  original: Digest & {file: string | undefined}
  copy: Digest & {file: string}
  compressed: Packing | false
}

/** A ledger that cannot be used; the message is one line for the user. */
export class LedgerError extends Error {
  override name = 'LedgerError'
}

/** File name of a ledger, unless the user names another; never walked as input. */
export const LEDGER_NAME = 'descrape-ledger.jsonl'

const VERSION = 1
const LINE_START = Buffer.from(`{"descrape":${VERSION},"path":`)
const EDITS = Buffer.from(',"edits":[')
// Bytes of text in an edit, and UTF-16 units of edits in a line.
const MAX_PIECE = 1 << 22
/** Bytes of the longest line that is read; none is written that is longer. */
export const MAX_LINE = 1 << 26
const LF = 10

/**
 * @param original bytes that the changes are about
 * @param changes  changes of it
 * @param shift    added to all places: where `original` stands in its file
 */
export function toEdits(original: Uint8Array, changes: readonly Change[], shift = 0): Edit[] {
  return changes.map(({start, end, bytes, rules}) => ({
    start: start + shift,
    end: end + shift,
    removed: original.subarray(start, end),
    inserted: bytes,
    rules,
  }))
}

/** Lines of the ledger. Each holds a few megabytes at most, so that nobody has to read a long one. */
export function* ledgerLines(entry: LedgerEntry): Generator<string> {
  let edits: string[] = []
  let length = 0
  const line = (): string => {
    const place = `${entry.id === undefined ? '' : `,"id":${entry.id}`}${entry.line === undefined ? '' : `,"line":${entry.line}`}`
    return `{"descrape":${VERSION},"path":${toJson(entry.path)},"edits":[${edits.join(',')}]${place}}\n`
  }
  for (const edit of entry.edits) {
    for (const piece of pieces(edit)) {
      const json = editJson(piece)
      edits.push(json)
      length += json.length
      if (length < MAX_PIECE) continue
      yield line()
      edits = []
      length = 0
    }
  }
  if (edits.length > 0) yield line()
}

function* pieces(edit: Edit): Generator<Edit> {
  let {start, removed, inserted} = edit
  while (removed.length > MAX_PIECE || inserted.length > MAX_PIECE) {
    const piece = {
      ...edit,
      start,
      end: start + Math.min(removed.length, MAX_PIECE),
      removed: removed.subarray(0, MAX_PIECE),
      inserted: inserted.subarray(0, MAX_PIECE),
    }
    yield piece
    start = piece.end
    removed = removed.subarray(MAX_PIECE)
    inserted = inserted.subarray(MAX_PIECE)
  }
  yield {...edit, start, removed, inserted}
}

function editJson({start, end, removed, inserted, rules}: Edit): string {
  return toJson({start, end, ...named('removed', removed), ...named('inserted', inserted), rules})
}

function named(name: string, bytes: Uint8Array): Record<string, string> {
  const text = decode(bytes)
  return text.isWellFormed() ? {[name]: text} : {[`${name}Base64`]: Buffer.from(bytes).toString('base64')}
}

/** The line about a file whose edits stand in so many lines before it; its paths are those from `folder`. */
export function fileLine({path, name, original, copy, compressed}: LedgerFile, lines: number, folder: string): string {
  const line = {
    descrape: VERSION,
    path,
    name,
    lines,
    original: {
      ...(original.file !== undefined && {path: slashed(folder, original.file)}),
      sha256: original.sha256,
      bytes: original.bytes,
    },
    copy: {path: slashed(folder, copy.file), sha256: copy.sha256, bytes: copy.bytes},
    ...(compressed === 'gzip' ? {gzip: true} : compressed && {packing: compressed}),
  }
  return `${toJson(line)}\n`
}

/** The line about a file as it stands in a ledger, with the bytes of the ledger that hold its edits. */
export interface Section {
  ledger: string
  path: string
  /** In all lines of a large section. */
  section: unknown
  name: string
  original: Digest & {path?: string}
  copy: Digest & {path: string}
  packing: Packing | false
  from: number
  to: number
}

/**
 * The files of a ledger, in its order.
 *
 * @param onHalf takes the number of a line that is not whole: a run was killed while it wrote, or the ledger is damaged
 */
export async function* readSections(
  ledger: string,
  onHalf: (line: number) => void = () => {},
): AsyncGenerator<Section> {
  if (!(await stat(ledger)).isFile()) throw new LedgerError('is not a file; name a ledger that descrape wrote')
  // Where the lines with edits begin that no line about a file has counted yet, by path and section.
  const starts = new Map<string, number[]>()
  let place = 0
  let line = 0
  let overlong = false
  for await (const {bytes, whole} of splitLines(readBytes(ledger, false), MAX_LINE)) {
    const from = place
    place += bytes.length
    // The rest of a line that is too long to be read.
    const isRest = overlong
    overlong = !whole && bytes.at(-1) !== LF
    if (isRest) continue
    line++
    // Two processes that both mend the end of a cut line leave one of them blank.
    if (bytes.length === 1 && bytes[0] === LF) continue
    const complete = whole && bytes.at(-1) === LF
    const value = complete ? (editsPath(bytes) ?? parseLine(bytes)) : undefined
    if (value === undefined && isHalf(bytes)) {
      onHalf(line)
      continue
    }
    if (isObject(value) && typeof value.descrape === 'number' && value.descrape > VERSION)
      throw new LedgerError(`is a ledger of a newer descrape (version ${value.descrape}); update descrape to use it`)
    if (!isObject(value) || value.descrape !== VERSION || typeof value.path !== 'string')
      throw new LedgerError(`is not a ledger (line ${line}); name one that descrape wrote`)
    const {path, section, name, lines, original, copy} = value
    const key = toJson([path, section])
    const own = starts.get(key) ?? []
    if ('edits' in value) {
      if (own.push(from) === 1) starts.set(key, own)
      continue
    }
    starts.delete(key)
    if (
      typeof name !== 'string' ||
      typeof lines !== 'number' ||
      !(lines >= 0 && lines <= own.length) ||
      !isState(original) ||
      !isState(copy) ||
      copy.path === undefined
    ) {
      onHalf(line)
      continue
    }
    const start = lines === 0 ? from : (own.at(-lines) as number)
    yield {
      ledger,
      path,
      section,
      name,
      original,
      copy: {...copy, path: copy.path},
      packing: packingOf(value),
      from: start,
      to: from,
    }
  }
}

// What a line with edits says but for its edits, which are long.
function editsPath(line: Buffer): Record<string, unknown> | undefined {
  if (!line.subarray(0, LINE_START.length).equals(LINE_START)) return undefined
  const end = line.indexOf(EDITS, LINE_START.length)
  const value = end === -1 ? undefined : parseLine(Buffer.concat([line.subarray(0, end), Buffer.from('}')]))
  return isObject(value) && typeof value.path === 'string' ? {...value, edits: true} : undefined
}

function isHalf(line: Buffer): boolean {
  const length = Math.min(line.at(-1) === LF ? line.length - 1 : line.length, LINE_START.length)
  return length > 0 && line.subarray(0, length).equals(LINE_START.subarray(0, length))
}

const PACKINGS: readonly unknown[] = ['zstd', 'warc.gz'] satisfies Packing[]

function packingOf({gzip, packing}: Record<string, unknown>): Packing | false {
  if (gzip === true) return 'gzip'
  if (packing === undefined) return false
  const columns = isObject(packing) ? packing.parquet : undefined
  if (PACKINGS.includes(packing) || (isObject(columns) && COLUMNS.every((name) => typeof columns[name] === 'string')))
    return packing as Packing
  throw new LedgerError('is a ledger of a newer descrape; update descrape to use it')
}

const COLUMNS: readonly (keyof Columns)[] = ['text', 'id', 'url', 'lang']

/** The edits that belong to the line about a file. */
export async function* readEdits({ledger, path, section, from, to}: Section): AsyncGenerator<Edit> {
  for await (const {bytes} of splitLines(readRange(ledger, from, to), MAX_LINE)) {
    const value = parseLine(bytes)
    if (isObject(value) && value.path === path && value.section === section && 'edits' in value) yield* editsOf(value)
  }
}

/** The edits of a line of `ledgerLines`. */
export function editsIn(line: string): Edit[] {
  return editsOf(JSON.parse(line) as {edits: unknown})
}

function editsOf({edits}: {edits?: unknown}): Edit[] {
  if (!Array.isArray(edits)) throw damaged()
  return edits.map(parseEdit)
}

function parseEdit(value: unknown): Edit {
  if (!isObject(value)) throw damaged()
  const {start, end} = value
  const removed = parseBytes(value, 'removed')
  const inserted = parseBytes(value, 'inserted')
  if (
    !Number.isSafeInteger(start) ||
    !Number.isSafeInteger(end) ||
    (start as number) < 0 ||
    (end as number) - (start as number) !== removed.length
  )
    throw damaged()
  return {start: start as number, end: end as number, removed, inserted, rules: []}
}

function parseBytes(value: Record<string, unknown>, name: string): Uint8Array {
  const text = value[name]
  const base64 = value[`${name}Base64`]
  if (typeof text === 'string') return Buffer.from(text)
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64')
  throw damaged()
}

function damaged(): LedgerError {
  return new LedgerError('has edits in a damaged ledger; take an undamaged copy of the ledger')
}

function parseLine(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decode(bytes))
  } catch {
    return undefined
  }
}

function isState(value: unknown): value is Section['original'] {
  return (
    isObject(value) &&
    typeof value.sha256 === 'string' &&
    typeof value.bytes === 'number' &&
    (value.path === undefined || typeof value.path === 'string')
  )
}

/** What is wrong with a file, for the user; what no file can cause is thrown on. */
export function reasonOf(error: unknown): string {
  if (error instanceof LedgerError || (error instanceof Error && error.name === 'PackingError')) return error.message
  const code = systemCode(error) ?? (error instanceof Error && 'code' in error ? String(error.code) : undefined)
  if (code === 'ENOENT') return 'does not exist; check its name'
  if (code === undefined) throw error
  return `cannot be read or restored (${code}); check its permissions and the free space`
}

/** A path within a message. */
export function quoted(path: string): string {
  return `\`${path.replace(/\p{Cc}/gu, '?')}\``
}
