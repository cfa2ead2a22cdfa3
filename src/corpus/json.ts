import type {Change} from '../repair/edits.ts'
import type {Span} from '../text/document.ts'
import {toJson} from '../text/json.ts'
import {byteLength, decode, encode, writeCodePoint} from '../text/utf8.ts'

/**
 * JSON at the level of bytes: where the value of a field stands in a line, and which bytes of an escaped string a
 * place of its text is, so that a change of the text touches no other byte of the line.
 */

export const QUOTE = 0x22
const BACKSLASH = 0x5c
const LETTER_U = 0x75
const OPEN_OBJECT = 0x7b
const OPEN_ARRAY = 0x5b
const COLON = 0x3a
const COMMA = 0x2c
const WORDS: Record<number, string> = {116: 'true', 102: 'false', 110: 'null'}
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const NUMBER_BYTES = '-+.0123456789eE'
const ENDS_PLAIN = new Uint8Array(256).fill(1, 0, 0x20)
ENDS_PLAIN[QUOTE] = 1
ENDS_PLAIN[BACKSLASH] = 1
/** Most levels that the values of a record may be nested. */
export const DEEPEST = 200

/** Why a line is no record: no JSON from a byte on, JSON of something else, or nested too deep. */
export type NoObject = {kind: 'not-json'; at: number} | {kind: 'not-an-object'} | {kind: 'too-deep'}

/**
 * Checks a line and finds the values of fields of its object; of a field that stands twice the last, as `JSON.parse`
 * has it.
 *
 * @param json  any bytes
 * @param names wanted fields of the object itself
 * @returns ranges of their values, quotation marks included, or why there are none
 */
export function findFields(json: Uint8Array, names: readonly string[]): Map<string, Span> | NoObject {
  const found = new Map<string, Span>()
  const start = skipSpace(json, 0)
  const words = wordsOf(json)
  if (json[start] !== OPEN_OBJECT) return whole(json, valueEnd(json, words, start, 0)) ?? {kind: 'not-an-object'}
  const end = membersEnd(json, words, start, 0, (keyStart, keyEnd, valueStart, valueEnd) => {
    const name = nameOf(json, keyStart, keyEnd, names)
    if (name !== undefined) found.set(name, {start: valueStart, end: valueEnd})
  })
  return whole(json, end) ?? found
}

// What is wrong, if anything, with a line whose value ends there.
function whole(json: Uint8Array, end: number): NoObject | undefined {
  if (end === TOO_DEEP) return {kind: 'too-deep'}
  const at = end < 0 ? ~end : skipSpace(json, end)
  return end < 0 || at < json.length ? {kind: 'not-json', at} : undefined
}

// Which of the names a key is. Most keys are told apart by their first letter and need no string.
function nameOf(json: Uint8Array, start: number, end: number, names: readonly string[]): string | undefined {
  const first = json[start + 1] as number
  if (first < 0x80 && first !== BACKSLASH && first !== QUOTE && !names.some((name) => name.charCodeAt(0) === first))
    return undefined
  const key = json.subarray(start + 1, end - 1)
  const name = key.includes(BACKSLASH) ? (JSON.parse(decode(json.subarray(start, end))) as string) : decode(key)
  return names.includes(name) ? name : undefined
}

const TOO_DEEP = Number.NEGATIVE_INFINITY

type Visit = (keyStart: number, keyEnd: number, valueStart: number, valueEnd: number) => void

// Each of these gives the place behind what begins at `start`; where that is no JSON, the complement of the place from
// which it is none.

function valueEnd(json: Uint8Array, words: Int32Array, start: number, depth: number): number {
  const byte = json[start] as number
  if (byte === QUOTE) return stringEnd(json, words, start)
  if (byte === OPEN_OBJECT || byte === OPEN_ARRAY)
    return depth < DEEPEST ? membersEnd(json, words, start, depth + 1) : TOO_DEEP
  if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return numberEnd(json, start)
  const word = WORDS[byte]
  if (word === undefined) return ~start
  for (let index = 0; index < word.length; index++)
    if (json[start + index] !== word.charCodeAt(index)) return ~(start + index)
  return start + word.length
}

function membersEnd(json: Uint8Array, words: Int32Array, start: number, depth: number, visit?: Visit): number {
  const isObject = json[start] === OPEN_OBJECT
  // Both brackets close two code points behind the one that opens.
  const close = (json[start] as number) + 2
  let at = skipSpace(json, start + 1)
  if (json[at] === close) return at + 1
  for (;;) {
    const keyStart = at
    let keyEnd = at
    if (isObject) {
      keyEnd = json[at] === QUOTE ? stringEnd(json, words, at) : ~at
      if (keyEnd < 0) return keyEnd
      at = skipSpace(json, keyEnd)
      if (json[at] !== COLON) return ~at
      at = skipSpace(json, at + 1)
    }
    const end = valueEnd(json, words, at, depth)
    if (end < 0) return end
    visit?.(keyStart, keyEnd, at, end)
    at = skipSpace(json, end)
    if (json[at] === close) return at + 1
    if (json[at] !== COMMA) return ~at
    at = skipSpace(json, at + 1)
  }
}

