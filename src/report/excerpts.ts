import type {Excerpt} from './page/data.ts'

// UTF-16 units of a text that is shown as a whole.
const WHOLE = 100_000
// Units around a place; lines are not cut where their ends are as near again.
const AROUND = 1500

/**
 * A text, or of a long one what stands around some places.
 *
 * @param text   any text
 * @param places UTF-16 units, by their starts
 */
export function excerptsOf(text: string, places: readonly {start: number; end: number}[]): Excerpt[] {
  if (text.length <= WHOLE) return [{start: 0, line: 1, text}]
  const excerpts: Excerpt[] = []
  let line = 1
  let at = 0
  for (const {start, end} of stretchesOf(text, places)) {
    line += breaksIn(text, at, start)
    at = start
    excerpts.push({start, line, text: text.slice(start, end)})
  }
  return excerpts
}

function stretchesOf(text: string, places: readonly {start: number; end: number}[]): {start: number; end: number}[] {
  const stretches: {start: number; end: number}[] = []
  for (const place of places) {
    const start = lineStart(text, Math.max(0, place.start - AROUND))
    const end = lineEnd(text, Math.min(text.length, place.end + AROUND))
    const last = stretches.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else stretches.push({start, end})
  }
  return stretches
}

function lineStart(text: string, at: number): number {
  const from = Math.max(0, at - AROUND)
  const before = text.slice(from, at).lastIndexOf('\n')
  if (before >= 0 || from === 0) return from + before + 1
  return isInside(text, at) ? at - 1 : at
}

function lineEnd(text: string, at: number): number {
  const next = text.slice(at, at + AROUND).indexOf('\n')
  if (next >= 0) return at + next
  if (at + AROUND >= text.length) return text.length
  return isInside(text, at) ? at + 1 : at
}

// Whether a place lies between the halves of a character.
function isInside(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff
}

/** Whether a line ends with the unit at a place. */
export function isBreak(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)
}

function breaksIn(text: string, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) if (isBreak(text, at)) count++
  return count
}
