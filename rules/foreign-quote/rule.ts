import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {CLOSES, OPENS, oddQuotes} from '../../src/text/quotes.ts'
import {QUOTE_PAIRS, type QuotePair, quotePairOf} from '../../src/text/typography.ts'

const pattern = (open: string, close: string) => ({
  open: new RegExp(OPENS.before + open + OPENS.after, 'gu'),
  close: new RegExp(CLOSES.before + close + CLOSES.after, 'gu'),
})
// Makeshifts for „ and «; no language prints them.
const MAKESHIFT = [pattern(',,', "(?:''|,,|”|\")"), pattern('<<', '>>')]
const LOW = pattern('„', '["”]')
// Languages that never open low.
const HIGH_LANGUAGES = new Set('en vi id tr'.split(' '))
const MARKS = /„|,,|<</
const CODE = /[{}=\\$`|]|<<<|>>>|\((?<=\p{L}\()|\/\/|<<\p{L}+$/u

/** Quotation marks of another language, or makeshifts for them: „the mill", ,,the mill'', <<the mill>>. */
export default defineRule({
  id: 'foreign-quote',
  category: 'punctuation',
  summary: 'A quotation is marked as in another language, or with commas or angle brackets.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Quote | Mark.DoubledPunctuation | Mark.Tag,
  *check({line, document}) {
    const {text} = line
    if (!MARKS.test(text) || CODE.test(text)) return
    const {lang} = document
    if (!lang) return
    const patterns = HIGH_LANGUAGES.has(lang) && !/“/.test(text) ? [...MAKESHIFT, LOW] : MAKESHIFT
    for (const quotes of patterns) {
      const found = oddQuotes(text, quotes)
      if (found.length === 0) continue
      // „ comes from a keyboard or a program that knows curly marks.
      const [open, close] = quotes === LOW ? (QUOTE_PAIRS[lang] as QuotePair) : quotePairOf(document)
      for (const {start, end, opens} of found) {
        const at = line.span(start, end)
        const expected = opens ? open : close
        if (text.slice(start, end) === expected) continue
        yield {
          at,
          reason: `Unexpected quotation mark \`${text.slice(start, end)}\`, expected \`${expected}\``,
          edits: [{...at, text: expected}],
        }
      }
    }
  },
})
