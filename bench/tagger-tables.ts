import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {MODES, type Mode} from '../src/tagger/decide.ts'
import {cell, groupOf, markdownTable, ROOT} from './lab.ts'

/** Tables of what the tagger makes of the lab's texts. */

/** Sums over some texts in one mode. */
export interface Sums {
  docs: number
  before: number
  after: number
  /** Characters. */
  junk: number
  junkGone: number
  content: number
  contentGone: number
  confidence: number
  /** Texts that are cut, and the most that one of them loses. */
  changed: number
  most: number
}

export const none = (): Sums => ({
  docs: 0,
  before: 0,
  after: 0,
  junk: 0,
  junkGone: 0,
  content: 0,
  contentGone: 0,
  confidence: 0,
  changed: 0,
  most: 0,
})

/** What was measured: by mode, then by name of a group: scraper, scraper and type or language, source of clean text. */
export interface Results extends Record<Mode, Record<string, Sums>> {
  /** Words by tenth of likelihood, and how many of them are content. */
  calibration: {words: number; content: number}[]
}

const percentOf = (part: number, whole: number, digits: number): string =>
  cell(whole > 0 ? (100 * part) / whole : undefined, digits)

/** All tables. */
export function reportOf(results: Results): string {
  const {calibration, ...sums} = results
  const named = (test: (name: string) => boolean): string[] => Object.keys(sums.safe).filter(test)
  const rows = (names: readonly string[]): string[][] =>
    names.flatMap((name) =>
      MODES.map((mode) => {
        const own = sums[mode][name] as Sums
        return [
          `${name}, ${mode}`,
          String(own.docs),
          cell(own.before / own.docs, 4),
          cell(own.after / own.docs, 4),
          percentOf(own.junkGone, own.junk, 1),
          percentOf(own.contentGone, own.content, 3),
          percentOf(own.changed, own.docs, 1),
          cell(own.confidence / own.docs, 3),
        ]
      }),
    )
  const head = [
    'texts',
    'number',
    'F1 before',
    'after',
    'junk removed %',
    'content lost %',
    'texts cut %',
    'confidence',
  ]
  const cut = named((name) => groupOf(name.split(' ')[0] as string) === 'dump' && name.includes(' ')).map((name) => {
    const own = sums['main-content'][name] as Sums
    return [
      name,
      String(own.docs),
      cell(own.before / own.docs, 3),
      cell(own.after / own.docs, 3),
      cell(own.confidence / own.docs, 3),
    ]
  })
  const clean = named((name) => name.startsWith('clean')).map((name) => [
    name,
    String((sums.safe[name] as Sums).docs),
    ...MODES.flatMap((mode) => {
      const own = sums[mode][name] as Sums
      return [percentOf(own.contentGone, own.content, 4), cell(100 * own.most, 1)]
    }),
  ])
  return [
    '# The line tagger on pages that it has not seen\n\nMade by `npm run bench:tagger`: 5 folds by registered domain.\n',
    markdownTable(head, rows(named((name) => groupOf(name) !== undefined))),
    '## By type of page and language, main-content\n',
    markdownTable(['texts', 'number', 'F1 before', 'after', 'confidence'], cut),
    '## Clean text: characters removed %, the most that one text loses %\n',
    markdownTable(['texts', 'number', ...MODES.flatMap((mode) => [mode, 'most'])], clean),
    '## Calibration on dumps, by words\n',
    calibrationTable(results),
  ].join('\n')
}

function calibrationTable({calibration}: Results): string {
  const bins = calibration.map(({words, content}, index) => [
    `${index / 10}–${(index + 1) / 10}`,
    String(words),
    percentOf(content, words, 1),
  ])
  return markdownTable(['likelihood', 'words', 'content %'], bins)
}

function scraperTable({safe, 'main-content': main}: Results): string {
  const mean = (sum: number, {docs}: Sums): string => cell(sum / docs, 4)
  const gone = ({junk, junkGone, content, contentGone}: Sums): string =>
    `${percentOf(junkGone, junk, 1)} / ${percentOf(contentGone, content, 3)}`
  const names = Object.keys(safe).filter((name) => groupOf(name) !== undefined)
  return markdownTable(
    ['text of', 'F1 as it is', '`safe`', '`main-content`', '`safe`: junk removed / content lost %', '`main-content`'],
    names.map((name) => {
      const [careful, best] = [safe[name] as Sums, main[name] as Sums]
      return [
        name,
        mean(careful.before, careful),
        mean(careful.after, careful),
        mean(best.after, best),
        gone(careful),
        gone(best),
      ]
    }),
  )
}

const TYPES_OF = 'bs4'

function typeTable({'main-content': main}: Results): string {
  const names = Object.keys(main).filter(
    (name) => new RegExp(`^${TYPES_OF} [a-z]{3,}$`).test(name) && !name.endsWith(' unknown'),
  )
  return markdownTable(
    [`${TYPES_OF}, by type`, 'pages', 'F1 as it is', '`main-content`'],
    names.sort().map((name) => {
      const own = main[name] as Sums
      return [
        name.slice(TYPES_OF.length + 1),
        String(own.docs),
        cell(own.before / own.docs, 3),
        cell(own.after / own.docs, 3),
      ]
    }),
  )
}

const FILE = join(ROOT, 'bench/results/tagger.json')
const TABLES: Partial<Record<string, (results: Results) => string>> = {
  taggerScrapers: scraperTable,
  taggerTypes: typeTable,
  taggerCalibration: calibrationTable,
}

/** @returns a table for the pages; undefined where there is none of that name */
export function taggerTable(name: string): string | undefined {
  const table = TABLES[name]
  return table && existsSync(FILE) ? table(JSON.parse(readFileSync(FILE, 'utf8')) as Results) : undefined
}
