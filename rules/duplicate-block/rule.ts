import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {findStretches, type Stretch} from '../../src/text/stretches.ts'

// Copies one under the other, but for a heading or a button between them.
const BESIDE = 2
const MIN_LINES = 2
// Code, figures and tables repeat their rows.
const DATA = /[{}<>;=]|\(\)|^\P{L}+$/u
const MAX_DATA = 0.1

/** A stretch of a page that stands twice: for wide screens and for narrow ones, in a carousel, in a dialogue. */
export default defineRule({
  id: 'duplicate-block',
  category: 'duplicate',
  summary: 'Several lines in a row stand more than once.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  options: {
    minWords: {default: 80, min: 20, description: 'Shorter blocks may repeat: answers, terms, refrains, quotations.'},
    minWordsBeside: {default: 40, min: 20, description: 'Shorter blocks may repeat right under each other.'},
  },
  needs: 'document',
  *check({document, options}) {
    for (const stretch of findStretches(document)) {
      const {first, last, from, to, lines, words} = stretch
      const least = gapOf(document, stretch) <= BESIDE ? options.minWordsBeside : options.minWords
      if (lines < MIN_LINES || words < least || isData(document, stretch)) continue
      const kept = proseOf(document, from, to)
      yield {
        at: {start: document.line(first).start, end: document.line(last).end},
        reason: `Unexpected copy of lines ${from + 1} to ${to + 1}`,
        remove: true,
        ...(kept && {keeps: kept}),
      }
    }
  },
})

// Visible lines between a stretch and its copy.
function gapOf(document: Document, {first, to}: Stretch): number {
  let gap = 0
  for (let index = to + 1; index < first && gap <= BESIDE; index++) if (!document.isBlank(index)) gap++
  return gap
}

function isData(document: Document, {first, last, lines}: Stretch): boolean {
  let data = 0
  for (let index = first; index <= last; index++)
    if (!document.isBlank(index) && DATA.test(document.line(index).text)) data++
  return data > lines * MAX_DATA
}

function proseOf(document: Document, from: number, to: number) {
  for (let index = from; index <= to; index++)
    if (!document.isBlank(index) && document.line(index).isProse) return document.line(index)
  return undefined
}
