import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Messages that a server, a script or a gate prints in place of the text. */
export default definePhraseLine({
  id: 'error-page',
  category: 'placeholder',
  summary: 'A message of the server or of a gate stands in place of text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'error message',
  sure: 'anywhere',
  headings: true,
})
