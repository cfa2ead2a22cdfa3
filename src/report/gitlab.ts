import {hash} from '../lint/fingerprint.ts'
import type {Severity} from '../rule/define.ts'
import {toJson} from '../text/json.ts'
import {idText, visible} from './escape.ts'
import type {Message} from './message.ts'
import type {FileReport, Reporter} from './reporter.ts'

const SEVERITIES = {error: 'major', warning: 'minor', info: 'info'} as const satisfies Record<Severity, string>

/** An issue of GitLab's Code Quality report. */
interface Issue {
  description: string
  check_name: string
  /** Unlike any other in the report, and the same in the next one. */
  fingerprint: string
  severity: (typeof SEVERITIES)[Severity] | 'blocker'
  location: {path: string; lines: {begin: number; end: number}}
}

/** Code Quality report of GitLab: one JSON list, an issue a line. Messages need fingerprints. */
export function gitlab(): Reporter {
  const seen = new Map<string, number>()
  let separator = '\n'
  const write = (issue: Issue): string => {
    const before = separator
    separator = ',\n'
    return before + toJson(issue)
  }
  const unique = (...parts: readonly string[]): string => {
    const key = hash(parts.join('\0'))
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    return count === 0 ? key : hash(`${key} ${count}`)
  }
  return {
    start: () => '[',
    *file(report) {
      for (const message of report.messages)
        yield write({
          description: descriptionOf(report, message),
          check_name: message.ruleId,
          fingerprint: unique(report.path, message.ruleId, message.fingerprint ?? ''),
          severity: SEVERITIES[message.severity],
          location: {path: report.path.toWellFormed(), lines: linesOf(report, message)},
        })
    },
    end: ({problems}) =>
      `${problems
        .map(({path, line = 1, message}) =>
          write({
            description: visible(message),
            check_name: 'unreadable',
            fingerprint: unique(path, message),
            severity: 'blocker',
            location: {path: path.toWellFormed(), lines: {begin: line, end: line}},
          }),
        )
        .join('')}\n]\n`,
  }
}

function descriptionOf({id, recordLine}: FileReport, {line, column, reason}: Message): string {
  if (id === undefined && recordLine === undefined) return visible(reason)
  return `${visible(reason)} (${id === undefined ? '' : `record ${idText(id)}, `}${line}:${column})`
}

// Lines of a file that holds records are records.
function linesOf({id, recordLine}: FileReport, {line, endLine, endColumn}: Message): Issue['location']['lines'] {
  if (recordLine !== undefined || id !== undefined) return {begin: recordLine ?? 1, end: recordLine ?? 1}
  return {begin: line, end: endColumn === 1 && endLine > line ? endLine - 1 : endLine}
}
