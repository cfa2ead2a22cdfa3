import type {Document, Span} from './document.ts'
import {Mark} from './marks.ts'

/** Place of a byte offset. */
export interface Place {
  /** 1-based. */
  line: number
  column: number
  /** Units from the start of the text. */
  offset: number
}

/** What columns and offsets count: UTF-16 units, as JavaScript does, or code points, as Python does. */
export type Unit = 'utf16' | 'codepoint'

/**
 * Turns byte spans of a document into places. In order they cost one reading of the text in all.
 *
 * @param document any document; for code points one that is UTF-8
 */
export function createLocator(document: Document, unit: Unit = 'utf16'): (span: Span) => {start: Place; end: Place} {
  const {bytes, hasHalves, lineCount, scan} = document
  const {starts, marks} = scan
  // Units before each line, known up to `known`.
  const units = new Uint32Array(lineCount + 1)
  let known = 0
  const length = (line: number, start: number, end: number): number => {
    const mark = marks[line] as number
    if ((mark & Mark.NonAscii) === 0) return end - start
    if (unit === 'codepoint') return codePointsIn(bytes, start, end)
    return (mark & Mark.Invalid) === 0 ? unitsOf(bytes, start, end) : brokenUnits(bytes, start, end, hasHalves)
  }
  const createCursor = (): ((offset: number) => Place) => {
    let at = 0
    let atUnits = 0
    return (offset) => {
      // Behind the last line break begins a line without text.
      const isBehind = offset === bytes.length && lineCount > 0 && (scan.ends[lineCount - 1] as number) < offset
      const line = isBehind ? lineCount : document.lineAt(offset)
      for (; known < line; known++)
        units[known + 1] =
          (units[known] as number) + length(known, starts[known] as number, starts[known + 1] as number)
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
  // Ends run ahead of the starts that follow, so they keep a place of their own.
  const start = createCursor()
  const end = createCursor()
  return (span) => ({start: start(span.start), end: end(span.end)})
}

// Every lead byte begins a unit; those of four bytes begin two.
function unitsOf(bytes: Uint8Array, start: number, end: number): number {
  let units = 0
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}

/** Code points that begin in a range of UTF-8. */
export function codePointsIn(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let count = 0
  for (let index = start; index < end; index++) if (((bytes[index] as number) & 0xc0) !== 0x80) count++
  return count
}

// Units that begin in a range of bytes that are no UTF-8, as any reader of the file sees them: one in the place of each
// beginning of a character, and of each byte that belongs to none. What begins at a byte does not hang on where the
// range begins, so that pieces add up.
function brokenUnits(bytes: Uint8Array, start: number, end: number, hasHalves: boolean): number {
  let units = 0
  for (let index = start; index < end; index++)
    if (!goesOn(bytes, index, hasHalves)) units += characterLength(bytes, index, hasHalves) === 4 ? 2 : 1
  return units
}

// Whether a byte goes on with the character that began before it.
function goesOn(bytes: Uint8Array, index: number, hasHalves: boolean): boolean {
  let lead = index
  while (lead > 0 && index - lead < 3 && isTrail(bytes[lead])) lead--
  return lead < index && index - lead < characterLength(bytes, lead, hasHalves)
}

function isTrail(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

// Bytes of the character at a place, or of as much of one as stands there.
function characterLength(bytes: Uint8Array, at: number, hasHalves: boolean): number {
  const lead = bytes[at] as number
  const second = bytes[at + 1] ?? 0
  const most = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1
  if (most === 1 || !isTrail(second)) return 1
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 1
  if (lead === 0xed && second > 0x9f) return hasHalves && isTrail(bytes[at + 2]) ? 3 : 1
  let length = 2
  while (length < most && isTrail(bytes[at + length])) length++
  return length
}
