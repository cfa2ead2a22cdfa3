import type {Document, Span} from '../text/document.ts'
import type {RuleFinding} from './define.ts'

/**
 * A finding about a document as a whole. It stands at the first line that may be touched and has something to see.
 *
 * @param document what is rejected
 * @param reason   what was measured, and the limit
 */
export function verdict(document: Document, reason: string): RuleFinding {
  return {at: firstVisible(document), reason}
}

function firstVisible(document: Document): Span {
  const {masks} = document
  let mask = 0
  for (let index = 0; index < document.lineCount; index++) {
    if (document.isBlank(index)) continue
    const line = document.line(index)
    while (mask < masks.length && (masks[mask] as Span).end <= line.start) mask++
    if (mask === masks.length || (masks[mask] as Span).start >= line.end) return line
  }
  return {start: 0, end: 0}
}

/** A measure as a message shows it: three digits after the point at most, a share as it is. */
export function shown(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
