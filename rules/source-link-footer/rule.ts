import {defineFooter} from '../../src/rule/footer.ts'

/** The line that an aggregator sets under a text to link its source. */
export default defineFooter(
  {
    id: 'source-link-footer',
    category: 'footer',
    summary: 'A link to the page that the text was taken from stands under it.',
    since: '0.1.0',
    presets: ['recommended', 'strict', 'news'],
  },
  'link to the source',
)
