import type {Document} from '../../src/text/document.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'

/** An escaped character; places are UTF-16 units. */
export interface Escape {
  start: number
  end: number
  char: string
  /** Whether it means nothing else wherever it stands. */
  isSure: boolean
}

const ESCAPE = /(?<!\\)\\{1,8}(?:u[0-9a-fA-F]{4}|x[89a-fA-F][0-9a-fA-F]|u\{[0-9a-fA-F]{2,6}\}|[nrt/])/g

const CHARS: Readonly<Record<string, string>> = {n: '\n', r: '', t: '\t', '/': '/'}

/**
 * Finds characters that are written with a backslash.
 *
 * @param text one line
 */
export function findEscapes(text: string): Escape[] {
  const found: Escape[] = []
  for (const {0: code, index: start} of text.matchAll(ESCAPE)) {
    const body = code.replace(/^\\+/, '')
    const end = start + code.length
    const unit = /^[ux]/.test(body) ? Number.parseInt(body.replace(/[^0-9a-fA-F]/g, ''), 16) : undefined
    const char =
      unit === undefined ? CHARS[body[0] as string] : unit < 0x110000 ? String.fromCodePoint(unit) : undefined
    if (char === undefined || isPath(text, start)) continue
    const last = found.at(-1)
    // Characters above U+FFFF come in two halves.
    if (last?.end === start && /^[\ud800-\udbff]$/.test(last.char) && /^[\udc00-\udfff]$/.test(char)) {
      last.char += char
      last.end = end
    } else found.push({start, end, char, isSure: unit !== undefined && unit >= 0xa0})
  }
  return found.filter(({char}) => char.isWellFormed() && !/[\0-\x08\x0b-\x1f\x7f]/.test(char))
}

// "C:\users", "\\server\name": a drive or a name stands before the backslash.
function isPath(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 60), at)
  return /(?:^|[\s"'(])(?:[A-Za-z]:|\\\\[\w.-]+)(?:\\[\w .-]*)*$/.test(before)
}

/**
 * Whether a whole text is escaped: no backslash of it means anything else, and there are line ends
 * among them where those stand in prose.
 */
export const isEscaped = oncePer((document: Document): boolean => {
  let signs = 0
  for (const {text} of document.linesWith(Mark.Backslash)) {
    if (OTHER.test(text)) return false
    signs += text.match(PROSE)?.length ?? 0
  }
  return signs >= MIN_SIGNS
})

// A backslash before anything else, or an escape that stands alone or in quotes as its own subject.
const OTHER =
  /(?<!\\)\\{1,8}(?:(?!u[0-9a-fA-F]{4}|[nrt"'/\\])|u(?![0-9a-fA-F]{4}))|(['"\x60]|\s)\\{1,8}[nrt]\1|^\\{1,8}[nrt]$|(?<!\p{L})[A-Za-z]:\\/mu
// Line ends behind a sentence, two in a row, or before a capital or a quotation mark; slashes in words. Two of them:
// program code has one in a string.
const PROSE = /(?<=[\p{L}\p{P}])(?<!\\)\\{1,8}n(?=\\{1,8}n|[\p{Lu}\p{Lo}\p{Ps}\p{Pi}\p{Pd}"'„¡¿])|\w\\\/\w/gu
const MIN_SIGNS = 2
