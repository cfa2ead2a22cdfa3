import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines of cookie banners and consent panels. */
export default definePhraseLine({
  id: 'cookie-consent',
  category: 'legal',
  summary: 'A line of the cookie banner is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'cookie banner',
  sure: 'anywhere',
})
