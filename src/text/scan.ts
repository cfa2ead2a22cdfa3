import {ASCII, Ascii, foldCodePoint, LETTER, LINE_END, LINE_START, mix, NUMBER, PRIME, pairHash, SEED, SKIP, UNIT} from './fold.ts'
import {Mark} from './marks.ts'

/** What the scan looks words up in; see `phrases.ts`. */
export interface PhraseKeys {
  /** One byte a 16-bit slice of the pair hash: 1 where some phrase may end. */
  gate: Uint8Array
  /** Indexes of phrases by pair hash. */
  pairs: Map<number, readonly number[]>
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
  /** Candidate phrases, three numbers each: line, byte offset after the key's last word, phrase index. */
  hits: number[]
  /** Hash of the first `SENTENCE_WORDS` words of each sentence or quotation, and its line. */
  sentenceKeys: number[]
  sentenceLines: number[]
}

/** Words of a sentence that make its key. Five in a row are rarely shared by chance. */
export const SENTENCE_WORDS = 5

// A line repeats itself when this share of its word pairs has been seen before in the same line.
const REPETITIVE_SHARE = 0.15
const REPETITIVE_MIN_WORDS = 12

const AFTER_SPACE = new Uint8Array(256)
for (const char of ',.;:!?') AFTER_SPACE[char.charCodeAt(0)] = 1

function grow<T extends Uint32Array | Uint16Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length)
  larger.set(array)
  return larger
}

/**
 * Reads a text once.
 *
 * @param bytes UTF-8 without byte order mark; other bytes are marked `Invalid` and treated as separators
 * @param keys  phrases to look for
 */
