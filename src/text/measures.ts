/**
 * Measures of whole texts that the published filters use. Lengths are code points, as in their reference code.
 */
import {SPACE} from './words.ts'

/** Number of code points. */
export function lengthOf(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length; index++)
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) length--
  return length
}

const SPACE_UNIT = new RegExp(`[${SPACE}]`)
const INNER_SPACE = new RegExp(`[${SPACE}]+`)
const LINE_BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g

/** A text without the white space around it. */
export function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && SPACE_UNIT.test(text[start] as string)) start++
  while (end > start && SPACE_UNIT.test(text[end - 1] as string)) end--
  return text.slice(start, end)
}

/** What stands between white space. */
export function chunksOf(text: string): string[] {
  const stripped = strip(text)
  return stripped === '' ? [] : stripped.split(INNER_SPACE)
}

/** A line of a text, UTF-16 units, and what it says. */
export interface Piece {
  start: number
  text: string
}

/** Lines of a text at every kind of line break that Unicode has; a break at the end opens no line. */
export function linesOf(text: string): Piece[] {
  const lines: Piece[] = []
  let start = 0
  for (const {0: mark, index} of text.matchAll(LINE_BREAK)) {
    lines.push({start, text: text.slice(start, index)})
    start = index + mark.length
  }
  if (start < text.length) lines.push({start, text: text.slice(start)})
  return lines
}

/** Share of `items` that pass a test; 0 of none. */
export function share<Item>(items: readonly Item[], test: (item: Item) => boolean): number {
  return items.length === 0 ? 0 : items.filter(test).length / items.length
}

/** How many of the items have stood before, and how many code points they have. */
export function duplicates(items: readonly string[]): {count: number; length: number} {
  const seen = new Set<string>()
  let count = 0
  let length = 0
  for (const item of items) {
    if (seen.has(item)) {
      count++
      length += lengthOf(item)
    } else seen.add(item)
  }
  return {count, length}
}

/** A run of words and the code points that it takes wherever it stands. */
export interface Ngram {
  text: string
  length: number
}

/**
 * The n-gram that stands most often, the first of those that stand equally often.
 *
 * @param words in order
 * @param n     words of an n-gram
 * @returns with its spaces, overlapping places counted in full; undefined where there are fewer than `n` words
 */
export function topNgram(words: readonly string[], n: number): Ngram | undefined {
  if (words.length < n) return undefined
  const counts = new Map<string, number>()
  const {text, starts} = join(words, ' ')
  let best = ''
  let most = 0
  for (let index = 0; index + n <= words.length; index++) {
    const ngram = text.slice(starts[index], (starts[index + n] as number) - 1)
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1)
  }
  for (const [ngram, count] of counts) {
    if (count > most) {
      best = ngram
      most = count
    }
  }
  return {text: best, length: lengthOf(best) * most}
}

/**
 * Code points in n-grams that have stood before, spaces apart; a repeated n-gram is passed over as a whole, so that no
 * word counts twice.
 *
 * @param words in order
 * @param n     words of an n-gram
 */
export function repeatedNgramLength(words: readonly string[], n: number): number {
  const seen = new Set<string>()
  const {text, starts} = join(words, '')
  let length = 0
  for (let index = 0; index + n <= words.length; ) {
    const ngram = text.slice(starts[index], starts[index + n])
    if (seen.has(ngram)) {
      length += lengthOf(ngram)
      index += n
    } else {
      seen.add(ngram)
      index++
    }
  }
  return length
}

// All words as one string and the place of each, one more for the end: an n-gram is a slice of it.
function join(words: readonly string[], separator: string): {text: string; starts: Uint32Array} {
  const starts = new Uint32Array(words.length + 1)
  let start = 0
  words.forEach((word, index) => {
    starts[index] = start
    start += word.length + separator.length
  })
  starts[words.length] = start
  return {text: words.join(separator), starts}
}
