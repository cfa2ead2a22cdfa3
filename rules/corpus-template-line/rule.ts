import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {LEAST_SHARE} from '../../src/text/site.ts'

/** Lines of the template of a site: its menus and footers stand on its other pages too. Without a profile of the site there is nothing to compare with. */
export default defineRule({
  id: 'corpus-template-line',
  category: 'duplicate',
  summary: 'A line of the template of the site, on many of its pages; needs a profile (`--profile`).',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  options: {
    minDocuments: {default: 5, min: 2, description: 'A line on fewer pages of the site is none of its template.'},
    minShare: {
      default: 0.5,
      min: LEAST_SHARE,
      max: 1,
      description: 'Nor is a line on a smaller share of its pages.',
    },
    minAtEdge: {default: 3, min: 1, description: 'Fewer such lines in a row may begin or end a text.'},
    minInside: {default: 8, min: 1, description: 'Fewer such lines in a row may stand inside of a text.'},
  },
  needs: 'document',
  *check({document, options}) {
    const {site, siteCounts} = document
    if (!site) return
    const least = Math.max(options.minDocuments, options.minShare * site.documents)
    if (least > site.documents) return
    const ofSite = templateLines(document, least)
    if (!ofSite) return
    const isTelling = tellingLines(document)
    for (const {lines, isFirst, isLast} of runsOf(document, ofSite)) {
      const atEdge = isFirst || isLast
      const isBlock = lines.filter(isTelling).length >= (atEdge ? options.minAtEdge : options.minInside)
      if (!isBlock && !atEdge) continue
      // Of a text kept twice, lists and tables are shared as well, and what stands over it: title, byline, date.
      const doubtful = !isBesideShared(document, lines, least) || isLast ? 0 : isFirst ? TITLE_LINES : lines.length
      for (const [place, index] of lines.entries()) {
        const line = document.line(index)
        yield {
          at: line,
          reason: `Unexpected line of the site, on ${siteCounts[index]} of ${site.documents} pages of ${site.host}`,
          remove: true,
          // A sentence under every text is the site's; one over it may introduce a series.
          fix:
            (isBlock && place < lines.length - doubtful && !isHeadingOfOwn(line, ofSite)) || (isLast && line.isProse)
              ? 'safe'
              : 'unsafe',
        }
      }
    }
  },
})

// Lines that stand over a text at most.
const TITLE_LINES = 4
// A page of which less is its own, by words, is one that was kept twice, or says nothing.
const LEAST_OWN = 0.1

type LineTest = (index: number) => boolean

// Which lines stand on so many pages; nothing where next to all do. Pages that are kept twice share their text, not only
// what stands around it: where more prose is shared than is not, prose is no sign.
function templateLines(document: Document, least: number): LineTest | undefined {
  const {siteCounts, scan} = document
  const isShared: LineTest = (index) => (siteCounts[index] as number) >= least
  const shared = {words: 0, prose: 0}
  const own = {words: 0, prose: 0}
  for (let index = 0; index < siteCounts.length; index++) {
    const sum = isShared(index) ? shared : own
    const words = scan.words[index] as number
    sum.words += words
    if (document.line(index).isProse) sum.prose += words
  }
  if (shared.words === 0 || own.words < (own.words + shared.words) * LEAST_OWN) return undefined
  return shared.prose > own.prose ? (index) => isShared(index) && !document.line(index).isProse : isShared
}

// Whether shared prose stands before or after a run.
function isBesideShared(document: Document, lines: readonly number[], least: number): boolean {
  const before = document.previousVisible(lines[0] as number)
  const after = document.nextVisible(lines.at(-1) as number)
  return [before, after].some((line) => line && (document.siteCounts[line.index] as number) >= least)
}

// Lines one after the other, blank ones apart.
interface Run {
  lines: readonly number[]
  /** Whether the page begins with them, and whether it ends so. */
  isFirst: boolean
  isLast: boolean
}

function runsOf(document: Document, isWanted: LineTest): Run[] {
  const runs: Run[] = []
  let lines: number[] = []
  let isFirst = true
  const close = (isLast: boolean): void => {
    if (lines.length > 0) runs.push({lines, isFirst, isLast})
    lines = []
    isFirst = false
  }
  for (let index = 0; index < document.lineCount; index++) {
    if (document.isBlank(index)) continue
    if (isWanted(index)) lines.push(index)
    else close(false)
  }
  close(true)
  return runs
}

// What stands again and again on one page, signs and single words of code or of a table, says nothing about the site. An
// entry of a menu stands above and below the text.
const MAX_TIMES = 2

function tellingLines({scan}: Document): LineTest {
  const times = new Map<number, number>()
  for (const key of scan.keys) times.set(key, (times.get(key) ?? 0) + 1)
  return (index) => (scan.words[index] as number) > 0 && (times.get(scan.keys[index] as number) as number) <= MAX_TIMES
}

// "Introduction" may end a menu on every page and is the heading of what follows all the same.
function isHeadingOfOwn(line: Line, ofSite: LineTest): boolean {
  const next = line.isHeading && line.document.nextVisible(line.index)
  return next ? !ofSite(next.index) : false
}
