/**
 * Folding makes words comparable across spellings of the same text: letter case, full and half width,
 * diacritics, ligatures, quotation marks and zero-width characters do not count.
 * The scan folds bytes and `tokenize` folds strings through the same tables, so that their hashes agree.
 */

/** Folded value of a character that is passed over inside a word: apostrophes, combining and zero-width marks. */
export const SKIP = 1
/** Folded value of a character that ends a word. */
export const SEPARATOR = 2
/** Smallest folded value of a letter or digit; below it are classes. */
export const LETTER = 0x30
/** Set on the folded value of a character that is a word by itself (Han, kana, Thai, Lao, Khmer, Burmese, ©). */
export const UNIT = 0x80000000

/** Classes of ASCII separators that the scan treats in their own way. */
export const Ascii = {
  Space: 3,
  LineEnd: 4,
  Quote: 5,
  Stop: 6,
  Mark: 7,
  SentenceEnd: 8,
  Control: 9,
  High: 10,
  Odd: 11,
} as const

/** Folded letters, digits and classes of the bytes 0–255; bytes above 0x7F are `Ascii.High`. */
export const ASCII = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  const char = String.fromCharCode(byte)
  if (byte > 0x7f) ASCII[byte] = Ascii.High
  else if (/[a-z0-9]/i.test(char)) ASCII[byte] = char.toLowerCase().charCodeAt(0)
  else if (char === ' ' || char === '\t') ASCII[byte] = Ascii.Space
  else if (char === '\n' || char === '\r') ASCII[byte] = Ascii.LineEnd
  else if (byte < 0x20 || byte === 0x7f) ASCII[byte] = Ascii.Control
  else if (char === "'") ASCII[byte] = SKIP
  else if (char === '"') ASCII[byte] = Ascii.Quote
  else if (char === '.') ASCII[byte] = Ascii.Stop
  else if (char === '!' || char === '?') ASCII[byte] = Ascii.SentenceEnd
  else if (char === ',' || char === ';' || char === ':') ASCII[byte] = Ascii.Mark
  else if ('&<[{\\%=*_`#~@'.includes(char)) ASCII[byte] = Ascii.Odd
  else ASCII[byte] = SEPARATOR
}

// Letters whose base form Unicode normalisation does not give.
const BASE: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
}
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー©]/u
const SKIPPED =
  /[‘’‛ʼʹ′´\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/u
const WORD = /[\p{L}\p{N}\p{M}]/u

// One entry a BMP code point, filled when it is first met: most texts touch a few hundred of them.
const folded = new Uint32Array(0x10000)

/**
 * Folded value of a code point: `SKIP`, `SEPARATOR`, or one or two UTF-16 units (the second in bits 16–30),
 * with `UNIT` set where the character is a word by itself.
 *
 * @param codePoint any Unicode code point
 */
export function foldCodePoint(codePoint: number): number {
  if (codePoint > 0xffff) return compute(codePoint)
  return folded[codePoint] || (folded[codePoint] = compute(codePoint))
}

function compute(codePoint: number): number {
  const char = String.fromCodePoint(codePoint)
  if (SKIPPED.test(char)) return SKIP
  if (UNSPACED.test(char)) {
    if (/\p{M}/u.test(char)) return SKIP
    const base = char.normalize('NFKD').codePointAt(0) as number
    return (UNIT | (base & 0xffff)) >>> 0
  }
  if (!WORD.test(char)) return SEPARATOR
  if (codePoint > 0xffff) return (codePoint & 0xffff) | 0x40
  // Hangul syllables would fall apart into jamo.
  if (codePoint >= 0xac00 && codePoint <= 0xd7a3) return codePoint
  const lower = char
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g, '')
  const base = BASE[lower] ?? lower
  const first = base.charCodeAt(0)
  if (base.length === 1 && first >= LETTER) return first
  if (base.length === 2 && first >= LETTER && base.charCodeAt(1) < 0x8000) return (base.charCodeAt(1) << 16) | first
  return codePoint >= LETTER ? codePoint : SEPARATOR
}

