import type {Document} from './document.ts'
import {ASCII, foldCodePoint, LETTER, mix, PRIME, SEED, SKIP, UNIT} from './fold.ts'
import {decodeAt, isLetter} from './scan.ts'
import {decode} from './utf8.ts'

// Halves of a divided word, as in "inter- national", are none.
const WORD = /(?<![\p{L}\p{M}]|[\p{L}\p{M}]-\s{1,3})[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*(?![\p{L}\p{M}]|-\s)/gu
// Longer stretches without white space are no words.
const REACH = 100
const HYPHEN = 0x2d
const GATE_BITS = 12

/**
 * Those of some words that stand in a text: a text is the best dictionary of its own language.
 *
 * @param document any document; read once, whatever the number of words
 * @param wanted   in lower case, hyphens inside
 */
export function wordsAmong({bytes, scan}: Document, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>()
  const missing = new Map<number, Set<string>>()
  for (const word of wanted) {
    const hash = hashOf(word)
    missing.set(hash, (missing.get(hash) ?? new Set()).add(word))
  }
  // Most words are none of these, which a look at one byte tells.
  const gate = new Uint8Array(1 << GATE_BITS)
  for (const hash of missing.keys()) gate[hash >>> (32 - GATE_BITS)] = 1
  const look = (place: number, hash: number): void => {
    const words = missing.get(hash)
    if (!words) return
    for (const [word] of around(bytes, place).matchAll(WORD)) {
      const folded = word.toLowerCase()
      if (words.delete(folded)) found.add(folded)
    }
    if (words.size === 0) missing.delete(hash)
  }
  for (let line = 0; line < scan.lineCount && missing.size > 0; line++)
    wordsIn(bytes, scan.starts[line] as number, scan.ends[line] as number, gate, look)
  return found
}

// Words of a line by the hash of their letters and hyphens. A line at a time, since machine code made while a loop runs
// is half as fast.
function wordsIn(
  bytes: Uint8Array,
  start: number,
  end: number,
  gate: Uint8Array,
  look: (place: number, hash: number) => void,
): void {
  let hash = SEED
  for (let index = start; index <= end; ) {
    let value = 0
    while (index < end && (value = ASCII[bytes[index] as number] as number) >= LETTER) {
      hash = Math.imul(hash ^ value, PRIME)
      index++
    }
    const place = index
    const byte = index < end ? (bytes[index] as number) : 0
    if (byte >= 0x80) {
      const decoded = decodeAt(bytes, index)
      index += decoded < 0 ? 1 : decoded & 7
      value = decoded < 0 ? 0 : foldCodePoint(decoded >>> 3)
      if (value >= LETTER && value < UNIT) {
        hash = mix(hash, value)
        continue
      }
    } else index++
    if (hash === SEED || value === SKIP) continue
    if (byte === HYPHEN && index < end && isLetter(bytes[index] as number)) hash = mix(hash, HYPHEN)
    else {
      if (gate[hash >>> (32 - GATE_BITS)] === 1) look(place, hash)
      hash = SEED
    }
  }
}

function hashOf(word: string): number {
  let hash = SEED
  for (const char of word) {
    const value = foldCodePoint(char.codePointAt(0) as number)
    if (value >= LETTER) hash = mix(hash, value)
    else if (char === '-') hash = mix(hash, HYPHEN)
  }
  return hash
}

// The stretch between white space that ends or goes on at a place, and the one before it.
function around(bytes: Uint8Array, place: number): string {
  const {length} = bytes
  const least = Math.max(0, place - REACH)
  let from = place
  for (let chunks = 0; chunks < 2; chunks++) {
    while (from > least && (bytes[from - 1] as number) <= 0x20) from--
    while (from > least && (bytes[from - 1] as number) > 0x20) from--
  }
  let to = place
  while (to < length && to < place + REACH && (bytes[to] as number) > 0x20) to++
  return decode(bytes.subarray(from, Math.min(length, to + 1)))
}
