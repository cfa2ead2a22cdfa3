import {constants} from 'node:buffer'
import {realpath, stat} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import {type Bytes, digesting, drain, Gap, readBytes} from '../io/bytes.ts'
import {systemCode} from '../io/system-code.ts'
import {createTurns} from '../io/turns.ts'
import {isStill, writeAtomically, writeTo} from '../io/write.ts'
import type {Packing} from '../packing/packing.ts'
import {LedgerError, ledgerLines} from '../repair/ledger.ts'
import type {Ledger, LedgerKey} from '../repair/ledger-writer.ts'
import {readAhead} from './ahead.ts'
import {formatSize, MAX_RECORD} from './limits.ts'
import {plain} from './record.ts'
import {type Clean, type Cleaned, STRETCH, type StretchOptions, tooLong} from './stretch.ts'
import type {InputFile, Problem} from './types.ts'

export interface ProcessOptions extends StretchOptions {
  /** Bytes that one text may have once decompressed; 1 GB unless given. */
  maxFileSize?: number
  /** How many times its own size a packed file may unpack to; 500 unless given. */
  maxRatio?: number
  /** Bytes of stretches that may wait for promises of `clean`; none unless given. */
  ahead?: number
  /** Told of bytes that were read, as they lie on the disk. */
  onRead?: (bytes: number) => void
  signal?: AbortSignal
}

/** Where the clean copy goes: to a file (that of the input to fix it in place), or to a stream that stays open. */
export type Output = ({file: string} | {stream: NodeJS.WritableStream}) & {ledger?: Ledger | undefined}

export interface Processed {
  problems: Problem[]
  /** Documents handed out. */
  items: number
  /** Documents that changed. */
  changed: number
  /** Records, and stretches of the file, that could not be read; none unless given. */
  failed?: number
  /** Whether something was not checked, or not written, that another run may do. */
  incomplete?: boolean
  /** What the ledger knows the file by, where it is in one. */
  entry?: LedgerKey
}

/** Largest file, where nothing else is said, in bytes. */
export const DEFAULT_MAX_FILE_SIZE = 1e9

const MAX_PROBLEMS = 1000
const BATCH = 1 << 18

/**
 * Reads a file, hands it out in stretches and writes the clean copy. Bytes that no change names stay as they
 * are: byte order mark, line ends, invalid UTF-8, all other fields of a record. Records are streamed. Of a damaged file
 * the records that are whole are read, and half ones are left out of the copy. The copy appears
 * all or not at all, after its ledger entries; in place nothing is written where nothing changed.
 *
 * @param input   the file, or standard input where it has none
 * @param options fields of records and limits
 * @param clean   cleans a stretch
 * @param output  where the copy goes; nothing is written without it
 * @param source  bytes of the file, packed as it is; read from the file or standard input unless given
 * @returns what kept the file or a record from being read; the file is not written then, the record is written as it was
 * @throws what `clean` throws, the reason of an abort, and `EPIPE` where the reader of a stream is gone
 */
export async function processFile(
  input: InputFile,
  options: ProcessOptions,
  clean: Clean,
  output?: Output,
  source: string | Bytes = input.source?.() ?? input.file ?? process.stdin,
): Promise<Processed> {
  const run: Processed = {problems: [], items: 0, changed: 0}
  const state: State = {input, options, clean, run}
  try {
    await (output ? write(state, output, source) : drain(cleanFile(state, readInput(source, input, options), false)))
  } catch (error) {
    if (options.signal?.aborted) throw error
    run.changed = 0
    run.incomplete = true
    if (error instanceof InputError || error instanceof LedgerError || isPackingError(error))
      run.problems = [...run.problems, {path: input.path, message: error.message}]
    else if (output && 'file' in output && systemCode(error)) {
      run.problems = [
        ...run.problems,
        {
          path: input.path,
          message: `cannot be written to \`${output.file}\` (${systemCode(error)}); check the folder, its permissions and the free space`,
        },
      ]
    } else throw error
  }
  return run
}

export interface State {
  input: InputFile
  options: ProcessOptions
  clean: Clean
  run: Processed
  /** Whether something of the file is not in what was read. */
  damaged?: boolean
  note?: (lines: Iterable<string>) => Promise<void>
}

/** What keeps a whole file from being read; the message is that of a problem. */
class InputError extends Error {}

export function tooLarge(limit: number): Error {
  return new InputError(`is larger than ${formatSize(limit)}; raise --max-file-size to read it`)
}

