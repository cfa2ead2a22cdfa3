import {defineRule} from '../../src/rule/define.ts'
import {verdict} from '../../src/rule/verdict.ts'
import {refine, refineOptions, rejection} from '../refinedweb-line/refine.ts'

/**
 * RefinedWeb (Penedo et al. 2023, appendix G.2) rejects a text that loses more than 5 % of its words to the line rules.
 * Words are counted as DCLM does: by white space, those that begin with a letter or a digit.
 */
export default defineRule({
  id: 'refinedweb-document',
  category: 'filter',
  summary: 'The line rules of RefinedWeb take too much of this text.',
  since: '0.1.0',
  severity: 'error',
  presets: ['refinedweb'],
  fix: 'none',
  options: refineOptions,
  needs: 'document',
  *check({document, options}) {
    const reason = rejection(refine(document, options), options)
    if (reason) yield verdict(document, `RefinedWeb rejects the text: ${reason}`)
  },
})
