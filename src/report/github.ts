import {idText, visible} from './escape.ts'
import type {Message} from './message.ts'
import type {FileReport, Reporter} from './reporter.ts'

const COMMANDS = {error: 'error', warning: 'warning', info: 'notice'} as const

/** Workflow commands that GitHub Actions shows as annotations. */
export function github(): Reporter {
  return {
    *file(report) {
      const {path, recordLine, messages, notices} = report
      for (const message of messages)
        yield command(
          COMMANDS[message.severity],
          placeOf(report, message),
          `descrape(${message.ruleId})`,
          reasonOf(report, message),
        )
      for (const notice of notices) yield command('notice', {file: path, line: recordLine}, 'descrape', notice)
    },
    end: ({problems}) =>
      problems.map(({path, line, message}) => command('error', {file: path, line}, 'descrape', message)).join(''),
  }
}

type Properties = Record<string, string | number | undefined>

// Lines of a file that holds records are records, so places inside one cannot be marked.
function placeOf({path, id, recordLine}: FileReport, {line, column, endLine, endColumn}: Message): Properties {
  if (recordLine !== undefined) return {file: path, line: recordLine}
  if (id !== undefined) return {file: path}
  const last = endColumn === 1 && endLine > line ? endLine - 1 : endLine
  // GitHub takes columns only where an annotation stays on one line.
  return last > line
    ? {file: path, line, endLine: last}
    : {file: path, line, col: column, endLine: last, ...(endLine === last && {endColumn})}
}

function reasonOf({id, recordLine}: FileReport, {line, column, reason}: Message): string {
  if (id === undefined && recordLine === undefined) return reason
  return `${reason} (${id === undefined ? '' : `record ${idText(id)}, `}${line}:${column})`
}

function command(name: string, properties: Properties, title: string, text: string): string {
  const list = Object.entries({...properties, title}).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  )
  return `::${name} ${list.join(',')}::${escapeData(text)}\n`
}

// The runner turns these back; other control characters would reach the terminal of who reads the log.
function escapeData(text: string): string {
  return visible(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'))
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
