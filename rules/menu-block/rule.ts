import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'

// Title, byline and date stand between a menu and the first paragraph.
const GUARD = 3
const MIN_LINES = 5
const MAX_ENTRY_WORDS = 10

/** The menus of a page dump: runs of short lines above the first and under the last prose, among them the usual entries. */
export default defineRule({
  id: 'menu-block',
  category: 'navigation',
  summary: 'The menu of a page stands above or under its text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  options: {minEntries: {default: 2, min: 1, description: 'Fewer of the usual entries are no sign of a menu.'}},
  needs: 'document',
  *check({document, options}) {
    const entries = [
      ...new Set(document.hits.filter(({phrase}) => phrase.rule === 'menu-block').map(({line}) => line.index)),
    ]
    if (entries.length < options.minEntries) return
    const {first, last} = proseOf(document)
    if (first === undefined) return
    const guarded = guardOf(document, first)
    const above = entries.filter((index) => index < guarded)
    const below = entries.filter((index) => index > last)
    if (above.length >= options.minEntries) yield* runs(document, 0, (above.at(-1) as number) + 1)
    if (below.length >= options.minEntries) yield* runs(document, below[0] as number, document.lineCount)
  },
})

// First and last line of prose that is no phrase of the page.
function proseOf(document: Document): {first: number | undefined; last: number} {
  const isText = (index: number): boolean =>
    !document.isBlank(index) && !document.claimed.has(index) && document.line(index).isProse
  let first: number | undefined
  for (let index = 0; index < document.lineCount && first === undefined; index++) if (isText(index)) first = index
  let last = document.lineCount - 1
  while (last > 0 && !isText(last)) last--
  return {first, last}
}

function guardOf(document: Document, first: number): number {
  let index = first
  for (let left = GUARD; left > 0; left--) index = document.previousVisible(index)?.index ?? 0
  return index
}

// Short lines of a stretch, as one finding for each run of them.
function* runs(
  document: Document,
  from: number,
  to: number,
): Generator<{at: {start: number; end: number}; reason: string; remove: true}> {
  const lines: Line[] = []
  for (let index = from; index < to; index++) if (!document.isBlank(index)) lines.push(document.line(index))
  if (lines.length < MIN_LINES) return
  for (let start = 0; start < lines.length; start++) {
    if (!isEntry(lines[start] as Line)) continue
    let end = start
    while (end + 1 < lines.length && isEntry(lines[end + 1] as Line)) end++
    yield {
      at: {start: (lines[start] as Line).start, end: (lines[end] as Line).end},
      reason: `Unexpected menu of ${end - start + 1} lines, \`${(lines[start] as Line).excerpt}\` and so on`,
      remove: true,
    }
    start = end
  }
}

function isEntry(line: Line): boolean {
  return line.words <= MAX_ENTRY_WORDS || line.document.claimed.has(line.index)
}
