import {realpath, stat} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import type {Packing} from '../packing/packing.ts'
import {applyChanges, type Change, changedPieces} from '../repair/edits.ts'
import {
  type Bytes,
  createSplitter,
  createTurns,
  digesting,
  drain,
  Gap,
  type LinePiece,
  readBytes,
  systemCode,
  writeAtomically,
  writeTo,
} from '../repair/io.ts'
import {type Ledger, type LedgerEntry, LedgerError, type LedgerKey, toEdits} from '../repair/ledger.ts'
import {readAhead} from './ahead.ts'
import {type Fields, markLength, plain, readRecord, type TextRecord} from './record.ts'
import type {Handle, InputFile, Outcome, Problem} from './types.ts'

export interface ProcessOptions extends Fields {
  /** Bytes that one text may have once decompressed; 1 GB unless given. */
  maxFileSize?: number
  /** Bytes of the longest record that is read; 256 MiB unless given. */
  maxDocBytes?: number
  /** How many times its own size a packed file may unpack to; 500 unless given. */
  maxRatio?: number
  /** Bytes of records that may wait for promises of `handle`; none unless given. */
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
const DEFAULT_MAX_FILE_SIZE = 1e9

// V8 takes strings of up to 512 MB.
export const MAX_RECORD = 1 << 28
const MAX_PROBLEMS = 1000
const BATCH = 1 << 18

/**
 * Reads a file, hands out its documents one by one and writes the clean copy. Bytes that no change names stay as they
 * are: byte order mark, line ends, invalid UTF-8, all other fields of a record. Records are streamed. Of a damaged file
 * the records that are whole are read, and half ones are left out of the copy. The copy appears
 * all or not at all, after its ledger entries; in place nothing is written where nothing changed.
 *
 * @param input   the file, or standard input where it has none
 * @param options fields of records and limits
 * @param handle  says what to change in a document
 * @param output  where the copy goes; nothing is written without it
 * @param source  bytes of the file, packed as it is; read from the file or standard input unless given
 * @returns what kept the file or a record from being read; the file is not written then, the record is written as it was
 * @throws what `handle` throws, the reason of an abort, and `EPIPE` where the reader of a stream is gone
 */
export async function processFile(
  input: InputFile,
  options: ProcessOptions,
  handle: Handle,
  output?: Output,
  source: string | Bytes = input.source?.() ?? input.file ?? process.stdin,
): Promise<Processed> {
  const run: Processed = {problems: [], items: 0, changed: 0}
  const state: State = {input, options, handle, run, writes: output !== undefined}
  try {
    await (output ? write(state, output, source) : drain(clean(state, readInput(source, state))))
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
  handle: Handle
  run: Processed
  /** Whether the clean bytes are wanted. */
  writes: boolean
  /** Whether something of the file is not in what was read. */
  damaged?: boolean
  onEntry?: (entry: LedgerEntry) => Promise<void>
}

/** What keeps a whole file from being read; the message is that of a problem. */
class InputError extends Error {}

const DEFAULT_MAX_RATIO = 500
// Bytes that any packed file may unpack to.
const SPARE = 1 << 26

async function* readInput(source: string | Bytes, {input, options}: State): AsyncGenerator<Uint8Array> {
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
  if (section) state.onEntry = section.add
  const original = {sha256: '', bytes: 0}
  const copy = {sha256: '', bytes: 0}
  const bytes = readInput(source, state)
  const cleaned = section ? digesting(clean(state, digesting(bytes, original)), copy) : clean(state, bytes)
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
    const mode = real === undefined ? undefined : (await stat(real)).mode
    const how = {compressed, source: input.file, mode, signal: options.signal}
    await writeAtomically(file, cleaned, how, async () => {
      if (inPlace && run.changed === 0) return false
      if (inPlace && state.damaged)
        throw new InputError('is damaged, which cleaning in place would hide; use --out-dir, or mend it')
      await record(file, inPlace)
      return true
    })
  } finally {
    await section?.abort()
  }
}

function clean(state: State, source: Bytes): AsyncGenerator<Uint8Array> {
  const {format} = state.input
  if (format === 'jsonl') return batched(cleanRecords(state, readRows(state, source)))
  if (format === 'wet') return batched(cleanRecords(state, readWarc(state, source)))
  return batched(cleanText(state, source))
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
async function* batched(pieces: Bytes): AsyncGenerator<Uint8Array> {
  let batch: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces) {
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
  if (size > 0) yield Buffer.concat(batch)
}

async function* cleanText(state: State, source: Bytes): AsyncGenerator<Uint8Array> {
  const {input, options, handle, run} = state
  const limit = options.maxFileSize ?? DEFAULT_MAX_FILE_SIZE
  const bytes = plain(await collect(source, input.compressed ? 0 : (input.size ?? 0), limit))
  const binary = binaryReason(bytes)
  if (binary) throw new InputError(binary)
  const shift = markLength(bytes)
  const text = bytes.subarray(shift)
  run.items++
  const format = input.format === 'markdown' ? 'markdown' : 'text'
  const {changes, problem} = await handle({path: input.path, format, text})
  if (problem !== undefined) {
    run.incomplete = true
    run.problems.push({path: input.path, message: problem})
  }
  const real = effective(text, changes)
  if (real.length > 0) {
    run.changed++
    await state.onEntry?.({path: input.path, edits: toEdits(text, real, shift)})
  }
  if (!state.writes) return
  yield bytes.subarray(0, shift)
  yield* changedPieces(text, real)
}

// In one buffer from the start: parts to be joined at the end would take twice the memory of the text.
async function collect(source: Bytes, expected: number, limit: number): Promise<Uint8Array> {
  let buffer = Buffer.allocUnsafeSlow(Math.min(expected, limit))
  let length = 0
  for await (const chunk of source) {
    if (chunk instanceof Gap) throw new InputError(`${chunk.reason}; take an undamaged copy of it`)
    const end = length + chunk.length
    if (end > limit) throw new InputError(`is larger than ${formatSize(limit)}; raise --max-file-size to read it`)
    if (end > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(limit, Math.max(end, buffer.length * 2)))
      larger.set(buffer.subarray(0, length))
      buffer = larger
    }
    buffer.set(chunk, length)
    length = end
  }
  return buffer.subarray(0, length)
}

async function* cleanRecords(state: State, rows: AsyncIterable<Row>): AsyncGenerator<Uint8Array> {
  const {input, options, run} = state
  const turnDue = createTurns()
  let dropped = 0
  let read = false
  const complain = (line: number, message: string): void => {
    run.failed = (run.failed ?? 0) + 1
    if (run.problems.length < MAX_PROBLEMS) run.problems.push({path: input.path, line, message, partial: true})
    else dropped++
  }
  const {ahead = 0} = options
  for await (const row of ahead > 0 ? readAhead(rows, weightOf, ahead) : rows) {
    const {bytes, line, place, record, outcome, lost} = row
    let {problem} = row
    let written: Uint8Array = bytes
    if (record && outcome) {
      const result = outcome instanceof Promise ? await outcome : outcome
      problem = result.problem
      if (problem !== undefined) run.incomplete = true
      const change = changeRecord(state, row, record, result.changes)
      if (change) {
        written = applyChanges(bytes, change.changes)
        await state.onEntry?.(change.entry)
      }
    }
    if (lost && bytes.length > 0) {
      const removed = {start: place, end: place + bytes.length, removed: bytes, inserted: NOTHING, rules: []}
      await state.onEntry?.({path: input.path, edits: [removed], line})
    }
    read ||= bytes.length > 0 && !lost
    if (lost) written = NOTHING
    if (problem !== undefined) complain(line, problem)
    const turn = turnDue()
    if (turn) {
      await turn
      options.signal?.throwIfAborted()
    }
    if (state.writes) yield written
  }
  if (state.damaged && !read) throw new InputError('has nothing that can be read; take an undamaged copy of it')
  if (dropped > 0)
    run.problems.push({
      path: input.path,
      message: `has ${dropped} more such records, all left as they are; see the first ${MAX_PROBLEMS}`,
      partial: true,
    })
}

const NOTHING = new Uint8Array()

/** A line of a file of records, or a piece of an overlong one. */
export interface Row {
  bytes: Uint8Array
  /** 1-based. */
  line: number
  /** Offset of its first byte in the file. */
  place: number
  problem?: string
  /** Whether it is a part of a record whose other part could not be unpacked; it is left out of the copy. */
  lost?: boolean
  record?: TextRecord
  outcome?: Outcome | Promise<Outcome>
}

// What is kept of a row beside its bytes.
const ROW = 500

function weightOf({bytes}: Row): number {
  return bytes.length + ROW
}

async function* readRows(state: State, source: Bytes): AsyncGenerator<Row> {
  const limit = state.options.maxDocBytes ?? MAX_RECORD
  const splitter = createSplitter(limit)
  const rowOf = createRows(state, limit)
  // One step between asynchronous functions for each record is dear enough.
  for await (const chunk of source) for (const piece of splitter.take(chunk)) yield rowOf(piece)
  for (const piece of splitter.rest()) yield rowOf(piece)
}

// Makes rows of the lines of a file, one after the other.
function createRows(state: State, limit: number): (piece: LinePiece) => Row {
  let line = 1
  let place = 0
  let overlong = false
  let torn = false
  return ({bytes, whole, gap}) => {
    if (place === 0 && isUtf16(bytes)) throw new InputError(UTF16)
    const row: Row = {bytes, line, place}
    if (gap) {
      row.problem = gap.reason
      // Rows of Parquet are whole, whatever happened to their texts, and its pages are copied.
      if (state.input.compressed !== 'parquet') {
        row.problem += '; records around it are left out'
        row.lost = !overlong
        state.damaged = true
        torn = true
      }
    } else if (whole) {
      const record = readRecord(state.input.path, row, state.options)
      if (record && 'fault' in record) {
        if (torn) row.lost = true
        else row.problem = `${record.reason}, left as it is; ${record.hint}`
      } else if (record) {
        state.run.items++
        row.record = record
        row.outcome = state.handle(record.item)
      }
    } else if (!overlong)
      row.problem = `is a record of more than ${formatSize(limit)}, left as it is; raise --max-doc-bytes, or split it`
    place += bytes.length
    const ends = bytes.at(-1) === 10
    overlong = !whole && !ends && !gap
    if (ends) line++
    if (!gap && bytes.length > 0) torn = false
    return row
  }
}

// Changes of the line that make the same changes of the record's text; nothing where nothing changes.
function changeRecord(
  {input, run}: State,
  {bytes, line, place}: Row,
  {item, id, inRow}: TextRecord,
  wanted: readonly Change[],
): {changes: Change[]; entry: LedgerEntry} | undefined {
  const real = effective(item.text, wanted)
  if (real.length === 0) return undefined
  run.changed++
  const changes = inRow(real)
  const edits = toEdits(bytes, changes, place)
  return {changes, entry: {path: input.path, edits, ...(id !== undefined && {id}), line}}
}

async function* readWarc(state: State, source: Bytes): AsyncGenerator<Row> {
  const {readWarcRows} = await import('./warc.ts')
  yield* readWarcRows(state, source)
}

// Without changes that change nothing.
function effective(text: Uint8Array, changes: readonly Change[]): Change[] {
  return changes.filter(
    ({start, end, bytes}) => bytes.length !== end - start || Buffer.compare(bytes, text.subarray(start, end)) !== 0,
  )
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

/** Bytes for people: "1 GB". */
export function formatSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let unit = 0
  let size = bytes
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${Number(size.toFixed(1))} ${units[unit]}`
}
