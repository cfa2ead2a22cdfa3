import {VFile} from 'vfile'
import {documentName, visible} from './escape.ts'
import type {FileReport} from './reporter.ts'

/**
 * A document's findings as unified's reporters take them. They may print to a terminal, so control characters of
 * paths and reasons are made visible.
 *
 * @param report a document and its messages
 */
export function toVFile(report: FileReport): VFile {
  const file = new VFile({path: documentName(report)})
  for (const message of report.messages) {
    const place = {
      start: {line: message.line, column: message.column, offset: message.start},
      end: {line: message.endLine, column: message.endColumn, offset: message.end},
    }
    const shown = file.message(visible(message.reason), {place, ruleId: message.ruleId, source: 'descrape'})
    shown.fatal = FATAL[message.severity]
    shown.url = message.url
  }
  for (const notice of report.notices) file.info(visible(notice))
  return file
}

const FATAL = {error: true, warning: false, info: undefined} as const
