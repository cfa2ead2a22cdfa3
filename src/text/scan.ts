import {longLeadsOf, rolesOf} from './code-pages.ts'
import * as folding from './fold.ts'
import {Mark} from './marks.ts'
import {oncePer} from './once.ts'
import {encode} from './utf8.ts'

// An imported binding is loaded anew at each use; constants of this module are folded into the machine code.
const {
  ASCII,
  Ascii,
  foldCodePoint,
  LETTER,
  LINE_END,
  LINE_START,
  mix,
  NUMBER,
  pairHash,
  PRIME,
  SEED,
  SEPARATOR,
  SKIP,
  UNIT,
} = folding
const {Space: SPACE, LineEnd: BREAK, High: HIGH, Mark: MARK, Odd: ODD} = Ascii

/** What the scan looks words up in; see `phrases.ts`. */
export interface PhraseKeys {
  /** Two bits of a word that the pair hash's upper 14 bits tell: set where some phrase has its key. */
  gate: Int32Array
  /** Chains of entries by the low bits of the pair hash; -1 ends a chain. */
  heads: Int32Array
  next: Int32Array
  /** Pair hash of each entry. */
  keys: Int32Array
}

/** What one pass over the bytes of a text sees. All offsets are bytes; arrays are indexed by line, from 0. */
export interface Scan {
  lineCount: number
  /** Byte offset of each line, and after the last entry the length of the text. */
  starts: Uint32Array
  /** Byte offset of each line's terminator. */
  ends: Uint32Array
  /** `Mark` bits. */
  marks: Uint32Array
  /** Words, at most 65,535; two characters of a script without spaces count as one. */
  words: Uint16Array
  /** Hash of the folded words: equal for lines that differ in case, marks, quotes and spaces only. */
  keys: Uint32Array
  /** Words by which `hits` counts: a character of a script without spaces is one. */
  tokens: Uint32Array
  /** Candidates, four numbers each: line, its words up to the key's last, byte offset after that, entry of the keys. */
  hits: Uint32Array
  /** Hash of the first `SENTENCE_WORDS` words of each sentence or quotation, and its line. */
  sentenceKeys: Int32Array
  sentenceLines: Uint32Array
}

/** Words of a sentence that make its key. Five in a row are rarely shared by chance. */
export const SENTENCE_WORDS = 5

// Prose has a mark, of any kind, within so many words.
const UNPUNCTUATED_WORDS = 25
// A line repeats itself when this share of its word pairs has been seen before in the same line.
const REPETITIVE_SHARE = 0.2
const REPETITIVE_MIN_WORDS = 10

const PUNCTUATION = new Uint8Array(256)
for (const char of ',.;:!?') PUNCTUATION[char.charCodeAt(0)] = 1

// What stands behind a space that is odd there.
const Behind = {Mark: 1, Space: 2, Apostrophe: 3} as const
const BEHIND_SPACE = new Uint8Array(256)
for (const char of ',.;:!?') BEHIND_SPACE[char.charCodeAt(0)] = Behind.Mark
for (const char of ' \t\r\n') BEHIND_SPACE[char.charCodeAt(0)] = Behind.Space
BEHIND_SPACE[0x27] = Behind.Apostrophe

// What `readWide` takes and gives, by index: too much for a return value, too hot for an object.
const Wide = {Hash: 0, At: 1, Next: 2, Unit: 3, Mark: 4, Roles: 5} as const

// Quotation marks of a line are counted under these indexes.
const Quote = {Straight: 0, Opened: 1, Closed: 2, Low: 3, Guillemets: 4, Singles: 5} as const

function grow<T extends Uint32Array | Uint16Array | Int32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length)
  larger.set(array)
  return larger
}

/** A scan while its arrays grow. */
export interface Buffers extends Scan {
  /** Sentences found so far, and numbers in `hits`. */
  sentences: number
  hitNumbers: number
  // Pairs of the present line by their low bits; the line number is mixed in so that it need not be cleared.
  seenPairs: Int32Array
  quotes: Int32Array
  wide: Int32Array
}

// Bytes after which the loop over lines returns to its caller: machine code made while a loop runs is half as fast as
// code that is entered at the top.
const STRETCH = 1 << 15

/**
 * Reads a text once.
 *
 * @param bytes UTF-8 without byte order mark; other bytes are marked `Invalid` and treated as separators
 * @param keys  phrases to look for
 */
