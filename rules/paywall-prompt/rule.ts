import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines of paywalls and login walls. */
export default definePhraseLine({
  id: 'paywall-prompt',
  category: 'paywall',
  summary: 'A request to subscribe or log in to read on is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'request to subscribe',
  sure: 'anywhere',
})
