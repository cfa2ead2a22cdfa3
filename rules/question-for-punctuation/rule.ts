import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {ELIDING_LANGUAGES, type LostMark, lostMarks} from '../../src/text/lost-marks.ts'
import {Mark} from '../../src/text/marks.ts'
import {typographyOf} from '../../src/text/typography.ts'

const EVIDENCE = Mark.Glued | Mark.SpaceBeforePunctuation
// Addresses and code ask with a question mark within a word.
const CODE = /https?:|www\.|[\w/]\?[\w%.-]*=|[{}=$|\\]|\?\./
// In Spanish and Catalan it may have been an inverted question mark.
const LANGUAGES = new Set('en de fr it nl sv da no fi pt'.split(' '))

/** Question marks in the place of apostrophes, quotation marks and dashes: "don?t". */
export default defineRule({
  id: 'question-for-punctuation',
  category: 'punctuation',
  summary: 'A question mark stands in the place of an apostrophe, a quotation mark or a dash.',
  since: '0.2.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'document',
  *check({document}) {
    if (!LANGUAGES.has(document.lang ?? '')) return
    const {straightApostrophes, curlyApostrophes} = typographyOf(document)
    // A straight one is hardly ever lost, but a text should not have both.
    const apostrophe = straightApostrophes > curlyApostrophes ? "'" : '’'
    const found: {line: Line; mark: LostMark}[] = []
    for (const line of linesOf(document)) {
      const style = {
        apostrophe: apostrophe,
        dash: '–',
        hasQuotes: document.lang === 'en',
        hasElision: ELIDING_LANGUAGES.includes(document.lang ?? ''),
      }
      for (const mark of lostMarks(line.text, '?', style)) {
        found.push({line, mark})
      }
    }
    for (const {line, mark} of found) {
      const at = line.span(mark.at, mark.at + 1)
      const head = /\S*$/.exec(line.text.slice(Math.max(0, mark.at - 20), mark.at))?.[0] ?? ''
      const tail = /^\S*/.exec(line.text.slice(mark.at + 1, mark.at + 21))?.[0] ?? ''
      yield {
        at,
        reason: `Unexpected \`${head}?${tail}\`, expected \`${head}${mark.expected}${tail}\``,
        edits: [{...at, text: mark.expected ?? ''}],
        fix: mark.isSure ? 'safe' : 'unsafe',
      }
    }
  },
})

// Lines with a question mark in an odd place, and once there is one, those around it that have any.
function* linesOf(document: Document): Generator<Line> {
  const {marks} = document.scan
  if (!marks.some((mark) => (mark & EVIDENCE) !== 0)) return
  const odd: number[] = []
  for (let index = 0; index < marks.length; index++) {
    if (((marks[index] as number) & EVIDENCE) === 0) continue
    const {text} = document.line(index)
    if (/\p{L}\?\p{L}|(?:^|\s)\?(?:\p{L}|\s)/u.test(text) && !CODE.test(text)) odd.push(index)
  }
  if (odd.length === 0) return
  for (let index = 0; index < document.lineCount; index++) {
    const {text} = document.line(index)
    if (text.includes('?') && !CODE.test(text)) yield document.line(index)
  }
}