export function scan(bytes: Uint8Array, keys: PhraseKeys): Scan {
  const {length} = bytes
  const out = buffersFor(length, (length >>> 5) + 16, (length >>> 6) + 16, keys)
  scanRange(bytes, 0, length, keys, out)
  // A text without a byte has one line.
  if (length === 0) scanLines(bytes, 0, 0, keys, out)
  return finishScan(out, length)
}

const WORTH_PRACTICE = 1 << 15
const ROUNDS = 4
const A_BIT_OF_EVERYTHING = `The “old” road, it's 12 "b" c-d e- f (x) – é ü’s the the … 東京 ไทย © ﬀ\u200b \u00a0x\u00ad * & <b> [1] {2}
\\n %20 = _x_ \`y\` ~ # @ ! ? ; : ‘a’ «b» „c“ Ã© \u0007 \ufffd а\u0301 ’90s o ' s , .. .\r\n\r\n  \tread more: all of it
source link\nwithout any mark a row of words goes on and on and on until it is longer than a line of prose ever is and on and on
\u2028—e- \n“”\n''-\r1 1 1 1 1\n\ud800x`

/**
 * V8 makes machine code for what it has seen, and anew, at the price of reading megabytes, whenever something else comes:
 * a text with a bit of everything, read a few times, shows it all before the first code is made. Short runs need none.
 *
 * @returns to be called before each text; once they are long enough taken together, it reads that sample
 */
export function createPractice(): (text: {length: number}, keys: PhraseKeys) => void {
  let known = 0
  return ({length}, keys) => {
    if (known >= WORTH_PRACTICE || (known += length) < WORTH_PRACTICE) return
    const sample = encode(A_BIT_OF_EVERYTHING)
    for (let round = 0; round < ROUNDS; round++)
      scanRange(sample, 0, sample.length, keys, createBuffers(sample.length, sample.length))
  }
}

// Texts up to this many bytes are scanned into arrays that all of them share, one after the other.
const SMALL = 1 << 16
const sharedBuffers = oncePer((_: PhraseKeys) => createBuffers(SMALL >>> 5, SMALL >>> 6))

/**
 * Arrays for a scan. `finishScan` has to be called before the next one begins.
 *
 * @param length    bytes of the text
 * @param lines     and sentences for which there is room at first
 * @param keys      whose scans share the arrays for small texts
 */
export function buffersFor(length: number, lines: number, sentences: number, keys: PhraseKeys): Buffers {
  if (length > SMALL) return createBuffers(lines, sentences)
  const out = sharedBuffers(keys)
  out.lineCount = 0
  out.hitNumbers = 0
  out.sentences = 0
  out.seenPairs.fill(0)
  out.quotes.fill(0)
  out.wide.fill(0)
  return out
}

// Numbers of candidates for which there is room at first.
const HITS = 1 << 10

function createBuffers(lines: number, sentences: number): Buffers {
  return {
    lineCount: 0,
    starts: new Uint32Array(lines + 1),
    ends: new Uint32Array(lines),
    marks: new Uint32Array(lines),
    words: new Uint16Array(lines),
    tokens: new Uint32Array(lines),
    keys: new Uint32Array(lines),
    hits: new Uint32Array(HITS),
    hitNumbers: 0,
    sentences: 0,
    sentenceKeys: new Int32Array(sentences),
    sentenceLines: new Uint32Array(sentences),
    seenPairs: new Int32Array(512),
    quotes: new Int32Array(6),
    wide: new Int32Array(6),
  }
}

/** Reads the lines that begin in a range, which begins with a line; returns where the next one does. */
export function scanRange(bytes: Uint8Array, first: number, end: number, keys: PhraseKeys, out: Buffers): number {
  let start = first
  while (start < end) {
    if (out.lineCount === out.ends.length) addLines(out, linesIn(out, start, bytes.length))
    start = scanLines(bytes, start, Math.min(start + STRETCH, end), keys, out)
  }
  return start
}

export function finishScan(out: Buffers, length: number): Scan {
  const {lineCount, sentences} = out
  out.starts[lineCount] = length
  return length > SMALL ? ownScan(out, lineCount, sentences) : copiedScan(out, lineCount, sentences)
}

function ownScan(out: Buffers, lineCount: number, sentences: number): Scan {
  return {
    lineCount,
    starts: out.starts.subarray(0, lineCount + 1),
    ends: out.ends.subarray(0, lineCount),
    marks: out.marks.subarray(0, lineCount),
    words: out.words.subarray(0, lineCount),
    tokens: out.tokens.subarray(0, lineCount),
    keys: out.keys.subarray(0, lineCount),
    hits: out.hits.subarray(0, out.hitNumbers),
    sentenceKeys: out.sentenceKeys.subarray(0, sentences),
    sentenceLines: out.sentenceLines.subarray(0, sentences),
  }
}

