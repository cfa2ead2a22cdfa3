import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

/** White space at the end of a line. In Markdown it breaks the line and stays. */
export default defineRule({
  id: 'trailing-space',
  category: 'layout',
  summary: 'White space stands at the end of a line.',
  since: '0.1.0',
  severity: 'info',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.DoubledSpace | Mark.NoBreakSpace | Mark.Compatibility,
  *check({line, document}) {
    if (document.isMarkdown || line.isBlank) return
    const start = endOfText(document.bytes, line.start, line.end)
    if (start === line.end) return
    // "-- " parts a letter from its signature.
    if (line.end - line.start === 3 && line.text === '-- ') return
    const at = {start, end: line.end}
    yield {at, reason: 'Unexpected white space at the end of the line', edits: [{...at, text: ''}]}
  },
})

// Bytes, so that a text with a space at every line end need not be decoded for it.
function endOfText(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  for (;;) {
    if (at > start && (bytes[at - 1] === 0x20 || bytes[at - 1] === 9)) at--
    else if (at - 1 > start && bytes[at - 2] === 0xc2 && bytes[at - 1] === 0xa0) at -= 2
    else if (at - 2 > start && isWide(bytes[at - 3] as number, bytes[at - 2] as number, bytes[at - 1] as number))
      at -= 3
    else return at
  }
}

// U+2000–200A, U+202F, U+3000.
function isWide(first: number, second: number, third: number): boolean {
  if (second !== 0x80) return false
  return first === 0xe2 ? (third >= 0x80 && third <= 0x8a) || third === 0xaf : first === 0xe3 && third === 0x80
}
