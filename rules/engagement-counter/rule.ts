import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines that count likes, views, shares or comments. */
export default definePhraseLine({
  id: 'engagement-counter',
  category: 'cta',
  summary: 'A counter of likes, views or comments is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'counter',
  sure: 'anywhere',
})