// All arrays in one buffer: each buffer of its own costs as much as scanning a line.
function copiedScan(out: Buffers, lineCount: number, sentences: number): Scan {
  const {hitNumbers} = out
  const line = 4 * lineCount
  const sentence = 4 * sentences
  const hit = 5 * line + 4 + 2 * sentence
  const buffer = new ArrayBuffer(hit + 4 * hitNumbers + 2 * lineCount)
  const starts = new Uint32Array(buffer, 0, lineCount + 1)
  const ends = new Uint32Array(buffer, line + 4, lineCount)
  const marks = new Uint32Array(buffer, 2 * line + 4, lineCount)
  const tokens = new Uint32Array(buffer, 3 * line + 4, lineCount)
  const keys = new Uint32Array(buffer, 4 * line + 4, lineCount)
  const sentenceKeys = new Int32Array(buffer, 5 * line + 4, sentences)
  const sentenceLines = new Uint32Array(buffer, 5 * line + 4 + sentence, sentences)
  const hits = new Uint32Array(buffer, hit, hitNumbers)
  const words = new Uint16Array(buffer, hit + 4 * hitNumbers, lineCount)
  for (let index = 0; index < lineCount; index++) {
    starts[index] = out.starts[index] as number
    ends[index] = out.ends[index] as number
    marks[index] = out.marks[index] as number
    tokens[index] = out.tokens[index] as number
    keys[index] = out.keys[index] as number
    words[index] = out.words[index] as number
  }
  starts[lineCount] = out.starts[lineCount] as number
  for (let index = 0; index < sentences; index++) {
    sentenceKeys[index] = out.sentenceKeys[index] as number
    sentenceLines[index] = out.sentenceLines[index] as number
  }
  for (let index = 0; index < hitNumbers; index++) hits[index] = out.hits[index] as number
  return {lineCount, starts, ends, marks, words, tokens, keys, hits, sentenceKeys, sentenceLines}
}

// Guesses the number of lines from those read so far.
function linesIn({ends}: Buffers, read: number, length: number): number {
  const capacity = ends.length
  return Math.min(capacity * 4, Math.max(capacity * 2, Math.ceil((capacity / (read + 1)) * length * 1.1)))
}

/** Makes room for so many lines. */
export function addLines(out: Buffers, lines: number): void {
  out.starts = grow(out.starts, lines + 1)
  out.ends = grow(out.ends, lines)
  out.marks = grow(out.marks, lines)
  out.words = grow(out.words, lines)
  out.tokens = grow(out.tokens, lines)
  out.keys = grow(out.keys, lines)
}

/** @param key as `Scan.sentenceKeys` has it */
export function addSentence(out: Buffers, key: number, line: number): void {
  const index = out.sentences++
  if (index === out.sentenceKeys.length) {
    out.sentenceKeys = grow(out.sentenceKeys, index * 2)
    out.sentenceLines = grow(out.sentenceLines, index * 2)
  }
  out.sentenceKeys[index] = key
  out.sentenceLines[index] = line
}

/** Adds a candidate, as `Scan.hits` has it. */
export function addHit(out: Buffers, line: number, words: number, end: number, entry: number): void {
  const index = out.hitNumbers
  // A list of V8 ends the process at a hundred million numbers.
  if (index === out.hits.length) out.hits = grow(out.hits, index * 2)
  out.hits[index] = line
  out.hits[index + 1] = words
  out.hits[index + 2] = end
  out.hits[index + 3] = entry
  out.hitNumbers = index + 4
}

