import {defineRule} from '../../src/rule/define.ts'
import {fillsLine, startsLine} from '../../src/text/document.ts'

const MIN_TITLE_WORDS = 4
// "Politics" over "A play in one act" is the title itself; a headline is longer.
const SURE_TITLE_CHARS = 25
// A breadcrumb names a few sections and perhaps the title.
const MAX_WORDS = 16

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
    if (
      !startsLine(hit) ||
      line.isProse ||
      line.words > MAX_WORDS ||
      !line.inHead ||
      (hit.phrase.atEnd && !fillsLine(hit))
    )
      return
    const title = document.nextVisible(line.index)
    if (!title || title.words < MIN_TITLE_WORDS || title.isProse) return
    yield {
      at: line,
      reason: `Unexpected section label \`${line.excerpt}\` above the title`,
      remove: true,
      fix: title.text.trim().length >= SURE_TITLE_CHARS ? 'safe' : 'unsafe',
    }
  },
})