function stringEnd(json: Uint8Array, words: Int32Array, start: number): number {
  const {length} = json
  for (let at = plainEnd(json, words, start + 1); at < length; at = plainEnd(json, words, at + 1)) {
    const byte = json[at] as number
    if (byte === QUOTE) return at + 1
    if (byte !== BACKSLASH) return ~at
    at++
    if (json[at] !== LETTER_U) {
      if (!SHORT[json[at] as number]) return ~at
    } else {
      for (let digit = 1; digit <= 4; digit++) if (!isHexDigit(json[at + digit])) return ~(at + digit)
      at += 4
    }
  }
  return ~length
}

/** The buffer that bytes lie in, four of them at a time. */
function wordsOf({buffer}: Uint8Array): Int32Array {
  return new Int32Array(buffer, 0, buffer.byteLength >>> 2)
}

// The first place from `start` on that has a quotation mark, a backslash or a control character. Four bytes at a time:
// less one, only a zero byte has a high bit that it had not before.
function plainEnd(json: Uint8Array, words: Int32Array, start: number): number {
  const {length, byteOffset} = json
  let at = start
  while (at < length && (byteOffset + at) & 3) {
    if (ENDS_PLAIN[json[at] as number] === 1) return at
    at++
  }
  const last = length - 4
  for (let word = (byteOffset + at) >>> 2; at <= last; at += 4, word++) {
    const four = words[word] as number
    const quotes = four ^ 0x22222222
    const slashes = four ^ 0x5c5c5c5c
    const ends =
      (((quotes - 0x01010101) | 0) & ~quotes) |
      (((slashes - 0x01010101) | 0) & ~slashes) |
      (((four - 0x20202020) | 0) & ~four)
    if (ends & 0x80808080) break
  }
  while (at < length && ENDS_PLAIN[json[at] as number] === 0) at++
  return at
}

function numberEnd(json: Uint8Array, start: number): number {
  let end = start
  while (NUMBER_BYTES.includes(String.fromCharCode(json[end] ?? 0))) end++
  return NUMBER.test(decode(json.subarray(start, end))) ? end : ~start
}

function isHexDigit(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66))
}

function skipSpace(json: Uint8Array, start: number): number {
  let at = start
  while (json[at] === 0x20 || json[at] === 0x09 || json[at] === 0x0a || json[at] === 0x0d) at++
  return at
}

// The code point of the escape at `start` shifted left by 4, the bytes that it takes in the low bits; a surrogate where it
// has no partner.
function escapeAt(raw: Uint8Array, start: number): number {
  const letter = raw[start + 1] as number
  if (letter !== LETTER_U) return ((SHORT[letter] as number) << 4) | 2
  const unit = unitAt(raw, start)
  if (unit >= 0xd800 && unit < 0xdc00 && raw[start + 6] === BACKSLASH && raw[start + 7] === LETTER_U) {
    const low = unitAt(raw, start + 6)
    if (low >= 0xdc00 && low <= 0xdfff) return ((0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)) << 4) | 12
  }
  return (unit << 4) | 6
}

const SHORT = new Uint8Array(256)
for (const [letter, char] of Object.entries({
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}))
  SHORT[letter.charCodeAt(0)] = char.charCodeAt(0)

function unitAt(raw: Uint8Array, start: number): number {
  let unit = 0
  for (let at = start + 2; at < start + 6; at++) {
    const byte = raw[at] as number
    unit = unit * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57)
  }
  return unit
}

/**
 * Text of a JSON string. Bytes that are no UTF-8 stay, lone surrogates are written as `encode` writes them.
 *
 * @param raw bytes between the quotation marks
 */
export function unescapeString(raw: Uint8Array): Uint8Array {
  const {length} = raw
  const words = wordsOf(raw)
  let end = plainEnd(raw, words, 0)
  if (end === length) return raw
  const text = new Uint8Array(length)
  text.set(raw)
  let to = end
  for (let at = end; at < length; at = end) {
    if (raw[at] === BACKSLASH) {
      const found = escapeAt(raw, at)
      const codePoint = found >> 4
      at += found & 15
      if (codePoint < 0x80) text[to++] = codePoint
      else to = writeCodePoint(codePoint, text, to)
    } else text[to++] = raw[at++] as number
    end = plainEnd(raw, words, at)
    text.copyWithin(to, at, end)
    to += end - at
  }
  return text.subarray(0, to)
}