const DEFAULT_MAX_RATIO = 500
// Bytes that any packed file may unpack to.
const SPARE = 1 << 26

/**
 * Reads what a file holds.
 *
 * @throws InputError where it unpacks to too much, or cannot be read
 */
export async function* readInput(
  source: string | Bytes,
  input: InputFile,
  options: ProcessOptions,
): AsyncGenerator<Uint8Array> {
  const packing = packingOf(input, options)
  const ratio = options.maxRatio ?? DEFAULT_MAX_RATIO
  let packed = 0
  let unpacked = 0
  const onRead = (bytes: number): void => {
    packed += bytes
    options.onRead?.(bytes)
  }
  try {
    for await (const chunk of readBytes(source, packing, onRead)) {
      options.signal?.throwIfAborted()
      unpacked += chunk.length
      if (packing && unpacked > SPARE && unpacked > packed * ratio)
        throw new InputError(
          `unpacks to more than ${ratio} times its size, as made to fill a disk; raise --max-ratio where it is meant`,
        )
      yield chunk
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === undefined || options.signal?.aborted) throw error
    throw new InputError(
      code === 'ENOENT' ? 'does not exist any more; check its name' : `cannot be read (${code}); check its permissions`,
    )
  }
}

async function write(state: State, output: Output, source: string | Bytes): Promise<void> {
  const {input, options, run} = state
  const {ledger} = output
  const compressed = packingOf(input, options)
  const section = ledger?.section()
  if (section) state.note = section.add
  const original = {sha256: '', bytes: 0}
  const copy = {sha256: '', bytes: 0}
  const bytes = readInput(source, input, options)
  const cleaned = section ? digesting(cleanFile(state, digesting(bytes, original)), copy) : cleanFile(state, bytes)
  const record = async (file: string, inPlace: boolean): Promise<void> => {
    await section?.commit({
      path: input.path,
      name: input.copy,
      original: {...original, file: inPlace ? file : input.file},
      copy: {...copy, file},
      compressed,
    })
    if (section) run.entry = {original: original.sha256, copy: copy.sha256}
  }
  try {
    if ('stream' in output) {
      await writeTo(output.stream, cleaned, {compressed, signal: options.signal}, false)
      if (ledger) await record(resolve(dirname(ledger.file), input.copy), false)
      return
    }
    const real = input.file === undefined ? undefined : await realpath(input.file).catch(() => undefined)
    const inPlace = real !== undefined && real === (await realpath(output.file).catch(() => undefined))
    // A link stays one: its target is written.
    const file = inPlace ? real : output.file
    const before = real === undefined ? undefined : await stat(real, {bigint: true})
    const refuseChanged = async (): Promise<void> => {
      if (inPlace && !(await isStill(file, before)))
        throw new InputError('was changed while it was read; run descrape again')
    }
    const how = {
      compressed,
      source: input.file,
      mode: before?.mode,
      owner: inPlace ? before : undefined,
      signal: options.signal,
    }
    await writeAtomically(file, cleaned, how, async (isOwned) => {
      if (inPlace && run.changed === 0) return false
      await refuseChanged()
      if (!isOwned)
        throw new InputError('belongs to another user or group, whom its copy would not belong to; use --out-dir')
      if (inPlace && state.damaged)
        throw new InputError('is damaged, which cleaning in place would hide; use --out-dir, or mend it')
      await record(file, inPlace)
      // Once more: to bring the ledger to the disk takes time.
      await refuseChanged()
      return true
    })
  } finally {
    await section?.abort()
  }
}

// Gives the clean bytes back, unless they are not wanted.
function cleanFile(state: State, source: Bytes, writes = true): AsyncGenerator<Uint8Array> {
  const {format} = state.input
  const cleaned =
    format === 'jsonl'
      ? cleanRecords(state, readLines(state, source))
      : format === 'wet'
        ? cleanRecords(state, readWarc(state, source))
        : cleanText(state, source)
  return batched(cleaned, writes)
}

/** What a file is packed in, with what has to be known of its fields. */
export function packingOf({compressed}: InputFile, options: ProcessOptions): Packing | false {
  if (compressed !== 'parquet') return compressed
  const {textField: text, idField: id, urlField: url, langField: lang} = options
  return {parquet: {text, id, url, lang}}
}

// By name, so that it need not be loaded.
function isPackingError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'PackingError'
}

