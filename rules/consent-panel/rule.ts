import {defineRule} from '../../src/rule/define.ts'
import {type Document, fillsLine} from '../../src/text/document.ts'

const BANNER = 'cookie-consent'
// A purpose, what it means and who pursues it stand between two buttons of the panel.
const MAX_GAP = 4

/** What stands between the lines of a cookie banner: purposes, vendors, explanations. */
export default defineRule({
  id: 'consent-panel',
  category: 'legal',
  summary: 'The panel of a cookie banner is left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  options: {minLines: {default: 3, min: 2, description: 'Fewer lines of a banner close together are no panel.'}},
  needs: 'document',
  *check({document, options}) {
    for (const [first, last] of panels(document, options.minLines)) {
      const line = document.line(first)
      yield {
        at: {start: line.start, end: document.line(last).end},
        reason: `Unexpected panel of the cookie banner, from \`${line.excerpt}\` on`,
        remove: true,
      }
    }
  },
})

// Stretches in which lines of the banner come close after each other.
function* panels(document: Document, minLines: number): Generator<[first: number, last: number]> {
  let lines: number[] = []
  for (const hit of document.hits) {
    const {index} = hit.line
    const last = lines.at(-1)
    if (hit.phrase.rule !== BANNER || !fillsLine(hit) || index === last) continue
    if (last !== undefined && visibleBetween(document, last, index) > MAX_GAP) {
      if (lines.length >= minLines) yield [lines[0] as number, last]
      lines = []
    }
    lines.push(index)
  }
  if (lines.length >= minLines) yield [lines[0] as number, lines.at(-1) as number]
}

function visibleBetween(document: Document, from: number, to: number): number {
  let visible = 0
  for (let index = from + 1; index < to && visible <= MAX_GAP; index++) if (!document.isBlank(index)) visible++
  return visible
}
