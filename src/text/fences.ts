import type {Document, Span} from './document.ts'
import {Mark} from './marks.ts'

const FENCE = /^\s{0,3}(`{3,}|~{3,})/

/**
 * Finds fenced code, which texts that are no Markdown have as well; a fence that nothing closes is none.
 *
 * @param document any document
 */
export function findFences(document: Document): Span[] {
  const {marks} = document.scan
  const fences: Span[] = []
  let open: {start: number; mark: string} | undefined
  for (let index = 0; index < marks.length; index++) {
    if (((marks[index] as number) & Mark.Markdown) === 0) continue
    const line = document.line(index)
    const byte = document.bytes[line.start]
    if (byte !== BACKTICK && byte !== TILDE && byte !== SPACE) continue
    const mark = FENCE.exec(line.text)?.[1]
    if (mark === undefined) continue
    if (!open) open = {start: line.start, mark}
    else if (mark.startsWith(open.mark)) {
      fences.push({start: open.start, end: line.end})
      open = undefined
    }
  }
  return fences
}

const BACKTICK = 0x60
const TILDE = 0x7e
const SPACE = 0x20
