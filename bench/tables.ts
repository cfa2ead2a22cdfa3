import {cell, FIX_MODES, type FixMode, markdownTable, percent} from './lab.ts'
import type {Measured} from './measure.ts'
import type {CleanScore} from './score.ts'

/** What fixes do to the texts of each scraper. */
export function pageTable(measured: readonly Measured[]): string {
  const rows = FIX_MODES.flatMap((mode) =>
    measured.flatMap(({job, pages}) => {
      const score = pages?.[mode].all
      if (!score) return []
      const change = score.f1_after - score.f1_before
      return [
        [
          `${job.name}, ${mode}`,
          cell(score.junk_short_removed_pct, 2),
          cell(score.junk_long_removed_pct, 2),
          cell(score.junk_removed_pct, 2),
          cell(score.content_lost_pct, 3),
          cell(score.docs_losing_content_line_pct, 2),
          cell(score.removal_precision_pct ?? undefined, 1),
          cell(score.f1_before, 4),
          cell(score.f1_after, 4),
          `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(4)}`,
          `${cell(score.docs_f1_up_pct, 1)} / ${cell(score.docs_f1_down_pct, 1)}`,
        ],
      ]
    }),
  )
  if (rows.length === 0) return ''
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
  return `## Scraped pages\n\n${markdownTable(head, rows)}`
}

// Languages in which nothing may be edited, with their ISO 639-3 codes as UDHR has them.
const UNTOUCHED: Record<string, readonly string[]> = {
  zh: ['cmn', 'yue', 'nan', 'hak', 'gan', 'wuu'],
  ja: ['jpn'],
  ko: ['kor'],
  ar: ['arb', 'ara'],
  he: ['heb'],
  hi: ['hin'],
  th: ['tha'],
  vi: ['vie'],
  fr: ['fra'],
  de: ['deu'],
  ru: ['rus'],
}

const isLanguage = (lang: string, code: string): boolean =>
  lang === code || (UNTOUCHED[code] ?? []).some((three) => lang === `x-${three}` || lang.startsWith(`x-${three}_`))

function sum(scores: readonly CleanScore[]): CleanScore {
  const total: CleanScore = {docs: 0, words: 0, edits: 0, touched: 0, messages: 0, flagged: 0}
  for (const score of scores)
    for (const key of Object.keys(total) as (keyof CleanScore)[]) total[key] += score[key] ?? 0
  return total
}

/** Counts of clean texts by group of languages. */
function cleanGroups(scores: Record<string, CleanScore>): Map<string, CleanScore> {
  const pick = (keeps: (lang: string) => boolean): CleanScore =>
    sum(Object.entries(scores).flatMap(([lang, score]) => (lang !== 'ALL' && keeps(lang) ? [score] : [])))
  const codes = Object.keys(UNTOUCHED)
  const groups = new Map([
    ['all', pick(() => true)],
    ['en', pick((lang) => lang === 'en')],
  ])
  for (const code of codes)
    groups.set(
      code,
      pick((lang) => isLanguage(lang, code)),
    )
  groups.set(
    'others',
    pick((lang) => lang !== 'en' && !codes.some((code) => isLanguage(lang, code))),
  )
  return groups
}

/** Edits in the languages in which there must be none. */
export function untouchedEdits(scores: Record<string, CleanScore>): number {
  const groups = cleanGroups(scores)
  return Object.keys(UNTOUCHED).reduce((total, code) => total + (groups.get(code)?.edits ?? 0), 0)
}

export function cleanTable(scores: Record<FixMode, Record<string, CleanScore>>): string {
  const safe = cleanGroups(scores.safe)
  const unsafe = cleanGroups(scores.unsafe)
  const rows = [...safe].map(([name, own]) => {
    const perMillion = (count: number): string => cell((1e6 * count) / own.words, 1)
    const wild = unsafe.get(name) as CleanScore
    return [
      name,
      own.docs,
      own.words,
      own.edits,
      perMillion(own.edits),
      wild.edits,
      perMillion(wild.edits),
      own.messages,
      perMillion(own.messages),
      cell(percent(own.flagged, own.docs), 2),
    ]
  })
  const head = [
    'language',
    'docs',
    'words',
    'safe edits',
    '/ M words',
    'unsafe edits',
    '/ M words',
    'findings',
    '/ M words',
    'docs flagged %',
  ]
  return `## Clean text\n\n${markdownTable(head, rows)}`
}

// The sums only: there are 81 kinds.
export function garbleTable(tables: Record<FixMode, string>): string {
  const parts = FIX_MODES.map((mode) => {
    const lines = tables[mode].trim().split('\n')
    const kept = lines.filter(
      (line, index) => index < 2 || !line.startsWith('|') || /^\| (?:ALL|of these|\()/.test(line),
    )
    return `### ${mode}\n\n${kept.join('\n')}\n`
  })
  return `## Damaged text\n\n${parts.join('\n')}`
}
