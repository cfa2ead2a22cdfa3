import {type CaseScore, EXPECTED} from './cases.ts'
import {goalTable} from './goals.ts'
import {cell, FIX_MODES, type FixMode, type Group, markdownTable, percent} from './lab.ts'
import type {Score} from './page-score.ts'
import type {Results} from './results.ts'
import {ruleTable} from './rules.ts'
import type {GarbleCounts, GarbleScore} from './score.ts'

/** Tables of what was measured; empty where it was not. */

/** The main figures of repair, beside other cleaners of characters. */
function repairTable({texts, garble, cases, peers}: Results): string {
  if (!texts || !garble || !cases) return ''
  const names = Object.keys(peers?.garble ?? {})
  const row = <Value>(
    what: string,
    ours: Record<FixMode, Value>,
    others: Record<string, Value> | undefined,
    show: (value: Value) => string | number,
  ): (string | number)[] => [
    what,
    ...FIX_MODES.map((mode) => show(ours[mode])),
    ...names.map((name) => (others?.[name] === undefined ? '–' : show(others[name]))),
  ]
  const restored =
    (name: keyof GarbleScore['sums']) =>
    ({sums}: GarbleScore): string =>
      cell(percent(sums[name].restored, sums[name].documents), 1)
  const solved = (score: CaseScore): string => {
    const all = Object.values(score)
    const count = all.reduce((sum, own) => sum + own.cases, 0)
    return `${count - all.reduce((sum, {failed}) => sum + failed.length, 0)} of ${count}`
  }
  const rows = [
    row('one kind of damage that can be undone: texts restored %', garble, peers?.garble, restored('exact')),
    row('one kind to be guessed: texts restored %', garble, peers?.garble, restored('infer')),
    row('several kinds: texts restored %', garble, peers?.garble, restored('several')),
    row('undamaged texts edited, of 100', garble, peers?.garble, ({controls}) => controls.edited),
    row('edits in a million words of clean text', texts, peers?.texts, ({all}) =>
      cell((1e6 * all.edits) / all.words, 1),
    ),
    row("ftfy's own cases", cases, peers?.cases, solved),
  ]
  return markdownTable(['', 'descrape `--fix`', '`--unsafe-fixes`', ...names], rows)
}

/** What fixes do to the texts of each scraper. */
export function pageTable({pages}: Results): string {
  const rows = FIX_MODES.flatMap((mode) =>
    Object.entries(pages).map(([scraper, scores]) => {
      const score = scores[mode].all
      const change = score.f1_after - score.f1_before
      return [
        `${scraper}, ${mode}`,
        cell(score.junk_short_removed_pct, 2),
        cell(score.junk_long_removed_pct, 2),
        cell(score.junk_removed_pct, 2),
        cell(score.content_lost_pct, 3),
        cell(score.docs_losing_content_line_pct, 2),
        cell(score.removal_precision_pct, 1),
        cell(score.f1_before, 4),
        cell(score.f1_after, 4),
        `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(4)}`,
        `${cell(score.docs_f1_up_pct, 1)} / ${cell(score.docs_f1_down_pct, 1)}`,
      ]
    }),
  )
  const head = [
    'scraper',
    'junk removed %: short',
    'long',
    'all',
    'content lost %',
    'docs losing a content line %',
    'precision %',
    'F1 before',
    'after',
    'change',
    'docs up / down %',
  ]
  return rows.length > 0 ? markdownTable(head, rows) : ''
}

/** Other cleaners of lines beside ours. */
export function pagePeerTable({pages, peers}: Results): string {
  const row = (name: string, score: Score): string[] => [
    name,
    cell(score.junk_short_removed_pct, 2),
    cell(score.junk_removed_pct, 2),
    cell(score.content_lost_pct, 3),
    cell(score.docs_losing_content_line_pct, 2),
    cell(score.removal_precision_pct, 1),
    cell(score.f1_after, 4),
  ]
  const rows = Object.entries(peers?.pages ?? {}).flatMap(([scraper, scores]) => [
    ...FIX_MODES.flatMap((mode) =>
      pages[scraper] ? [row(`${scraper}: descrape, ${mode}`, pages[scraper][mode].all)] : [],
    ),
    ...Object.entries(scores).map(([name, score]) => row(`${scraper}: ${name}`, score)),
  ])
  const head = [
    'scraper: cleaner',
    'junk removed %: short',
    'all',
    'content lost %',
    'docs losing a content line %',
    'precision %',
    'F1 after',
  ]
  return rows.length > 0 ? markdownTable(head, rows) : ''
}

