import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines of the form under a page that asks readers to comment. */
export default definePhraseLine({
  id: 'reply-prompt',
  category: 'comments',
  summary: 'A line of the comment form is left under the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'comment form',
  sure: 'anywhere',
  headings: true,
  authors: true,
})
