import {defineRule} from '../../src/rule/define.ts'
import {refine, refineOptions, rejection} from './refine.ts'

/**
 * The line rules of RefinedWeb (Penedo et al. 2023, appendix G.2), with the thresholds that DCLM's `refinedweb.yaml`
 * gives them; the paper has none for upper case and does not list the counters. A text that `refinedweb-document`
 * rejects keeps its lines, so that the verdict stands after fixing.
 */
export default defineRule({
  id: 'refinedweb-line',
  category: 'filter',
  summary: 'The RefinedWeb filter drops or cuts this line.',
  since: '0.1.0',
  presets: ['refinedweb'],
  fix: 'unsafe',
  options: refineOptions,
  needs: 'document',
  *check({document, options}) {
    const refinement = refine(document, options)
    const fixable = rejection(refinement, options) === undefined
    for (const {line, reason, cut} of refinement.lines) {
      if (cut) {
        const at = line.span(cut.start, cut.end)
        yield {at, reason: `RefinedWeb cuts ${reason}`, ...(fixable && {edits: [{...at, text: ''}]})}
      } else yield {at: line, reason: `RefinedWeb drops the line: ${reason}`, ...(fixable && {remove: true})}
    }
  },
})
