import type {Document} from '../text/document.ts'
import {Mark} from '../text/marks.ts'

/**
 * What the tagger sees of the visible lines of a text, one entry a line. Everything is a count or a hash of bytes, so
 * that texts of any language are read alike; words are runs of letters and digits, of bytes above U+007F too.
 */
export interface Lines {
  count: number
  /** Line of the document. */
  index: Uint32Array
  words: Uint16Array
  bytes: Uint32Array
  /** Of the bytes that were read. */
  read: Uint16Array
  letters: Uint16Array
  upper: Uint16Array
  digits: Uint16Array
  marks: Uint16Array
  /** Words that begin with a capital letter, short words in small letters, words that were read. */
  capitals: Uint16Array
  smalls: Uint16Array
  readWords: Uint16Array
  commas: Uint8Array
  /** Stops, question and exclamation marks inside the line. */
  stops: Uint8Array
  /** Gaps of two spaces and more, tabs and bars: cells of a table. */
  cells: Uint8Array
  /** `Special` bits. */
  special: Uint8Array
  /** `Kind` of the first and last visible character. */
  first: Uint8Array
  last: Uint8Array
  /** Spaces before the first character. */
  indent: Uint8Array
  /** Blank lines above. */
  gap: Uint8Array
  /** Equal for lines with the same words. */
  key: Uint32Array
  /** How phrases of the rules stand in it: none, inside, at the start, filling it. */
  phrase: Uint8Array
  /** Hashes of the longer words of all lines, and where those of each line begin. */
  terms: Uint32Array
  termStarts: Uint32Array
}

const Special = {
  Price: 1,
  Address: 2,
  Bar: 4,
  Arrow: 8,
  Copyright: 16,
  Slash: 32,
  Percent: 64,
  Star: 128,
} as const

/** Kinds of characters, for the ends of a line. */
export const Kind = {
  Other: 0,
  Lower: 1,
  Upper: 2,
  Digit: 3,
  Wide: 4,
  Stop: 5,
  Question: 6,
  Colon: 7,
  Comma: 8,
  Quote: 9,
  Open: 10,
  Close: 11,
  Dash: 12,
  Hash: 13,
  Money: 14,
  Star: 15,
} as const

/** Takes the hashes of a line: words, pairs of words, shape, phrases. What a line means is learnt from them. */
export type Sink = (line: number, hashes: Uint32Array, length: number) => void

const KIND = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  const char = String.fromCharCode(byte)
  if (byte >= 0x80) KIND[byte] = Kind.Wide
  else if (/[a-z]/.test(char)) KIND[byte] = Kind.Lower
  else if (/[A-Z]/.test(char)) KIND[byte] = Kind.Upper
  else if (/[0-9]/.test(char)) KIND[byte] = Kind.Digit
  else if (char === '.') KIND[byte] = Kind.Stop
  else if (char === '?' || char === '!') KIND[byte] = Kind.Question
  else if (char === ':') KIND[byte] = Kind.Colon
  else if (char === ',' || char === ';') KIND[byte] = Kind.Comma
  else if (char === '"' || char === "'") KIND[byte] = Kind.Quote
  else if ('([{<'.includes(char)) KIND[byte] = Kind.Open
  else if (')]}>'.includes(char)) KIND[byte] = Kind.Close
  else if (char === '-' || char === '|') KIND[byte] = Kind.Dash
  else if (char === '#') KIND[byte] = Kind.Hash
  else if (char === '$') KIND[byte] = Kind.Money
  else if (char === '*' || char === '+') KIND[byte] = Kind.Star
}

// A long line shows what it is by its beginning.
const READ_BYTES = 320
const READ_WORDS = 40
/** Most hashes of one line: a word, a pair and two ends of each, and a few of the whole. */
const MAX_HASHES = READ_WORDS * 4 + 32
const TERM_BYTES = 4
// Salts of the kinds of hashes.
const Salt = {
  Pair: 0x9e3779b1,
  First: 0x7f4a7c15,
  Last: 0x6a09e667,
  Whole: 0x3c6ef372,
  Shape: 0x510e527f,
  Prefix: 0x1f83d9ab,
  Suffix: 0x5be0cd19,
  Phrase: 0x2545f491,
  Size: 0x4cf5ad43,
} as const
const EDGE = 0x38b34ae5
const NUMBER = 0x5bd1e995

