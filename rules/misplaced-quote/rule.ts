import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {CURLY_LANGUAGES, readCurlyQuotes, readLowQuotes, readStraightQuotes} from '../../src/text/quotes.ts'

const CODE = /[{}=\\$`<>|]|\p{L}\(|\/\//u
const LOW = /„/
const ANGULAR = /[‚«»]/

/** A quotation mark that a machine translation or an editor moved or turned, where one move sets it right. */
export default defineRule({
  id: 'misplaced-quote',
  category: 'punctuation',
  summary: 'A quotation mark stands on the wrong side of a space or leans the wrong way.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.UnbalancedQuote | Mark.LeaningQuote,
  *check({line, document}) {
    const {text} = line
    if (ANGULAR.test(text)) return
    const low = LOW.test(text)
    if (!low && !CURLY_LANGUAGES.has(document.lang ?? '')) return
    const curly = low ? readLowQuotes(text).misplaced : /[“”]/.test(text) ? readCurlyQuotes(text).misplaced : []
    const straight = !low && text.includes('"') && !CODE.test(text) ? readStraightQuotes(text).misplaced : []
    for (const {start, end, expected} of [...curly, ...straight]) {
      const at = line.span(start, end)
      const around = text.slice(Math.max(0, start - 12), end + 12)
      yield {
        at,
        reason: `Unexpected quotation mark in \`${around.trim()}\`, expected \`${(text.slice(Math.max(0, start - 12), start) + expected + text.slice(end, end + 12)).trim()}\``,
        edits: [{...at, text: expected}],
      }
    }
  },
})
