import {byteLength} from './utf8.ts'

/** Turns places of a text in UTF-16 units into bytes and back. Places that come in order cost one reading in all. */
export interface Cursor {
  byteAt(unit: number): number
  unitAt(byte: number): number
}

/**
 * @param text     any text
 * @param nonAscii whether it may hold characters above U+007F
 */
export function createCursor(text: string, nonAscii: boolean): Cursor {
  if (!nonAscii) return {byteAt: (unit) => unit, unitAt: (byte) => byte}
  let unit = 0
  let byte = 0
  const step = (): void => {
    const codePoint = text.codePointAt(unit) as number
    byte += byteLength(codePoint)
    unit += codePoint > 0xffff ? 2 : 1
  }
  return {
    byteAt(wanted) {
      if (wanted < unit) unit = byte = 0
      while (unit < wanted) step()
      return byte
    },
    unitAt(wanted) {
      if (wanted < byte) unit = byte = 0
      while (byte < wanted) step()
      return unit
    },
  }
}
