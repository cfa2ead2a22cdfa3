import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Buttons of shops and offers: buy, book, try, call. */
export default definePhraseLine({
  id: 'call-to-action',
  category: 'cta',
  summary: 'A button that asks to buy, book or try something is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'call to action',
  sure: 'anywhere',
  headings: true,
  authors: true,
})
