import {defineRule} from '../../src/rule/define.ts'

/** Blank lines that separate nothing: more than one in a row, or any at the edge of the text. */
export default defineRule({
  id: 'blank-run',
  category: 'layout',
  summary: 'Several blank lines follow each other, or blank lines open or close the text.',
  since: '0.1.0',
  severity: 'info',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'gaps',
  *check({gap, document}) {
    // `\r\r\n` looks like a blank line and is none; `mixed-line-end` mends it first.
    const [before, at, behind] = document.bytes.subarray(Math.max(0, gap.start - 1), gap.start + 2)
    if (gap.start > 0 && before === 13 && at === 13 && behind === 10) return
    const atEdge = gap.first === 0 || gap.last === document.lineCount - 1
    if (atEdge && document.lineCount === gap.last - gap.first + 1) return
    // The line that stays should be empty, without spaces.
    const first = document.line(gap.first)
    const last = document.line(gap.last)
    const keepsLast = first.start < first.end && last.start === last.end
    const [start, end] = atEdge
      ? [gap.start, gap.end]
      : keepsLast
        ? [gap.start, last.start]
        : [document.line(gap.first + 1).start, gap.end]
    yield {
      at: gap,
      reason: `Unexpected \`${gap.last - gap.first + 1}\` blank lines, expected ${atEdge ? 'none at the edge of the text' : 'one'}`,
      edits: [{start, end, text: ''}],
    }
  },
})
