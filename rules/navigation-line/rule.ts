import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines of menus, skip links, pagers and account links. */
export default definePhraseLine({
  id: 'navigation-line',
  category: 'navigation',
  summary: 'A link or button of the page’s navigation is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'navigation',
  sure: 'anywhere',
})
