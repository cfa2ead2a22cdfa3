import {toJson} from '../text/json.ts'
import {messageFields} from './jsonl.ts'
import type {Reporter, ReporterOptions} from './reporter.ts'

interface Notice {
  path: string
  id?: unknown
  message: string
}

/** For programs: one JSON document `{version, messages, notices, problems, summary}`, written as it is found. */
export function json({version}: ReporterOptions): Reporter {
  const notices: Notice[] = []
  let separator = '\n'
  return {
    start: () => `{"version":${toJson(version)},"messages":[`,
    *file({path, id, messages, notices: own}) {
      for (const message of own) notices.push({path, ...(id !== undefined && {id}), message})
      for (const message of messages) {
        yield separator + toJson(messageFields(message))
        separator = ',\n'
      }
    },
    end({problems, byRule, ...totals}) {
      const summary = {
        ...totals,
        byRule: Object.fromEntries(Object.entries(byRule).sort(([a], [b]) => (a < b ? -1 : 1))),
      }
      return `\n],\n"notices":${toJson(notices)},\n"problems":${toJson(problems)},\n"summary":${toJson(summary)}}\n`
    },
  }
}
