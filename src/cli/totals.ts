import type {FileSettings} from '../config/files.ts'
import type {Item, Problem} from '../corpus/types.ts'
import type {Finding} from '../lint/linter.ts'
import type {RuleCount, Summary} from '../report/reporter.ts'
import type {CheckFlags} from './commands/check.ts'
import type {Examined} from './examine.ts'

/** A summary in the making. */
export type Totals = {-readonly [Key in keyof Summary]: Summary[Key]} & {
  byRule: Record<string, RuleCount>
  problems: Problem[]
  /** Files that changed, or would. */
  changed: number
  work: Work
  /** Findings that the baseline accepts, by path and fingerprint. */
  accepted: Record<string, number>
}

/** What went in and came out; for `--stats`. */
export interface Work {
  /** Bytes of all texts, before and after. */
  bytesIn: number
  bytesOut: number
  /** By rule id. */
  rules: Record<string, RuleWork>
}

/** What a rule has found and done. */
export interface RuleWork {
  found: number
  fixed: number
  /** Bytes that texts are shorter for it; those that several rules remove are shared among them. */
  removed: number
}

/** @param flags flags of `check` */
export function createTotals({fix, diff, unsafeFixes}: Pick<CheckFlags, 'fix' | 'diff' | 'unsafeFixes'>): Totals {
  const counts = {
    files: 0,
    documents: 0,
    errors: 0,
    warnings: 0,
    infos: 0,
    fixableSafe: 0,
    fixableUnsafe: 0,
    changed: 0,
  }
  const fixes = (fix || diff) && {fixed: 0, ...(unsafeFixes && {fixedUnsafe: 0})}
  return {...counts, ...fixes, byRule: {}, problems: [], work: {bytesIn: 0, bytesOut: 0, rules: {}}, accepted: {}}
}

/**
 * Counts what is left of a document's findings and what was mended. A finding is fixable where the settings would let
 * `--fix`, or `--fix --unsafe-fixes`, do it.
 */
export function tally(totals: Totals, examined: Examined, {path, text}: Item, settings: FileSettings): void {
  const {left, fixed, suppressed, accepted} = examined
  if (suppressed > 0) totals.suppressed = (totals.suppressed ?? 0) + suppressed
  for (const hash of accepted) {
    const key = acceptedKey(path, hash)
    totals.accepted[key] = (totals.accepted[key] ?? 0) + 1
  }
  countWork(totals.work, examined, text.length)
  const safely = settings.policy(false)
  const atAll = settings.policy(true)
  for (const finding of left) {
    if (finding.severity === 'error') totals.errors++
    else if (finding.severity === 'warning') totals.warnings++
    else totals.infos++
    const count = ruleCount(totals, finding)
    count.findings++
    if (safely.wants(finding)) {
      totals.fixableSafe++
      count.safe++
    } else if (atAll.wants(finding)) {
      totals.fixableUnsafe++
      count.unsafe++
    }
  }
  if (totals.fixed === undefined) return
  totals.fixed += fixed.length
  if (totals.fixedUnsafe !== undefined) totals.fixedUnsafe += fixed.filter(({fix}) => fix === 'unsafe').length
}

/** Name of a number in `Totals.accepted`. */
export function acceptedKey(path: string, hash: string): string {
  return `${path} ${hash}`
}

function countWork(work: Work, {left, fixed, changes}: Examined, length: number): void {
  work.bytesIn += length
  work.bytesOut += length
  for (const {ruleId} of left) ruleWork(work, ruleId).found++
  for (const {ruleId} of fixed) {
    const own = ruleWork(work, ruleId)
    own.found++
    own.fixed++
  }
  for (const {start, end, bytes, rules} of changes) {
    const removed = end - start - bytes.length
    work.bytesOut -= removed
    const share = Math.trunc(removed / rules.length)
    rules.forEach((id, index) => {
      ruleWork(work, id).removed += index === 0 ? removed - share * (rules.length - 1) : share
    })
  }
}

function ruleWork({rules}: Work, id: string): RuleWork {
  rules[id] ??= {found: 0, fixed: 0, removed: 0}
  return rules[id]
}

function ruleCount({byRule}: Totals, {ruleId}: Finding): RuleCount {
  const count = byRule[ruleId] ?? {findings: 0, safe: 0, unsafe: 0}
  byRule[ruleId] = count
  return count
}

/**
 * 0 where nothing is left at or above `--fail-on`, 1 where something is, 2 where something could not be read, 3 where
 * more records than `--max-errors` tolerates could not.
 *
 * @param wouldChange whether changes that are only shown count as something left
 */
export function exitCode(
  {errors, warnings, problems, changed, failed = 0, documents}: Totals,
  {failOn, maxWarnings, maxErrors, exitZero}: CheckFlags,
  wouldChange: boolean,
): number {
  if (problems.some(({partial}) => !partial || !maxErrors)) return 2
  if (maxErrors && failed > (maxErrors.percent ? ((documents + failed) * maxErrors.most) / 100 : maxErrors.most))
    return 3
  if (exitZero) return 0
  const tolerated = maxWarnings ?? (failOn === 'warn' ? 0 : Number.POSITIVE_INFINITY)
  return (failOn !== 'never' && (errors > 0 || (wouldChange && changed > 0))) || warnings > tolerated ? 1 : 0
}
