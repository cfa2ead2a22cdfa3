import {defineRule} from '../../src/rule/define.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'

const COUNT = /(?:\s*(?:…|\.\.\.))?\s*\[\+\s?\d{1,9} [\p{L}\p{M}]{1,20}\]\s*$/u
const CUT = /(?:\[(?:…|\.\.\.|&hellip;)\]|(?:…|\.\.\.)\s?\[(?:more|read more)\])\s*$/u
const ENDING = 60
// The last word, and the dots that stand for what is missing.
const LAST_WORD = /(?<![\p{L}\p{M}\p{N}'’-])[\p{L}\p{M}\p{N}'’-]+\s?(?:…|\.\.\.)?$/u
const DOTS = /\p{Ll}\s?(?:…|\.\.\.)$/u
const MIN_WORDS = 8
// A line that ends without a mark is long or has a sentence before its last one.
const LONG = 25

/** A text that ends before its end: an excerpt of a feed, a response cut by a news API. */
export default defineRule({
  id: 'truncated-text',
  category: 'garble',
  summary: 'The text is cut off.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'document',
  *check({document}) {
    let last = document.tail
    let line = document.previousVisible(last)
    if (!line) line = document.previousVisible(document.lineCount)
    for (let steps = 0; line && steps < 2; steps++) {
      const from = Math.max(0, line.text.length - ENDING)
      const ending = line.text.slice(from)
      const hasBracket = ending.trimEnd().endsWith(']')
      const counted = hasBracket && COUNT.exec(ending)
      if (counted) {
        const at = line.span(from + counted.index, line.text.length)
        yield {at, reason: `Unexpected count \`${counted[0].trim()}\` of cut characters`, edits: [{...at, text: '…'}]}
        return
      }
      const cut = hasBracket && CUT.exec(ending)
      if (cut) {
        yield {
          at: line.span(from + cut.index, line.text.length),
          reason: `Unexpected end of the text \`${cut[0].trim()}\`: the rest is missing`,
        }
        return
      }
      if (steps === 0 && isUnfinished(line)) {
        const end = line.text.trimEnd().length
        const start = Math.max(0, line.text.slice(0, end).search(LAST_WORD))
        yield {
          at: line.span(start, end),
          reason: `Unexpected end of the text in the middle of a sentence: \`${line.text.slice(start, end)}\``,
        }
        return
      }
      last = line.index
      line = document.nextVisible(last)
    }
  },
})

/** Whether prose stops within a sentence, while the other prose of the text ends as sentences do. */
function isUnfinished(line: Line): boolean {
  const {document, text} = line
  if (line.words < MIN_WORDS || line.isListItem || line.has(Mark.Repetitive | Mark.Unpunctuated)) return false
  const ending = text.trimEnd()
  const dots = DOTS.test(ending.slice(-8))
  if (!dots && !/(?<=(?:^|\s)\p{Ll}+|,)$/u.test(ending.slice(-ENDING))) return false
  const above = document.previousVisible(line.index)
  // Verse and tables end where they like.
  if (above && !above.endsSentence && !above.isHeading) return false
  return dots || line.words >= LONG || /[.!?]["”’)]?\s["“‘(]?\p{Lu}/u.test(ending)
}
