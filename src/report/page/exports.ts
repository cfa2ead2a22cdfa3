import {accept, type BaselineEntry, formatBaseline} from '../../lint/baseline.ts'
import type {Entry} from './entries.ts'

/** A file made of decisions. */
export interface Export {
  name: string
  /** What it is for, for the reader. */
  about: string
  text: string
}

/** What one decided about each rule. */
interface Tally {
  accepted: number
  rejected: number
}

function tallyOf(entries: readonly Entry[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const {rules, decision} of entries) {
    if (!decision) continue
    for (const rule of rules) {
      const tally = tallies.get(rule) ?? {accepted: 0, rejected: 0}
      tally[decision]++
      tallies.set(rule, tally)
    }
  }
  return tallies
}

/**
 * A configuration: rules whose findings were all rejected go off, fixes of rules with some rejected are not applied, and
 * unsafe fixes of rules with none rejected and an unsafe one accepted are.
 *
 * @param entries all findings of the report
 */
export function configOf(entries: readonly Entry[]): Export {
  const tallies = [...tallyOf(entries)].sort(([a], [b]) => (a < b ? -1 : 1))
  const trusted = new Set(
    entries.filter(({decision, fix}) => decision === 'accepted' && fix === 'unsafe').flatMap(({rules}) => rules),
  )
  const off = tallies.filter(([, {accepted, rejected}]) => rejected > 0 && accepted === 0).map(([rule]) => rule)
  const unfixable = tallies.filter(([, {accepted, rejected}]) => rejected > 0 && accepted > 0).map(([rule]) => rule)
  const unsafeFixes = tallies.filter(([rule, {rejected}]) => rejected === 0 && trusted.has(rule)).map(([rule]) => rule)
  const config = {
    ...(off.length > 0 && {rules: Object.fromEntries(off.map((rule) => [rule, 'off']))}),
    ...(unfixable.length > 0 && {unfixable}),
    ...(unsafeFixes.length > 0 && {unsafeFixes}),
  }
  return {
    name: 'descrape.config.json',
    about:
      'Rules whose findings you only rejected are off; fixes of rules with some rejected are not applied; unsafe fixes that you accepted are, for rules with none rejected.',
    text: `${JSON.stringify(config, null, 2)}\n`,
  }
}

/**
 * A baseline that accepts what was rejected: such findings are neither reported nor mended any more.
 *
 * @param entries all findings of the report
 */
export function baselineOf(entries: readonly Entry[]): Export {
  const files = new Map<string, BaselineEntry[]>()
  for (const {decision, document, rules, fingerprint, start, end} of entries) {
    const [ruleId] = rules
    if (decision !== 'rejected' || ruleId === undefined || fingerprint === undefined) continue
    const excerpt = document.text().excerpts.findLast((each) => each.start <= start)
    const shift = excerpt?.start ?? 0
    const finding = {ruleId, fingerprint, start: start - shift, end: end - shift}
    files.set(document.path, accept(files.get(document.path) ?? [], [finding], excerpt?.text ?? ''))
  }
  return {
    name: 'descrape-baseline.json',
    about:
      'What you rejected is neither reported nor mended any more. Put the file into the folder that descrape was run in, and name it with --baseline or in the configuration.',
    text: formatBaseline(files),
  }
}

/**
 * Every decision, one a line, for other programs.
 *
 * @param entries all findings of the report
 */
export function decisionsOf(entries: readonly Entry[]): Export {
  const lines = entries.flatMap(({decision, document, rules, line, column, start, end, reason}) =>
    decision
      ? [
          JSON.stringify({
            decision,
            path: document.path,
            id: document.id,
            ruleId: rules[0],
            line,
            column,
            start,
            end,
            reason,
          }),
        ]
      : [],
  )
  return {
    name: 'descrape-decisions.jsonl',
    about: 'Each finding that you decided on, with its place: one JSON object a line.',
    text: lines.map((line) => `${line}\n`).join(''),
  }
}