// Reads lines from `start` until one begins at or after `limit` or the arrays are full; returns the offset of the next.
// One flat loop: what is rare is left to functions, so that words and spaces stay in registers.
function scanLines(bytes: Uint8Array, first: number, limit: number, keys: PhraseKeys, out: Buffers): number {
  const {gate} = keys
  const {length} = bytes
  const {starts, ends, marks, words, tokens, keys: lineKeys, seenPairs, quotes, wide} = out
  const capacity = ends.length
  let line = out.lineCount
  let start = first
  let salt = Math.imul(line, 0x9e3779b1)
  let mark = 0
  let token = 0
  let units = 0
  let repeats = 0
  let stops = 0
  let key = 0
  let previous = LINE_START
  let sentenceLeft = SENTENCE_WORDS
  let sentenceKey = 0
  let hash = SEED
  // Whether the word so far has a character that is no digit.
  let lettered = false
  let value = 0
  let index = start

  for (;;) {
    let from = index
    while (index < length && (value = ASCII[bytes[index]]) >= LETTER) {
      hash = Math.imul(hash ^ value, PRIME)
      index++
    }
    if (index >= length) value = BREAK
    let next = index + 1
    let unit = 0
    let odd = 0
    if (value === SKIP) {
      if (!isNumber(bytes, from, index)) lettered = true
      index = next
      continue
    }
    if (value === HIGH) {
      if (!isNumber(bytes, from, index)) lettered = true
      wide[Wide.Hash] = hash
      const isWord = readWide(bytes, start, index, wide, quotes)
      next = wide[Wide.Next]
      odd = wide[Wide.Mark]
      mark |= odd
      if (wide[Wide.Hash] !== hash) lettered = true
      hash = wide[Wide.Hash]
      if (isWord) {
        index = next
        continue
      }
      from = next
      index = wide[Wide.At]
      unit = wide[Wide.Unit]
    }

    // The word that ends here, then the character itself where it is a word.
    while (hash !== SEED || unit !== 0) {
      let word = hash
      let end = index
      if (hash === SEED) {
        word = mix(SEED, unit)
        unit = 0
        end = next
        units++
      } else {
        if (!lettered && (bytes[index - 1] <= 0x39 || from >= index) && isNumber(bytes, from, index)) word = NUMBER
      }
      hash = SEED
      token++
      key = Math.imul(key ^ word, 0x5bd1e995)
      key ^= key >>> 13
      const pair = pairHash(previous, word)
      if (passes(gate[pair >>> 18], pair)) look(keys, pair, out, line, token, end)
      // pairHash(ANY_WORD, word), spelt out for speed.
      const alone = Math.imul(word ^ (word >>> 15), 0x85ebca6b)
      if (passes(gate[alone >>> 18], alone)) look(keys, alone, out, line, token, end)
      const stamp = pair ^ salt
      if (seenPairs[pair & 511] === stamp) repeats++
      else seenPairs[pair & 511] = stamp
      if (sentenceLeft > 0) {
        sentenceKey = Math.imul(sentenceKey ^ word, 0x5bd1e995)
        if (--sentenceLeft === 0) addSentence(out, sentenceKey ^ (sentenceKey >>> 15), line)
      }
      if (word === previous) mark |= Mark.RepeatedWord
      previous = word
    }
    lettered = false

    if (value === SPACE) {
      const after = next < length ? BEHIND_SPACE[bytes[next]] : Behind.Space
      if (after !== 0) mark |= spaceMark(after, bytes, next)
      // Not behind three letters.
      if (index - from < 3 && index - start > 2) {
        if (bytes[index - 2] === 0x20) mark |= shortWordMark(bytes, start, index)
        else if (bytes[index - 3] === 0x20 && isApostropheEnd(bytes[index - 4])) mark |= Mark.OddApostrophe
        if (bytes[index - 1] === 0x2d && isLetter(bytes[index - 2])) mark |= Mark.HyphenSpace
      }
    } else if (value === BREAK) {
      if (token !== 0 || isVisible(bytes, start, index)) {
        mark |= Mark.Visible
        const pair = pairHash(previous, LINE_END)
        if (passes(gate[pair >>> 18], pair)) look(keys, pair, out, line, token, index)
        if (mark & (Mark.Quote | Mark.NonAscii)) mark |= quoteMarks(bytes, start, index, quotes)
        // Two characters of a script without spaces count as one word.
        const count = token - units / 2
        if (count >= REPETITIVE_MIN_WORDS) {
          if (repeats > 2 && repeats > REPETITIVE_SHARE * count) mark |= Mark.Repetitive
          if (stops * UNPUNCTUATED_WORDS < count) mark |= Mark.Unpunctuated
        }
      }
      if (index < length && bytes[index] === 13) mark |= Mark.CarriageReturn
      if (index - start > 2 && bytes[index - 1] === 0x2d && isLetter(bytes[index - 2])) mark |= Mark.HyphenSpace
      starts[line] = start
      ends[line] = index
      marks[line] = mark
      tokens[line] = token
      words[line] = Math.min(65535, token - (units >>> 1))
      lineKeys[line] = key
      line++
      // What editors take for a line end, no more: `\r\r\n` is two of them.
      if (index < length && bytes[index] === 13 && next < length && bytes[next] === 10) next++
      start = next
      if (start >= limit || line === capacity) break
      salt = Math.imul(line, 0x9e3779b1)
      mark = token = units = repeats = stops = key = 0
      previous = LINE_START
      sentenceLeft = SENTENCE_WORDS
      sentenceKey = 0
    } else if (value === HIGH) {
      stops++
      if (odd & Mark.Quote) {
        sentenceLeft = SENTENCE_WORDS
        sentenceKey = 0
      }
    } else if (value === ODD) mark |= oddMark(bytes, start, index)
    else if (value !== SEPARATOR) {
      mark |= asciiMark(value, bytes, start, index, quotes)
      stops++
      if (value !== MARK) {
        sentenceLeft = SENTENCE_WORDS
        sentenceKey = 0
      }
    }
    index = next
  }
  out.lineCount = line
  return start
}

