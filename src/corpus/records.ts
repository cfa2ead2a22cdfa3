import {isUtf8} from 'node:buffer'
import {type Bytes, createSplitter} from '../io/bytes.ts'
import {applyChanges, type Change} from '../repair/edits.ts'
import {toJson, unlessTooLong} from '../text/json.ts'
import {encode, markLength, validLength} from '../text/utf8.ts'
import {formatSize, MAX_RECORD} from './limits.ts'
import {type Fault, type Fields, type LineRecord, readRecord} from './record.ts'
import type {Item} from './types.ts'

/**
 * The record protocol: one line out for each line in, in the same order. What a line says of a record stands in a field
 * of its own; what cannot be read becomes a line that says so. See docs/records.md.
 */

/** Field that a record gains. */
export const FIELD = 'descrape'

export interface RecordsOptions {
  fields: Fields
  /** Bytes of the longest line that is read; 256 MiB unless given. */
  maxDocBytes?: number | undefined
  /** Told of every line that is no record that could be read. */
  onError: () => void
  signal: AbortSignal
}

/** What there is to say of a record. */
export interface Answer {
  /** Changes of the text. */
  changes: readonly Change[]
  /** What the record gains. */
  note: object
}

/** Why a line gets an error in place of an answer. */
export type RecordError = Fault['fault'] | 'blank' | 'not-utf8' | 'lone-surrogate' | 'too-large' | 'timeout' | 'failed'

/** What kept one record from being checked; the message names no place. */
export class RecordFailure extends Error {
  override name = 'RecordFailure'
  readonly code: 'timeout' | 'failed'

  constructor(code: 'timeout' | 'failed', message: string) {
    super(message)
    this.code = code
  }
}

interface Failure {
  code: RecordError
  message: string
  /** Byte of the line from which it cannot be read. */
  at?: number | undefined
  /** JSON of the id. */
  id?: string | undefined
}

/**
 * Answers records. All lines that have come are answered before more is asked for, so that whoever waits for answers
 * before it sends more is not kept waiting.
 *
 * @param answer says what becomes of a record; a `RecordFailure` that it throws costs no other record
 */
export async function* answerRecords(
  source: Bytes,
  {fields, maxDocBytes: limit = MAX_RECORD, onError, signal}: RecordsOptions,
  answer: (item: Item) => Answer,
): AsyncGenerator<Uint8Array> {
  const splitter = createSplitter(limit)
  let line = 1
  let place = 0
  let overlong = false
  const answerLine = (bytes: Uint8Array): Uint8Array => {
    const found = readLine({bytes, line, place}, fields)
    if (!('item' in found)) return errorLine(found)
    try {
      const answered = unlessTooLong(() => answeredLine(bytes, found, answer(found.item)))
      if (!answered) throw new RecordFailure('failed', 'has more findings than one line can tell; split it')
      return answered
    } catch (error) {
      if (!(error instanceof RecordFailure)) throw error
      return errorLine({code: error.code, message: error.message, id: found.id})
    }
  }
  const errorLine = ({code, message, at, id}: Failure): Uint8Array => {
    onError()
    const error = toJson({code, message, ...(at !== undefined && {byte: at + 1})})
    return encode(`{${id === undefined ? '' : `"id":${id},`}"line":${line},"_error":${error}}\n`)
  }
  const answers = (pieces: Iterable<{bytes: Uint8Array; whole: boolean}>): Uint8Array[] => {
    const parts: Uint8Array[] = []
    for (const {bytes, whole} of pieces) {
      if (signal.aborted) break
      const ends = bytes.at(-1) === LF
      if (whole) parts.push(answerLine(bytes))
      else if (!overlong) {
        const message = `is a record of more than ${formatSize(limit)}; raise --max-doc-bytes, or split it`
        parts.push(errorLine({code: 'too-large', message}))
      }
      overlong = !whole && !ends
      if (ends) line++
      place += bytes.length
    }
    return parts
  }
  try {
    for await (const chunk of source) {
      const parts = answers(splitter.take(chunk))
      if (parts.length > 0) yield Buffer.concat(parts)
      if (signal.aborted) return
    }
  } catch (error) {
    if (signal.aborted) return
    throw error
  }
  const parts = answers(splitter.rest())
  if (parts.length > 0) yield Buffer.concat(parts)
}

const LF = 10

function readLine(row: {bytes: Uint8Array; line: number; place: number}, fields: Fields): LineRecord | Failure {
  const {bytes} = row
  if (!isUtf8(bytes)) {
    const at = validLength(bytes)
    return {code: 'not-utf8', message: `is not UTF-8 (at byte ${at + 1}); convert it first`, at}
  }
  const found = readRecord('', row, fields, FIELD)
  if (!found) return {code: 'blank', message: 'is blank; leave it out'}
  if ('fault' in found) {
    const {fault, reason, hint, at, id} = found
    return {code: fault, message: `${reason}; ${hint}`, at, id}
  }
  // Half a pair cannot be written as UTF-8, so that nobody could keep the text that comes out.
  if (!isUtf8(found.item.text))
    return {code: 'lone-surrogate', message: 'has half a surrogate pair in its text; mend the record', id: found.id}
  return found
}

// The line with the text changed and the field added; all other bytes stay, but for line ends of any kind.
function answeredLine(bytes: Uint8Array, record: LineRecord, {changes, note}: Answer): Uint8Array {
  const value = toJson(note)
  const end = bytes.lastIndexOf(0x7d)
  const member: Change = record.also
    ? {...record.also, bytes: encode(value), rules: []}
    : {start: end, end, bytes: encode(`,"${FIELD}":${value}`), rules: []}
  const all = [...record.inRow(changes), member].sort((a, b) => a.start - b.start)
  return onOneLine(applyChanges(bytes.subarray(0, end + 1), all))
}

const NEL = encode('\u0085')
const SEPARATORS = encode('\u2028')

// Line ends that JSON lets stand as they are: Python's `splitlines` and others would cut the record in two. In JSON a
// carriage return stands between tokens only, the others within strings only.
function onOneLine(json: Uint8Array): Uint8Array {
  const start = json[0] === 0xef ? markLength(json) : 0
  const view = Buffer.from(json.buffer, json.byteOffset + start, json.length - start)
  const changes: Change[] = []
  for (let at = view.indexOf(CR); at !== -1; at = view.indexOf(CR, at + 1)) view[at] = 0x20
  for (let at = view.indexOf(NEL); at !== -1; at = view.indexOf(NEL, at + 2))
    changes.push({start: at, end: at + 2, bytes: encode('\\u0085'), rules: []})
  for (
    let at = view.indexOf(SEPARATORS.subarray(0, 2));
    at !== -1;
    at = view.indexOf(SEPARATORS.subarray(0, 2), at + 2)
  ) {
    const last = view[at + 2]
    if (last === 0xa8 || last === 0xa9)
      changes.push({start: at, end: at + 3, bytes: encode(last === 0xa8 ? '\\u2028' : '\\u2029'), rules: []})
  }
  changes.sort((a, b) => a.start - b.start)
  return applyChanges(view, [...changes, {start: view.length, end: view.length, bytes: FEED, rules: []}])
}

const CR = 13
const FEED = Uint8Array.of(LF)
