import {createReadStream} from 'node:fs'
import {appendFile, open, realpath, rm, stat} from 'node:fs/promises'
import {dirname, isAbsolute, join, resolve} from 'node:path'
import {decode} from '../text/utf8.ts'
import type {Change} from './edits.ts'
import {
  type Bytes,
  type Digest,
  digesting,
  digestOf,
  drain,
  isInside,
  readBytes,
  readRange,
  slashed,
  splitLines,
  systemCode,
  temporaryBeside,
  toJson,
  writeAtomically,
} from './io.ts'

/**
 * The ledger says what a run removed, enough to give every original back. It is JSONL: for each document that changed
 * one line (more where much was removed) with its edits, and after the edits of a file one line about the file:
 *
 *     {"descrape":1,"edits":[{"start":6,"end":22,"removed":"Advertisement\n\n","inserted":"","rules":["ad-label"]}],"path":"pages/a.txt"}
 *     {"descrape":1,"path":"pages/a.txt","name":"pages/a.txt","original":{"path":"../pages/a.txt","sha256":"…","bytes":90},"copy":{"path":"pages/a.txt","sha256":"…","bytes":74}}
 *
 * `start` and `end` are bytes of the original file. The paths of `original` and `copy` are relative to the ledger's
 * folder, `path` to the working folder of the run; `name` is where a restored file goes below its output folder.
 * Of gzip files (`"gzip":true`) all bytes and hashes are those of the content.
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
  compressed: boolean
}

/** Entries of one file; sections of several files may be open at a time. */
export interface LedgerSection {
  add(entry: LedgerEntry): Promise<void>
  /** Puts the section in the ledger. For a file fixed in place it is on the disk before the promise settles. */
  commit(file: LedgerFile): Promise<void>
  /** Drops the section, unless it is committed. */
  abort(): Promise<void>
}

/** A ledger in the making. */
export interface Ledger {
  file: string
  section(): LedgerSection
  /**
   * Puts the ledger in its place, also after an interrupted run: files may have been written by then. Without a
   * committed section nothing is touched.
   */
  close(): Promise<void>
}

/** A ledger that cannot be used; the message is one line for the user. */
export class LedgerError extends Error {
  override name = 'LedgerError'
}

/** File name of a ledger, unless the user names another; never walked as input. */
export const LEDGER_NAME = 'descrape-ledger.jsonl'

const VERSION = 1
const EDITS_LINE = Buffer.from(`{"descrape":${VERSION},"edits":`)
// Bytes of text in one line of the ledger and in memory.
const MAX_PIECE = 1 << 22
const MAX_LINE = 1 << 26
const MAX_PENDING = 1 << 20

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
 * Gives the original of a cleaned text back.
 *
 * @param clean the text that `edits` led to
 * @param edits edits of the original
 * @throws LedgerError where the edits are not those of `clean`
 */
export function restoreText(clean: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const parts: Uint8Array[] = []
  let place = 0
  let at = 0
  for (const edit of edits) {
    const from = at
    at += edit.start - place
    const end = at + edit.inserted.length
    if (edit.start < place || end > clean.length || Buffer.compare(clean.subarray(at, end), edit.inserted) !== 0)
      throw notItsEdits()
    parts.push(clean.subarray(from, at), edit.removed)
    at = end
    place = edit.end
  }
  parts.push(clean.subarray(at))
  const original = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let to = 0
  for (const part of parts) {
    original.set(part, to)
    to += part.length
  }
  return original
}

