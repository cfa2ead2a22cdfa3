import {type Change, changedPieces} from '../repair/edits.ts'
import {type LedgerEntry, ledgerLines, toEdits} from '../repair/ledger.ts'
import {markLength} from '../text/utf8.ts'
import {formatSize, MAX_RECORD} from './limits.ts'
import {type Fields, plain, readRecord, shift, type TextRecord} from './record.ts'
import type {Format, Handle} from './types.ts'
import {readWarcRecord} from './warc.ts'

/** Whole records of a file, or a document: what is cleaned by itself, in whatever thread. */
export interface Stretch {
  /** Of its file, as messages name it. */
  path: string
  format: Format
  bytes: Uint8Array
  /** 1-based line of its first record in the file, in WARC the number of the record. */
  line: number
  /** Offset of its first byte in the file. */
  place: number
  /** Whether its first line may be a part of a record whose other part could not be unpacked. */
  torn?: boolean
  /** Whether its lines are rows of Parquet. */
  isRows?: boolean
  /** In WARC the bytes of each record, and of the head of it. */
  records?: readonly {length: number; head: number}[]
}

/** What has become of a stretch. */
export interface Cleaned {
  /** Documents in it. */
  items: number
  /** Documents that changed. */
  changed: number
  /** Whether there is anything in it but halves of records. */
  read: boolean
  /** Whether something was not checked that another run may do. */
  incomplete: boolean
  /** What kept records from being read, or the document where there is no line. */
  problems: readonly {line?: number; message: string}[]
  /** What the ledger has to say of it, line by line. */
  ledger: Iterable<string>
  /** The clean bytes. */
  pieces: Iterable<Uint8Array>
}

/** Cleans a stretch; where it gives promises, later stretches are handed out ahead of the one that is awaited. */
export type Clean = (stretch: Stretch) => Cleaned | Promise<Cleaned>

export interface StretchOptions extends Fields {
  /** Bytes of the longest record that is read; 256 MiB unless given. */
  maxDocBytes?: number
}

/** Bytes that are cleaned at a time: some 10 ms of work, so that signals are heard. */
export const STRETCH = 1 << 17

const NOTHING = new Uint8Array()
const LF = 10

/** A record, or what stands in the place of one. */
interface Row {
  /** Half-open range of bytes of the stretch. */
  start: number
  end: number
  /** Absent for a document that is a file. */
  line?: number
  record?: TextRecord
  problem?: string
  /** Whether it is half a record, which is left out of the copy. */
  lost?: boolean
}

/**
 * Cleans a stretch. Bytes that no change names stay as they are.
 *
 * @param handle says what to change in a document
 * @throws what `handle` throws
 */
export function cleanStretch(stretch: Stretch, options: StretchOptions, handle: Handle): Cleaned {
  const {path, bytes, place} = stretch
  const all: Change[] = []
  const entries: {changes: readonly Change[]; of: Omit<LedgerEntry, 'edits'>}[] = []
  const problems: {line?: number; message: string}[] = []
  let items = 0
  let changed = 0
  let read = false
  let incomplete = false
  for (const {start, end, line, record, lost, ...row} of rowsOf(stretch, options)) {
    let {problem} = row
    let changes: readonly Change[] = lost ? [{start, end, bytes: NOTHING, rules: []}] : []
    const known = line !== undefined && {line}
    if (record) {
      items++
      const outcome = handle(record.item)
      problem = outcome.problem
      if (problem !== undefined) incomplete = true
      const real = effective(record.item.text, outcome.changes)
      if (real.length > 0) {
        changed++
        changes = shift(record.inRow(real), start)
      }
    }
    read ||= !lost
    if (changes.length > 0) {
      entries.push({changes, of: {path, ...(record?.id !== undefined && {id: record.id}), ...known}})
      for (const change of changes) all.push(change)
    }
    if (problem !== undefined) problems.push({...known, message: problem})
  }
  return {
    items,
    changed,
    read,
    incomplete,
    problems,
    ledger: {
      *[Symbol.iterator]() {
        for (const {changes, of} of entries) yield* ledgerLines({...of, edits: toEdits(bytes, changes, place)})
      },
    },
    pieces: {[Symbol.iterator]: () => changedPieces(bytes, all)},
  }
}

/** The stretch in stretches of one record each. */
export function splitStretch(stretch: Stretch): Stretch[] {
  const {records, ...rest} = stretch
  return [...rangesOf(stretch)].map(({start, end}, index) => ({
    ...rest,
    bytes: stretch.bytes.subarray(start, end),
    line: stretch.line + index,
    place: stretch.place + start,
    ...(records && {records: [records[index] as {length: number; head: number}]}),
    torn: index === 0 && stretch.torn === true,
  }))
}

function* rangesOf({bytes, format, records = []}: Stretch): Generator<{start: number; end: number}> {
  if (format === 'jsonl') {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let start = 0; start < view.length; ) {
      const end = view.indexOf(LF, start) + 1 || view.length
      yield {start, end}
      start = end
    }
  } else if (format === 'wet') {
    let start = 0
    for (const {length} of records) {
      yield {start, end: start + length}
      start += length
    }
  } else yield {start: 0, end: bytes.length}
}

function* rowsOf(stretch: Stretch, options: StretchOptions): Generator<Row> {
  const {path, format, bytes, place, torn, isRows = false, records = []} = stretch
  if (format === 'text' || format === 'markdown') {
    yield {start: 0, end: bytes.length, record: documentOf(path, format, bytes)}
    return
  }
  const limit = options.maxDocBytes ?? MAX_RECORD
  let {line} = stretch
  for (const [index, {start, end}] of [...rangesOf(stretch)].entries()) {
    const own = bytes.subarray(start, end)
    const row: Row = {start, end, line}
    if (format === 'wet') {
      const record = readWarcRecord(path, own, (records[index] as {head: number}).head, line)
      if (typeof record === 'string') row.problem = record
      else if (record) row.record = record
    } else if (own.length > limit) row.problem = tooLong(limit)
    else {
      const record = readRecord(path, {bytes: own, line, place: place + start, isRow: isRows}, options)
      if (record && 'fault' in record) {
        if (torn && index === 0) row.lost = true
        else row.problem = `${record.reason}, left as it is; ${record.hint}`
      } else if (record) row.record = record
    }
    yield row
    line++
  }
}

function documentOf(path: string, format: 'text' | 'markdown', bytes: Uint8Array): TextRecord {
  const mark = markLength(bytes)
  return {
    item: {path, format, text: plain(bytes.subarray(mark))},
    id: undefined,
    inRow: (changes) => shift(changes, mark),
  }
}

/** What is wrong with a record that is not read. */
export function tooLong(limit: number): string {
  return `is a record of more than ${formatSize(limit)}, left as it is; raise --max-doc-bytes, or split it`
}

// Without changes that change nothing.
function effective(text: Uint8Array, changes: readonly Change[]): Change[] {
  return changes.filter(
    ({start, end, bytes}) => bytes.length !== end - start || Buffer.compare(bytes, text.subarray(start, end)) !== 0,
  )
}
