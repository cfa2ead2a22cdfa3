import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'

const RETURN = 13
const FEED = 10

/** Line ends of several systems in one text. One that ends all its lines in one way is left alone. */
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
    if (!isMixed(document) || (previous && isDoubled(previous, line))) return
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

const isMixed = oncePer(({bytes}: Document): boolean => {
  let returns = 0
  let feeds = 0
  let both = 0
  for (let at = bytes.indexOf(RETURN); at >= 0; at = bytes.indexOf(RETURN, at + 1))
    if (bytes[at + 1] === FEED) both = 1
    else returns = 1
  for (let at = bytes.indexOf(FEED); at >= 0 && feeds === 0; at = bytes.indexOf(FEED, at + 1))
    if (bytes[at - 1] !== RETURN) feeds = 1
  return returns + feeds + both > 1
})
