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
      // The package lays all messages of a file out at once, which grows faster than their number.
      const parts: string[] = []
      for (let from = 0; from === 0 || from < report.messages.length; from += PART) {
        const part = {
          ...report,
          messages: report.messages.slice(from, from + PART),
          notices: from + PART < report.messages.length ? [] : report.notices,
        }
        const text = withoutTotals(render([toVFile(part, fixLabel)], {color}))
        parts.push(from === 0 ? text : text.slice(text.indexOf('\n') + 1))
      }
      return `${gap}${parts.join('\n')}\n`
    },
    end: (summary) => `${any ? '\n' : ''}${summaryLine(summary, color)}\n`,
  }
}

const PART = 1000

// All messages have one source, so its column says what can be done instead.
function fixLabel({fix}: Message): string {
  return fix === undefined ? '' : fix === 'safe' ? 'fix' : 'unsafe fix'
}

// Totals of one document stand after an empty line; the totals of the run are at the end.
function withoutTotals(text: string): string {
  const end = text.lastIndexOf('\n\n')
  return end === -1 ? text : text.slice(0, end)
}
