import type {Change} from '../repair/edits.ts'
import type {Span} from '../text/document.ts'
import {toJson} from '../text/json.ts'
import {decode, markLength} from '../text/utf8.ts'
import {DEEPEST, escapeBytes, escapeChanges, escapeRaw, findFields, QUOTE, unescapeString} from './json.ts'
import {MAX_ID} from './limits.ts'
import type {Item} from './types.ts'

/** Names of the fields of a record. */
export interface Fields {
  textField: string
  idField: string
  urlField: string
  langField: string
}

/** A record that has a text. */
export interface TextRecord {
  item: Item
  /** JSON of the id. */
  id: string | undefined
  /** Changes of the row that make the same changes of the text. */
  inRow(changes: readonly Change[]): readonly Change[]
}

/** A record of a line of JSON. */
export interface LineRecord extends TextRecord {
  /** Where the value of the field `also` stands in the line, if it is there. */
  also: Span | undefined
}

/** Why a line has no text to read. */
export interface Fault {
  fault: 'not-json' | 'not-an-object' | 'too-deep' | 'no-text'
  /** Says about the record what is wrong: "is not JSON (at byte 7)". */
  reason: string
  /** What to do. */
  hint: string
  /** Byte of the line from which it is no JSON. */
  at?: number
  /** JSON of the id, where it could be read. */
  id?: string | undefined
}

/** A line and where it stands in its file. */
export interface PlacedLine {
  bytes: Uint8Array
  /** 1-based. */
  line: number
  /** Offset of its first byte. */
  place: number
  /** Whether it is a row of Parquet, which is read again as `escapeRaw` writes it. */
  isRow?: boolean
}

/**
 * Reads a line of JSON.
 *
 * @param path  of its file, for messages
 * @param names of its fields
 * @param also  another field whose place is wanted
 * @returns nothing for a blank line
 */
export function readRecord(
  path: string,
  {bytes, line, place, isRow = false}: PlacedLine,
  {textField, idField, urlField, langField}: Fields,
  also?: string,
): LineRecord | Fault | undefined {
  const lineStart = place === 0 ? markLength(bytes) : 0
  const json = bytes.subarray(lineStart)
  if (isBlank(json)) return undefined
  const fields = findFields(json, [textField, idField, urlField, langField, ...(also === undefined ? [] : [also])])
  if (!(fields instanceof Map)) {
    if (fields.kind === 'too-deep')
      return {fault: fields.kind, reason: `is nested more than ${DEEPEST} levels deep`, hint: 'flatten the record'}
    if (fields.kind === 'not-an-object')
      return {fault: fields.kind, reason: 'is not a JSON object', hint: 'mend the record'}
    const at = fields.at + lineStart
    return {fault: fields.kind, reason: `is not JSON (at byte ${at + 1})`, hint: 'mend the record', at}
  }
  const field = (name: string): unknown => {
    const range = fields.get(name)
    return range && JSON.parse(decode(json.subarray(range.start, range.end)))
  }
  const idRange = fields.get(idField)
  const idBytes = idRange && json.subarray(idRange.start, idRange.end)
  const {id, idJson} = idBytes && idBytes.length <= MAX_ID ? readId(decode(idBytes)) : {}
  const token = fields.get(textField)
  if (!token || json[token.start] !== QUOTE)
    return {
      fault: 'no-text',
      reason: `has no string in the field \`${textField}\``,
      hint: 'name the field of the text with --text-field',
      id: idJson,
    }
  const raw = json.subarray(token.start + 1, token.end - 1)
  const whole = unescapeString(raw)
  const url = field(urlField)
  const lang = field(langField)
  const item: Item = {
    path,
    format: 'text',
    text: plain(whole.subarray(markLength(whole))),
    recordLine: line,
  }
  if (whole.length > item.text.length) item.marked = true
  if (id !== undefined) item.id = id
  if (typeof url === 'string') item.url = url
  if (typeof lang === 'string') item.lang = lang
  const rawStart = lineStart + token.start + 1
  const inRow = (changes: readonly Change[]): readonly Change[] =>
    shift(
      escapeChanges(raw, whole, shift(changes, whole.length - item.text.length), isRow ? escapeRaw : escapeBytes),
      rawStart,
    )
  const range = also === undefined ? undefined : fields.get(also)
  return {
    item,
    id: idJson,
    inRow,
    also: range && {start: range.start + lineStart, end: range.end + lineStart},
  }
}

// A number of many digits would lose some of them.
function readId(json: string): {id?: unknown; idJson?: string} {
  const id: unknown = JSON.parse(json)
  if (typeof id !== 'number') return {id, idJson: toJson(id)}
  return {id: Math.abs(id) > Number.MAX_SAFE_INTEGER ? json : id, idJson: json}
}

/** The same changes of a text that stands elsewhere. */
export function shift(changes: readonly Change[], by: number): readonly Change[] {
  if (by === 0) return changes
  return changes.map((change) => ({...change, start: change.start + by, end: change.end + by}))
}

/** Bytes without the methods of a `Buffer`, which would make other results of what is done with them. */
export function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))
}
