import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines that ask readers for money. */
export default definePhraseLine({
  id: 'donation-prompt',
  category: 'cta',
  summary: 'An appeal for donations is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'appeal for donations',
  sure: 'tail',
})
