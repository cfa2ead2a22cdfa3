import {byteLength} from './utf8.ts'

/** Turns places of a text in UTF-16 units into bytes and back. A place costs as much as it is away from the one before. */
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
  const forth = (): void => {
    const codePoint = text.codePointAt(unit) as number
    byte += byteLength(codePoint)
    unit += codePoint > 0xffff ? 2 : 1
  }
  const back = (): void => {
    const pair = unit > 1 ? (text.codePointAt(unit - 2) as number) : 0
    const codePoint = pair > 0xffff ? pair : text.charCodeAt(unit - 1)
    byte -= byteLength(codePoint)
    unit -= codePoint > 0xffff ? 2 : 1
  }
  return {
    byteAt(wanted) {
      while (unit > wanted) back()
      while (unit < wanted) forth()
      return byte
    },
    unitAt(wanted) {
      while (byte > wanted) back()
      while (byte < wanted) forth()
      return unit
    },
  }
}
