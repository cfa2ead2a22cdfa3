import {closeSync, fstatSync, fsyncSync, openSync, readSync} from 'node:fs'
import {rename, rm, stat} from 'node:fs/promises'
import {dirname, isAbsolute, resolve} from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {
  type Bytes,
  type Digest,
  digesting,
  digestOf,
  type LinePiece,
  readBytes,
  readRange,
  splitLines,
} from '../io/bytes.ts'
import {isInside, isWithin, slashed} from '../io/paths.ts'
import {systemCode} from '../io/system-code.ts'
import {sweep, temporaryBeside} from '../io/temporary.ts'
import {isStill, makeFolder, realOf, syncFolder, writeAll, writeAtomically} from '../io/write.ts'
import type {Columns, Packing} from '../packing/packing.ts'
import {toJson} from '../text/json.ts'
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
 * which lines have that are not written at once. Of packed files all
 * places and hashes are those of the content: of gzip (`"gzip":true`), Zstandard (`"packing":"zstd"`) and gzip with a
 * member a WARC record (`"packing":"warc.gz"`) what is unpacked, of Parquet (`"packing":{"parquet":…}`) its rows as
 * JSON lines, with the columns that are named there.
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

/** SHA-256 of what a file and its copy hold, unpacked. */
export interface LedgerKey {
  original: string
  copy: string
}

/** Entries of one file; sections of several files may be open at a time. */
export interface LedgerSection {
  /** @param lines from `ledgerLines` */
  add(lines: Iterable<string>): Promise<void>
  /** Appends the section to the ledger. For a file fixed in place it is on the disk before the promise settles. */
  commit(file: LedgerFile): Promise<void>
  /** Drops the section, unless it is committed. */
  abort(): Promise<void>
}

/** A ledger that is written to. */
export interface Ledger {
  file: string
  /**
   * Whether it can give a file back.
   *
   * @param original absolute path of the file
   * @param copy     absolute path of its copy
   */
  holds(original: string, copy: string, key: LedgerKey): boolean
  section(): LedgerSection
  /** To be called also after an interrupted run. Without a committed section nothing was touched. */
  close(): Promise<void>
}

/** A ledger that cannot be used; the message is one line for the user. */
export class LedgerError extends Error {
  override name = 'LedgerError'
}

/** File name of a ledger, unless the user names another; never walked as input. */
export const LEDGER_NAME = 'descrape-ledger.jsonl'

const VERSION = 1
const LINE_START = Buffer.from(`{"descrape":${VERSION},"path":`)
const UP_TO_PATH = /^\{"descrape":\d+,"path":"(?:[^"\\]|\\.)*"/
const EDITS = Buffer.from(',"edits":[')
// Bytes of text in an edit, and UTF-16 units of edits in a line: what is read may not be longer than MAX_LINE.
const MAX_PIECE = 1 << 22
const MAX_LINE = 1 << 26
const MAX_PENDING = 1 << 20
// Bytes that are read at a time.
const CHUNK = 1 << 18
const LF = 10
// What was removed may stand in texts that nobody else may read.
const MODE = 0o600

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

/**
 * Gives the original of cleaned bytes back, or with `forth` the cleaned bytes of the original.
 *
 * @param bytes what the edits led to, or with `forth` what they began with
 * @param edits edits of the original
 * @throws LedgerError where the edits are not those of these bytes
 */
export async function* applyEdits(
  bytes: Bytes,
  edits: AsyncIterable<Edit> | Iterable<Edit>,
  direction: 'back' | 'forth',
): AsyncGenerator<Uint8Array> {
  const [from, to] = direction === 'back' ? (['inserted', 'removed'] as const) : (['removed', 'inserted'] as const)
  const source = bytes[Symbol.asyncIterator]()
  let chunk: Uint8Array = new Uint8Array()
  async function* take(count: number): AsyncGenerator<Uint8Array> {
    while (count > 0) {
      if (chunk.length === 0) {
        const next = await source.next()
        if (next.done) throw notItsEdits()
        chunk = next.value
      }
      const part = chunk.subarray(0, count)
      chunk = chunk.subarray(part.length)
      count -= part.length
      yield part
    }
  }
  try {
    let place = 0
    for await (const edit of edits) {
      if (edit.start < place) throw notItsEdits()
      yield* take(edit.start - place)
      let at = 0
      for await (const part of take(edit[from].length)) {
        if (Buffer.compare(part, edit[from].subarray(at, at + part.length)) !== 0) throw notItsEdits()
        at += part.length
      }
      yield edit[to]
      place = edit.end
    }
    yield chunk
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
  } finally {
    await source.return?.()
  }
}

