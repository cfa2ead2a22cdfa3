import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines that ask readers to install an app. */
export default definePhraseLine({
  id: 'app-store-prompt',
  category: 'cta',
  summary: 'A request to install an app is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'request to install an app',
  sure: 'anywhere',
})
