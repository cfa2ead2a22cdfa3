import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'

const RETURN = 13
const FEED = 10

/** Line ends of several systems in one text, or of one that is no more. Windows ends all lines in its own way. */
export default defineRule({
  id: 'mixed-line-end',
  category: 'layout',
  summary: 'A line ends in another way than the lines around it.',
  since: '0.1.0',
  severity: 'info',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.CarriageReturn,
  *check({line, document}) {
    const {previous, next} = line
    if (!isOdd(document) || (previous && isDoubled(previous, line))) return
    // Converted twice, `\n` has become `\r\r\n`: a line end and an empty line.
    const after = next && isDoubled(line, next) ? next.next : next
    const at = {start: line.end, end: after?.start ?? document.bytes.length}
    yield {at, reason: 'Unexpected carriage return at the end of the line', edits: [{...at, text: '\n'}]}
  },
})

function isDoubled(line: Line, next: Line): boolean {
  const {bytes} = line.document
  return (
    next.start === line.end + 1 &&
    next.end === next.start &&
    bytes[line.end] === RETURN &&
    bytes[next.end] === RETURN &&
    bytes[next.end + 1] === FEED
  )
}

// A carriage return alone ended lines until 2001; hardly a tool of today takes it for an end.
const isOdd = oncePer(({bytes}: Document): boolean => {
  let isWindows = false
  for (let at = bytes.indexOf(RETURN); at >= 0; at = bytes.indexOf(RETURN, at + 1)) {
    if (bytes[at + 1] !== FEED) return true
    isWindows = true
  }
  for (let at = bytes.indexOf(FEED); isWindows && at >= 0; at = bytes.indexOf(FEED, at + 1))
    if (bytes[at - 1] !== RETURN) return true
  return false
})
