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
    const atEdge = gap.first === 0 || gap.last === document.lineCount - 1
    if (atEdge && document.lineCount === gap.last - gap.first + 1) return
    const start = atEdge ? gap.start : document.line(gap.first + 1).start
    yield {
      at: gap,
      reason: `Unexpected \`${gap.last - gap.first + 1}\` blank lines, expected ${atEdge ? 'none at the edge of the text' : 'one'}`,
      edits: [{start, end: gap.end, text: ''}],
    }
  },
})
