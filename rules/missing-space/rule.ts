import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'

// "of change.Creating": a word, a mark, a word; and nothing else in the stretch between two spaces.
const GLUED_STOP =
  /(?<=(?:^|[\s“"(‘])[“"(‘]?)(\p{L}[\p{L}’'-]*\p{Ll})([.!?][”"’)]?)(\p{Lu}(?:[\p{Ll}’']\p{L}*)?)(?=[\s,;:]|[.!?…]?[”"’)]*(?:\s|$)|[’'])/gu
// No word is that long; a chain of words and hyphens may be.
const GLUED_COMMA =
  /(?<=(?:^|[\s“"(‘—–-])[“"(‘]?)(\p{L}[\p{L}’'-]{0,60}\p{L})([,;])(\p{L}[\p{L}’'-]*)(?=[\s;:.!?…”"’)—–]|$)/gu
// What each of these has, quickly seen.
const GLUE = /[.!?][”"’)]?\p{Lu}|[,;]\p{L}/u
const CODE = /[{}<>=\\$`|]|\/\/|\((?<=\p{L}\()|\(\)/u
// Names of sites, programs and formats.
const DOMAIN =
  /^(?:com|net|org|edu|gov|info|biz|io|co|uk|us|eu|tv|me|ai|app|js|py|md|txt|pdf|html?|php|asp|aspx|net|exe|doc|jpe?g|png|gif|zip)$/iu
const ABBREVIATION =
  /^(?:mr|mrs|ms|dr|st|prof|rev|gen|col|capt|sgt|lt|hon|jr|sr|no|nos|vol|fig|ph|inc|ltd|corp|co|vs|ca|bzw|usw|str|nr|hr|fr|sra?|dott|sig|dra?|mme|mlle|mgr|ing|mudr|im|ul|al|św|ks|св|ул|им|проф|гр|тов|см|рис)$/iu
// Of the others too little is known. Greek and Tahitian have marks inside words.
const LANGUAGES = new Set('cs da de en es fi fr hu id it nl no pl pt ro ru sv tr uk'.split(' '))
const MIN_WORDS = 4

/** A stop or comma with no space behind it, between two words: "the end.Next", "good,bad". */
export default defineRule({
  id: 'missing-space',
  category: 'punctuation',
  summary: 'No space stands behind a punctuation mark.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'unsafe',
  needs: 'marks',
  marks: Mark.Glued,
  *check({line, document}) {
    if (!LANGUAGES.has(document.lang ?? '')) return
    for (const match of gluedIn(line)) {
      const [whole, before = '', mark = '', after = ''] = match
      const place = match.index + before.length + mark.length
      yield {
        at: line.span(match.index, match.index + whole.length),
        reason: `Unexpected \`${whole}\`, expected \`${before}${mark} ${after}\``,
        edits: isFrequent(document) ? [{...line.span(place, place), text: ' '}] : [],
        hint: true,
      }
    }
  },
})

const WORD = /^(?:\p{Lu}|\p{Ll})[\p{Ll}’'-]+$/u
// A lone Â or Ã is a misread byte.
const SENTENCE = /^(?![ÂÃ]$)\p{Lu}[\p{Ll}’']*$/u
const CAPITALS = /^\p{Lu}+$/u
// A semicolon that is none: "tl;dr", "it is God;s gift".
const MISTYPED = /^(?:tl;dr|\p{L}+;\p{L}|\p{L};\p{L}+)$/iu
// One glued comma for so many words is a slip, more are a list.
const MIN_SHARE = 3

// Two words that a mark glues together. "e.g.The" and "Smith.J" are abbreviations and names, "Booking.Com" an address.
function gluedIn({text, words}: Line): RegExpExecArray[] {
  if (words < MIN_WORDS || !GLUE.test(text) || CODE.test(text)) return []
  const stops = [...text.matchAll(GLUED_STOP)].filter(
    ([, before = '', , after = '']) =>
      !DOMAIN.test(after) && !ABBREVIATION.test(before) && WORD.test(before) && SENTENCE.test(after),
  )
  const commas = [...text.matchAll(GLUED_COMMA)].filter(
    ([whole, before = '', , after = '']) => !CAPITALS.test(before + after) && !MISTYPED.test(whole),
  )
  // A row of values, as in a file of tags.
  return commas.length > 2 && commas.length * MIN_SHARE > words ? stops : [...stops, ...commas]
}

// A text that glues words twice has lost its spaces; once is a slip of the writer, or a line break is what is missing.
const isFrequent = oncePer((document: Document): boolean => {
  let count = 0
  for (const line of document.linesWith(Mark.Glued)) {
    count += gluedIn(line).length
    if (count > 1) return true
  }
  return false
})
