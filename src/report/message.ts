import type {Finding} from '../lint/linter.ts'
import type {Safety, Severity} from '../rule/define.ts'
import type {Document} from '../text/document.ts'
import {Mark} from '../text/marks.ts'
import {decode} from '../text/utf8.ts'

/** A finding as the world sees it; all places in UTF-16 units of the document's own text. */
export interface Message {
  /** File as the user named or would name it, `/` as separator; `<stdin>` for standard input. */
  path: string
  /** Id of the record, its JSON type kept. */
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
}

/** Place of a byte offset. */
export interface Place {
  /** 1-based. */
  line: number
  column: number
  /** UTF-16 units from the start of the text. */
  offset: number
}

/**
 * Turns byte offsets of a document into places. In order they cost one reading of the text in all.
 *
 * @param document any document
 */
export function createLocator(document: Document): (offset: number) => Place {
  const {bytes, lineCount, scan} = document
  const {starts, marks} = scan
  // UTF-16 units before each line, known up to `known`.
  const units = new Uint32Array(lineCount + 1)
  let known = 0
  let at = 0
  let atUnits = 0
  const length = (line: number, start: number, end: number): number =>
    (marks[line] as number) & Mark.NonAscii ? decodedLength(bytes.subarray(start, end)) : end - start
  return (offset) => {
    const line = lineAt(document, offset)
    for (; known < line; known++) units[known + 1] = (units[known] as number) + length(known, starts[known] as number, starts[known + 1] as number)
    const start = starts[line] as number
    const before = units[line] as number
    if (offset < at || at < start) {
      at = start
      atUnits = before
    }
    atUnits += length(line, at, offset)
    at = offset
    return {line: line + 1, column: atUnits - before + 1, offset: atUnits}
  }
}

function lineAt({lineCount, scan: {starts}}: Document, offset: number): number {
  let low = 0
  let high = lineCount - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

const lenient = new TextDecoder('utf-8', {ignoreBOM: true})

// As any reader of the file counts: U+FFFD for what is no UTF-8. A lone surrogate of a record counts one.
function decodedLength(bytes: Uint8Array): number {
  const text = lenient.decode(bytes)
  return text.includes('\ufffd') ? decode(bytes).length : text.length
}

export interface MessageOptions {
  path: string
  id?: unknown
  /** Documentation page of a rule. */
  url(ruleId: string): string
}

/**
 * @param document the text that the findings are about
 * @param findings in order of their places
 */
export function toMessages(document: Document, findings: readonly Finding[], options: MessageOptions): Message[] {
  const locate = createLocator(document)
  const locateEnd = createLocator(document)
  return findings.map((finding) => {
    const start = locate(finding.start)
    const end = locateEnd(finding.end)
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
    }
  })
}
