import {defineRule} from '../../src/rule/define.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'

// A pull quote stands near the paragraph it is taken from; over a longer way people quote each other.
const REACH = 12
// A line that goes on around the quotation: a scraper cut a sentence, or it is a string in a program.
const LEADS_ON = /[,(]\s*$/
const GOES_ON = /^\s*[\p{Ll},.;:)\]]/u

/** A quotation set apart for the eye that the text has in one of its paragraphs as well. */
export default defineRule({
  id: 'pull-quote',
  category: 'duplicate',
  summary: 'A quotation stands apart and again inside a paragraph.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'echoes',
  *check({echo: {line, host}}) {
    if (Math.abs(host.index - line.index) > REACH || !isApart(line, host)) return
    yield {
      at: line,
      reason: `Unexpected pull quote, line ${host.index + 1} has its words`,
      remove: true,
      // Who answers a text quotes a piece of it.
      fix: line.endsSentence || host.has(Mark.Quote) ? 'safe' : 'unsafe',
      keeps: host,
    }
  },
})

// Among speeches one may repeat another. A comma at its end shows where it was cut.
function isApart(line: Line, host: Line): boolean {
  const {document, index, text} = line
  if (/,["”’»]\s*$/.test(text)) return true
  // A title may be a quotation as well.
  if (/[?—–-]["”’»]?\s*$/.test(text) || line.inHead) return false
  const previous = document.previousVisible(index)
  const next = document.nextVisible(index)
  if (LEADS_ON.test(previous?.text ?? '') || GOES_ON.test(next?.text ?? '')) return false
  return [previous, next].every((other) => other?.index === host.index || !other?.has(Mark.Quoted))
}