/** Start value of a word hash. */
export const SEED = 0x2f6e2b1
/** Hash of every word made of ASCII digits only, so that `{n}` in a phrase is an ordinary word. */
export const NUMBER = 0x5bd1e995
/** Hashes of the invisible words before the first and after the last word of a line. */
export const LINE_START = 0x1b873593
export const LINE_END = 0x38b34ae5
/** Stands for whatever comes before, where one word alone is looked up. */
export const ANY_WORD = 0
export const PRIME = 0x01000193

/** Adds one folded value to a word hash. */
export function mix(hash: number, value: number): number {
  const next = Math.imul(hash ^ (value & 0xffff), PRIME)
  const second = (value >>> 16) & 0x7fff
  return second ? Math.imul(next ^ second, PRIME) : next
}

/** Hash of two neighbouring words, the key of the phrase matcher. */
export function pairHash(first: number, second: number): number {
  const hash = Math.imul(first, 0x9e3779b1) ^ second
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
}

/** A word of a line: its hash, its place in UTF-16 units of that line's text, and its folded form. */
export class Token {
  readonly hash: number
  readonly start: number
  readonly end: number
  private readonly text: string
  private folded: string | undefined

  constructor(text: string, start: number, end: number, hash: number) {
    this.text = text
    this.start = start
    this.end = end
    this.hash = hash
  }

  /** Folded letters; made when first asked for, as most words are told apart by their hashes. */
  get fold(): string {
    this.folded ??= foldWord(this.text, this.start, this.end)
    return this.folded
  }
}

function foldWord(text: string, start: number, end: number): string {
  const word = text.slice(start, end)
  if (PLAIN_WORD.test(word)) return word.toLowerCase()
  let fold = ''
  for (const char of word) {
    const codePoint = char.codePointAt(0) as number
    const value = codePoint < 0x80 ? (ASCII[codePoint] as number) : foldCodePoint(codePoint)
    if (value < LETTER) continue
    const second = (value >>> 16) & 0x7fff
    fold += String.fromCharCode(value & 0xffff) + (second ? String.fromCharCode(second) : '')
  }
  return fold
}

const PLAIN_WORD = /^[A-Za-z0-9]+$/

/** Whether any word, or part of one, stands in a stretch of a text. */
export function hasWord(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; ) {
    const codePoint = text.codePointAt(index) as number
    if ((codePoint < 0x80 ? (ASCII[codePoint] as number) : foldCodePoint(codePoint)) >= LETTER) return true
    index += codePoint > 0xffff ? 2 : 1
  }
  return false
}

/**
 * Splits a text into the words that the scan sees.
 *
 * @param text a line or a piece of one
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  const {length} = text
  let hash = SEED
  let isNumber = true
  let start = 0
  let end = 0
  for (let index = 0; index < length; ) {
    const unit = text.charCodeAt(index)
    let value = 0
    let size = 1
    if (unit < 0x80) {
      value = ASCII[unit] as number
      if (value >= LETTER) {
        if (hash === SEED) start = index
        hash = Math.imul(hash ^ value, PRIME)
        if (value >= 0x40) isNumber = false
        end = ++index
        continue
      }
      if (value !== SKIP) value = SEPARATOR
    } else {
      const codePoint = text.codePointAt(index) as number
      if (codePoint > 0xffff) size = 2
      value = foldCodePoint(codePoint)
    }
    if (hash !== SEED && (value === SEPARATOR || value >= UNIT)) {
      tokens.push(new Token(text, start, end, isNumber ? NUMBER : hash))
      hash = SEED
      isNumber = true
    }
    if (value >= LETTER) {
      if (hash === SEED) start = index
      hash = mix(hash, value)
      isNumber = false
      end = index + size
      if (value >= UNIT) {
        tokens.push(new Token(text, start, end, hash))
        hash = SEED
        isNumber = true
      }
    }
    index += size
  }
  if (hash !== SEED) tokens.push(new Token(text, start, end, isNumber ? NUMBER : hash))
  return tokens
}
