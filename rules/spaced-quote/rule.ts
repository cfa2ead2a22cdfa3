import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {CURLY_LANGUAGES, spacesInside} from '../../src/text/quotes.ts'

const CODE = /[{}=\\$`<>|]|\((?<=\p{L}\()|\/\//u
// Scripts that set marks apart by their own rules.
const NO_SPACES = /[\p{sc=Han}\p{sc=Hangul}]/u
const FOREIGN = /[„‚«»]/

/** A space between a quotation mark and what it quotes: “ the mill”. */
export default defineRule({
  id: 'spaced-quote',
  category: 'punctuation',
  summary: 'A space stands inside quotation marks.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  slips: true,
  needs: 'marks',
  marks: Mark.LeaningQuote,
  *check({line, document}) {
    const {text} = line
    if (!CURLY_LANGUAGES.has(document.lang ?? '') || NO_SPACES.test(text) || FOREIGN.test(text) || CODE.test(text))
      return
    for (const {start, end} of spacesInside(text)) {
      yield {
        at: line.span(Math.max(0, start - 1), end + 1),
        reason: `Unexpected space inside the quotation marks of \`${text.slice(Math.max(0, start - 16), end + 16).trim()}\``,
        edits: [{...line.span(start, end), text: ''}],
      }
    }
  },
})
