import type {Finding} from '../lint/linter.ts'
import {changesOf} from '../repair/edits.ts'
import type {Safety, Severity} from '../rule/define.ts'
import type {Document} from '../text/document.ts'
import {createLocator} from '../text/locator.ts'
import {decode, decodeString, encode} from '../text/utf8.ts'

/** A finding as the world sees it; all places in UTF-16 units of the document's own text. */
export interface Message {
  /** File as the user named or would name it, `/` as separator; `<stdin>` for standard input. */
  path: string
  /** Id of the record, its JSON type kept but for numbers over 2^53, which are text. */
  id?: unknown
  ruleId: string
  severity: Severity
  /** 1-based. */
  line: number
  column: number
  endLine: number
  endColumn: number
  /** 0-based, half open. */
  start: number
  end: number
  reason: string
  fix?: Safety
  url: string
  /** What the finding is known by from one run to the next; only where it was asked for. */
  fingerprint?: string
  /** What the fix does by itself, in order; only where it was asked for, and in no format for programs. */
  edits?: readonly MessageEdit[]
}

/** What takes the place of a stretch of a text, UTF-16 units. */
export interface MessageEdit {
  start: number
  end: number
  text: string
}

export interface MessageOptions {
  path: string
  id?: unknown
  fingerprintOf?: ((finding: Finding) => string) | undefined
  /** Documentation page of a rule. */
  url(ruleId: string): string
  /** Whether messages tell what their fixes do. */
  edits?: boolean | undefined
}

/**
 * @param document the text that the findings are about
 * @param findings in order of their places
 */
export function toMessages(document: Document, findings: readonly Finding[], options: MessageOptions): Message[] {
  const locate = createLocator(document)
  return findings.map((finding) => {
    const {start, end} = locate(finding)
    return {
      path: options.path,
      ...(options.id !== undefined && {id: options.id}),
      ruleId: finding.ruleId,
      severity: finding.severity,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      start: start.offset,
      end: end.offset,
      reason: finding.reason,
      ...(finding.fix && {fix: finding.fix}),
      url: options.url(finding.ruleId),
      ...(options.fingerprintOf && {fingerprint: options.fingerprintOf(finding)}),
      ...(options.edits && finding.fix && {edits: editsOf(document, finding, locate)}),
    }
  })
}

function editsOf(document: Document, finding: Finding, locate: ReturnType<typeof createLocator>): MessageEdit[] {
  const changes = finding.remove
    ? changesOf(document, [finding]).changes
    : finding.edits.map(({start, end, text}) => ({start, end, bytes: encode(text)}))
  return changes.map((change) => {
    const {start, end} = locate(change)
    return {start: start.offset, end: end.offset, text: (document.isString ? decodeString : decode)(change.bytes)}
  })
}
