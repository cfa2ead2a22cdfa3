import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {Mark} from '../../src/text/marks.ts'
import {
  CURLY_LANGUAGES,
  isSpeechTag,
  type MisplacedQuote,
  readCurlyQuotes,
  readLowQuotes,
  readStraightQuotes,
} from '../../src/text/quotes.ts'
import {typographyOf} from '../../src/text/typography.ts'

const CODE = /[{}=\\$`<>|]|\((?<=\p{L}\()|\/\//u
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
  slips: true,
  needs: 'marks',
  marks: Mark.UnbalancedQuote | Mark.LeaningQuote,
  *check({line, document}) {
    const {text} = line
    if (ANGULAR.test(text)) return
    const low = LOW.test(text)
    if (!low && !CURLY_LANGUAGES.has(document.lang ?? '')) return
    const curly = low ? readLowQuotes(text).misplaced : /[“”]/.test(text) ? readCurlyQuotes(text).misplaced : []
    const straight = !low && text.includes('"') && !CODE.test(text) ? readStraightQuotes(text).misplaced : []
    for (const {start, end, expected} of [...curly, ...straight].map((quote) => withComma(quote, text, document))) {
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

// English sets the comma inside before the words that tell who spoke, unless the text has it outside elsewhere.
function withComma(quote: MisplacedQuote, text: string, document: Document): MisplacedQuote {
  if (quote.expected !== '”' || text[quote.end] !== ',' || document.lang !== 'en') return quote
  const {commasInside, commasOutside} = typographyOf(document)
  if (commasOutside > commasInside || !isSpeechTag(text, quote.end)) return quote
  return {...quote, end: quote.end + 1, expected: ',”'}
}
