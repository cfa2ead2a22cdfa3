import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Who else reported, wrote or edited, on a line under the text. */
export default definePhraseLine({
  id: 'contributor-footer',
  category: 'byline',
  summary: 'A line under the text names those who contributed to it.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'list of contributors',
  sure: 'tail',
})
