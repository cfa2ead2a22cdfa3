import {byteOf} from '../../src/text/code-pages.ts'
import {isBox, isWritten, unlikelihood} from './likelihood.ts'

/** Sequences of UTF-8 side by side, or with a little space and punctuation between them. Places are UTF-16 units. */
export interface Run {
  start: number
  end: number
  /** What they are as UTF-8. */
  text: string
  sequences: number
  /** Bytes of the longest sequence. */
  longest: number
  /** Whether it is drawn with the characters of frames, which would be UTF-8 by chance. */
  isFrame: boolean
}

/** Characters of context that a stretch is judged with. */
export const CONTEXT = 2
// Spaces and marks between two misread words that go along with them.
const GAP = 4
const REPLACEMENT = 0xfffd
const SPACE = 0x20
const QUESTION = 0x3f

/**
 * Runs of UTF-8 in a text whose characters are taken for bytes.
 *
 * @param text any text; linear in its length
 * @param page index of `CODE_PAGES`
 */
export function runsOf(text: string, page: number): Run[] {
  const runs: Run[] = []
  let run: Run | undefined
  // The last characters of the run.
  let tail = ''
  for (let index = 0; index < text.length; ) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) {
      index++
      continue
    }
    const sequence = sequenceAt(text, index, page, run?.end === index ? tail : undefined)
    if (!sequence) {
      index++
      continue
    }
    if (!run || index - run.end > GAP || !isGap(text, run.end, index)) {
      run = {start: index, end: index, text: '', sequences: 0, longest: 0, isFrame: true}
      tail = ''
      runs.push(run)
    }
    const added: string = text.slice(run.end, index) + sequence.text
    run.text += added
    tail = (tail + added).slice(-CONTEXT)
    run.end = sequence.end
    run.sequences++
    if (sequence.bytes > run.longest) run.longest = sequence.bytes
    run.isFrame &&= isFrame(text, index, sequence.end)
    index = sequence.end
  }
  return runs
}

function isGap(text: string, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80 || (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a)) return false
  }
  return true
}

function isFrame(text: string, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (!isBox(text.charCodeAt(index))) return false
  return true
}

interface Sequence {
  end: number
  text: string
  bytes: number
}

const LOST = -1
// Least value of a sequence by its length.
const LEAST_VALUE = [0, 0, 0x80, 0x800, 0x10000]

// One character of UTF-8 whose bytes are the characters of a code page; lost bytes are U+FFFD, a question mark, a space
// or nothing. `tail` is the end of the run that the sequence continues.
function sequenceAt(text: string, start: number, page: number, tail: string | undefined): Sequence | undefined {
  const lead = byteOf(text.charCodeAt(start), page)
  if (lead < 0xc2 || lead > 0xf4) return undefined
  const bytes = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  let value = lead & (0x7f >> bytes)
  let index = start + 1
  let lost = 0
  for (let at = 1; at < bytes; at++) {
    const unit = text.charCodeAt(index)
    let part = unit >= 0x80 ? byteOf(unit, page) : 0
    if (part < 0x80 || part >= 0xc0) {
      const isLast = at === bytes - 1
      if (unit === REPLACEMENT || (unit === QUESTION && isLostQuestion(text, index, page, isLast, tail))) part = LOST
      else if (unit === SPACE && isLostSpace(text, start, index, page, isLast, tail)) part = 0xa0
      else return isLast && lost === 0 && page === 0 ? clippedSequence(text, start, index, value << 6, tail) : undefined
    }
    if (part === LOST) lost++
    value = (value << 6) | (part & 0x3f)
    index++
  }
  if (lost > 0) return isChain(text, start, page) ? undefined : {end: index, text: '\ufffd', bytes: bytes - lost}
  if (value >= 0xd800 && value < 0xdc00) return surrogatePair(text, index, page, value)
  if (value < (LEAST_VALUE[bytes] as number) || value > 0x10ffff || (value >= 0xdc00 && value < 0xe000))
    return undefined
  const char = String.fromCodePoint(value)
  // "Ã " is "à", and the space after it is its second byte or went with it.
  const space = value === 0xe0 && text.charCodeAt(index - 1) === SPACE ? spaceAfterA(text, index) : ''
  return {end: index, text: char + space, bytes}
}

