import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'

// Between two words of a sentence; after a stop two spaces are a habit, between other things they are a layout.
const DOUBLE =
  /(?= {2})(?:(?<=[\p{L}\p{N}]{2}[,’”)]?) {2,6}(?=[\p{L}\p{N}“‘("])|(?<=(?<!\p{L})\p{L}) {2,6}(?=[\p{L}\p{N}]{2}))/gu
// Inside a sentence: no name of a speaker or headword before, no new sentence behind.
const INSIDE = /\p{L}\p{Ll}[,’”)]? {2,6}\p{Ll}\p{L}/gu
// More in one line are columns.
const MAX_IN_LINE = 6
// More in one text, and at such a rate, are its author's way.
const MAX_IN_TEXT = 8
const MIN_WORDS_BETWEEN = 500

/** Two spaces or more between the words of a sentence. */
export default defineRule({
  id: 'double-space',
  category: 'layout',
  summary: 'Two spaces or more stand between two words.',
  since: '0.1.0',
  severity: 'info',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  needs: 'marks',
  marks: Mark.DoubledSpace,
  *check({line, document}) {
    const {text} = line
    if (!text.trimEnd().includes('  ') || !document.lang || /^\s|\t| {7}/.test(text)) return
    const found = [...text.matchAll(DOUBLE)]
    if (found.length === 0 || found.length > MAX_IN_LINE || isHabit(document)) return
    for (const {0: spaces, index} of found) {
      const at = line.span(index, index + spaces.length)
      yield {
        at,
        reason: `Unexpected ${spaces.length} spaces between two words, expected one`,
        edits: [{...at, text: ' '}],
      }
    }
  },
})

const isHabit = oncePer((document: Document): boolean => {
  let count = 0
  for (const {text} of document.linesWith(Mark.DoubledSpace)) count += text.match(INSIDE)?.length ?? 0
  return count > MAX_IN_TEXT && count * MIN_WORDS_BETWEEN > document.words
})
