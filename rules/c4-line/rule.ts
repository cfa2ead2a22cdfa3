import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {linesOf, strip} from '../../src/text/measures.ts'
import {CITATION, judge, lineOptions} from './judge.ts'

/**
 * The line rules of C4 (Raffel et al. 2020, section 2.2), as datatrove's `C4QualityFilter` has them. Where paper and
 * the authors' code differ (three words or five), this follows datatrove and the paper; like datatrove it takes `'` for
 * an end mark, and like the code, not the paper, it drops lines with long words or about policies and cuts citations.
 */
export default defineRule({
  id: 'c4-line',
  category: 'filter',
  summary: 'The C4 filter drops this line.',
  since: '0.1.0',
  presets: ['c4'],
  fix: 'unsafe',
  options: lineOptions,
  needs: 'marks',
  // Zero-width characters alone are a line as well.
  marks: Mark.Visible | Mark.Invisible,
  *check({line, options}) {
    const pieces = linesOf(line.text).filter(({text}) => strip(text) !== '')
    for (const {start, text} of pieces) {
      const judgement = judge(text, options)
      const at = pieces.length === 1 ? line : line.span(start, start + text.length)
      if ('drop' in judgement) {
        const gone = pieces.length === 1 ? {remove: true} : {edits: [{start: at.start, end: at.end, text: ''}]}
        yield {at, reason: `C4 drops the line: ${judgement.drop}`, ...gone}
      } else if (options.citations) {
        for (const {0: mark, index} of text.matchAll(CITATION)) {
          const place = line.span(start + index, start + index + mark.length)
          yield {at: place, reason: `C4 cuts the citation \`${mark}\``, edits: [{...place, text: ''}]}
        }
      }
    }
  },
})