function notItsEdits(): LedgerError {
  return new LedgerError('the edits are not those of this text; restore from the ledger that was written with it')
}

/**
 * Opens a ledger for writing; what is there already stays.
 *
 * @param file    absolute path
 * @param durable whether every committed section has to be on the disk at once, not only those of files fixed in place
 * @throws LedgerError where something else than a ledger of this version lies there
 */
export async function openLedger(file: string, durable = false): Promise<Ledger> {
  const folder = dirname(file)
  // A copy that is written again from the same original needs no second section.
  const known = new Set<string>()
  const keyOf = (original: string | undefined, copy: string, key: LedgerKey): string =>
    [key.original, original, key.copy, copy].join('\0')
  if (await exists(file)) {
    try {
      for await (const {original, copy} of readSections(file)) {
        const from = original.path === undefined ? undefined : resolve(folder, original.path)
        const to = resolve(folder, copy.path)
        if (from !== to) known.add(keyOf(from, to, {original: original.sha256, copy: copy.sha256}))
      }
    } catch (error) {
      throw new LedgerError(reasonOf(error))
    }
  }
  let descriptor: number | undefined
  // Whether the name of the file is on the disk, not only its bytes.
  let hasName = false
  let queue: Promise<unknown> = Promise.resolve()

  // What belongs together is one write where it is not large: several processes may write at a time.
  const append = async (lines: string, overflow: Overflow | undefined, sync: boolean): Promise<void> => {
    // A ledger with a part of a section would be one that cannot give the file back.
    if (overflow && fstatSync(overflow.descriptor).size !== overflow.bytes)
      throw new LedgerError(
        `cannot be written to its ledger: somebody changed ${quoted(overflow.file)} meanwhile; run descrape again`,
      )
    makeFolder(folder)
    sweep(folder)
    descriptor ??= openSync(file, 'a+', MODE)
    const mend = isCut(descriptor) ? '\n' : ''
    if (overflow !== undefined) {
      writeAll(descriptor, Buffer.from(mend))
      for await (const {bytes} of splitLines(readOpen(overflow.descriptor), MAX_LINE)) writeAll(descriptor, bytes)
    }
    writeAll(descriptor, Buffer.from((overflow === undefined ? mend : '') + lines))
    if (sync) {
      fsyncSync(descriptor)
      if (!hasName) syncFolder(folder)
      hasName = true
    }
  }

  const section = (): LedgerSection => {
    let pending: string[] = []
    let length = 0
    let count = 0
    let overflow: Overflow | undefined
    const abort = async (): Promise<void> => {
      pending = []
      if (!overflow) return
      const {file, descriptor} = overflow
      overflow = undefined
      closeSync(descriptor)
      await rm(file, {force: true})
    }
    return {
      async add(lines) {
        for (const line of lines) {
          pending.push(line)
          count++
          length += line.length
          if (length < MAX_PENDING) continue
          overflow ??= openOverflow(file)
          const bytes = Buffer.from(joined(pending, overflow.mark))
          writeAll(overflow.descriptor, bytes)
          overflow.bytes += bytes.length
          pending = []
          length = 0
        }
      },
      async commit(entry) {
        const {original, copy} = entry
        const inPlace = original.file === copy.file
        const key = {original: original.sha256, copy: copy.sha256}
        if (inPlace || !known.has(keyOf(original.file, copy.file, key))) {
          const lines = joined([...pending, fileLine(entry, count, folder)], overflow?.mark)
          const done = queue
            .then(() => append(lines, overflow, inPlace || durable))
            .catch((error: unknown) => {
              if (error instanceof LedgerError) throw error
              throw new LedgerError(
                `its ledger cannot be written (${systemCode(error) ?? error}); check the free space`,
              )
            })
          queue = done.catch(() => {})
          await done
        }
        await abort()
      },
      abort,
    }
  }

  return {
    file,
    holds: (original, copy, key) => known.has(keyOf(original, copy, key)),
    section,
    async close() {
      await queue
      if (descriptor === undefined) return
      try {
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
        descriptor = undefined
      }
    },
  }
}

/** Lines of a section that are not held in memory. It stays open, so that it lasts even where its name is removed. */
interface Overflow {
  file: string
  /** Stands in all lines, as they need not stay side by side. */
  mark: string
  descriptor: number
  /** Written so far. */
  bytes: number
}

function openOverflow(ledger: string): Overflow {
  makeFolder(dirname(ledger))
  const file = temporaryBeside(ledger)
  // What is cut has another size than was written, whatever is written after that.
  return {file, mark: crypto.randomUUID().slice(0, 8), descriptor: openSync(file, 'ax+', MODE), bytes: 0}
}

