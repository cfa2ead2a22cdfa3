import pc from 'picocolors'
import {documentName, visible} from './escape.ts'
import type {Message} from './message.ts'
import type {FileReport, Reporter, ReporterOptions} from './reporter.ts'
import {summaryLine} from './summary.ts'
import {widthOf} from './width.ts'

/**
 * For people: one document at a time in the layout of `vfile-reporter`, and a last line that sums up. The package itself
 * takes half as long to load as a short run lasts, and wants every finding as an `Error`.
 */
export function stylish({color}: ReporterOptions): Reporter {
  let any = false
  return {
    *file(report) {
      if (report.messages.length === 0 && report.notices.length === 0) return
      const gap = any ? '\n' : ''
      any = true
      yield `${gap}${heading(report, color)}\n`
      yield* table(rowsOf(report), color)
    },
    end: (summary) => `${any ? '\n' : ''}${summaryLine(summary, color)}\n`,
  }
}

function heading(report: FileReport, color: boolean): string {
  const colors = pc.createColors(color)
  const paint = report.messages.some(({severity}) => severity === 'error') ? colors.red : colors.yellow
  return colors.underline(paint(documentName(report)))
}

/** Place, severity, reason, rule, fix. */
type Row = readonly [place: string, severity: Message['severity'], ...rest: [string, string, string]]

function rowsOf({messages, notices}: FileReport): Row[] {
  return [
    ...notices.map((notice): Row => ['', 'info', visible(notice), '', '']),
    ...messages.map(({line, column, endLine, endColumn, severity, reason, ruleId, fix}): Row => {
      const label = fix === undefined ? '' : fix === 'safe' ? 'fix' : 'unsafe fix'
      return [`${line}:${column}-${endLine}:${endColumn}`, severity, visible(reason), ruleId, label]
    }),
  ]
}

function* table(rows: readonly Row[], color: boolean): Generator<string> {
  const {red, yellow, cyan, bold} = pc.createColors(color)
  const quoted = (reason: string): string => reason.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, (code) => cyan(code))
  const widths = rows.map((row) => row.map(widthOf))
  const columns = [0, 0, 0, 0, 0].map((least, column) =>
    widths.reduce((most, row) => Math.max(most, row[column] as number), least),
  )
  for (const [index, row] of rows.entries()) {
    const [place, severity, reason, rule, fix] = row
    const cells = [place, (severity === 'error' ? red : yellow)(severity), bold(quoted(reason)), rule, fix]
    const last = row.findLastIndex((cell) => cell !== '')
    const padded = cells.slice(0, last + 1).map((cell, column) => {
      const gap = (columns[column] as number) - (widths[index]?.[column] as number)
      return column < last ? cell + ' '.repeat(gap) : cell
    })
    yield `${padded.join(' ')}\n`
  }
}
