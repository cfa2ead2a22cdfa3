import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Labels that stand over and under advertisements. */
export default definePhraseLine({
  id: 'advertisement-marker',
  category: 'ads',
  summary: 'The label of an advertising slot is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'advertising label',
  sure: 'anywhere',
})
