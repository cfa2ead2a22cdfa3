import {toJson} from '../text/json.ts'
import type {Message} from './message.ts'
import type {Reporter} from './reporter.ts'

/** For programs: one message a line, as it is found, and nothing else in the stream. */
export function jsonl(): Reporter {
  return {
    *file({messages}) {
      for (const message of messages) yield `${toJson(messageFields(message))}\n`
    },
    end: () => '',
  }
}

/** The documented fields of a message, in their order. */
export function messageFields({
  path,
  id,
  ruleId,
  severity,
  line,
  column,
  endLine,
  endColumn,
  start,
  end,
  reason,
  fix,
  url,
}: Message): Message {
  return {
    path,
    ...(id !== undefined && {id}),
    ruleId,
    severity,
    line,
    column,
    endLine,
    endColumn,
    start,
    end,
    reason,
    ...(fix && {fix}),
    url,
  }
}
