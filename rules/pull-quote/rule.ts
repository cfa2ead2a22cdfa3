import {defineRule} from '../../src/rule/define.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'

// A pull quote stands near the paragraph it is taken from; over a longer way people quote each other.
const REACH = 40

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
    yield {at: line, reason: `Unexpected pull quote, line ${host.index + 1} has its words`, remove: true, keeps: host}
  },
})

// Among speeches one may repeat another. A comma at its end shows where it was cut.
function isApart(line: Line, host: Line): boolean {
  const {document, index, text} = line
  if (/,["”’»]\s*$/.test(text)) return true
  if (/[?—–-]["”’»]?\s*$/.test(text)) return false
  return [document.previousVisible(index), document.nextVisible(index)].every(
    (other) => other?.index === host.index || !other?.has(Mark.Quoted),
  )
}
