import {defineRule} from '../../src/rule/define.ts'
import {fillsLine} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'

// "More on this in the chapter about the sluice" leads on.
const MAX_HEADING_WORDS = 6
// A title has so many words; names of products, tags and specifications have fewer.
const MIN_TITLE_WORDS = 4
const MAX_TITLE_WORDS = 25
// Between titles stand dates, sections and prices.
const MIN_TITLE_SHARE = 0.4
const MAX_LINES = 60
const MIN_TEXT_WORDS = 100
// A sentence goes on, or a line of code stands there.
const NO_TITLE = /^\P{L}*\p{Ll}/u

/** Titles of other pages under a heading such as "Related stories": from the heading to the next prose. */
export default defineRule({
  id: 'related-block',
  category: 'related',
  summary: 'A list of other pages stands under its heading.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  options: {minTitles: {default: 3, min: 1, description: 'A heading with fewer titles under it is left alone.'}},
  needs: 'phrases',
  *check({hit, line, document, options}) {
    if (!fillsLine(hit) || line.words > MAX_HEADING_WORDS || line.endsSentence || NO_TITLE.test(line.text)) return
    let last: Line | undefined
    let titles = 0
    let lines = 0
    for (
      let next = document.nextVisible(line.index);
      next && lines < MAX_LINES;
      next = document.nextVisible(next.index)
    ) {
      if (next.isProse || next.isHeading || next.words > MAX_TITLE_WORDS) break
      lines++
      if (next.words < MIN_TITLE_WORDS) continue
      if (NO_TITLE.test(next.text)) return
      last = next
      titles++
    }
    if (!last || titles < options.minTitles || titles < lines * MIN_TITLE_SHARE) return
    // A page of lists, or of sections of the same weight, has them for its text.
    const text = document.mainText
    if (text && text.words >= MIN_TEXT_WORDS && !text.isLast) return
    yield {
      at: {start: line.start, end: last.end},
      reason: `Unexpected list of ${titles} other pages under \`${line.excerpt}\``,
      remove: true,
    }
  },
})
