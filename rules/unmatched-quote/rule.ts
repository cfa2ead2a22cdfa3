import {defineRule} from '../../src/rule/define.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {openSingleQuote, readCurlyQuotes, readStraightQuotes} from '../../src/text/quotes.ts'

const OTHER_STYLES = /[„‚«»]/
// A quotation set line by line is closed within so many lines.
const REACH = 40

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
  *check({line}) {
    const {text} = line
    if (!line.isProse || OTHER_STYLES.test(text)) return
    const open: [number | undefined, string, string][] = [
      [/“/.test(text) ? readCurlyQuotes(text).open : undefined, '“', '”'],
      [text.includes('"') ? readStraightQuotes(text).open : undefined, '"', '"'],
      [text.includes('‘') ? openSingleQuote(text) : undefined, '‘', '’'],
    ]
    for (const [at, opener, closer] of open) {
      if (at === undefined || goesOn(line, opener) || closesBelow(line, opener, closer)) continue
      yield {at: line.span(at, at + 1), reason: `Unexpected \`${opener}\` in \`${text.slice(at, at + 24).trim()}\` that nothing closes`}
    }
  },
})

function goesOn(line: Line, opener: string): boolean {
  return line.document.nextVisible(line.index)?.text.trimStart().startsWith(opener) ?? false
}

// In hard-wrapped text and verse a quotation crosses line ends.
function closesBelow(line: Line, opener: string, closer: string): boolean {
  let next = line.next
  for (let lines = 0; next && !next.isBlank && lines < REACH; next = next.next, lines++) {
    if (opener === closer) {
      if ((next.text.split(opener).length - 1) % 2 === 1) return true
    } else {
      const close = next.text.search(closer === '’' ? /’(?![\p{L}\p{N}])/u : closer)
      const open = next.text.indexOf(opener)
      if (close >= 0 && (open < 0 || close < open)) return true
    }
  }
  return false
}
