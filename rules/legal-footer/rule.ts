import {definePhraseLine} from '../../src/rule/phrase-line.ts'
import {isOfClauses} from '../../src/text/sections.ts'

/** Copyright lines, links to terms and policies, disclosures. */
export default definePhraseLine({
  id: 'legal-footer',
  category: 'legal',
  summary: 'A copyright line or legal link of the page’s footer is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'legal footer',
  sure: 'anywhere',
  // Contracts and statutes say such things.
  isGuess: ({line}) => isOfClauses(line),
})
