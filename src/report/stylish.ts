import {reporter as render} from 'vfile-reporter'
import type {Message} from './message.ts'
import type {Reporter, ReporterOptions} from './reporter.ts'
import {summaryLine} from './summary.ts'
import {toVFile} from './vfile.ts'

/** For people: `vfile-reporter`, one document at a time, and a last line that sums up. */
export function stylish({color}: ReporterOptions): Reporter {
  let any = false
  return {
    file(report) {
      if (report.messages.length === 0 && report.notices.length === 0) return ''
      const gap = any ? '\n' : ''
      any = true
      return `${gap}${withoutTotals(render([toVFile(report, fixLabel)], {color}))}\n`
    },
    end: (summary) => `${any ? '\n' : ''}${summaryLine(summary, color)}\n`,
  }
}

// All messages have one source, so its column says what can be done instead.
function fixLabel({fix}: Message): string {
  return fix === undefined ? '' : fix === 'safe' ? 'fix' : 'unsafe fix'
}

// Totals of one document stand after an empty line; the totals of the run are at the end.
function withoutTotals(text: string): string {
  const end = text.lastIndexOf('\n\n')
  return end === -1 ? text : text.slice(0, end)
}
