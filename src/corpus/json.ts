import type {Change} from '../repair/edits.ts'
import {toJson} from '../repair/io.ts'
import type {Span} from '../text/document.ts'
import {byteLength, decode, encode} from '../text/utf8.ts'

/**
 * JSON at the level of bytes: where the value of a field stands in a line, and which bytes of an escaped string a
 * place of its text is, so that a change of the text touches no other byte of the line.
 */

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Finds the values of fields of an object; of a field that stands twice the last, as `JSON.parse` has it.
 *
 * @param json  one JSON object, known to be valid
 * @param names wanted fields of the object itself
 * @returns ranges of their values, quotation marks included
 */
export function findFields(json: Uint8Array, names: readonly string[]): Map<string, Span> {
  const found = new Map<string, Span>()
  let at = json.indexOf(0x7b) + 1
  while (at < json.length) {
    const byte = json[at] as number
    if (byte === 0x7d) break
    if (byte !== QUOTE) {
      at++
      continue
    }
    const keyEnd = stringEnd(json, at)
    const key = json.subarray(at + 1, keyEnd - 1)
    const name = key.includes(BACKSLASH) ? (JSON.parse(decode(json.subarray(at, keyEnd))) as string) : decode(key)
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1)
    at = valueEnd(json, start)
    if (names.includes(name)) found.set(name, {start, end: at})
  }
  return found
}

function skipSpace(json: Uint8Array, at: number): number {
  while (json[at] === 0x20 || json[at] === 0x09 || json[at] === 0x0a || json[at] === 0x0d) at++
  return at
}

function stringEnd(json: Uint8Array, start: number): number {
  for (let quote = json.indexOf(QUOTE, start + 1); quote !== -1; quote = json.indexOf(QUOTE, quote + 1)) {
    let before = quote - 1
    while (json[before] === BACKSLASH) before--
    if ((quote - before) % 2 === 1) return quote + 1
  }
  return json.length
}

function valueEnd(json: Uint8Array, start: number): number {
  if (json[start] === QUOTE) return stringEnd(json, start)
  let depth = 0
  for (let at = start; at < json.length; ) {
    const byte = json[at] as number
    if (byte === QUOTE) {
      at = stringEnd(json, at)
      continue
    }
    if (byte === 0x7b || byte === 0x5b) depth++
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at
      depth--
      if (depth === 0) return at + 1
    } else if (depth === 0 && (byte === 0x2c || byte <= 0x20)) return at
    at++
  }
  return json.length
}

// Calls back for each escape of a string: its bytes and the code point, a surrogate where it has no partner.
function eachEscape(raw: Uint8Array, visit: (start: number, end: number, codePoint: number) => void): void {
  for (let start = raw.indexOf(BACKSLASH); start !== -1; ) {
    let end = start + 2
    let codePoint = SHORT[raw[start + 1] as number] as number
    if (raw[start + 1] === 0x75) {
      codePoint = unitAt(raw, start)
      end = start + 6
      if (codePoint >= 0xd800 && codePoint < 0xdc00 && raw[end] === BACKSLASH && raw[end + 1] === 0x75) {
        const low = unitAt(raw, end)
        if (low >= 0xdc00 && low <= 0xdfff) {
          codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + (low - 0xdc00)
          end += 6
        }
      }
    }
    visit(start, end, codePoint)
    start = raw.indexOf(BACKSLASH, end)
  }
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
  if (!raw.includes(BACKSLASH)) return raw
  const text = new Uint8Array(raw.length)
  let from = 0
  let to = 0
  const run = (until: number): void => {
    text.set(raw.subarray(from, until), to)
    to += until - from
  }
  eachEscape(raw, (start, end, codePoint) => {
    run(start)
    from = end
    if (codePoint < 0x80) text[to++] = codePoint
    else if (codePoint < 0x800) {
      text[to++] = 0xc0 | (codePoint >> 6)
      text[to++] = 0x80 | (codePoint & 0x3f)
    } else if (codePoint < 0xd800) {
      text[to++] = 0xe0 | (codePoint >> 12)
      text[to++] = 0x80 | ((codePoint >> 6) & 0x3f)
      text[to++] = 0x80 | (codePoint & 0x3f)
    } else {
      const bytes = encode(String.fromCodePoint(codePoint))
      text.set(bytes, to)
      to += bytes.length
    }
  })
  run(raw.length)
  return text.subarray(0, to)
}

/**
 * Changes of a JSON string that make the same changes of its text. A change that cuts an escaped character writes the
 * rest of the character anew.
 *
 * @param raw     bytes between the quotation marks
 * @param text    from `unescapeString(raw)`
 * @param changes changes of `text`
 */
export function escapeChanges(raw: Uint8Array, text: Uint8Array, changes: readonly Change[]): Change[] {
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
      bytes: escapeBytes(Buffer.concat(parts)),
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
  let length = 0
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
  eachEscape(raw, (start, end, codePoint) => {
    const unit = byteLength(codePoint)
    const at = start - shift
    const after = end - at - unit
    settle(at, unit, shift, after)
    shift = after
    length = at + unit
  })
  settle(Math.max(length, raw.length), 1, shift, shift)
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