function blend(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0xc2b2ae35)
  hash ^= hash >>> 15
  return Math.imul(hash, 0x27d4eb2f) >>> 0
}

const IDS = new Map<string, number>()

/** Hash of a rule's id. */
function idHash(id: string): number {
  let hash = IDS.get(id)
  if (hash === undefined) {
    hash = 0x811c9dc5
    for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193)
    IDS.set(id, hash)
  }
  return hash
}

/**
 * Reads the visible lines of a document.
 *
 * @param document any document
 * @param sink     called for each of them in order; its array is used again
 */
export function readLines(document: Document, sink: Sink): Lines {
  const {bytes, scan, lineCount} = document
  let count = 0
  for (let line = 0; line < lineCount; line++) if ((scan.marks[line] as number) & Mark.Visible) count++
  const out = createLines(count)
  const hashes = new Uint32Array(MAX_HASHES)
  const {hits} = document
  let hit = 0
  let gap = 0
  let at = 0
  let terms = 0
  for (let line = 0; line < lineCount; line++) {
    if (((scan.marks[line] as number) & Mark.Visible) === 0) {
      gap++
      continue
    }
    out.index[at] = line
    out.gap[at] = gap > 255 ? 255 : gap
    gap = 0
    out.words[at] = scan.words[line] as number
    out.key[at] = scan.keys[line] as number
    out.termStarts[at] = terms
    if (terms + READ_WORDS > out.terms.length) {
      const larger = new Uint32Array(out.terms.length * 2 + READ_WORDS)
      larger.set(out.terms)
      out.terms = larger
    }
    let length = readLine(bytes, scan.starts[line] as number, scan.ends[line] as number, out, at, terms, hashes)
    terms = out.termStarts[at + 1] as number
    let phrase = 0
    while (hit < hits.length && (hits[hit] as (typeof hits)[number]).line.index < line) hit++
    for (; hit < hits.length && (hits[hit] as (typeof hits)[number]).line.index === line; hit++) {
      const {phrase: found} = hits[hit] as (typeof hits)[number]
      const how = found.atStart ? (found.atEnd ? 3 : 2) : 1
      if (how > phrase) phrase = how
      if (length < MAX_HASHES) hashes[length++] = blend(idHash(found.rule) + how, Salt.Phrase)
    }
    out.phrase[at] = phrase
    sink(at, hashes, length)
    at++
  }
  return out
}

function createLines(count: number): Lines {
  const words = (): Uint16Array => new Uint16Array(count)
  const small = (): Uint8Array => new Uint8Array(count)
  return {
    count,
    index: new Uint32Array(count),
    words: words(),
    bytes: new Uint32Array(count),
    read: words(),
    letters: words(),
    upper: words(),
    digits: words(),
    marks: words(),
    capitals: words(),
    smalls: words(),
    readWords: words(),
    commas: small(),
    stops: small(),
    cells: small(),
    special: small(),
    first: small(),
    last: small(),
    indent: small(),
    gap: small(),
    key: new Uint32Array(count),
    phrase: small(),
    terms: new Uint32Array(count * 6 + READ_WORDS),
    termStarts: new Uint32Array(count + 1),
  }
}

// Three bits a word: what it begins with, and whether it is longer than a letter.
const SHAPE_WORDS = 6

function readLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  out: Lines,
  at: number,
  firstTerm: number,
  hashes: Uint32Array,
): number {
  let start = from
  let end = to
  while (end > start && (bytes[end - 1] as number) <= 0x20) end--
  while (start < end && (bytes[start] as number) <= 0x20) start++
  const stop = end - start > READ_BYTES ? start + READ_BYTES : end
  let letters = 0
  let upper = 0
  let digits = 0
  let marks = 0
  let capitals = 0
  let smalls = 0
  let words = 0
  let commas = 0
  let stops = 0
  let cells = 0
  let special = 0
  let length = 0
  let term = firstTerm
  let previous = EDGE
  let shape = 0
  let whole = 0
  let spaces = 0
  let index = start
  while (index < stop) {
    let kind = KIND[bytes[index] as number] as number
    if (kind >= Kind.Lower && kind <= Kind.Wide && !(kind === Kind.Wide && isWideMark(bytes, index))) {
      // A word.
      const begin = index
      const firstKind = kind
      let hash = 0x811c9dc5
      let prefix = 0
      let tail = 0
      let uppers = 0
      let numbers = 0
      do {
        const byte = bytes[index] as number
        const folded = kind === Kind.Upper ? byte | 0x20 : byte
        if (kind === Kind.Upper) uppers++
        else if (kind === Kind.Digit) numbers++
        hash = Math.imul(hash ^ folded, 0x01000193)
        tail = ((tail << 8) | folded) & 0xffffff
        index++
        if (index - begin === 4) prefix = hash
        // "don't" is one word.
        if (index + 1 < stop && bytes[index] === 0x27 && (KIND[bytes[index + 1] as number] as number) === Kind.Lower)
          index++
        kind = index < stop ? (KIND[bytes[index] as number] as number) : 0
      } while (kind >= Kind.Lower && kind <= Kind.Wide && !(kind === Kind.Wide && isWideMark(bytes, index)))
      const size = index - begin
      letters += size - numbers
      upper += uppers
      digits += numbers
      if (words >= READ_WORDS) continue
      hash = numbers === size ? NUMBER + (size > 4 ? 5 : size) : hash ^ (hash >>> 15)
      const isCapital = firstKind === Kind.Upper
      if (isCapital) capitals++
      else if (firstKind === Kind.Lower && size <= 3) smalls++
      if (words < SHAPE_WORDS)
        shape =
          shape * 7 +
          (firstKind === Kind.Digit
            ? 1
            : firstKind === Kind.Wide
              ? 2
              : !isCapital
                ? size <= 3
                  ? 3
                  : 4
                : uppers === size && size > 1
                  ? 5
                  : 6)
      whole = Math.imul(whole ^ hash, 0x5bd1e995)
      whole ^= whole >>> 13
      hashes[length++] = blend(hash, 0)
      hashes[length++] = blend(previous ^ Math.imul(hash, 3), Salt.Pair)
      if (prefix !== 0 && numbers === 0) {
        hashes[length++] = blend(tail, Salt.Suffix)
        if (size > 5) hashes[length++] = blend(prefix, Salt.Prefix)
      }
      if (words === 0) hashes[length++] = blend(hash, Salt.First)
      if (size >= TERM_BYTES && numbers < size) out.terms[term++] = hash >>> 0
      previous = hash
      words++
      spaces = 0
      continue
    }
    const byte = bytes[index] as number
    if (byte === 0x20 || byte === 0x09) {
      if (byte === 0x09 || ++spaces === 2) cells++
    } else {
      spaces = 0
      marks++
      switch (byte) {
        case 0x2c:
        case 0x3b:
          commas++
          break
        case 0x2e:
        case 0x3f:
        case 0x21:
          if (index + 1 < end && (bytes[index + 1] as number) === 0x20) stops++
          break
        case 0x24:
          special |= Special.Price
          break
        case 0x40:
          special |= Special.Address
          break
        case 0x7c:
          special |= Special.Bar
          cells++
          break
        case 0x2f:
          special |= index > start && bytes[index - 1] === 0x3a ? Special.Address : Special.Slash
          break
        case 0x3e:
          special |= Special.Arrow
          break
        case 0x25:
          special |= Special.Percent
          break
        case 0x2a:
          special |= Special.Star
          break
        default:
          if (byte >= 0x80) {
            special |= wideSpecial(bytes, index)
            index += wideLength(byte) - 1
          }
      }
    }
    index++
  }
  hashes[length++] = blend(previous, Salt.Last)
  hashes[length++] = blend(previous ^ Math.imul(EDGE, 3), Salt.Pair)
  const first = firstKindAt(bytes, start, end)
  const last = lastKindAt(bytes, start, end)
  const size = words < 12 ? words : words < 24 ? 12 : 13
  if (words <= 8) hashes[length++] = blend(whole, Salt.Whole)
  hashes[length++] = blend(shape * 16 + last, Salt.Shape)
  hashes[length++] = blend((size * 16 + last) * 16 + first, Salt.Size)
  hashes[length++] = blend(special * 4 + (digits > 0 ? 1 : 0) + (cells > 0 ? 2 : 0), Salt.Size ^ 1)
  out.bytes[at] = end - start
  out.read[at] = stop - start
  out.letters[at] = letters
  out.upper[at] = upper
  out.digits[at] = digits
  out.marks[at] = marks
  out.capitals[at] = capitals
  out.smalls[at] = smalls
  out.readWords[at] = words
  out.commas[at] = Math.min(255, commas)
  out.stops[at] = Math.min(255, stops)
  out.cells[at] = Math.min(255, cells)
  out.special[at] = special
  out.first[at] = first
  out.last[at] = last
  out.indent[at] = Math.min(255, start - from)
  out.termStarts[at + 1] = term
  return length
}

