import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** The line that an aggregator sets under a text to link its source. */
export default definePhraseLine({
  id: 'source-link-footer',
  category: 'footer',
  summary: 'A link to the page that the text was taken from stands under it.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'link to the source',
  sure: 'tail',
})
