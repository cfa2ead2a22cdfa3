/**
 * UTF-8 in both directions, faithful to any bytes: a byte that is no UTF-8 becomes a lone low surrogate U+DC80–U+DCFF
 * (as Python's "surrogateescape" does), any other lone surrogate becomes three bytes (WTF-8), so that
 * `encode(decode(bytes))` gives the same bytes. For strings from outside, in which U+DC80–U+DCFF stand for themselves,
 * there are `encodeString` and `decodeString`: all lone surrogates are three bytes there.
 */

const strict = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true})
const utf8 = new TextEncoder()

/**
 * @param bytes any bytes
 * @param valid whether the bytes are known to be UTF-8
 */
export function decode(bytes: Uint8Array, valid = false): string {
  return valid ? strict.decode(bytes) : (decodeStrictly(bytes) ?? decodeLoosely(bytes, true))
}

/** Bytes of the byte order mark that stands at a place, 0 where there is none. */
export function markLength(bytes: Uint8Array, at = 0): number {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? 3 : 0
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch (error) {
    // Too long for a string, which no other way makes shorter.
    if (!(error instanceof TypeError)) throw error
    return undefined
  }
}

// Units that become text at a time: as parts of their own, those of a large text would take more memory than there is.
const UNITS = 1 << 12

function decodeLoosely(bytes: Uint8Array, hasEscapes: boolean): string {
  let text = ''
  let units: number[] = []
  const put = (unit: number): void => {
    if (units.length === UNITS) {
      text += String.fromCharCode(...units)
      units = []
    }
    units.push(unit)
  }
  const escapeBytes = (from: number, to: number): void => {
    for (let at = from; at < to; at++) put(ESCAPE + (bytes[at] as number))
  }
  const putHalves = (from: number, to: number): void => {
    for (let at = from; at < to; at += 3) put(codePointAt(bytes, at, 3))
  }
  // Where high surrogates begin whose bytes may still have to be escaped: with a low one behind it, the last would make a
  // character, and with its escaped bytes the one before.
  let high = -1
  for (let index = 0, size = 0; index < bytes.length; index += size || 1) {
    size = sequenceLength(bytes, index)
    const codePoint = size === 0 ? ESCAPE + (bytes[index] as number) : codePointAt(bytes, index, size)
    const isLow = codePoint >= 0xdc00 && codePoint <= 0xdfff
    const isHigh = hasEscapes && codePoint >= 0xd800 && codePoint < 0xdc00
    if (high >= 0 && !isHigh) {
      if (isLow) escapeBytes(high, index)
      else putHalves(high, index)
      high = -1
    }
    if (isHigh) {
      if (high < 0) high = index
    } else if (codePoint > 0xffff) {
      put(0xd7c0 + (codePoint >> 10))
      put(0xdc00 + (codePoint & 0x3ff))
    } else if (hasEscapes && size > 0 && isEscape(codePoint)) escapeBytes(index, index + size)
    else put(codePoint)
  }
  if (high >= 0) putHalves(high, bytes.length)
  return text + String.fromCharCode(...units)
}

const ESCAPE = 0xdc00

// U+DC80–U+DCFF stand for the bytes 0x80–0xFF.
function isEscape(unit: number): boolean {
  return unit >= 0xdc80 && unit <= 0xdcff
}

// Bytes of the (WTF-8) sequence at `index`, 0 where there is none.
function sequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] as number
  if (lead < 0x80) return 1
  const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (index + size > bytes.length) return 0
  for (let offset = 1; offset < size; offset++) if (((bytes[index + offset] as number) & 0xc0) !== 0x80) return 0
  const second = bytes[index + 1] as number
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second >= 0x90))
    return 0
  return size
}

// Of a (WTF-8) sequence.
function codePointAt(bytes: Uint8Array, index: number, size: number): number {
  const lead = bytes[index] as number
  let codePoint = size === 1 ? lead : lead & (0xff >> (size + 1))
  for (let at = index + 1; at < index + size; at++) codePoint = (codePoint << 6) | ((bytes[at] as number) & 0x3f)
  return codePoint
}

/** Bytes from the start that are UTF-8, by any reader's rules. */
export function validLength(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const size = sequenceLength(bytes, at)
    const isSurrogate = bytes[at] === 0xed && (bytes[at + 1] as number) >= 0xa0
    if (size === 0 || isSurrogate) return at
    at += size
  }
  return at
}

/**
 * @param text as `decode` gives it
 */
export function encode(text: string): Uint8Array {
  return text.isWellFormed() ? utf8.encode(text) : encodeLoosely(text, true)
}

/**
 * @param text any string, lone surrogates included
 */
export function encodeString(text: string): Uint8Array {
  return text.isWellFormed() ? utf8.encode(text) : encodeLoosely(text, false)
}

function encodeLoosely(text: string, hasEscapes: boolean): Uint8Array {
  // No unit takes more than three bytes.
  const bytes = new Uint8Array(text.length * 3)
  let end = 0
  for (const char of text) {
    const codePoint = char.codePointAt(0) as number
    if (hasEscapes || !isEscape(codePoint)) end = writeCodePoint(codePoint, bytes, end)
    else {
      bytes.set([0xed, 0x80 | ((codePoint >> 6) & 0x3f), 0x80 | (codePoint & 0x3f)], end)
      end += 3
    }
  }
  return bytes.slice(0, end)
}

/**
 * @param bytes from `encodeString`, or parts of them put together
 */
export function decodeString(bytes: Uint8Array): string {
  return decodeStrictly(bytes) ?? decodeLoosely(bytes, false)
}

/**
 * UTF-8 length of a code point, lone surrogates as `encode` writes them.
 *
 * @param codePoint any code point
 */
export function byteLength(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  if (codePoint < 0x10000) return isEscape(codePoint) ? 1 : 3
  return 4
}

/**
 * Writes a code point as `encode` does.
 *
 * @returns the place behind it
 */
export function writeCodePoint(codePoint: number, bytes: Uint8Array, at: number): number {
  const size = byteLength(codePoint)
  let left = isEscape(codePoint) ? codePoint - ESCAPE : codePoint
  for (let last = at + size - 1; last > at; last--) {
    bytes[last] = 0x80 | (left & 0x3f)
    left >>= 6
  }
  bytes[at] = (LEADS[size] as number) | left
  return at + size
}

const LEADS = [0, 0, 0xc0, 0xe0, 0xf0]
