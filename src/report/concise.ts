import {documentName, visible} from './escape.ts'
import type {Reporter} from './reporter.ts'

/** For grep and editors: `path:line:column: severity rule reason [fix]`, one line a message and nothing else. */
export function concise(): Reporter {
  return {
    file(report) {
      const name = documentName(report)
      const messages = report.messages.map(({line, column, severity, ruleId, reason, fix}) => {
        const label = fix === undefined ? '' : fix === 'safe' ? ' [fix]' : ' [unsafe fix]'
        return `${name}:${line}:${column}: ${severity} ${ruleId} ${visible(reason)}${label}\n`
      })
      return [...messages, ...report.notices.map((notice) => `${name}: notice ${visible(notice)}\n`)].join('')
    },
    end: () => '',
  }
}
