import {shown} from '../../src/rule/verdict.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {chunksOf, lengthOf, strip} from '../../src/text/measures.ts'

/** Options of the rules about RefinedWeb; they have to be set for both. */
export const refineOptions = {
  maxUppercase: {default: 0.5, min: 0, max: 1, description: 'Lines with a greater share of upper-case characters go.'},
  minWords: {default: 2, min: 0, description: 'Lines with fewer words go.'},
  shortLine: {default: 10, min: 0, description: 'Most words of a line from which interface words are cut.'},
  maxRemovedWords: {
    default: 0.05,
    min: 0,
    max: 1,
    description:
      'Greatest share of the words that lines and cuts may take; a text that would lose more is rejected as it is.',
  },
} as const

export interface RefineOptions {
  readonly maxUppercase: number
  readonly minWords: number
  readonly shortLine: number
  readonly maxRemovedWords: number
}

/** What RefinedWeb takes out of a text: whole lines, and parts of lines by their UTF-16 units. */
export interface Refinement {
  lines: {line: Line; reason: string; cut?: {start: number; end: number}}[]
  /** Words of the text. */
  words: number
  /** Words that go. */
  removed: number
}

const COUNTED = 'likes|shares|comments|retweets|reposts|quotes|bookmarks|upvotes|downvotes|downloads|views|followers'
const COUNTER = new RegExp(`^[^\\p{L}\\p{N}_]*\\p{Nd}[,.\\p{Nd}]*[kmb]?\\s+(?:${COUNTED})[^\\p{L}\\p{N}_]*$`, 'u')
const UPPERCASE = /\p{Uppercase}/gu
// As in the reference, the three dots stand for any characters.
const CUTS = [/\s?items in cart/giu, /\s?read more[^\n]{3}$/giu, /^sign-in\s?/giu]

/** Words by ASCII white space that begin with a letter or a digit. */
function countWords(text: string): number {
  return text.match(/(?<![^ \n\r\t\v\f\0])[\p{L}\p{N}]/gu)?.length ?? 0
}

/** Measures a text line by line. */
export function refine(document: Document, options: RefineOptions): Refinement {
  const refinement: Refinement = {lines: [], words: 0, removed: 0}
  for (let index = 0; index < document.lineCount; index++) {
    const line = document.line(index)
    if (strip(line.text) === '') continue
    const words = countWords(line.text)
    refinement.words += words
    const dropped = dropReason(line.text, options)
    if (dropped) {
      refinement.removed += words
      refinement.lines.push({line, reason: dropped})
    } else if (chunksOf(line.text).length <= options.shortLine) {
      let rest = line.text
      for (const cut of CUTS) {
        for (const {0: part, index: start} of line.text.matchAll(cut))
          refinement.lines.push({line, reason: `the words \`${part.trim()}\``, cut: {start, end: start + part.length}})
        rest = rest.replace(cut, '')
      }
      refinement.removed += words - countWords(rest)
    }
  }
  return refinement
}

function dropReason(text: string, options: RefineOptions): string | undefined {
  const uppercase = (text.match(UPPERCASE)?.length ?? 0) / lengthOf(text)
  if (uppercase > options.maxUppercase)
    return `share of upper-case characters ${shown(uppercase)}, the limit is ${options.maxUppercase}`
  if (/^[\p{Nd}²³¹⁰⁴-⁹₀-₉①-⑨]+$/u.test(text)) return 'nothing but digits'
  if (COUNTER.test(text.toLowerCase())) return 'a counter'
  const words = chunksOf(text).length
  if (words < options.minWords) return `${words === 1 ? '1 word' : `${words} words`}, the least is ${options.minWords}`
  return undefined
}

/** Why the text as a whole is rejected, if it is. */
export function rejection({words, removed}: Refinement, {maxRemovedWords}: RefineOptions): string | undefined {
  if (words === 0) return 'it has no words'
  if (removed / words <= maxRemovedWords) return undefined
  return `share of words in lines to drop ${shown(removed / words)}, the limit is ${maxRemovedWords}`
}