/**
 * Changes of a JSON string that make the same changes of its text. A change that cuts an escaped character writes the
 * rest of the character anew.
 *
 * @param raw     bytes between the quotation marks
 * @param text    from `unescapeString(raw)`
 * @param changes changes of `text`
 * @param write   how what is written anew stands in the string
 */
export function escapeChanges(
  raw: Uint8Array,
  text: Uint8Array,
  changes: readonly Change[],
  write = escapeBytes,
): Change[] {
  const places = rawPlaces(raw, changes)
  const escaped: Change[] = []
  for (let index = 0; index < changes.length; ) {
    const first = places[index] as RawPlace
    let last = first
    let at = first.start
    const parts: Uint8Array[] = []
    const rules = new Set<string>()
    do {
      const change = changes[index] as Change
      last = places[index] as RawPlace
      parts.push(text.subarray(at, change.start), change.bytes)
      at = change.end
      for (const rule of change.rules) rules.add(rule)
      index++
    } while ((places[index]?.start ?? Number.POSITIVE_INFINITY) < last.end)
    parts.push(text.subarray(at, last.end))
    escaped.push({
      start: first.rawStart,
      end: last.rawEnd,
      bytes: write(Buffer.concat(parts)),
      rules: [...rules].sort(),
    })
  }
  return escaped
}

/** Range of a change, widened to whole escaped characters: in the text and in the escaped string. */
interface RawPlace extends Span {
  rawStart: number
  rawEnd: number
}

function rawPlaces(raw: Uint8Array, changes: readonly Change[]): RawPlace[] {
  const places = changes.map(({start, end}): RawPlace => ({start, end, rawStart: start, rawEnd: end}))
  let index = 0
  // Place in the escaped string minus place in the text, behind the last escape.
  let shift = 0
  const settle = (until: number, unit: number, before: number, after: number): void => {
    // Ends and starts of changes before `until` are plain bytes; those inside (until, until + unit) move to its edges.
    for (; index < places.length * 2; index++) {
      const place = places[index >> 1] as RawPlace
      const isEnd = index % 2 === 1
      const at = isEnd ? place.end : place.start
      if (at >= until + unit) return
      const inside = at > until
      if (isEnd) {
        place.end = inside ? until + unit : at
        place.rawEnd = inside ? until + unit + after : at + before
      } else {
        place.start = inside ? until : at
        place.rawStart = (inside ? until : at) + before
      }
    }
  }
  for (let start = raw.indexOf(BACKSLASH), end = 0; start !== -1; start = raw.indexOf(BACKSLASH, end)) {
    const found = escapeAt(raw, start)
    end = start + (found & 15)
    const unit = byteLength(found >> 4)
    const at = start - shift
    const after = end - at - unit
    settle(at, unit, shift, after)
    shift = after
  }
  settle(raw.length, 1, shift, shift)
  return places
}

/**
 * Bytes of a text as they stand in a JSON string, with what Python and browsers take for a line end escaped.
 *
 * @param bytes UTF-8; other bytes become lone surrogates
 */
export function escapeBytes(bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? bytes : encode(toJson(decode(bytes)).slice(1, -1))
}

/**
 * Bytes of a text as they stand in a JSON string, with as few escapes as JSON asks for. Bytes that are no UTF-8 stay:
 * `unescapeString` gives the same bytes back.
 */
export function escapeRaw(bytes: Uint8Array): Uint8Array {
  const {length} = bytes
  let extra = 0
  for (let index = 0; index < length; index++) extra += EXTRA[bytes[index] as number] as number
  if (extra === 0) return bytes
  const escaped = new Uint8Array(length + extra)
  let to = 0
  for (let index = 0; index < length; index++) {
    const byte = bytes[index] as number
    const more = EXTRA[byte] as number
    if (more === 0) {
      escaped[to++] = byte
      continue
    }
    escaped[to] = BACKSLASH
    if (more === 1) escaped[to + 1] = LETTER[byte] as number
    else escaped.set(encode(`u${byte.toString(16).padStart(4, '0')}`), to + 1)
    to += 1 + more
  }
  return escaped
}

// By what has to be escaped: the letter of the short escape, and how many bytes longer the escape is.
const LETTER = new Uint8Array(256)
const EXTRA = new Uint8Array(256).fill(5, 0, 0x20)
for (const [letter, byte] of SHORT.entries()) {
  if (byte === 0 || byte === 0x2f) continue
  LETTER[byte] = letter
  EXTRA[byte] = 1
}
