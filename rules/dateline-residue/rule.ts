import {defineRule} from '../../src/rule/define.ts'
import {fillsLine} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'

/** A labelled date or reading time that a page prints around its text; a date alone may be a diary's. */
export default defineRule({
  id: 'dateline-residue',
  category: 'date',
  summary: 'A labelled date, time or reading time of the page stands on a line of its own.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'phrases',
  *check({hit, line}) {
    if (!fillsLine(hit)) return
    yield {
      at: line,
      reason: `Unexpected date of the page \`${line.excerpt}\``,
      remove: true,
      fix: line.inHead || line.inTail || isNearTop(line) ? 'safe' : 'unsafe',
    }
  },
})

// Below the title and a standfirst, which may be sentences.
const TOP_LINES = 5

function isNearTop(line: Line): boolean {
  let above = 0
  for (
    let other = line.document.previousVisible(line.index);
    other && above < TOP_LINES;
    other = line.document.previousVisible(other.index)
  )
    above++
  return above < TOP_LINES
}
