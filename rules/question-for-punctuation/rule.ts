import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {ELIDING_LANGUAGES, type LostMark, lostMarks} from '../../src/text/lost-marks.ts'
import {Mark} from '../../src/text/marks.ts'
import {typographyOf} from '../../src/text/typography.ts'

const EVIDENCE = Mark.Glued | Mark.SpaceBeforePunctuation
// Addresses and code ask with a question mark within a word.
const CODE = /https?:|www\.|[\w/]\?[\w%.-]*=|[{}=$|\\]|\?\./
const ODD = /\?(?:(?<=\p{L}\?)\p{L}|(?<=(?:^|\s)\?)[\p{L}\s])/u
const QUESTION = 0x3f
// In Spanish and Catalan it may have been an inverted question mark.
const LANGUAGES = new Set('en de fr it nl sv da no fi pt'.split(' '))

/** Question marks in the place of apostrophes, quotation marks and dashes: "don?t". */
export default defineRule({
  id: 'question-for-punctuation',
  category: 'punctuation',
  summary: 'A question mark stands in the place of an apostrophe, a quotation mark or a dash.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'document',
  *check({document}) {
    const lines = linesOf(document)
    if (lines.length === 0 || !LANGUAGES.has(document.lang ?? '')) return
    const {straightApostrophes, curlyApostrophes} = typographyOf(document)
    // A straight one is hardly ever lost, but a text should not have both.
    const apostrophe = straightApostrophes > curlyApostrophes ? "'" : '’'
    const found: {line: Line; mark: LostMark}[] = []
    for (const line of lines) {
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
function linesOf(document: Document): Line[] {
  for (const {text} of document.linesWith(EVIDENCE))
    if (ODD.test(text) && !CODE.test(text)) return [...linesThatAsk(document)]
  return []
}

function* linesThatAsk(document: Document): Generator<Line> {
  const {bytes} = document
  for (let at = bytes.indexOf(QUESTION); at >= 0; ) {
    const line = document.line(document.lineAt(at))
    if (!CODE.test(line.text)) yield line
    at = bytes.indexOf(QUESTION, line.end)
  }
}
