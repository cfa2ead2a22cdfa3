import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines of the boxes that ask readers to sign up for a newsletter. */
export default definePhraseLine({
  id: 'newsletter-prompt',
  category: 'cta',
  summary: 'A request to sign up for a newsletter is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'request to sign up',
  sure: 'anywhere',
})
