import {defineRule} from '../../src/rule/define.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {
  CURLY_LANGUAGES,
  closerOfOtherForm,
  closesEarlier,
  likelyEnd,
  openSingleQuote,
  readCurlyQuotes,
  readLowQuotes,
  readStraightQuotes,
} from '../../src/text/quotes.ts'

const ANGULAR = /[‚«»]/
// A quotation of several paragraphs, or set line by line, is closed within so many lines.
const REACH = 30
const MIN_WORDS = 8
// A caption, a credit, a heading between two paragraphs of one quotation.
const MAX_BETWEEN = 3

/** A quotation that is opened and never closed, or by a mark of another form. One that goes on for paragraphs opens each. */
export default defineRule({
  id: 'unmatched-quote',
  category: 'punctuation',
  summary: 'A quotation mark opens what nothing closes, or only a mark of another form.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'unsafe',
  slips: true,
  needs: 'marks',
  marks: Mark.UnbalancedQuote,
  *check({line, document}) {
    const {text} = line
    if (!(line.isProse || line.words >= MIN_WORDS) || ANGULAR.test(text)) return
    const low = text.includes('„')
    const open: [number | undefined, string, string][] = [
      [low ? readLowQuotes(text).open : undefined, '„', '“'],
      [!low && /“/.test(text) ? readCurlyQuotes(text).open : undefined, '“', '”'],
      [text.includes('"') ? readStraightQuotes(text).open : undefined, '"', '"'],
      // Elsewhere ‘ is a letter (Hawaiian, Uzbek) or closes (German).
      [document.lang === 'en' && text.includes('‘') ? openSingleQuote(text) : undefined, '‘', '’'],
    ]
    for (const [at, opener, closer] of open) {
      if (at === undefined || isDitto(text, at) || goesOn(line, at, opener) || closesBelow(line, closer)) continue
      const shown = text.slice(at, at + 24).trim()
      const found = closerOfOtherForm(text, at)
      const other = found && text.slice(found.start, found.end) !== closer ? found : undefined
      if (!other) {
        const second = opener === '“' ? text.indexOf('“', at + 1) : -1
        const mends = document.lang && opener !== '‘' && opener !== '„' && !isEnd(line)
        const end = mends ? likelyEnd(text, at) : undefined
        const place = end === undefined ? undefined : line.span(end, end)
        yield {
          at: line.span(at, end ?? (second > 0 ? second + 1 : text.trimEnd().length)),
          reason: `Unexpected \`${opener}\` in \`${shown}\` that nothing closes`,
          edits: place ? [{...place, text: closer}] : [],
          // A quotation may go on where the text was cut, a few words hardly do.
          hint: isEnd(line) && /(?:^|[,:—–])\s*$/.test(text.slice(0, at)),
        }
      } else if (opener !== '„' && CURLY_LANGUAGES.has(document.lang ?? '') && !isMixed(text, at, other.start)) {
        // The straight mark is the odd one.
        const [odd, expected] = opener === '"' ? [{start: at, end: at + 1}, '“'] : [other, closer]
        const place = line.span(odd.start, odd.end)
        const pair = `${opener} ${text.slice(other.start, other.end)}`
        yield {
          at: place,
          reason: `Unexpected \`${text.slice(odd.start, odd.end)}\` in the pair \`${pair}\`, expected \`${expected}\``,
          edits: [{...place, text: expected}],
          hint: true,
        }
      }
    }
  },
})

// A curly mark and a straight one: `mixed-quote` says so.
function isMixed(text: string, open: number, close: number): boolean {
  return (
    (text[open] === '"') !== (text[close] === '"') && /["“]/.test(text[open] ?? '') && /["”]/.test(text[close] ?? '')
  )
}

function goesOn(line: Line, at: number, opener: string): boolean {
  // The last paragraph of an excerpt, which opens as those before it do.
  if (isEnd(line) && line.text.search(/\S/) === at) return true
  let next = line.document.nextVisible(line.index)
  for (let between = 0; next && between <= MAX_BETWEEN; between++) {
    if (next.text.trimStart().startsWith(opener)) return true
    if (next.isProse) return false
    next = line.document.nextVisible(next.index)
  }
  return false
}

// "Tom   “   smith": the same as above.
function isDitto(text: string, at: number): boolean {
  return /^\s+[^\s‘']/.test(text.slice(at + 1, at + 20)) && /\s$/.test(text.slice(0, at))
}

// The last of several lines: what stands there may go on where the text was cut.
function isEnd({document, index}: Line): boolean {
  return document.nextVisible(index) === undefined && document.previousVisible(index) !== undefined
}

// Across paragraphs, verses and the lines of hard-wrapped text.
function closesBelow(line: Line, closer: string): boolean {
  let next = line.document.nextVisible(line.index)
  for (let lines = 0; next && lines < REACH; next = next.document.nextVisible(next.index), lines++) {
    if (closesEarlier(next.text, closer)) return true
  }
  return false
}
