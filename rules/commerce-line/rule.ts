import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Buttons and labels of shop pages. */
export default definePhraseLine({
  id: 'commerce-line',
  category: 'navigation',
  summary: 'A button or label of a shop is left in the text.',
  since: '0.1.0',
  presets: ['strict'],
  noun: 'shop label',
  sure: 'nowhere',
})
