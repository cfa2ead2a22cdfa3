import type {FileSettings} from '../config/files.ts'
import type {Problem} from '../corpus/types.ts'
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
}

/**
 * @param fixes  whether fixes were asked for
 * @param unsafe whether unsafe ones were
 */
export function createTotals(fixes: boolean, unsafe: boolean): Totals {
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
  return {...counts, ...(fixes && {fixed: 0, ...(unsafe && {fixedUnsafe: 0})}), byRule: {}, problems: []}
}

/**
 * Counts what is left of a document's findings and what was mended. A finding is fixable where the settings would let
 * `--fix`, or `--fix --unsafe-fixes`, do it.
 */
export function tally(totals: Totals, {left, fixed}: Examined, settings: FileSettings): void {
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

function ruleCount({byRule}: Totals, {ruleId}: Finding): RuleCount {
  const count = byRule[ruleId] ?? {findings: 0, safe: 0, unsafe: 0}
  byRule[ruleId] = count
  return count
}

/**
 * 0 where nothing is left at or above `--fail-on`, 1 where something is, 2 where something could not be read.
 *
 * @param wouldChange whether changes that are only shown count as something left
 */
export function exitCode(
  {errors, warnings, problems, changed}: Totals,
  {failOn, maxWarnings, exitZero}: CheckFlags,
  wouldChange: boolean,
): number {
  if (problems.length > 0) return 2
  if (exitZero) return 0
  const tolerated = maxWarnings ?? (failOn === 'warn' ? 0 : Number.POSITIVE_INFINITY)
  return (failOn !== 'never' && (errors > 0 || (wouldChange && changed > 0))) || warnings > tolerated ? 1 : 0
}
