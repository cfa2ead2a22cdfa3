import {defineRule} from '../../src/rule/define.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {
  closesEarlier,
  openSingleQuote,
  readCurlyQuotes,
  readLowQuotes,
  readStraightQuotes,
} from '../../src/text/quotes.ts'

const ANGULAR = /[‚«»]/
// A quotation of several paragraphs, or set line by line, is closed within so many lines.
const REACH = 30

/** A quotation that is opened and never closed. One that goes on for paragraphs opens each of them. */
export default defineRule({
  id: 'unmatched-quote',
  category: 'punctuation',
  summary: 'A quotation mark opens what nothing closes.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'none',
  needs: 'marks',
  marks: Mark.UnbalancedQuote,
  *check({line, document}) {
    const {text} = line
    if (!line.isProse || ANGULAR.test(text)) return
    const low = text.includes('„')
    const open: [number | undefined, string, string][] = [
      [low ? readLowQuotes(text).open : undefined, '„', '“'],
      [!low && /“/.test(text) ? readCurlyQuotes(text).open : undefined, '“', '”'],
      [text.includes('"') ? readStraightQuotes(text).open : undefined, '"', '"'],
      // Elsewhere ‘ is a letter (Hawaiian, Uzbek) or closes (German).
      [document.lang === 'en' && text.includes('‘') ? openSingleQuote(text) : undefined, '‘', '’'],
    ]
    for (const [at, opener, closer] of open) {
      if (at === undefined || goesOn(line, opener) || closesBelow(line, closer)) continue
      yield {
        at: line.span(at, at + 1),
        reason: `Unexpected \`${opener}\` in \`${text.slice(at, at + 24).trim()}\` that nothing closes`,
      }
    }
  },
})

function goesOn(line: Line, opener: string): boolean {
  return line.document.nextVisible(line.index)?.text.trimStart().startsWith(opener) ?? false
}

// Across paragraphs, verses and the lines of hard-wrapped text.
function closesBelow(line: Line, closer: string): boolean {
  let next = line.document.nextVisible(line.index)
  for (let lines = 0; next && lines < REACH; next = next.document.nextVisible(next.index), lines++) {
    if (closesEarlier(next.text, closer)) return true
  }
  return false
}