// Joins small pieces: each write has its price.
async function* batched(cleaned: AsyncIterable<Cleaned>, writes: boolean): AsyncGenerator<Uint8Array> {
  let batch: Uint8Array[] = []
  let size = 0
  for await (const {pieces} of cleaned) {
    if (!writes) continue
    for (const piece of pieces) {
      if (size > 0 && size + piece.length > BATCH) {
        yield Buffer.concat(batch)
        batch = []
        size = 0
      }
      if (piece.length > BATCH) yield piece
      else {
        batch.push(piece)
        size += piece.length
      }
    }
  }
  if (size > 0) yield Buffer.concat(batch)
}

async function* cleanText(state: State, source: Bytes): AsyncGenerator<Cleaned> {
  const {input, options, clean, run} = state
  const limit = options.maxFileSize ?? DEFAULT_MAX_FILE_SIZE
  const bytes = plain(await collect(source, input.compressed ? 0 : (input.size ?? 0), limit))
  const binary = binaryReason(bytes)
  if (binary) throw new InputError(binary)
  const cleaned = await clean({path: input.path, format: input.format, bytes, line: 1, place: 0})
  await count(state, cleaned)
  for (const {message} of cleaned.problems) run.problems.push({path: input.path, message})
  yield cleaned
}

async function count({run, note}: State, {items, changed, incomplete, ledger}: Cleaned): Promise<void> {
  run.items += items
  run.changed += changed
  if (incomplete) run.incomplete = true
  await note?.(ledger)
}

// In one buffer from the start: parts to be joined at the end would take twice the memory of the text.
async function collect(source: Bytes, expected: number, limit: number): Promise<Uint8Array> {
  const most = Math.min(limit, constants.MAX_LENGTH)
  const refuse = (): never => {
    throw most === limit
      ? tooLarge(limit)
      : new InputError(`is larger than ${formatSize(most)}, which no text may be; split it`)
  }
  if (expected > most) refuse()
  let buffer = Buffer.allocUnsafeSlow(expected)
  let length = 0
  for await (const chunk of source) {
    if (chunk instanceof Gap) throw new InputError(`${chunk.reason}; take an undamaged copy of it`)
    const end = length + chunk.length
    if (end > most) refuse()
    if (end > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(most, Math.max(end, buffer.length * 2)))
      larger.set(buffer.subarray(0, length))
      buffer = larger
    }
    buffer.set(chunk, length)
    length = end
  }
  return buffer.subarray(0, length)
}

/** What becomes of the next bytes of a file. */
export interface Part {
  /** Number of the bytes. */
  length: number
  cleaned: Cleaned | Promise<Cleaned>
}

async function* cleanRecords(state: State, parts: AsyncIterable<Part>): AsyncGenerator<Cleaned> {
  const {input, options, run} = state
  const {ahead = 0} = options
  const turnDue = createTurns()
  let dropped = 0
  let read = false
  for await (const {cleaned} of ahead > 0 ? readAhead(parts, ({length}) => length, ahead) : parts) {
    const own = cleaned instanceof Promise ? await cleaned : cleaned
    await count(state, own)
    read ||= own.read
    for (const {line, message} of own.problems) {
      run.failed = (run.failed ?? 0) + 1
      if (run.problems.length < MAX_PROBLEMS)
        run.problems.push({path: input.path, ...(line !== undefined && {line}), message, partial: true})
      else dropped++
    }
    const turn = turnDue()
    if (turn) {
      await turn
      options.signal?.throwIfAborted()
    }
    yield own
  }
  if (state.damaged && !read) throw new InputError('has nothing that can be read; take an undamaged copy of it')
  if (dropped > 0)
    run.problems.push({
      path: input.path,
      message: `has ${dropped} more such records, all left as they are; see the first ${MAX_PROBLEMS}`,
      partial: true,
    })
}

const LF = 10

async function* readLines(state: State, source: Bytes): AsyncGenerator<Part> {
  const splitter = createStretches(state)
  for await (const chunk of source) for (const part of splitter.take(chunk)) yield part
  for (const part of splitter.rest()) yield part
}

