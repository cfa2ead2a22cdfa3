import type {Span} from './document.ts'

/**
 * Rows of matches that touch. A repeated group, `(?:…)+`, finds the same, but V8 keeps a place to go back to for each
 * repetition and may give up at some millions of them.
 *
 * @param text any text
 * @param unit global regular expression of one
 * @returns ranges of UTF-16 units, in order
 */
export function* rowsOf(text: string, unit: RegExp): Generator<Span> {
  let start = 0
  let end = -1
  for (const {0: match, index} of text.matchAll(unit)) {
    if (index !== end) {
      if (end !== -1) yield {start, end}
      start = index
    }
    end = index + match.length
  }
  if (end !== -1) yield {start, end}
}
