import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Labels of widgets that show paid teasers. */
export default definePhraseLine({
  id: 'recirculation-widget',
  category: 'ads',
  summary: 'The label of a widget with paid teasers is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'label of paid teasers',
  sure: 'anywhere',
})