// With a lost character in its place what stands before would be one as well, and so on: "»»»�".
function isChain(text: string, start: number, page: number): boolean {
  for (let from = Math.max(0, start - 3); from < start; from++) {
    const before = `${text.slice(from, start)}\ufffd`
    if (sequenceAt(before, 0, page, undefined)?.end === before.length) return true
  }
  return false
}

// UTF-8 of UTF-16: each half of a pair by itself.
function surrogatePair(text: string, at: number, page: number, high: number): Sequence | undefined {
  const first = byteOf(text.charCodeAt(at) || 0, page)
  const second = byteOf(text.charCodeAt(at + 1) || 0, page)
  const third = byteOf(text.charCodeAt(at + 2) || 0, page)
  if (first !== 0xed || second < 0xb0 || second >= 0xc0 || third < 0x80 || third >= 0xc0) return undefined
  return {end: at + 3, text: String.fromCharCode(high, 0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)), bytes: 4}
}

const UNSEEN = [0x81, 0x8d, 0x8f, 0x90, 0x9d, 0xad]
const CLEARLY = 1.4

// The last byte is one that windows-1252 has no visible character for, and was lost altogether. Of the characters that
// it may have been, one must be far likelier than the others: "â€" without its last byte is a closing quotation mark.
function clippedSequence(
  text: string,
  start: number,
  end: number,
  high: number,
  tail: string | undefined,
): Sequence | undefined {
  const before = tail ?? text.slice(Math.max(0, start - CONTEXT), start)
  // A capital with a diacritic at the beginning of a word is one; where one control is there, others are not lost.
  if (end - start === 1 ? !/\p{L}$/u.test(before) && high !== 0x640 : /[\u0080-\u009f]/.test(text.slice(start, end)))
    return undefined
  const next = text.charCodeAt(end)
  const after = next >= 0x80 && byteOf(next, 0) >= 0xc2 ? '' : text.slice(end, end + 1)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  let second = Number.POSITIVE_INFINITY
  for (const byte of UNSEEN) {
    const codePoint = high | (byte & 0x3f)
    if (codePoint < 0x80 || codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint < 0xe000)) continue
    const char = String.fromCodePoint(codePoint)
    const cost = unlikelihood(before + char + after, before.length, before.length + char.length)
    if (cost < least) {
      second = least
      least = cost
      best = codePoint
    } else second = Math.min(second, cost)
  }
  const isClear = second - least >= CLEARLY && isWritten(best)
  return isClear ? {end, text: String.fromCodePoint(best), bytes: end - start + 1} : undefined
}

// A question mark stands for a byte where the sequence goes on behind it, or a run does.
function isLostQuestion(text: string, index: number, page: number, isLast: boolean, tail: string | undefined): boolean {
  const after = byteOf(text.charCodeAt(index + 1) || 0, page)
  return isLast ? after >= 0xc2 && after <= 0xf4 : tail !== undefined && after >= 0x80 && after < 0xc0
}

// A no-break space, byte 0xA0, became a space: within a sequence, or at the end of one before the next.
function isLostSpace(
  text: string,
  start: number,
  index: number,
  page: number,
  isLast: boolean,
  tail: string | undefined,
): boolean {
  const after = text.charCodeAt(index + 1) || 0
  const byte = after < 0x80 ? 0 : byteOf(after, page)
  if (!isLast) return page <= 1 && byte >= 0x80 && byte < 0xc0
  const lead = byteOf(text.charCodeAt(start), page)
  const before = tail ?? text.slice(Math.max(0, start - CONTEXT), start)
  if (lead === 0xc3 || (lead === 0xc2 && /\p{Ll}$/u.test(before))) return page <= 1 && (byte < 0x80 || byte >= 0xc0)
  if ((lead !== 0xd0 && lead !== 0xd9 && lead !== 0xe0) || byte < 0xc2 || byte > 0xf4) return false
  return lead === 0xe0 || !/\p{L}$/u.test(before)
}

// Portuguese writes "às" and "àquele" in one word; before a mark there was no space either.
function spaceAfterA(text: string, index: number): string {
  return /^(?:s[\s,.;:]|quel[ae]s?\b|quilo\b|[\s,.;:!?])/.test(text.slice(index, index + 8)) ? '' : ' '
}