// Whether a stretch has digits only, if anything.
function isNumber(bytes: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (bytes[index] < 0x30 || bytes[index] > 0x39) return false
  return true
}

// Whether some phrase may have a key, by its word of the gate.
function passes(word: number, key: number): boolean {
  return ((word >>> (key >>> 13)) & (word >>> (key >>> 8)) & 1) !== 0
}

function look(
  {heads, next, keys}: PhraseKeys,
  pair: number,
  out: Buffers,
  line: number,
  token: number,
  end: number,
): void {
  for (let entry = heads[pair & (heads.length - 1)]; entry >= 0; entry = next[entry]) {
    if (keys[entry] === pair) addHit(out, line, token, end, entry)
  }
}

// Reads characters above U+007F from `index` while they belong to a word; false at the first that ends it.
// A function of its own, so that its variables do not push those of the main loop out of their registers.
function readWide(bytes: Uint8Array, start: number, index: number, wide: Int32Array, quotes: Int32Array): boolean {
  const {length} = bytes
  let hash = wide[Wide.Hash]
  let mark = Mark.NonAscii as number
  wide[Wide.Unit] = 0
  let isWord = true
  let at = index
  let next = index
  // Of the character before, where it is no ASCII.
  let roles = wide[Wide.Next] === index ? wide[Wide.Roles] : 0
  while (isWord && next < length && bytes[next] >= 0x80) {
    at = next
    const decoded = decodeAt(bytes, at)
    if (decoded < 0) {
      mark |= Mark.Invalid
      next = at + 1
      isWord = false
      break
    }
    const codePoint = decoded >>> 3
    next = at + (decoded & 7)
    const fold = foldCodePoint(codePoint)
    const ownRoles = rolesOf(codePoint)
    const pages = roles & (ownRoles >> 8)
    // "Ã " is "à" where a no-break space became a space.
    if ((pages !== 0 && goesOn(pages, bytes, at, next)) || (codePoint === 0xc3 && bytes[next] === 0x20))
      mark |= Mark.Mojibake
    roles = ownRoles
    if (fold >= UNIT) {
      if (isGarbledHan(codePoint, bytes, start, at, next)) mark |= Mark.Mojibake
      wide[Wide.Unit] = fold
      isWord = false
    } else if (fold >= LETTER) {
      hash = mix(hash, fold)
      if (codePoint >= 0x370) mark |= letterMark(codePoint, bytes, start, at, next)
    } else {
      mark |= markOf(codePoint, bytes, start, at, next, quotes)
      isWord = fold === SKIP
    }
  }
  wide[Wide.Hash] = hash
  wide[Wide.At] = at
  wide[Wide.Next] = next
  wide[Wide.Mark] = mark
  wide[Wide.Roles] = roles
  return isWord
}

// Whether a character and the one before it, which begin a sequence of UTF-8 in some code pages, are one in any of them:
// a longer one needs a third character, or the question mark or space that it became.
function goesOn(pages: number, bytes: Uint8Array, at: number, next: number): boolean {
  let start = at - 1
  while ((bytes[start] & 0xc0) === 0x80) start--
  const longer = longLeadsOf(decodeAt(bytes, start) >>> 3)
  if ((pages & ~longer) !== 0) return true
  if (next + 1 >= bytes.length) return false
  if (bytes[next] === 0x3f) return bytes[next + 1] >= 0x80
  if (bytes[next] === 0x20) return bytes[next + 1] >= 0x80 && (longer & (pages << 8)) !== 0
  const third = bytes[next] < 0x80 ? 0 : decodeAt(bytes, next) >>> 3
  return third === 0xfffd || (pages & (rolesOf(third) >> 8)) !== 0
}

