import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {foldTypography} from '../../src/text/repeats.ts'
import {opensText} from '../../src/text/sections.ts'

const TOP_LINES = 3
const REACH = 12
const MIN_WORDS = 4
const MAX_WORDS = 40
const MIN_CHARS = 12
// An entry of a list or a row of a table: begins in lower case or has several bars.
const NO_TITLE = /^\s*\p{Ll}|\|[^|]*\|/u
// What stands between a headline and the name of its site.
const SITE = /(?<!\s)\s+[|–—·•»:-]{1,2}\s+[^|–—]{2,60}$/u

/** The headline once more: as the title of the page with the name of the site, or as its own copy. */
export default defineRule({
  id: 'title-repeat',
  category: 'duplicate',
  summary: 'The headline stands twice above the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'document',
  *check({document}) {
    const lines = firstLines(document)
    for (const [index, title] of lines.slice(0, TOP_LINES).entries()) {
      if (title.words < MIN_WORDS || title.words > MAX_WORDS || title.endsSentence || NO_TITLE.test(title.text))
        continue
      const text = foldTypography(title.text).toLowerCase()
      const site = SITE.exec(text.slice(-SITE_CHARS))
      const bare = site && text.slice(0, text.length - site[0].length)
      const copy = lines.slice(index + 1).find((line) => {
        if (line.words > title.words) return false
        const other = foldTypography(line.text).toLowerCase()
        return other === text || (other === bare && other.length >= MIN_CHARS)
      })
      if (!copy || !opensText(copy, PROSE_REACH)) continue
      // Further down, lines that take turns are a form or a song.
      if (index > 0 && document.nextVisible(title.index)?.index !== copy.index) continue
      // The copy over the text is the headline; the one above it came from the page's head.
      yield {
        at: title,
        reason: `Unexpected second headline, line ${copy.index + 1} says the same`,
        remove: true,
        keeps: copy,
        fix: index === 0 ? 'safe' : 'unsafe',
      }
      return
    }
  },
})

const SITE_CHARS = 80
const PROSE_REACH = 6

function firstLines(document: Document): Line[] {
  const lines: Line[] = []
  for (
    let line = document.nextVisible(-1);
    line && lines.length < TOP_LINES + REACH;
    line = document.nextVisible(line.index)
  ) {
    lines.push(line)
    if (line.isProse) break
  }
  return lines
}