/** Edits and findings in clean texts. */
export function textTable({texts, peers}: Results): string {
  if (!texts) return ''
  const others = Object.entries(peers?.texts ?? {})
  const rows = Object.entries(texts.safe).map(([name, own]) => {
    const perMillion = (count: number): string => cell((1e6 * count) / own.words, 1)
    return [
      name,
      own.docs,
      own.words,
      own.edits,
      perMillion(own.edits),
      perMillion(texts.unsafe[name].edits),
      perMillion(own.messages),
      cell(percent(own.flagged, own.docs), 2),
      ...others.map(([, groups]) => perMillion(groups[name].edits)),
    ]
  })
  const head = [
    'texts',
    'documents',
    'words',
    'safe edits',
    'edits / M words: safe',
    'with unsafe',
    'warnings / M words',
    'documents flagged %',
    ...others.map(([name]) => `edits / M words: ${name}`),
  ]
  return markdownTable(head, rows)
}

const GARBLE_HEAD = ['documents', 'restored %: safe', 'with unsafe', 'warned of %: documents', 'places']

/** How much of the damage is undone and warned of, by how well it can be. */
export function garbleTable(results: Results): string {
  return garbleRows(results, ['exact', 'infer', 'detect', 'several'], ({sums}, name) => sums[name as keyof typeof sums])
}

/** The same for each kind of damage. */
export function kindTable(results: Results): string {
  return garbleRows(results, Object.keys(results.garble?.safe.kinds ?? {}), ({kinds}, name) => kinds[name])
}

function garbleRows(
  {garble, peers}: Results,
  names: readonly string[],
  pick: (score: GarbleScore, name: string) => GarbleCounts,
): string {
  if (!garble) return ''
  const others = Object.entries(peers?.garble ?? {})
  const restored = ({restored: count, documents}: GarbleCounts): string => cell(percent(count, documents), 1)
  const rows = names.map((name) => {
    const own = pick(garble.safe, name)
    return [
      name,
      own.documents,
      restored(own),
      restored(pick(garble.unsafe, name)),
      cell(percent(own.warned, own.damaged), 1),
      cell(percent(own.placesWarned, own.places), 1),
      ...others.map(([, score]) => restored(pick(score, name))),
    ]
  })
  return markdownTable(['damage', ...GARBLE_HEAD, ...others.map(([name]) => name)], rows)
}

/** What is done to undamaged texts among the damaged ones. */
export function controlTable({garble, peers}: Results): string {
  if (!garble) return ''
  const {flagged} = garble.safe.controls
  const {all, outside} = garble.safe.warnings
  const rows = [
    ...FIX_MODES.map((mode) => [
      `descrape, ${mode}`,
      garble[mode].controls.edited,
      flagged,
      cell(percent(outside, all), 2),
    ]),
    ...Object.entries(peers?.garble ?? {}).map(([name, {controls}]) => [name, controls.edited, '–', '–']),
  ]
  const head = ['', `of ${garble.safe.controls.documents} undamaged: edited`, 'flagged', 'warnings away from damage %']
  return markdownTable(head, rows)
}

/** How ftfy's own cases come out. */
export function caseTable({cases, peers}: Results): string {
  if (!cases) return ''
  const row = (name: string, score: CaseScore): string[] => [
    name,
    ...EXPECTED.map((expected) => {
      const {cases: count, failed} = score[expected]
      return `${count - failed.length} of ${count}`
    }),
  ]
  const rows = [
    ...FIX_MODES.map((mode) => row(`descrape, ${mode}`, cases[mode])),
    ...Object.entries(peers?.cases ?? {}).map(([name, score]) => row(name, score)),
  ]
  return markdownTable(['', 'pass', 'must stay', 'known failures solved'], rows)
}

/** Peers that could not be had. */
export function missingPeers({peers}: Results): string {
  const missing = Object.entries(peers?.missing ?? {})
  return missing.map(([name, reason]) => `Left out: ${name} (${reason}).\n`).join('')
}

export function ruleTables({clean, ...results}: Results): string {
  return (['main', 'dump'] as const)
    .flatMap((group: Group) => {
      const own = results[group]
      return own ? [ruleTable(group, own, clean)] : []
    })
    .join('\n')
}

/** Tables by the name that pages call them by. */
export const TABLES: Readonly<Record<string, (results: Results) => string>> = {
  goals: goalTable,
  repair: repairTable,
  pages: pageTable,
  pagePeers: pagePeerTable,
  texts: textTable,
  garble: garbleTable,
  controls: controlTable,
  kinds: kindTable,
  cases: caseTable,
}
