import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

/** Bytes that are no UTF-8. They may be another encoding or damage; nothing tells which, so they stay. */
export default defineRule({
  id: 'invalid-utf8',
  category: 'unicode',
  summary: 'Bytes are not UTF-8.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news', 'encoding'],
  fix: 'none',
  needs: 'marks',
  marks: Mark.Invalid,
  *check({line}) {
    for (const match of line.text.matchAll(/\p{Cs}+/gu)) {
      const shown = [...match[0].slice(0, 4)].map(nameOf).join(' ')
      yield {
        at: line.span(match.index, match.index + match[0].length),
        reason: `Unexpected \`${shown}${match[0].length > 4 ? ' …' : ''}\`, expected UTF-8`,
      }
    }
  },
})

// A byte that is no UTF-8 is read as a lone surrogate from U+DC80 on; others stand in the text itself.
function nameOf(char: string): string {
  const unit = char.charCodeAt(0)
  return unit >= 0xdc80 && unit <= 0xdcff
    ? `byte ${(unit - 0xdc00).toString(16).toUpperCase()}`
    : `lone surrogate U+${unit.toString(16).toUpperCase()}`
}
