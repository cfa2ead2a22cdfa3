import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** The agencies that a text draws on and the terms of its syndication, on a line under it. */
export default definePhraseLine({
  id: 'syndication-footer',
  category: 'footer',
  summary: 'A line under the text names the agencies it was taken from, or their terms.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'syndication line',
  sure: 'tail',
})
