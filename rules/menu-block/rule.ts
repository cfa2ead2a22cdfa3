import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'

const ID = 'menu-block'
// Title, byline and date stand between a menu and the first paragraph.
const GUARD = 3
const MIN_LINES = 5
const MAX_ENTRY_WORDS = 10
// A list of products or figures has fewer of the usual entries.
const MIN_SHARE = 0.01
const MAX_PRICES = 0.05
const PRICE = /\p{Sc}\s?\d|\d\s?\p{Sc}/u

/** The menus of a page dump: runs of short lines above the first and under the last prose, among them the usual entries. */
export default defineRule({
  id: ID,
  category: 'navigation',
  summary: 'The menu of a page stands above or under its text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  options: {
    minEntries: {default: 2, min: 1, description: 'Fewer different ones of the usual entries are no sign of a menu.'},
  },
  needs: 'document',
  *check({document, options}) {
    const entries = new Map<number, string>()
    for (const {phrase, line} of document.hits)
      if (phrase.rule === ID) entries.set(line.index, line.tokens.map(({fold}) => fold).join(' '))
    if (entries.size < options.minEntries) return
    const {first, last} = proseOf(document)
    if (first === undefined) return
    const guarded = guardOf(document, first)
    const above = [...entries.keys()].filter((index) => index < guarded)
    const below = [...entries.keys()].filter((index) => index > last)
    const stretches = [
      ...(above.length >= options.minEntries ? runs(document, 0, (above.at(-1) as number) + 1) : []),
      ...(below.length >= options.minEntries ? runs(document, below[0] as number, document.lineCount) : []),
    ]
    for (const lines of stretches) {
      // "Learn more" under every product makes no menu.
      const kinds = new Set(lines.flatMap(({index}) => entries.get(index) ?? [])).size
      if (kinds < options.minEntries || kinds < lines.length * MIN_SHARE || isPriceList(lines)) continue
      const [start] = lines as [Line]
      yield {
        at: {start: start.start, end: (lines.at(-1) as Line).end},
        reason: `Unexpected menu of ${lines.length} lines, \`${start.excerpt}\` and so on`,
        remove: true,
      }
    }
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

// Short lines in a row.
function* runs(document: Document, from: number, to: number): Generator<Line[]> {
  const lines: Line[] = []
  for (let index = from; index < to; index++) if (!document.isBlank(index)) lines.push(document.line(index))
  if (lines.length < MIN_LINES) return
  let run: Line[] = []
  for (const line of lines) {
    if (isEntry(line)) {
      run.push(line)
      continue
    }
    if (run.length > 0) yield run
    run = []
  }
  if (run.length > 0) yield run
}

function isPriceList(lines: readonly Line[]): boolean {
  return lines.filter(({text}) => PRICE.test(text)).length > lines.length * MAX_PRICES
}

function isEntry(line: Line): boolean {
  return line.words <= MAX_ENTRY_WORDS || line.document.claimed.has(line.index)
}
