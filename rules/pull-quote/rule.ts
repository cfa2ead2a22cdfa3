import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import type {Line} from '../../src/text/line.ts'

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
    if (Math.abs(host.index - line.index) > REACH) return
    yield {at: line, reason: `Unexpected pull quote, line ${host.index + 1} has its words`, remove: true, fix: inDialogue(line) ? 'unsafe' : 'safe', keeps: host}
  },
})

// A speech among speeches may repeat one.
function inDialogue(line: Line): boolean {
  const {document, index} = line
  return [document.previousVisible(index), document.nextVisible(index)].some((other) => other?.has(Mark.Quoted))
}
