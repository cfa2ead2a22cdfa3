import type {Message} from '../src/report/message.ts'
import {cell, type Group, type Mode, markdownTable, type PageChanges, percent} from './lab.ts'

/** What a rule did to one set of documents. */
export interface RuleFigures {
  findings: number
  /** Documents with a finding. */
  found: number
  safe: Fixes
  unsafe: Fixes
}

export interface Fixes {
  /** Removed lines: all, and by label; those without words have none. */
  lines: number
  c: number
  j: number
  m: number
  /** Characters of removed lines labelled content and junk; for content also what was cut inside of lines. */
  lost: number
  gained: number
  /** Changes inside of lines that stay. */
  edits: number
  /** Documents changed. */
  docs: number
}

export type Figures = Map<string, RuleFigures>

const noFixes = (): Fixes => ({lines: 0, c: 0, j: 0, m: 0, lost: 0, gained: 0, edits: 0, docs: 0})
const noFigures = (): RuleFigures => ({findings: 0, found: 0, safe: noFixes(), unsafe: noFixes()})

function figuresOf(figures: Figures, rule: string): RuleFigures {
  let own = figures.get(rule)
  if (!own) figures.set(rule, (own = noFigures()))
  return own
}

/** Adds the findings of a lint run, by document. */
export function addFindings(figures: Figures, messages: ReadonlyMap<string, readonly Message[]>): void {
  for (const list of messages.values()) {
    for (const {ruleId} of list) figuresOf(figures, ruleId).findings++
    for (const rule of new Set(list.map(({ruleId}) => ruleId))) figuresOf(figures, rule).found++
  }
}

/** Adds what a run with fixes changed. A line that several rules took counts for each. */
export function addChanges(figures: Figures, mode: Exclude<Mode, 'lint'>, pages: readonly PageChanges[]): void {
  for (const {removals, retouches} of pages) {
    const touched = new Set<string>()
    for (const {label, rules, text} of removals)
      for (const rule of rules) {
        const fixes = figuresOf(figures, rule)[mode]
        touched.add(rule)
        fixes.lines++
        if (label !== ' ') fixes[label]++
        if (label === 'c') fixes.lost += text.length
        if (label === 'j') fixes.gained += text.length
      }
    for (const {label, rules, lost} of retouches)
      for (const rule of rules) {
        const fixes = figuresOf(figures, rule)[mode]
        touched.add(rule)
        fixes.edits++
        if (label === 'c') fixes.lost += lost
      }
    for (const rule of touched) figuresOf(figures, rule)[mode].docs++
  }
}

/** Share of removed lines that are junk, in per cent; mixed lines do not count. */
export function precision({c, j}: Pick<Fixes, 'c' | 'j'>): number {
  return percent(j, c + j)
}

const TITLES: Record<Group, string> = {main: 'main-content scrapers', dump: 'whole-page dumps'}

/** What each rule does to texts of a group of scrapers, and to clean text. */
export function ruleTable(
  group: Group,
  {docs, rules: figures}: {docs: number; rules: Readonly<Record<string, RuleFigures>>},
  {words, rules: clean}: {words: number; rules: Readonly<Record<string, RuleFigures>>},
): string {
  const perMillion = (count: number): string => cell((1e6 * count) / words, count > 0 ? 1 : 0)
  const rules = [...new Set([...Object.keys(figures), ...Object.keys(clean)])].sort()
  const rows = rules.map((rule) => {
    const own = figures[rule] ?? noFigures()
    const pure = clean[rule] ?? noFigures()
    const fixes = ({lines, c, j, lost, gained, edits, docs: touched}: Fixes): (string | number)[] => [
      lines,
      cell(precision({c, j}), 1),
      gained,
      lost,
      edits,
      touched,
    ]
    return [
      rule,
      cell((1000 * own.findings) / docs, 1),
      ...fixes(own.safe),
      ...fixes(own.unsafe),
      perMillion(pure.findings),
      perMillion(pure.safe.lines + pure.safe.edits),
      perMillion(pure.unsafe.lines + pure.unsafe.edits),
    ]
  })
  const of = (mode: string): string[] => [`${mode}: lines`, 'junk %', 'junk chars', 'content chars', 'edits', 'docs']
  const head = [
    'rule',
    'findings / 1,000 docs',
    ...of('safe'),
    ...of('unsafe'),
    'clean: findings',
    'safe edits',
    'unsafe edits / M words',
  ]
  return `### ${TITLES[group]}\n\n${markdownTable(head, rows)}`
}