// A Han character beside an ASCII letter, or one of those that Chinese hardly uses and UTF-8 read as GBK is full of.
function isGarbledHan(codePoint: number, bytes: Uint8Array, start: number, at: number, next: number): boolean {
  if (codePoint < 0x3400 || codePoint > 0xffff) return false
  if (codePoint === 0x9225 || codePoint === 0x951b || codePoint === 0x9286) return true
  return (at > start && isAsciiLetter(bytes[at - 1])) || (next < bytes.length && isAsciiLetter(bytes[next]))
}

/** The code point at `index` shifted left by 3, its length in the low bits; -1 where the bytes are not UTF-8. */
export function decodeAt(bytes: Uint8Array, index: number): number {
  const lead = bytes[index]
  const left = bytes.length - index
  const second = left > 1 ? bytes[index + 1] : 0
  if ((second & 0xc0) !== 0x80) return -1
  if (lead < 0xe0) return lead < 0xc2 ? -1 : ((((lead & 0x1f) << 6) | (second & 0x3f)) << 3) | 2
  const third = left > 2 ? bytes[index + 2] : 0
  if ((third & 0xc0) !== 0x80) return -1
  if (lead < 0xf0) {
    const codePoint = ((lead & 0xf) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)
    return codePoint < 0x800 || (codePoint >= 0xd800 && codePoint < 0xe000) ? -1 : (codePoint << 3) | 3
  }
  const fourth = left > 3 ? bytes[index + 3] : 0
  if ((fourth & 0xc0) !== 0x80) return -1
  const codePoint = ((lead & 7) << 18) | ((second & 0x3f) << 12) | ((third & 0x3f) << 6) | (fourth & 0x3f)
  return lead > 0xf4 || codePoint < 0x10000 || codePoint > 0x10ffff ? -1 : (codePoint << 3) | 4
}

function spaceMark(after: number, bytes: Uint8Array, next: number): number {
  if (after === Behind.Mark) return Mark.SpaceBeforePunctuation
  if (after === Behind.Space) return Mark.DoubledSpace
  // "don ' t" and "don 't": one or two letters behind it.
  const one = next + 1 < bytes.length && isLetter(bytes[next + 1])
  const three = one && next + 3 < bytes.length && isLetter(bytes[next + 2]) && isLetter(bytes[next + 3])
  return three ? 0 : Mark.OddApostrophe
}

// Of a word of one letter that ends at a space: "H e a d", "it' s".
function shortWordMark(bytes: Uint8Array, start: number, index: number): number {
  if (isApostropheEnd(bytes[index - 3])) return Mark.OddApostrophe
  return index - start > 4 && isLetterSpaced(bytes, start, index) ? Mark.LetterSpaced : 0
}

// The last byte of ' or ’.
function isApostropheEnd(byte: number): boolean {
  return byte === 0x27 || byte === 0x99
}

// Whether three words of one letter end at a space.
function isLetterSpaced(bytes: Uint8Array, start: number, index: number): boolean {
  return (
    bytes[index - 4] === 0x20 &&
    (index - start === 5 || bytes[index - 6] === 0x20) &&
    isLetter(bytes[index - 1]) &&
    isLetter(bytes[index - 3]) &&
    isLetter(bytes[index - 5])
  )
}

function oddMark(bytes: Uint8Array, start: number, index: number): number {
  const after = index + 1 < bytes.length ? bytes[index + 1] : 10
  switch (bytes[index]) {
    case 0x26:
      return after === 0x23 || isAsciiLetter(after) ? Mark.Entity : 0
    case 0x3c:
      return after === 0x2f || after === 0x21 || isAsciiLetter(after) ? Mark.Tag : 0
    case 0x5b:
    case 0x7b:
      return Mark.Bracket
    case 0x40:
      return index > start && bytes[index - 1] === 0x28 ? Mark.Bracket : 0
    case 0x5c:
      return Mark.Backslash
    case 0x3d:
      if (after === 10 || after === 13) return Mark.EncodedByte
      if (after === 0x22 || after === 0x27) return Mark.Tag
      return isHex(after) && index + 2 < bytes.length && isHex(bytes[index + 2]) ? Mark.EncodedByte : 0
    case 0x25:
      return isHex(after) && index + 2 < bytes.length && isHex(bytes[index + 2]) ? Mark.EncodedByte : 0
    case 0x60:
      return isLetter(after) || (index > start && isLetter(bytes[index - 1]))
        ? Mark.Markdown | Mark.OddApostrophe
        : Mark.Markdown
    default:
      return Mark.Markdown
  }
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

function isAsciiLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a)
}

