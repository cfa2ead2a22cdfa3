import {CODE_PAGES} from '../../src/text/code-pages.ts'
import {unlikelihood} from './likelihood.ts'

/** Controls that are characters of windows-1252 read as latin-1: "we\x92re". */
export interface Control {
  start: number
  end: number
  /** What they were before, where that can be told. */
  text?: string
  isSure: boolean
}

const CONTROLS = /[\u0080-\u009f]+/g
const CONTROL = /[\u0080-\u009f]/
const WINDOWS_1252 = CODE_PAGES[0]?.characters ?? ''
const NEXT_LINE = '\u0085'
// More than this and the character does not fit where it would stand.
const FITS = 1

/**
 * Controls of a text, from U+0080 to U+009F.
 *
 * @param text any text
 */
export function controlsOf(text: string): Control[] {
  const found: Control[] = []
  if (!CONTROL.test(text)) return found
  for (const {0: run, index: start} of text.matchAll(CONTROLS)) {
    const end = start + run.length
    const chars = [...run].map((char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] as string)
    if (chars.includes(' ')) found.push({start, end, isSure: false})
    else found.push({start, end, text: chars.join(''), isSure: fits(text, start, end, chars.join(''), run)})
  }
  return found
}

function fits(text: string, start: number, end: number, chars: string, run: string): boolean {
  // It also ends lines, then with nothing but the next line behind it.
  if (run.includes(NEXT_LINE) && !/^\S[\s"'”’)\]]?$/u.test(`${text[start - 1] ?? ' '}${text[end] ?? ''}`)) return false
  const before = text.slice(Math.max(0, start - 2), start)
  const cost = unlikelihood(
    before + chars + text.slice(end, end + 2),
    before.length,
    before.length + chars.length,
    () => true,
  )
  return cost <= FITS * chars.length
}
