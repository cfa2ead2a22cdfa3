import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {isStopWordOf} from '../../src/text/language.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {once, oncePer} from '../../src/text/once.ts'
import {CLOSES, OPENS, oddQuotes} from '../../src/text/quotes.ts'
import {QUOTE_PAIRS, type QuotePair, quotePairOf} from '../../src/text/typography.ts'

const pattern = (open: string, close: string) => ({
  open: new RegExp(OPENS.before + open + OPENS.after, 'gu'),
  close: new RegExp(CLOSES.before + close + CLOSES.after, 'gu'),
})
// Makeshifts for „ and «; no language prints them.
const makeshift = once(() => [pattern(',,', "(?:''|,,|”|\")"), pattern('<<', '>>')])
const low = once(() => pattern('„', '["”]'))
// Languages that never open low.
const HIGH_LANGUAGES = new Set('en vi id tr'.split(' '))
const MAKESHIFT = /,,|<</
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
    const hasLow = text.includes('„') && !text.includes('“')
    const hasMakeshift = MAKESHIFT.test(text)
    if ((!hasLow && !hasMakeshift) || CODE.test(text)) return
    const {lang} = document
    if (!lang) return
    const patterns = hasMakeshift ? [...makeshift()] : []
    if (hasLow && HIGH_LANGUAGES.has(lang)) patterns.push(low())
    for (const quotes of patterns) {
      const found = oddQuotes(text, quotes)
      if (found.length === 0) continue
      // „ comes from a keyboard or a program that knows curly marks.
      const isLow = quotes === low()
      const isGuess = isLow && !isInLanguage(line, lang)
      const [open, close] = isLow ? (QUOTE_PAIRS.get(lang) as QuotePair) : quotePairOf(document)
      for (const {start, end, opens} of found) {
        const at = line.span(start, end)
        const expected = opens ? open : close
        if (text.slice(start, end) === expected) continue
        yield {
          at,
          reason: `Unexpected quotation mark \`${text.slice(start, end)}\`, expected \`${expected}\``,
          edits: [{...at, text: expected}],
          fix: isGuess ? 'unsafe' : 'safe',
          hint: isGuess,
        }
      }
    }
  },
})

const QUOTED = /„([^„“”"]{1,1000})/gu
const FOREIGN_LETTER = /(?=\p{L})[^\p{ASCII}]/u

// What a text quotes from another language, or shows as an example of one, keeps the marks of that language.
function isInLanguage({document, text}: Line, lang: string): boolean {
  if (lang === 'en' && quotedIn(text).some((quoted) => FOREIGN_LETTER.test(quoted))) return false
  const {own, all} = lowQuotesOf(document)
  return own > 0 && own * 2 >= all
}

const isOwn = (word: string, lang: string): boolean => isStopWordOf(word, lang) || (lang === 'en' && ENGLISH.has(word))
// Words that the guess of a language has no use for, as others have them too.
const ENGLISH = new Set('a an i we you he she my your his our us them what who are if do all can will would'.split(' '))

const quotedIn = (text: string): string[] => [...text.matchAll(QUOTED)].map(([, quoted = '']) => quoted)

// How many quotations that open low there are, and how many have a function word of the text's own language.
const lowQuotesOf = oncePer((document: Document): {own: number; all: number} => {
  const count = {own: 0, all: 0}
  for (const {text} of document.linesWith(Mark.Quote))
    for (const quoted of quotedIn(text)) {
      count.all++
      if (quoted.split(/[^\p{L}]+/u).some((word) => isOwn(word.toLowerCase(), document.lang ?? ''))) count.own++
    }
  return count
})