// Whether a mark stands between a letter or digit and a letter; the bytes of most punctuation begin with 0xC2 and 0xE2.
function isGlued(bytes: Uint8Array, start: number, index: number, after: number): boolean {
  if (!(isAsciiLetter(after) || (after >= 0xc3 && after !== 0xe2)) || index === start) return false
  const before = bytes[index - 1]
  return isLetter(before) || (before >= 0x30 && before <= 0x39)
}

function asciiMark(value: number, bytes: Uint8Array, start: number, index: number, quotes: Int32Array): number {
  const byte = bytes[index]
  const after = index + 1 < bytes.length ? bytes[index + 1] : 10
  const beyond = index + 2 < bytes.length ? bytes[index + 2] : 10
  if (value !== Ascii.Quote && value !== Ascii.Control && isGlued(bytes, start, index, after)) return Mark.Glued
  switch (value) {
    case Ascii.Stop:
      if (isPause(after) || (after === 0x20 && beyond === 0x2e)) return Mark.DoubledPunctuation
      if (
        after === 0x20 &&
        beyond >= 0x61 &&
        beyond <= 0x7a &&
        index - start >= 3 &&
        isLetter(bytes[index - 1]) &&
        isLetter(bytes[index - 2]) &&
        isLetter(bytes[index - 3])
      ) {
        return Mark.LowerAfterStop
      }
      return 0
    case Ascii.Mark:
      return isPause(after) || (after === 0x20 && beyond === byte) ? Mark.DoubledPunctuation : 0
    case Ascii.Quote: {
      quotes[Quote.Straight]++
      const before = index > start ? bytes[index - 1] : 0x20
      if (before === 0x22) return Mark.Quote | Mark.DoubledPunctuation
      return before === 0x20 && (after <= 0x20 || PUNCTUATION[after] === 1)
        ? Mark.Quote | Mark.LeaningQuote
        : Mark.Quote
    }
    case Ascii.Control:
      return Mark.Invisible
    default:
      return 0
  }
}

// One of , . : ;
function isPause(byte: number): boolean {
  return byte === 0x2c || byte === 0x2e || byte === 0x3a || byte === 0x3b
}

/** Whether a byte is a letter, or part of a character above U+007F, which may be one. */
export function isLetter(byte: number): boolean {
  return byte >= 0x80 || (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a)
}

// Of letters from Greek on.
function letterMark(codePoint: number, bytes: Uint8Array, start: number, at: number, next: number): number {
  if (codePoint < 0x530)
    return (at > start && isAsciiLetter(bytes[at - 1])) || (next < bytes.length && isAsciiLetter(bytes[next]))
      ? Mark.MixedScript
      : 0
  return (codePoint >= 0xfb00 && codePoint <= 0xfb06) || (codePoint >= 0xff10 && codePoint <= 0xff5a)
    ? Mark.Compatibility
    : 0
}

function markOf(
  codePoint: number,
  bytes: Uint8Array,
  start: number,
  index: number,
  next: number,
  quotes: Int32Array,
): number {
  switch (codePoint) {
    case 0xa0:
    case 0x202f:
    case 0x2007:
      return Mark.NoBreakSpace
    case 0x201c: {
      quotes[Quote.Opened]++
      // Behind a low mark it closes, and a space before it is as odd as one behind an opening mark.
      const after = next < bytes.length ? bytes[next] : 10
      const leans = quotes[Quote.Low] > 0 ? bytes[index - 1] === 0x20 : after <= 0x20 || PUNCTUATION[after] === 1
      return Mark.Quote | (leans ? Mark.LeaningQuote : doubledMark(bytes, start, index))
    }
    case 0x201d:
      quotes[Quote.Closed]++
      return (
        Mark.Quote |
        (index === start || bytes[index - 1] === 0x20 ? Mark.LeaningQuote : doubledMark(bytes, start, index))
      )
    case 0x201e:
      quotes[Quote.Low]++
      return Mark.Quote
    case 0xab:
      quotes[Quote.Guillemets]++
      return Mark.Quote
    case 0xbb:
      quotes[Quote.Guillemets]--
      return Mark.Quote
    case 0x2018:
      quotes[Quote.Singles]++
      return 0
    case 0x2019:
      // Before a letter it is an apostrophe.
      if (quotes[Quote.Singles] > 0 && !(next < bytes.length && isLetter(bytes[next]))) quotes[Quote.Singles]--
      return index > start && bytes[index - 1] === 0x20 ? Mark.OddApostrophe : 0
    case 0xb4:
    case 0x2032:
      return Mark.OddApostrophe
    case 0x2026:
      return next < bytes.length && bytes[next] === 0x2e ? Mark.DoubledPunctuation : 0
    case 0xfffd:
      return Mark.Replacement
    case 0xf8ff:
      return Mark.Mojibake
    default:
      if (codePoint >= 0x300 && codePoint <= 0x36f) return Mark.Combining
      if (isOddSpace(codePoint)) return Mark.Compatibility
      if (codePoint < 0xa0) return Mark.Invisible | Mark.Mojibake
      return isInvisible(codePoint) ? Mark.Invisible : 0
  }
}

