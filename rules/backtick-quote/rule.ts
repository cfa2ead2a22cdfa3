import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {CLOSES, OPENS, oddQuotes} from '../../src/text/quotes.ts'
import {quotePairOf, typographyOf} from '../../src/text/typography.ts'

const QUOTES = {
  open: new RegExp(`${OPENS.before}\`\`${OPENS.after}`, 'gu'),
  close: new RegExp(`${CLOSES.before}''${CLOSES.after}`, 'gu'),
}
// In reStructuredText and Markdown two backticks close as well: ``code``.
const CODE = /[\p{L}\p{N}.,;!?)]``|```|[{}=\\<>|]/u

/** Quotation marks of TeX and old terminals: ``the mill''. */
export default defineRule({
  id: 'backtick-quote',
  category: 'punctuation',
  summary: 'Two backticks and two apostrophes stand for quotation marks.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Markdown,
  *check({line, document}) {
    const {text} = line
    if (!text.includes('``') || CODE.test(text)) return
    const [open, close] = quotePairOf(document)
    const {curlyQuotes, curlyApostrophes} = typographyOf(document)
    const isCurly = curlyQuotes + curlyApostrophes > 0
    for (const {start, end, opens} of oddQuotes(text, QUOTES)) {
      const at = line.span(start, end)
      const expected = opens ? open : close
      yield {
        at,
        reason: `Unexpected \`${opens ? '‵‵' : "''"}\` for a quotation mark, expected \`${expected}\``,
        edits: [{...at, text: expected}],
        hint: true,
        // A text in typewriter marks throughout means them so.
        fix: isCurly ? 'safe' : 'unsafe',
      }
    }
  },
})
