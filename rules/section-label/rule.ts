import {fillsLine} from '../../src/text/document.ts'
import {defineRule} from '../../src/rule/define.ts'

const MIN_TITLE_WORDS = 4

/** The section of a site that stands above a headline; the same words over a paragraph are a heading. */
export default defineRule({
  id: 'section-label',
  category: 'navigation',
  summary: 'The name of a section or a breadcrumb stands above the title.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'phrases',
  *check({hit, line, document}) {
    if (!fillsLine(hit) || !line.inHead) return
    const title = document.nextVisible(line.index)
    if (!title || title.words < MIN_TITLE_WORDS || title.words <= line.words || title.isProse) return
    yield {at: line, reason: `Unexpected section label \`${line.excerpt}\` above the title`, remove: true}
  },
})
