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
    const {bytes, scan} = document
    if (bytes[gap.start - 1] === 13 && bytes[gap.start] === 13 && bytes[gap.start + 1] === 10) return
    const atEdge = gap.first === 0 || gap.last === document.lineCount - 1
    if (atEdge && document.lineCount === gap.last - gap.first + 1) return
    // The line that stays should be empty, without spaces.
    const isEmpty = (index: number): boolean => scan.starts[index] === scan.ends[index]
    const lastStays = !isEmpty(gap.first) && isEmpty(gap.last)
    const start = atEdge || lastStays ? gap.start : scan.starts[gap.first + 1]
    const end = lastStays && !atEdge ? scan.starts[gap.last] : gap.end
    yield {
      at: gap,
      reason: `Unexpected \`${gap.last - gap.first + 1}\` blank lines, expected ${atEdge ? 'none at the edge of the text' : 'one'}`,
      edits: [{start: start as number, end: end as number, text: ''}],
    }
  },
})
