import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** States and labels of shop pages; their buttons are calls to action. */
export default definePhraseLine({
  id: 'commerce-line',
  category: 'navigation',
  summary: 'A state or label of a shop is left in the text.',
  since: '0.1.0',
  presets: ['strict'],
  noun: 'shop label',
  sure: 'nowhere',
})
