import type {Document, Span} from './document.ts'
import {Mark} from './marks.ts'
import {decode, decodeString} from './utf8.ts'

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
  const {bytes, isString, lineCount, scan} = document
  const {starts, marks} = scan
  // Units before each line, known up to `known`.
  const units = new Uint32Array(lineCount + 1)
  let known = 0
  const length = (line: number, start: number, end: number): number => {
    const mark = marks[line] as number
    if ((mark & Mark.NonAscii) === 0) return end - start
    if (unit === 'codepoint') return codePointsIn(bytes, start, end)
    if ((mark & Mark.Invalid) === 0) return unitsOf(bytes, start, end)
    const piece = bytes.subarray(start, end)
    return isString ? decodeString(piece).length : decodedLength(piece)
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

const lenient = new TextDecoder('utf-8', {ignoreBOM: true})

// Bytes that are no UTF-8 count as any reader of the file counts them; a lone surrogate of a record counts one.
function decodedLength(bytes: Uint8Array): number {
  const text = decode(bytes)
  // Only a string holds surrogates that are no escaped bytes.
  if (/[\ud800-\udbff](?![\udc00-\udfff])/.test(text)) return text.length
  return /[\udc80-\udcff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '  '))
    ? lenient.decode(bytes).length
    : text.length
}
