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
  if (valid) return strict.decode(bytes)
  try {
    return strict.decode(bytes)
  } catch {
    return decodeLoosely(bytes)
  }
}

function decodeLoosely(bytes: Uint8Array): string {
  const parts: string[] = []
  // A high surrogate whose bytes may still have to be escaped: with a low one behind it, it would make a character.
  let high = ''
  let highAt = 0
  const escapeByte = (index: number): string => String.fromCharCode(ESCAPE + (bytes[index] as number))
  const put = (text: string, isLow: boolean): void => {
    if (high) parts.push(isLow ? escapeByte(highAt) + escapeByte(highAt + 1) + escapeByte(highAt + 2) : high)
    high = ''
    if (text) parts.push(text)
  }
  for (let index = 0; index < bytes.length; ) {
    const size = sequenceLength(bytes, index)
    if (size === 3 && bytes[index] === 0xed && (bytes[index + 1] as number) >= 0xa0) {
      const unit = 0xd000 | (((bytes[index + 1] as number) & 0x3f) << 6) | ((bytes[index + 2] as number) & 0x3f)
      if (unit < 0xdc00) {
        put('', false)
        high = String.fromCharCode(unit)
        highAt = index
      } else if (isEscape(unit)) put(escapeByte(index) + escapeByte(index + 1) + escapeByte(index + 2), true)
      else put(String.fromCharCode(unit), true)
      index += 3
    } else if (size === 0) put(escapeByte(index++), true)
    else {
      put(strict.decode(bytes.subarray(index, index + size)), false)
      index += size
    }
  }
  put('', false)
  return parts.join('')
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
  const parts: number[] = []
  for (const char of text) {
    const codePoint = char.codePointAt(0) as number
    if (hasEscapes && isEscape(codePoint)) parts.push(codePoint - ESCAPE)
    else if (codePoint >= 0xd800 && codePoint <= 0xdfff)
      parts.push(0xed, 0x80 | ((codePoint >> 6) & 0x3f), 0x80 | (codePoint & 0x3f))
    else parts.push(...utf8.encode(char))
  }
  return Uint8Array.from(parts)
}

/**
 * @param bytes from `encodeString`, or parts of them put together
 */
export function decodeString(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    const parts: string[] = []
    let from = 0
    for (let at = bytes.indexOf(0xed); at !== -1; at = bytes.indexOf(0xed, at + 1)) {
      const second = bytes[at + 1] as number
      if (second < 0xa0) continue
      const unit = 0xd000 | ((second & 0x3f) << 6) | ((bytes[at + 2] as number) & 0x3f)
      parts.push(strict.decode(bytes.subarray(from, at)), String.fromCharCode(unit))
      from = at + 3
    }
    parts.push(strict.decode(bytes.subarray(from)))
    return parts.join('')
  }
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
