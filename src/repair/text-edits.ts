import {decode as decodeBytes} from '../text/utf8.ts'
import type {Change} from './edits.ts'

/** A removed or changed stretch of a text; places are UTF-16 units of the original. */
export interface CleanEdit {
  start: number
  end: number
  /** What stood there. */
  removed: string
  /** What stands there now. */
  inserted: string
  rules: readonly string[]
}

/**
 * Changes in terms of strings.
 *
 * @param bytes   the original
 * @param changes changes of it, in order
 * @param decode  how its bytes are read; bytes of a string in their own way
 */
export function textEdits(
  bytes: Uint8Array,
  changes: readonly Change[],
  decode: (bytes: Uint8Array) => string = decodeBytes,
): CleanEdit[] {
  let place = 0
  let units = 0
  const unitsTo = (byte: number): number => {
    units += decode(bytes.subarray(place, byte)).length
    place = byte
    return units
  }
  return changes.map((change) => {
    const start = unitsTo(change.start)
    return {
      start,
      end: unitsTo(change.end),
      removed: decode(bytes.subarray(change.start, change.end)),
      inserted: decode(change.bytes),
      rules: change.rules,
    }
  })
}