export function scan(bytes: Uint8Array, keys: PhraseKeys): Scan {
  const {gate, pairs} = keys
  const length = bytes.length
  let capacity = (length >>> 5) + 16
  let starts = new Uint32Array(capacity + 1)
  let ends = new Uint32Array(capacity)
  let marks = new Uint32Array(capacity)
  let words = new Uint16Array(capacity)
  let lineKeys = new Uint32Array(capacity)
  const hits: number[] = []
  const sentenceKeys: number[] = []
  const sentenceLines: number[] = []
  // Pairs of this line by their low bits; the line number is mixed in so that it need not be cleared.
  const seenPairs = new Int32Array(512)

  let line = 0
  let lineStart = 0
  let mark = 0
  let halfWords = 0
  let repeats = 0
  let key = 0
  let previous = LINE_START
  let hash = SEED
  let lettersSeen = 0
  let wordStart = 0
  let sentenceLeft = SENTENCE_WORDS
  let sentenceKey = 0
  let straight = 0
  let opened = 0
  let closed = 0
  let low = 0
  let guillemets = 0
  let singles = 0
  let firstVisible = -1
  let lastVisible = 0

  let index = 0
  for (; index <= length; index++) {
    const byte = index < length ? bytes[index] : 10
    let value = ASCII[byte]
    if (value >= LETTER) {
      if (hash === SEED) wordStart = index
      lettersSeen |= value
      hash = Math.imul(hash ^ value, PRIME)
      continue
    }
    if (value === SKIP) {
      if (firstVisible < 0) firstVisible = hash === SEED ? 0x27 : 0x61
      lastVisible = 0x27
      continue
    }
    let unit = 0
    let next = index + 1
    let odd = 0
    if (value === Ascii.High) {
      mark |= Mark.NonAscii
      // Decode one code point by hand: calling out for each would cost more than the rest of the scan.
      let codePoint = -1
      const second = bytes[index + 1] & 0xff
      if (byte >= 0xc2 && byte < 0xe0) {
        if ((second & 0xc0) === 0x80 && index + 1 < length) {
          codePoint = ((byte & 0x1f) << 6) | (second & 0x3f)
          next = index + 2
        }
      } else if (byte >= 0xe0 && byte < 0xf0) {
        const third = bytes[index + 2] & 0xff
        if (index + 2 < length && (second & 0xc0) === 0x80 && (third & 0xc0) === 0x80) {
          codePoint = ((byte & 0xf) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)
          next = index + 3
          if (codePoint < 0x800 || (codePoint >= 0xd800 && codePoint < 0xe000)) {
            codePoint = -1
            next = index + 1
          }
        }
      } else if (byte >= 0xf0 && byte < 0xf5) {
        const third = bytes[index + 2] & 0xff
        const fourth = bytes[index + 3] & 0xff
        if (index + 3 < length && (second & 0xc0) === 0x80 && (third & 0xc0) === 0x80 && (fourth & 0xc0) === 0x80) {
          codePoint = ((byte & 7) << 18) | ((second & 0x3f) << 12) | ((third & 0x3f) << 6) | (fourth & 0x3f)
          next = index + 4
          if (codePoint < 0x10000 || codePoint > 0x10ffff) {
            codePoint = -1
            next = index + 1
          }
        }
      }
      if (codePoint < 0) {
        mark |= Mark.Invalid
        lastVisible = 0xfffd
        if (firstVisible < 0) firstVisible = lastVisible
      } else {
        const fold = foldCodePoint(codePoint)
        if (codePoint >= 0x80 && codePoint < 0x2070 && (codePoint < 0xbd || codePoint >= 0x2000)) odd = codePoint
        else if (codePoint === 0xfeff) mark |= Mark.Invisible
        if (codePoint !== 0xa0 && codePoint !== 0x202f && codePoint !== 0x2007 && codePoint !== 0x3000 && (codePoint < 0x2000 || codePoint > 0x200f) && codePoint !== 0xfeff) {
          if (firstVisible < 0) firstVisible = hash === SEED ? codePoint : 0x61
          lastVisible = codePoint
        }
        if (fold >= LETTER && fold < UNIT) {
          if (hash === SEED) wordStart = index
          lettersSeen |= 0x40
          hash = mix(hash, fold)
          index = next - 1
          continue
        }
        if (fold === SKIP && odd === 0) {
          index = next - 1
          continue
        }
        if (fold >= UNIT) unit = fold
        else if (fold === SKIP) value = SKIP
      }
    }

    // The word that ends here, then the character itself where it is a word.
    while (value !== SKIP && (hash !== SEED || unit)) {
      let word = hash
      let end = index
      if (hash === SEED) {
        word = mix(SEED, unit)
        unit = 0
        end = next
        halfWords++
      } else {
        if ((lettersSeen & 0x40) === 0) word = NUMBER
        halfWords += 2
        if (firstVisible < 0) firstVisible = 0x61
        lastVisible = 0x61
      }
      hash = SEED
      lettersSeen = 0
      key = Math.imul(key ^ word, 0x5bd1e995)
      key ^= key >>> 13
      const pair = pairHash(previous, word)
      if (gate[pair >>> 16]) look(pairs, pair, hits, line, end)
      const slot = pair & 511
      const stamp = pair ^ Math.imul(line + 1, 0x9e3779b1)
      if (seenPairs[slot] === stamp) repeats++
      else seenPairs[slot] = stamp
      if (sentenceLeft > 0) {
        sentenceKey = Math.imul(sentenceKey ^ word, 0x5bd1e995)
        if (--sentenceLeft === 0) {
          sentenceKeys.push(sentenceKey ^ (sentenceKey >>> 15))
          sentenceLines.push(line)
        }
      }
      previous = word
    }

    switch (value) {
      case Ascii.Space:
        if (AFTER_SPACE[bytes[index + 1]]) mark |= Mark.SpaceBeforePunctuation
        continue
      case Ascii.Stop: {
        const after = bytes[index + 1]
        if (after === 0x20) {
          const beyond = bytes[index + 2]
          if (beyond >= 0x61 && beyond <= 0x7a && index - wordStart >= 3) mark |= Mark.LowerAfterStop
          else if (beyond === 0x2e) mark |= Mark.DoubledPunctuation
        } else if (after === 0x2e) mark |= Mark.DoubledPunctuation
        sentenceLeft = SENTENCE_WORDS
        sentenceKey = 0
        break
      }
      case Ascii.SentenceEnd:
        sentenceLeft = SENTENCE_WORDS
        sentenceKey = 0
        break
      case Ascii.Mark: {
        const after = bytes[index + 1]
        if (after === byte || (after === 0x20 && bytes[index + 2] === byte)) mark |= Mark.DoubledPunctuation
        break
      }
      case Ascii.Quote: {
        straight++
        mark |= Mark.Quote
        const before = index > lineStart ? bytes[index - 1] : 0x20
        const after = index + 1 < length ? bytes[index + 1] : 10
        if ((before === 0x20 && (after === 0x20 || after <= 13 || AFTER_SPACE[after] === 1)) || (after === 0x20 && before === 0x20)) mark |= Mark.LeaningQuote
        sentenceLeft = SENTENCE_WORDS
        sentenceKey = 0
        break
      }
      case Ascii.Control:
        mark |= Mark.Invisible
        break
      case Ascii.LineEnd: {
        if (index === length && index === lineStart && line > 0) {
          break
        }
        if (firstVisible >= 0) {
          mark |= Mark.Visible
          const pair = pairHash(previous, LINE_END)
          if (gate[pair >>> 16]) look(pairs, pair, hits, line, index)
          if (straight + opened + closed + low + guillemets + singles !== 0 || mark & Mark.Quote) {
            const paired = low > 0 ? low === opened + closed : opened === closed || (opened === 0 && (closed & 1) === 0)
            if (straight & 1 || !paired || guillemets !== 0 || singles > 0) mark |= Mark.UnbalancedQuote
            if (isQuote(firstVisible) && isQuote(lastVisible)) mark |= Mark.Quoted
            straight = opened = closed = low = guillemets = singles = 0
          }
          if (repeats > 2 && halfWords >= 2 * REPETITIVE_MIN_WORDS && repeats * 2 > REPETITIVE_SHARE * halfWords) mark |= Mark.Repetitive
        }
        if (line === capacity) {
          capacity = Math.min(capacity * 4, Math.max(capacity * 2, Math.ceil((capacity / (index + 1)) * length * 1.1)))
          starts = grow(starts, capacity + 1)
          ends = grow(ends, capacity)
          marks = grow(marks, capacity)
          words = grow(words, capacity)
          lineKeys = grow(lineKeys, capacity)
        }
        starts[line] = lineStart
        ends[line] = index
        marks[line] = mark
        words[line] = halfWords > 131070 ? 65535 : halfWords >>> 1 || (halfWords ? 1 : 0)
        lineKeys[line] = key
        line++
        if (byte === 13 && bytes[index + 1] === 10) index++
        lineStart = index + 1
        mark = halfWords = repeats = key = 0
        previous = LINE_START
        sentenceLeft = SENTENCE_WORDS
        sentenceKey = 0
        firstVisible = -1
        continue
      }
    }
    if (value !== Ascii.High && value !== SKIP) {
      lastVisible = byte
      if (firstVisible < 0) firstVisible = byte
    } else if (odd) {
      const before = index > lineStart ? bytes[index - 1] : 0x20
      const after = next < length ? bytes[next] : 10
      switch (odd) {
        case 0xa0:
        case 0x202f:
        case 0x2007:
          mark |= Mark.NoBreakSpace
          break
        case 0x201c:
          opened++
          mark |= Mark.Quote
          if (low === 0 && (after === 0x20 || after <= 13 || AFTER_SPACE[after] === 1)) mark |= Mark.LeaningQuote
          sentenceLeft = SENTENCE_WORDS
          sentenceKey = 0
          break
        case 0x201d:
          closed++
          mark |= Mark.Quote
          if (before === 0x20) mark |= Mark.LeaningQuote
          break
        case 0x201e:
          low++
          mark |= Mark.Quote
          sentenceLeft = SENTENCE_WORDS
          sentenceKey = 0
          break
        case 0xab:
        case 0xbb:
          guillemets += odd === 0xab ? 1 : -1
          mark |= Mark.Quote
          sentenceLeft = SENTENCE_WORDS
          sentenceKey = 0
          break
        case 0x2018:
          singles++
          break
        case 0x2019:
          if (singles > 0) singles--
          break
        default:
          if (odd < 0xa0 || odd === 0xad || (odd >= 0x200b && odd <= 0x200f) || (odd >= 0x2028 && odd <= 0x202e) || odd >= 0x2060) mark |= Mark.Invisible
      }
    }
    index = next - 1
  }
  starts[line] = length
  return {
    lineCount: line,
    starts: starts.subarray(0, line + 1),
    ends: ends.subarray(0, line),
    marks: marks.subarray(0, line),
    words: words.subarray(0, line),
    keys: lineKeys.subarray(0, line),
    hits,
    sentenceKeys,
    sentenceLines,
  }
}

// Not a closure: a captured `line` would leave its register.
function look(pairs: PhraseKeys['pairs'], pair: number, hits: number[], line: number, end: number): void {
  const phrases = pairs.get(pair)
  if (phrases) for (const phrase of phrases) hits.push(line, end, phrase)
}

function isQuote(codePoint: number): boolean {
  return (
    codePoint === 0x22 ||
    codePoint === 0x27 ||
    (codePoint >= 0x2018 && codePoint <= 0x201f) ||
    codePoint === 0xab ||
    codePoint === 0xbb ||
    codePoint === 0x2039 ||
    codePoint === 0x203a ||
    (codePoint >= 0x300c && codePoint <= 0x300f)
  )
}
