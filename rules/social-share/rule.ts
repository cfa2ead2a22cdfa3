import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines of share bars and follow bars. */
export default definePhraseLine({
  id: 'social-share',
  category: 'cta',
  summary: 'A label of a share or follow bar is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'share label',
  sure: 'anywhere',
})
