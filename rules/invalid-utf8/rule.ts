import {defineRule} from '../../src/rule/define.ts'
import type {Document, Span} from '../../src/text/document.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'

const BROKEN = /\p{Cs}+/gu
// More such lines, or places in a line, are no slips but a text in another encoding.
const MAX_PLACES = 10

/**
 * Bytes that are no UTF-8. They may be another encoding or damage; nothing tells which, so they stay. Where they are many,
 * the first place stands for all: whoever reads a thousand findings of one cause reads none.
 */
export default defineRule({
  id: 'invalid-utf8',
  category: 'unicode',
  summary: 'Bytes are not UTF-8.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news', 'encoding'],
  fix: 'none',
  needs: 'marks',
  marks: Mark.Invalid,
  *check({line, document}) {
    const lines = linesOf(document)
    const [first] = lines
    const isEncoding = lines.size > MAX_PLACES
    if (isEncoding && line.index !== first) return
    const places = line.text.match(BROKEN)?.length ?? 0
    const elsewhere = isEncoding
      ? ` here and in ${lines.size - 1} more lines`
      : places > MAX_PLACES && lines.has(line.index)
        ? ` here and in ${places - 1} more places of the line`
        : ''
    for (const match of line.text.matchAll(BROKEN)) {
      const shown = [...match[0].slice(0, 4)].map(nameOf).join(' ')
      yield {
        at: line.span(match.index, match.index + match[0].length),
        reason: `Unexpected \`${shown}${match[0].length > 4 ? ' …' : ''}\`${elsewhere}, expected UTF-8`,
      }
      if (elsewhere) return
    }
  },
})

// Lines with such bytes that no mask touches: a finding there would not be told.
const linesOf = oncePer((document: Document): ReadonlySet<number> => {
  const {masks, scan} = document
  const lines = new Set<number>()
  let next = 0
  for (let index = 0; index < document.lineCount; index++) {
    if (((scan.marks[index] as number) & Mark.Invalid) === 0) continue
    const {start, end} = document.line(index)
    while (next < masks.length && (masks[next] as Span).end <= start) next++
    const mask = masks[next]
    if (!mask || mask.start >= end) lines.add(index)
  }
  return lines
})

// A byte that is no UTF-8 is read as a lone surrogate from U+DC80 on; others stand in the text itself.
function nameOf(char: string): string {
  const unit = char.charCodeAt(0)
  return unit >= 0xdc80 && unit <= 0xdcff
    ? `byte ${(unit - 0xdc00).toString(16).toUpperCase()}`
    : `lone surrogate U+${unit.toString(16).toUpperCase()}`
}
