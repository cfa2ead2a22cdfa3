import {defineFooter} from '../../src/rule/footer.ts'

/** Who else reported, wrote or edited, on a line under the text. */
export default defineFooter(
  {
    id: 'contributor-footer',
    category: 'byline',
    summary: 'A line under the text names those who contributed to it.',
    since: '0.1.0',
    presets: ['recommended', 'strict', 'news'],
  },
  'list of contributors',
)