// U+0080–00BF, U+2000–2BFF and U+3000–303F: marks, spaces, arrows, symbols.
function isWideMark(bytes: Uint8Array, index: number): boolean {
  const byte = bytes[index]
  return byte === 0xc2 || byte === 0xe2 || (byte === 0xe3 && bytes[index + 1] === 0x80)
}

function wideLength(byte: number): number {
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
}

function wideSpecial(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] as number
  const second = bytes[index + 1] as number
  if (lead === 0xc2) {
    if (second === 0xa9 || second === 0xae) return Special.Copyright
    if (second === 0xa3 || second === 0xa5) return Special.Price
    return second === 0xbb ? Special.Arrow : second === 0xb7 ? Special.Bar : 0
  }
  if (second === 0x82) return Special.Price
  if (second === 0x86 || second === 0x96) return Special.Arrow
  if (second === 0x80) return bytes[index + 2] === 0xa2 ? Special.Star : bytes[index + 2] === 0xba ? Special.Arrow : 0
  return second === 0x98 ? Special.Star : 0
}

function firstKindAt(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return 0
  const byte = bytes[start] as number
  if (byte !== 0xe2) return byte === 0xc2 ? Kind.Other : (KIND[byte] as number)
  // Curly quotes, dashes, bullets.
  const third = bytes[start + 2] as number
  if (bytes[start + 1] !== 0x80) return Kind.Other
  return third >= 0x98 && third <= 0x9f
    ? Kind.Quote
    : third === 0x93 || third === 0x94
      ? Kind.Dash
      : third === 0xa2
        ? Kind.Star
        : Kind.Other
}

function lastKindAt(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end) return 0
  const byte = bytes[end - 1] as number
  if (byte < 0x80) {
    const kind = KIND[byte] as number
    // What closes behind the end mark of a sentence.
    if ((kind === Kind.Quote || kind === Kind.Close) && end - 2 > start) {
      const before = KIND[bytes[end - 2] as number] as number
      if (before === Kind.Stop || before === Kind.Question) return before
    }
    return kind
  }
  if (end - start < 3 || (bytes[end - 3] as number) < 0xe0) return Kind.Wide
  const lead = bytes[end - 3] as number
  const second = bytes[end - 2] as number
  if (lead === 0xe2 && second === 0x80) {
    if (byte === 0xa6) return Kind.Dash
    if (byte >= 0x98 && byte <= 0x9f) {
      const before = end - 4 > start ? (KIND[bytes[end - 4] as number] as number) : 0
      return before === Kind.Stop || before === Kind.Question ? before : Kind.Quote
    }
    return Kind.Other
  }
  if (lead === 0xe3 && second === 0x80 && byte === 0x82) return Kind.Stop
  if (lead === 0xef && second === 0xbc && (byte === 0x81 || byte === 0x9f)) return Kind.Question
  return Kind.Wide
}
