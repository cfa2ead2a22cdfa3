import type {Problem} from '../corpus/types.ts'
import {documentName, visible} from './escape.ts'
import type {Message} from './message.ts'
import type {Reporter} from './reporter.ts'

/**
 * JUnit XML, as Jenkins, GitLab and Azure read it: a suite for each document, a case for each finding. A hint is a case
 * that passes, as is a clean file; clean records are left out.
 */
export function junit(): Reporter {
  return {
    start: () => '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="descrape">\n',
    *file(report) {
      const {path, messages, notices, recordLine, id} = report
      if (messages.length === 0 && notices.length === 0 && (recordLine !== undefined || id !== undefined)) return
      const failures = messages.filter(({severity}) => severity !== 'info').length
      yield suiteStart(documentName(report), {tests: Math.max(1, messages.length), failures, errors: 0})
      if (messages.length === 0) yield `    <testcase ${classOf(path)} name="no findings"/>\n`
      for (const message of messages) yield caseOf(message)
      if (notices.length > 0) yield `    <system-out>${escaped(visible(notices.join('; ')))}</system-out>\n`
      yield SUITE_END
    },
    end: ({problems}) => `${problems.map(problemSuite).join('')}</testsuites>\n`,
  }
}

function suiteStart(name: string, {tests, failures, errors}: Record<'tests' | 'failures' | 'errors', number>): string {
  const counts = `tests="${tests}" failures="${failures}" errors="${errors}" skipped="0"`
  return `  <testsuite name="${escaped(name)}" ${counts}>\n`
}

const SUITE_END = '  </testsuite>\n'

function caseOf({path, ruleId, severity, line, column, endLine, endColumn, reason, url}: Message): string {
  const head = `    <testcase ${classOf(path)} name="${escaped(`${ruleId} ${line}:${column}`)}">\n`
  const text = escaped(`${line}:${column}-${endLine}:${endColumn} ${severity} ${visible(reason)}\n${url}`)
  const body =
    severity === 'info'
      ? `      <system-out>${text}</system-out>\n`
      : `      <failure type="${severity}" message="${escaped(visible(reason))}">${text}</failure>\n`
  return `${head}${body}    </testcase>\n`
}

function problemSuite({path, line, message}: Problem): string {
  const name = documentName({path, ...(line !== undefined && {recordLine: line})})
  const text = escaped(visible(message))
  const error = `      <error type="unreadable" message="${text}">${text}</error>\n`
  const start = suiteStart(name, {tests: 1, failures: 0, errors: 1})
  return `${start}    <testcase ${classOf(path)} name="readable">\n${error}    </testcase>\n${SUITE_END}`
}

function classOf(path: string): string {
  return `classname="${escaped(visible(path))}"`
}

const ENTITIES: Record<string, string> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'}

// What is no character of XML 1.0, after `visible`: two of the plane's ends.
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ENTITIES[char] as string).replace(/[\ufffe\uffff]/g, '\ufffd')
}
