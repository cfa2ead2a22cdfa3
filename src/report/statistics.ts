import pc from 'picocolors'
import {grouped} from './count.ts'
import type {Summary} from './reporter.ts'

/**
 * A table of findings by rule, the most frequent first; empty where there are none.
 *
 * @param summary totals of the run
 * @param color   whether to use ANSI colours
 */
export function statistics({byRule}: Pick<Summary, 'byRule'>, color: boolean): string {
  const rules = Object.entries(byRule).filter(([, {findings}]) => findings > 0)
  if (rules.length === 0) return ''
  rules.sort(([a, {findings: left}], [b, {findings: right}]) => right - left || (a < b ? -1 : 1))
  const {bold, dim} = pc.createColors(color)
  const sum = (key: 'findings' | 'safe' | 'unsafe'): number =>
    rules.reduce((total, [, counts]) => total + counts[key], 0)
  const cell = (count: number): string => (count === 0 ? '-' : grouped(count))
  const rows = [
    ['rule', 'findings', 'safe fix', 'unsafe fix'],
    ...rules.map(([id, {findings, safe, unsafe}]) => [id, cell(findings), cell(safe), cell(unsafe)]),
    ...(rules.length > 1 ? [['total', cell(sum('findings')), cell(sum('safe')), cell(sum('unsafe'))]] : []),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  const lines = rows.map((row) =>
    row
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[0] as number) : text.padStart(widths[column] as number),
      )
      .join('  '),
  )
  return `${lines.map((line, index) => (index === 0 ? dim(line) : index > rules.length ? bold(line) : line)).join('\n')}\n`
}