/** Whether a character above U+007F shows nothing and is no space: controls, soft hyphen, zero-width and bidi characters. */
function isInvisible(codePoint: number): boolean {
  if (codePoint < 0x2000) return codePoint < 0xa0 || codePoint === 0xad || codePoint === 0x180e
  return (
    (codePoint >= 0x200b && codePoint <= 0x200f) ||
    (codePoint >= 0x2028 && codePoint <= 0x202e) ||
    (codePoint >= 0x2060 && codePoint <= 0x206f) ||
    codePoint === 0xfeff
  )
}

// Of a character of three bytes, whether the one before is the same.
function doubledMark(bytes: Uint8Array, start: number, index: number): number {
  const isSame =
    index - start > 2 &&
    bytes[index - 1] === bytes[index + 2] &&
    bytes[index - 2] === bytes[index + 1] &&
    bytes[index - 3] === bytes[index]
  return isSame ? Mark.DoubledPunctuation : 0
}

// A space of another width than the usual one.
function isOddSpace(codePoint: number): boolean {
  return (
    (codePoint >= 0x2000 && codePoint <= 0x200a) || codePoint === 0x3000 || codePoint === 0x205f || codePoint === 0x1680
  )
}

// Judges the quotation marks of a whole line and forgets them.
function quoteMarks(bytes: Uint8Array, start: number, end: number, quotes: Int32Array): number {
  const [straight, opened, closed, low, guillemets, singles] = quotes
  quotes.fill(0)
  const paired = low > 0 ? low === opened + closed : opened === closed || (opened === 0 && (closed & 1) === 0)
  let mark = straight & 1 || !paired || guillemets !== 0 || singles > 0 ? Mark.UnbalancedQuote : 0
  if (straight + opened + closed + low > 1 || guillemets === 0) {
    let last = end
    while (last > start && (bytes[last - 1] <= 0x20 || (bytes[last - 1] & 0xc0) === 0x80)) last--
    let first = start
    while (first < end && bytes[first] <= 0x20) first++
    if (isQuoteAt(bytes, first) && isQuoteAt(bytes, Math.max(first, last - 1))) mark |= Mark.Quoted
  }
  return mark
}

// A straight, curly, low or angular quotation mark, single or double, or a corner bracket.
function isQuoteAt(bytes: Uint8Array, index: number): boolean {
  const byte = bytes[index]
  if (byte === 0x22 || byte === 0x27) return true
  if (byte < 0xc2 || index + 1 >= bytes.length) return false
  const codePoint = decodeAt(bytes, index) >>> 3
  return (
    (codePoint >= 0x2018 && codePoint <= 0x201f) ||
    codePoint === 0xab ||
    codePoint === 0xbb ||
    codePoint === 0x2039 ||
    codePoint === 0x203a ||
    (codePoint >= 0x300c && codePoint <= 0x300f)
  )
}

// For lines without words: whether anything but white space and zero-width characters stands there.
function isVisible(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const byte = bytes[index]
    if (byte < 0x80) {
      if (byte > 0x20 && byte !== 0x7f) return true
      continue
    }
    const decoded = decodeAt(bytes, index)
    if (decoded < 0) return true
    const codePoint = decoded >>> 3
    index += (decoded & 7) - 1
    const isSpace =
      codePoint === 0xa0 || codePoint === 0x3000 || codePoint === 0x202f || (codePoint >= 0x2000 && codePoint <= 0x200a)
    if (!isSpace && !isInvisible(codePoint)) return true
  }
  return false
}
