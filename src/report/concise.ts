import {documentName, visible} from './escape.ts'
import type {Reporter} from './reporter.ts'

/** For grep and editors: `path:line:column: severity rule reason [fix]`, one line a message and nothing else. */
export function concise(): Reporter {
  return {
    *file(report) {
      const name = documentName(report)
      for (const {line, column, severity, ruleId, reason, fix} of report.messages) {
        const label = fix === undefined ? '' : fix === 'safe' ? ' [fix]' : ' [unsafe fix]'
        yield `${name}:${line}:${column}: ${severity} ${ruleId} ${visible(reason)}${label}\n`
      }
      for (const notice of report.notices) yield `${name}: notice ${visible(notice)}\n`
    },
    end: () => '',
  }
}
