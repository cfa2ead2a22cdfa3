import pc from 'picocolors'
import {counted, grouped} from './count.ts'
import type {Summary} from './reporter.ts'

/**
 * The last line of a report for people: `6 files, 14 warnings · 9 fixable with --fix, 5 more with --unsafe-fixes`.
 *
 * @param summary totals of the run
 * @param color   whether to use ANSI colours
 */
export function summaryLine(summary: Summary, color: boolean): string {
  const {red, yellow, green, dim} = pc.createColors(color)
  const {files, documents, errors, warnings, infos, fixed, fixedUnsafe, suppressed, problems, truncated} = summary
  const read = counted(files, 'file') + (documents === files ? '' : ` with ${counted(documents, 'document')}`)
  const mended = fixed
    ? green(`${grouped(fixed)} fixed${fixedUnsafe ? ` (${grouped(fixedUnsafe)} by unsafe fixes)` : ''}`)
    : ''
  const kinds = [
    errors && red(counted(errors, 'error')),
    warnings && yellow(counted(warnings, 'warning')),
    infos && counted(infos, 'info'),
  ].filter(Boolean)
  const left =
    kinds.length > 0 ? `${kinds.join(', ')}${fixed ? ' left' : ''}` : green(fixed ? 'none left' : 'no findings')
  const failed = problems.length > 0 ? red(counted(problems.length, 'problem')) : ''
  const accepted = suppressed ? `${grouped(suppressed)} suppressed` : ''
  const hidden = truncated ? `${grouped(truncated)} not shown (--max-messages)` : ''
  const found = [read, mended, left, failed].filter(Boolean).join(', ')
  return [found, ...[offer(summary), accepted, hidden].filter(Boolean).map((part) => dim(`· ${part}`))].join(' ')
}

// What was not done, and the flag that does it.
function offer({fixed, fixedUnsafe, fixableSafe: safe, fixableUnsafe: unsafe}: Summary): string {
  if (fixed === undefined) {
    if (!safe) return unsafe ? `${grouped(unsafe)} fixable with --fix --unsafe-fixes` : ''
    return `${grouped(safe)} fixable with --fix${unsafe ? `, ${grouped(unsafe)} more with --unsafe-fixes` : ''}`
  }
  return unsafe && fixedUnsafe === undefined ? `${grouped(unsafe)} more fixable with --unsafe-fixes` : ''
}
