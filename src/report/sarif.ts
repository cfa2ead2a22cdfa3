import type {Invocation, Location, Notification, Region, ReportingDescriptor, Result, Tool} from 'sarif'
import type {Problem} from '../corpus/types.ts'
import type {Severity} from '../rule/define.ts'
import {toJson} from '../text/json.ts'
import {idText} from './escape.ts'
import type {Message} from './message.ts'
import type {FileReport, Reporter, ReporterOptions} from './reporter.ts'

const LEVELS = {error: 'error', warning: 'warning', info: 'note'} as const satisfies Record<Severity, Result['level']>

/** SARIF 2.1.0, one result a line, written as it is found. */
export function sarif({version, rules, url}: ReporterOptions): Reporter {
  const ruleIndexes = new Map(rules.map(({id}, index) => [id, index]))
  const notifications: Notification[] = []
  let separator = '\n'
  const tool: Tool = {
    driver: {
      name: 'descrape',
      version,
      semanticVersion: version,
      rules: rules.map(
        ({id, category, summary, severity}): ReportingDescriptor => ({
          id,
          shortDescription: {text: summary},
          helpUri: url(id),
          defaultConfiguration: {level: LEVELS[severity ?? 'warning']},
          properties: {category, tags: [category]},
        }),
      ),
    },
  }
  return {
    start: () =>
      `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":${toJson(tool)},\n"columnKind":"utf16CodeUnits",\n"results":[`,
    *file(report) {
      for (const notice of report.notices)
        notifications.push({level: 'note', message: {text: plain(notice)}, locations: [locate(report, undefined)]})
      for (const message of report.messages) {
        yield separator + toJson(resultOf(report, message, ruleIndexes.get(message.ruleId)))
        separator = ',\n'
      }
    },
    end({problems}) {
      const invocation: Invocation = {
        executionSuccessful: problems.length === 0,
        toolExecutionNotifications: [...notifications, ...problems.map(notificationOf)],
      }
      return `\n],\n"invocations":[${toJson(invocation)}]}]}\n`
    },
  }
}

function resultOf(report: FileReport, message: Message, ruleIndex: number | undefined): Result {
  return {
    ruleId: message.ruleId,
    ...(ruleIndex !== undefined && {ruleIndex}),
    level: LEVELS[message.severity],
    message: {text: plain(message.reason)},
    locations: [locate(report, message)],
    ...(message.fingerprint && {partialFingerprints: {'descrape/v1': message.fingerprint}}),
  }
}

function notificationOf({path, line, message}: Problem): Notification {
  return {
    level: 'error',
    message: {text: plain(message)},
    locations: [locate({path, ...(line !== undefined && {recordLine: line})}, undefined)],
  }
}

// A region is a place of the file. Of a record it is the record's line; the place in its text is a property.
function locate(
  {path, id, recordLine}: Pick<FileReport, 'path' | 'id' | 'recordLine'>,
  message: Message | undefined,
): Location {
  const inside: Region | undefined = message && {
    startLine: message.line,
    startColumn: message.column,
    endLine: message.endLine,
    endColumn: message.endColumn,
    charOffset: message.start,
    charLength: message.end - message.start,
  }
  const isRecord = id !== undefined || recordLine !== undefined
  const region = !isRecord ? inside : recordLine === undefined ? undefined : {startLine: recordLine}
  return {
    physicalLocation: {artifactLocation: {uri: toUri(path)}, ...(region && {region})},
    ...(id !== undefined && {logicalLocations: [{name: idText(id), kind: 'object'}]}),
    ...(isRecord && inside && {properties: {...(id !== undefined && {id}), region: inside}}),
  }
}

// A message may hold links, and text of a scraped page must not become one.
function plain(text: string): string {
  return text.includes('](') ? text.replace(/[[\]]/g, '\\$&') : text
}

function toUri(path: string): string {
  const uri = path
    .toWellFormed()
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/')
  if (path.startsWith('/')) return `file://${uri}`
  return /^[a-z]:\//i.test(path) ? `file:///${path[0]}:${uri.slice(4)}` : uri
}