// Cuts a file of records into stretches, and hands out what is no whole record as it is.
function createStretches(state: State): {take(chunk: Uint8Array): Generator<Part>; rest(): Generator<Part>} {
  const {input, options, clean} = state
  const limit = options.maxDocBytes ?? MAX_RECORD
  const isRows = input.compressed === 'parquet'
  let line = 1
  let place = 0
  // Whole lines, and the beginning of one.
  const whole = createPile()
  const open = createPile()
  let overlong = false
  let torn = false
  const begin = (bytes: Uint8Array): Uint8Array => {
    if (place === 0 && isUtf16(bytes)) throw new InputError(UTF16)
    place += bytes.length
    return bytes
  }
  const pass = (bytes: Uint8Array, problem?: string, lost = false): Part => {
    const at = {path: input.path, line, place}
    begin(bytes)
    if (bytes.length > 0) torn = false
    return passedOn(at, bytes, problem, lost)
  }
  function* flush(): Generator<Part> {
    if (whole.size === 0) return
    const at = {path: input.path, format: input.format, line, place, torn, isRows}
    const bytes = begin(join(whole.take()))
    torn = false
    line += linesIn(bytes)
    yield {length: bytes.length, cleaned: clean({...at, bytes})}
  }
  return {
    *take(chunk) {
      if (chunk instanceof Gap) {
        yield* flush()
        // Rows of Parquet are whole, whatever happened to their texts, and its pages are copied.
        if (!isRows) state.damaged = true
        yield pass(
          join(open.take()),
          chunk.reason + (isRows ? '' : '; records around it are left out'),
          !isRows && !overlong,
        )
        torn = !isRows
        overlong = false
      }
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
      for (let start = 0; start < bytes.length; ) {
        const room = Math.max(1, STRETCH - whole.size - open.size)
        const last = overlong ? -1 : bytes.lastIndexOf(LF, start + room - 1)
        const end = (last < start ? bytes.indexOf(LF, start) : last) + 1
        const own = bytes.subarray(start, end || bytes.length)
        start += own.length
        if (overlong) {
          yield pass(own)
          overlong = end === 0
          if (!overlong) line++
        } else if (end === 0) {
          open.add(own)
          if (open.size <= limit) continue
          yield* flush()
          for (const part of open.take()) {
            yield pass(part, overlong ? undefined : tooLong(limit))
            overlong = true
          }
        } else {
          for (const part of open.take()) whole.add(part)
          whole.add(own)
          if (whole.size >= STRETCH) yield* flush()
        }
      }
    },
    *rest() {
      for (const part of open.take()) whole.add(part)
      yield* flush()
    },
  }
}

interface Pile {
  size: number
  add(part: Uint8Array): void
  /** Leaves nothing. */
  take(): Uint8Array[]
}

function createPile(): Pile {
  let parts: Uint8Array[] = []
  return {
    size: 0,
    add(part) {
      parts.push(part)
      this.size += part.length
    },
    take() {
      const all = parts
      parts = []
      this.size = 0
      return all
    },
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
}

function linesIn(bytes: Uint8Array): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let count = 0
  for (let at = view.indexOf(LF); at !== -1; at = view.indexOf(LF, at + 1)) count++
  return count
}

const NOTHING = new Uint8Array()

/**
 * What is no record to read: it stays as it is.
 *
 * @param lost whether it is a part of a record whose other part could not be unpacked; it is left out of the copy
 */
export function passedOn(
  {path, line, place}: {path: string; line: number; place: number},
  bytes: Uint8Array,
  problem?: string,
  lost = false,
): Part {
  const {length} = bytes
  const removed = {start: place, end: place + length, removed: bytes, inserted: NOTHING, rules: []}
  const cleaned: Cleaned = {
    items: 0,
    changed: 0,
    read: length > 0 && !lost,
    incomplete: false,
    problems: problem === undefined ? [] : [{line, message: problem}],
    ledger: lost && length > 0 ? ledgerLines({path, edits: [removed], line}) : [],
    pieces: lost ? [] : [bytes],
  }
  return {length, cleaned}
}

async function* readWarc(state: State, source: Bytes): AsyncGenerator<Part> {
  const {readWarcParts} = await import('./warc-parts.ts')
  yield* readWarcParts(state, source)
}

const UTF16 = 'is UTF-16, not UTF-8; convert it first, say with `iconv -f UTF-16 -t UTF-8`'
const BINARY_WINDOW = 8192

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}

function binaryReason(bytes: Uint8Array): string | undefined {
  if (isUtf16(bytes)) return UTF16
  const nul = bytes.subarray(0, BINARY_WINDOW).indexOf(0)
  return nul === -1 ? undefined : `is not text (NUL byte at ${nul}); name text files only`
}