// The same for streams.
async function* restoreBytes(clean: Bytes, edits: AsyncIterable<Edit>): AsyncGenerator<Uint8Array> {
  const source = clean[Symbol.asyncIterator]()
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
      for await (const part of take(edit.inserted.length)) {
        if (Buffer.compare(part, edit.inserted.subarray(at, at + part.length)) !== 0) throw notItsEdits()
        at += part.length
      }
      yield edit.removed
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
 * Opens a ledger for writing. What is there already is kept at `close`, but for the entries of copies that this run has
 * written anew: those belong to copies that are gone. Entries of files fixed in place are all kept, as each of them is a
 * step on the way back. An unfinished ledger lies beside it as `.NAME.….tmp` and can be restored from.
 *
 * @param file absolute path
 * @throws LedgerError where something else than a ledger of this version lies there
 */
export async function openLedger(file: string): Promise<Ledger> {
  const folder = dirname(file)
  if (await exists(file)) {
    await drain(readSections(file)).catch((error: unknown) => {
      throw new LedgerError(`${quoted(file)} ${reasonOf(error)}; or name another --ledger`)
    })
  }
  const temporary = temporaryBeside(file)
  // Copies of this run; an in-place one says what it was made from.
  const written = new Map<string, {inPlace: boolean; sha256: string}>()
  let queue: Promise<unknown> = Promise.resolve()

  const section = (): LedgerSection => {
    const overflow = temporaryBeside(file)
    let pending: string[] = []
    let length = 0
    let spilled = false
    const abort = async (): Promise<void> => {
      pending = []
      if (spilled) await rm(overflow, {force: true})
      spilled = false
    }
    return {
      async add(entry) {
        for (const line of entryLines(entry)) {
          pending.push(line)
          length += line.length
          if (length < MAX_PENDING) continue
          await appendFile(overflow, pending.join(''))
          pending = []
          length = 0
          spilled = true
        }
      },
      async commit(entry) {
        const append = async (): Promise<void> => {
          const inPlace = entry.original.file === entry.copy.file
          const handle = await open(temporary, 'a')
          try {
            if (spilled) for await (const chunk of createReadStream(overflow)) await handle.appendFile(chunk as Buffer)
            await handle.appendFile(pending.join('') + fileLine(entry, folder))
            if (inPlace) await handle.sync()
          } finally {
            await handle.close()
          }
          written.set(entry.copy.file, {inPlace, sha256: `${entry.original.sha256} ${entry.copy.sha256}`})
          await abort()
        }
        const done = queue.then(append)
        queue = done.catch(() => {})
        await done
      },
      abort,
    }
  }

  return {
    file,
    section,
    async close() {
      await queue
      if (written.size === 0) return
      const kept: {from: number; to: number}[] = []
      if (await exists(file)) {
        for await (const old of readSections(file)) {
          const now = written.get(resolve(folder, old.copy.path))
          if (now && (!now.inPlace || now.sha256 === `${old.original.sha256} ${old.copy.sha256}`)) continue
          const last = kept.at(-1)
          if (last?.to === old.from) last.to = old.to
          else kept.push({from: old.from, to: old.to})
        }
      }
      const merge = async function* (): AsyncGenerator<Uint8Array> {
        for (const {from, to} of kept) yield* readRange(file, from, to)
        yield* readBytes(temporary, false)
      }
      await writeAtomically(file, merge(), {compressed: false})
      await rm(temporary, {force: true})
      written.clear()
    },
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

// A line holds a few megabytes at most, so that nobody has to read a long one.
function* entryLines(entry: LedgerEntry): Generator<string> {
  let edits: string[] = []
  let length = 0
  const line = (): string => {
    const place = `${entry.id === undefined ? '' : `,"id":${entry.id}`}${entry.line === undefined ? '' : `,"line":${entry.line}`}`
    return `{"descrape":${VERSION},"edits":[${edits.join(',')}],"path":${toJson(entry.path)}${place}}\n`
  }
  for (const edit of entry.edits) {
    for (const piece of pieces(edit)) {
      edits.push(editJson(piece))
      length += piece.removed.length + piece.inserted.length
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

function fileLine({path, name, original, copy, compressed}: LedgerFile, folder: string): string {
  const line = {
    descrape: VERSION,
    path,
    name,
    original: {
      ...(original.file !== undefined && {path: slashed(folder, original.file)}),
      sha256: original.sha256,
      bytes: original.bytes,
    },
    copy: {path: slashed(folder, copy.file), sha256: copy.sha256, bytes: copy.bytes},
    ...(compressed && {gzip: true}),
  }
  return `${toJson(line)}\n`
}

// The line about a file as it stands in a ledger, with the bytes of the ledger that belong to the file.
interface Section {
  path: string
  name: string
  original: Digest & {path?: string}
  copy: Digest & {path: string}
  gzip: boolean
  from: number
  to: number
}

async function* readSections(file: string): AsyncGenerator<Section> {
  let from = 0
  let to = 0
  let line = 0
  for await (const {bytes, whole} of splitLines(readBytes(file, false), MAX_LINE)) {
    line++
    to += bytes.length
    if (bytes.subarray(0, EDITS_LINE.length).equals(EDITS_LINE)) continue
    const value = whole ? parseLine(bytes) : undefined
    if (isObject(value) && typeof value.descrape === 'number' && value.descrape > VERSION)
      throw new LedgerError(`is a ledger of a newer descrape (version ${value.descrape}); update descrape to use it`)
    if (!isObject(value) || value.descrape !== VERSION)
      throw new LedgerError(`is not a ledger (line ${line}); name a file that descrape wrote`)
    if ('edits' in value) continue
    const {path, name, original, copy, gzip} = value
    if (
      typeof path !== 'string' ||
      typeof name !== 'string' ||
      !isState(original) ||
      !isState(copy) ||
      copy.path === undefined
    )
      throw damaged(line)
    yield {path, name, original, copy: {...copy, path: copy.path}, gzip: gzip === true, from, to}
    from = to
  }
}

async function* readEdits(file: string, section: Section): AsyncGenerator<Edit> {
  for await (const {bytes} of splitLines(readRange(file, section.from, section.to), MAX_LINE)) {
    const value = parseLine(bytes)
    if (!isObject(value) || !('edits' in value)) continue
    if (!Array.isArray(value.edits)) throw damaged()
    for (const edit of value.edits) yield parseEdit(edit)
  }
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

function damaged(line?: number): LedgerError {
  return new LedgerError(
    `is a damaged ledger${line === undefined ? '' : ` (line ${line})`}; take an undamaged copy of it`,
  )
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
 * Gives the originals of all copies of a ledger back, byte for byte; of gzip files the content, compressed anew. A file
 * fixed in place several times comes back as it first was. Nothing is written for a copy that was edited since, nor
 * over a file that is something else than the copy or the original.
 *
 * @param ledgerPath absolute, or from the working folder
 * @returns files that hold their original now, and what went wrong; all paths from the working folder
 */
export async function restoreFiles(
  ledgerPath: string,
  options: RestoreOptions,
): Promise<{restored: string[]; problems: {path: string; message: string}[]}> {
  const {cwd, signal} = options
  const ledger = resolve(cwd, ledgerPath)
  const restored: string[] = []
  const problems: {path: string; message: string}[] = []
  const copies = new Map<string, Section[]>()
  try {
    for await (const section of readSections(ledger)) {
      const copy = isAbsolute(section.copy.path) ? section.copy.path : resolve(dirname(ledger), section.copy.path)
      copies.set(copy, [...(copies.get(copy) ?? []), section])
    }
  } catch (error) {
    problems.push({path: slashed(cwd, ledger), message: reasonOf(error)})
    return {restored, problems}
  }
  for (const [copy, sections] of copies) {
    signal?.throwIfAborted()
    try {
      const target = await restoreCopy(ledger, copy, sections, options)
      restored.push(slashed(cwd, target))
    } catch (error) {
      if (signal?.aborted) throw error
      problems.push({path: slashed(cwd, copy), message: reasonOf(error)})
    }
  }
  return {restored, problems}
}

function reasonOf(error: unknown): string {
  if (error instanceof LedgerError) return error.message
  const code = systemCode(error) ?? (error instanceof Error && 'code' in error ? String(error.code) : undefined)
  if (code === 'ENOENT') return 'does not exist; check its name'
  if (code === undefined) throw error
  return code.startsWith('Z_')
    ? `is no whole gzip file (${code}); take an undamaged copy of it`
    : `cannot be read or restored (${code}); check its permissions and the free space`
}

// Returns the file that holds the original now.
async function restoreCopy(
  ledger: string,
  copy: string,
  sections: readonly Section[],
  options: RestoreOptions,
): Promise<string> {
  const {cwd, inPlace, outDir = 'restored', signal} = options
  const last = sections.at(-1) as Section
  if (isAbsolute(last.copy.path))
    throw new LedgerError('is an absolute path, which no ledger of descrape has; nothing restored')
  const stats = await stat(copy).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT')
      throw new LedgerError(`is missing; put the copy of ${quoted(last.path)} there again`)
    throw error
  })
  if (!stats.isFile()) throw new LedgerError('is not a file; put the copy there again')
  const digest = await digestOf(readBytes(copy, last.gzip))
  const steps = stepsBack(sections, digest.sha256)
  const first = steps.at(-1)
  const target = inPlace ? originalPlace(ledger, last) : resolve(cwd, outDir, last.name)
  if (!first) {
    if (inPlace && target === copy && sections.some((section) => section.original.sha256 === digest.sha256))
      return target
    throw new LedgerError(
      'was changed after descrape wrote it; undo the changes or run descrape again; nothing restored',
    )
  }
  await guardTarget(target, inPlace ? cwd : resolve(cwd, outDir), inPlace ? last.original.path : last.name)
  if (target !== copy && (await exists(target))) {
    const there = (await digestOf(readBytes(target, last.gzip)).catch(() => undefined))?.sha256
    if (there === first.original.sha256) return target
    if (there !== digest.sha256)
      throw new LedgerError(
        `cannot be restored over ${quoted(slashed(cwd, target))}, which is something else; move that away or name another --out-dir`,
      )
  }
  let bytes: Bytes = readBytes(copy, last.gzip)
  for (const step of steps) bytes = restoreBytes(bytes, readEdits(ledger, step))
  const result = {sha256: '', bytes: 0}
  const written = await writeAtomically(
    target,
    digesting(bytes, result),
    {compressed: last.gzip, mode: stats.mode, signal},
    async () => result.sha256 === first.original.sha256,
  )
  if (!written)
    throw new LedgerError(
      'does not give its original back: the ledger was changed after descrape wrote it; nothing restored',
    )
  return target
}

// Sections that lead from a state of the copy to the oldest original, newest first.
function stepsBack(sections: readonly Section[], sha256: string): Section[] {
  const steps: Section[] = []
  let wanted = sha256
  for (const section of [...sections].reverse()) {
    if (section.copy.sha256 !== wanted) continue
    steps.push(section)
    wanted = section.original.sha256
  }
  return steps
}

function originalPlace(ledger: string, section: Section): string {
  if (section.original.path === undefined) throw new LedgerError('came from standard input; restore it with --out-dir')
  return resolve(dirname(ledger), section.original.path)
}

// A ledger from elsewhere must not reach out of the folder, neither by its paths nor through a link.
async function guardTarget(target: string, folder: string, named = ''): Promise<void> {
  const outside = new LedgerError(
    `would be restored to ${quoted(named)}, outside of ${quoted(folder)}; nothing restored`,
  )
  if (isAbsolute(named) || named.includes('\0') || !isInside(folder, target)) throw outside
  let parent = dirname(target)
  while (isInside(folder, parent) && !(await exists(parent))) parent = dirname(parent)
  if (!(await exists(parent)) || !(await exists(folder))) return
  const real = await realpath(parent)
  const realFolder = await realpath(folder)
  if (real !== realFolder && !isInside(realFolder, join(real, '.'))) throw outside
}

function quoted(path: string): string {
  return `\`${path.replace(/\p{Cc}/gu, '?')}\``
}