// Of a section that is more than one write.
function joined(lines: readonly string[], mark: string | undefined): string {
  const marked = (line: string): string => line.replace(UP_TO_PATH, `$&,"section":"${mark}"`)
  return (mark === undefined ? lines : lines.map(marked)).join('')
}

// From its first byte on.
async function* readOpen(descriptor: number): AsyncGenerator<Uint8Array> {
  for (let place = 0; ; ) {
    const chunk = Buffer.allocUnsafeSlow(CHUNK)
    const length = readSync(descriptor, chunk, 0, CHUNK, place)
    if (length === 0) return
    place += length
    yield chunk.subarray(0, length)
    await setImmediate()
  }
}

// As after a run that was killed while it wrote.
function isCut(descriptor: number): boolean {
  const {size} = fstatSync(descriptor)
  const last = Buffer.alloc(1, LF)
  if (size > 0) readSync(descriptor, last, 0, 1, size - 1)
  return last[0] !== LF
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
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

function fileLine({path, name, original, copy, compressed}: LedgerFile, lines: number, folder: string): string {
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

// The line about a file as it stands in a ledger, with the bytes of the ledger that hold its edits.
interface Section {
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
 * @param onHalf takes the number of a line that is not whole: a run was killed while it wrote, or the ledger is damaged
 */
async function* readSections(ledger: string, onHalf: (line: number) => void = () => {}): AsyncGenerator<Section> {
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

// Bytes of content after which signals have their turn.
const TURN = 1 << 16
// Bytes of content that go on from one step to the next.
const PIECE = 1 << 16

/**
 * Content of a file that has to be whole.
 *
 * @param most bytes of it, by the ledger: what is packed may claim to hold any number
 */
async function* readWhole(
  file: string,
  packing: Packing | false,
  most: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (!packing) {
    yield* readBytes(file, false)
    return
  }
  let length = 0
  let turn = 0
  for await (const chunk of (await import('../packing/packing.ts')).unpackWhole(file, packing)) {
    length += chunk.length
    if (length > most)
      throw new LedgerError(
        `was changed after descrape wrote it (it has more than ${most} bytes); undo the changes or run descrape again; nothing restored`,
      )
    yield chunk
    turn += chunk.length + 1
    if (turn < TURN) continue
    turn = 0
    await setImmediate()
    signal?.throwIfAborted()
  }
}

async function* readEdits({ledger, path, section, from, to}: Section): AsyncGenerator<Edit> {
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isState(value: unknown): value is Section['original'] {
  return (
    isObject(value) &&
    typeof value.sha256 === 'string' &&
    typeof value.bytes === 'number' &&
    (value.path === undefined || typeof value.path === 'string')
  )
}

/** Folder of restored files where none is named. */
export const DEFAULT_RESTORED = 'restored'

export interface RestoreOptions {
  /** Absolute path of the working folder. */
  cwd: string
  /** Folder for the originals, from the working folder; `restored` unless given. */
  outDir?: string
  /** Whether the originals go back to where they were, which has to be inside the working folder. */
  inPlace?: boolean
  signal?: AbortSignal
}

/**
 * Gives the originals of all copies of ledgers back, byte for byte; of gzip files the content, compressed anew. A file
 * fixed in place several times comes back as it first was. Nothing is written for a copy that was edited since, nor
 * over a file that is something else than the copy or the original, nor where two copies would have one place.
 *
 * @param ledgers absolute, or from the working folder; of the same file the older one first
 * @returns files that hold their original now, and what went wrong; all paths from the working folder
 */
export async function restoreFiles(
  ledgers: readonly string[],
  options: RestoreOptions,
): Promise<{restored: string[]; problems: Problem[]}> {
  const {cwd, signal} = options
  const restored: string[] = []
  const problems: Problem[] = []
  const copies = new Map<string, Section[]>()
  for (const ledger of new Set(ledgers.map((path) => resolve(cwd, path)))) {
    const path = slashed(cwd, ledger)
    try {
      const onHalf = (line: number): void => {
        problems.push({path, line, message: HALF})
      }
      for await (const section of readSections(ledger, onHalf)) {
        const copy = resolve(dirname(ledger), section.copy.path)
        const own = copies.get(copy) ?? []
        if (own.push(section) === 1) copies.set(copy, own)
      }
    } catch (error) {
      problems.push({path, message: reasonOf(error)})
    }
  }
  const rivals = findRivals(copies, options)
  for (const [copy, sections] of copies) {
    signal?.throwIfAborted()
    try {
      const rival = rivals.get(copy)
      if (rival !== undefined)
        throw new LedgerError(
          `would be restored to the same place as ${quoted(slashed(cwd, rival))}; restore their ledgers apart, with two --out-dir`,
        )
      const target = await restoreCopy(copy, sections, options)
      restored.push(slashed(cwd, target))
    } catch (error) {
      if (signal?.aborted) throw error
      problems.push({path: slashed(cwd, copy), message: reasonOf(error)})
    }
  }
  return {restored, problems}
}

const HALF =
  'is not whole: a run was killed there, or the ledger was cut or edited; the file of that line is not restored'

interface Problem {
  path: string
  /** 1-based line in the ledger. */
  line?: number
  message: string
}

// Copies whose originals differ and would have the same place, each with another such copy.
function findRivals(copies: ReadonlyMap<string, readonly Section[]>, options: RestoreOptions): Map<string, string> {
  const rivals = new Map<string, string>()
  const first = new Map<string, {copy: string; sha256: string}>()
  for (const [copy, sections] of copies) {
    const last = sections.at(-1) as Section
    const {sha256} = last.original
    const target = targetOf(last, options)
    const other = target === undefined ? undefined : first.get(target)
    if (target !== undefined && !other) first.set(target, {copy, sha256})
    else if (other && other.sha256 !== sha256) {
      rivals.set(copy, other.copy)
      rivals.set(other.copy, copy)
    }
  }
  return rivals
}

// Undefined where standard input would be put back in place.
function targetOf(
  {ledger, name, original}: Section,
  {cwd, inPlace, outDir = DEFAULT_RESTORED}: RestoreOptions,
): string | undefined {
  if (!inPlace) return resolve(cwd, outDir, name)
  return original.path === undefined ? undefined : resolve(dirname(ledger), original.path)
}

function reasonOf(error: unknown): string {
  if (error instanceof LedgerError || (error instanceof Error && error.name === 'PackingError')) return error.message
  const code = systemCode(error) ?? (error instanceof Error && 'code' in error ? String(error.code) : undefined)
  if (code === 'ENOENT') return 'does not exist; check its name'
  if (code === undefined) throw error
  return `cannot be read or restored (${code}); check its permissions and the free space`
}

// Returns the file that holds the original now.
async function restoreCopy(copy: string, sections: readonly Section[], options: RestoreOptions): Promise<string> {
  const {cwd, inPlace, outDir = DEFAULT_RESTORED, signal} = options
  const last = sections.at(-1) as Section
  if (isAbsolute(last.copy.path))
    throw new LedgerError('is an absolute path, which no ledger of descrape has; nothing restored')
  const stats = await stat(copy, {bigint: true}).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT')
      throw new LedgerError(`is missing; put the copy of ${quoted(last.path)} there again`)
    throw error
  })
  if (!stats.isFile()) throw new LedgerError('is not a file; put the copy there again')
  const target = targetOf(last, options)
  if (target === undefined) throw new LedgerError('came from standard input; restore it with --out-dir')
  const most = sections.reduce((bytes, section) => Math.max(bytes, section.original.bytes, section.copy.bytes), 0)
  const runs = runsOf(sections)
  // Where the content is another one for older sections, the file goes back in steps, and gets its name after the last.
  const temporaries: string[] = []
  const refuseChanged = async (): Promise<void> => {
    if (target === copy && !(await isStill(copy, stats)))
      throw new LedgerError('was changed while it was read; nothing restored')
  }
  let source = copy
  try {
    for (const run of runs) {
      const newest = run.at(-1) as Section
      const read = (file: string): AsyncGenerator<Uint8Array> => readWhole(file, newest.packing, most, signal)
      const digest = await digestOf(read(source))
      const steps = stepsBack(run, digest.sha256)
      const first = steps.at(-1)
      if (!first) {
        const isBack = sections.some(({original}) => original.sha256 === digest.sha256)
        if (isBack && (run !== runs.at(-1) || source !== copy || (inPlace && target === copy))) continue
        throw new LedgerError(
          `was changed after descrape wrote it${await placeOfChange(copy, digest, newest, options, read)}; undo the changes or run descrape again; nothing restored`,
        )
      }
      guardTarget(target, inPlace ? cwd : resolve(cwd, outDir), inPlace ? last.original.path : last.name)
      if (target !== copy && (await exists(target))) {
        const there = (await digestOf(read(target)).catch(() => undefined))?.sha256
        if (there === first.original.sha256 && runs.length === 1) return target
        if (there !== first.original.sha256 && there !== digest.sha256)
          throw new LedgerError(
            `cannot be restored over ${quoted(slashed(cwd, target))}, which is something else; move that away or name another --out-dir`,
          )
      }
      let bytes: Bytes = read(source)
      for (const step of steps) bytes = gathered(applyEdits(bytes, readEdits(step), 'back'))
      const result = {sha256: '', bytes: 0}
      const next: string = runs.length === 1 ? target : temporaryBeside(target)
      if (next !== target) temporaries.push(next)
      const written = await writeAtomically(
        next,
        digesting(bytes, result),
        {
          compressed: newest.packing,
          source,
          mode: stats.mode,
          owner: target === copy ? stats : undefined,
          signal,
        },
        async (isOwned) => {
          if (!isOwned)
            throw new LedgerError(
              'belongs to another user or group, whom its original would not belong to; use --out-dir; nothing restored',
            )
          await refuseChanged()
          return result.sha256 === first.original.sha256
        },
      )
      if (!written)
        throw new LedgerError(
          'does not give its original back: the ledger was changed after descrape wrote it; nothing restored',
        )
      source = next
      if (first.original.path !== first.copy.path) break
    }
    if (source !== copy && source !== target) {
      await refuseChanged()
      await rename(source, target)
    }
    return target
  } finally {
    for (const file of temporaries) await rm(file, {force: true})
  }
}

// Sections side by side whose places and hashes are of the same content, newest first: of Parquet that is another one
// for other columns.
function runsOf(sections: readonly Section[]): Section[][] {
  const viewOf = ({packing}: Section): string => (typeof packing === 'object' ? toJson(packing) : '')
  const runs: Section[][] = []
  for (const section of sections) {
    const run = runs[0]
    if (run?.[0] && viewOf(run[0]) === viewOf(section)) run.push(section)
    else runs.unshift([section])
  }
  return runs
}

// Of many steps each would cut the content smaller. Between two of them the stack is left: it does not hold the calls of
// all.
async function* gathered(source: Bytes): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    if (chunk.length > 0) parts.push(chunk)
    length += chunk.length
    if (length < PIECE) continue
    try {
      yield Buffer.concat(parts)
    } finally {
      await undefined
    }
    parts = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(parts)
}

// Sections that lead from a state of the copy to the oldest original, newest first. Only a file that was fixed in place
// is the original of the next one.
function stepsBack(sections: readonly Section[], sha256: string): Section[] {
  const steps: Section[] = []
  let wanted = sha256
  for (const section of sections.toReversed()) {
    const {original, copy} = section
    if (copy.sha256 !== wanted) continue
    steps.push(section)
    if (original.path !== copy.path) break
    wanted = original.sha256
  }
  return steps
}

// Where a copy differs from what was written: by line where the original still stands, else by its length.
async function placeOfChange(
  copy: string,
  {bytes}: Digest,
  section: Section,
  {cwd}: RestoreOptions,
  read: (file: string) => AsyncGenerator<Uint8Array>,
): Promise<string> {
  const {ledger, original} = section
  const file = original.path === undefined ? copy : resolve(dirname(ledger), original.path)
  const stands = file !== copy && isInside(cwd, file) && (await stat(file).catch(() => undefined))?.isFile()
  if (stands && (await digestOf(read(file)).catch(() => undefined))?.sha256 === original.sha256) {
    const written = applyEdits(read(file), readEdits(section), 'forth')
    const line = await firstDifference(splitLines(written, MAX_LINE), splitLines(read(copy), MAX_LINE))
    if (line !== undefined) return ` (line ${line})`
  }
  return bytes === section.copy.bytes ? '' : ` (it has ${bytes} bytes, not ${section.copy.bytes})`
}

// 1-based line.
async function firstDifference(
  a: AsyncGenerator<LinePiece>,
  b: AsyncGenerator<LinePiece>,
): Promise<number | undefined> {
  try {
    for (let line = 1; ; line++) {
      const [one, other] = [await a.next(), await b.next()]
      if (one.done && other.done) return undefined
      if (one.done || other.done || !one.value.bytes.equals(other.value.bytes)) return line
    }
  } finally {
    await a.return(undefined)
    await b.return(undefined)
  }
}

// A ledger from elsewhere must not reach out of the folder, neither by its paths nor through a link.
function guardTarget(target: string, folder: string, named = ''): void {
  const outside = new LedgerError(
    `would be restored to ${quoted(named)}, outside of ${quoted(folder)}; nothing restored`,
  )
  if (isAbsolute(named) || named.includes('\0') || !isInside(folder, target)) throw outside
  if (!isWithin(realOf(folder), realOf(dirname(target)))) throw outside
}

function quoted(path: string): string {
  return `\`${path.replace(/\p{Cc}/gu, '?')}\``
}
