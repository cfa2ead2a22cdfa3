import {isCode, isRow} from './code.ts'
import type {Document} from './document.ts'
import type {Line} from './line.ts'
import {oncePer} from './once.ts'

// Names of formats and of what they are made of. In capitals most languages use them.
const FORMATS =
  /\b(?:X?HTML\d?|XML|SVG|JSX|CSS|SCSS|BBCode|JavaScript|TypeScript|PHP|Markdown|LaTeX|JSON|YAML|Unicode)\b/g
const PARTS =
  /\b(?:ampersands?|short ?codes?|backslash(?:es)?|reg(?:ex(?:es|ps?)?|ular expressions?)|entit(?:y|ies) (?:references?|names?|codes?)|character (?:entit(?:y|ies)|references?)|escape (?:sequences?|characters?|codes?)|percent.encod\w+|quoted.printable)\b/i

// Lines that only program code and the source of pages have.
const CODE_LINE =
  /^[ \t]*(?:<\/?[a-z][\w-]*(?:\s[^\n<>]{0,200})?>[ \t]*|[}\])]+[;,]?|[^\n]{0,200}(?:\)\s?\{|=>\s?\{|\);)|(?:import|from|const|let|var|def|class|return|#include|function|public|private|use|fn|func|echo|export|if|for|while)\s[^\n]{0,120}[;:{(])[ \t]*$/gm

/** How much a text is about markup or program code: there tags and escapes are its subject. */
export type CodeShare = 'none' | 'some' | 'much'

const MANY_NAMES = 3
const MANY_LINES = 5

/** How much a text is about markup or program code: it names a format, or several and often, or shows code. */
export const codeShare = oncePer((document: Document): CodeShare => {
  let names = 0
  let lines = 0
  for (const text of document.pieces()) {
    names += text.match(FORMATS)?.length ?? 0
    lines += text.match(CODE_LINE)?.length ?? 0
    if (names >= MANY_NAMES || lines >= MANY_LINES) return 'much'
  }
  return names > 0 ? 'some' : 'none'
})

/** Whether a line speaks about markup, or shows it: in backticks, in code, in a row of values. */
export function mentionsCode(line: Line): boolean {
  return isAboutCode(line) || isCode(line) || isRow(line)
}

/** Whether a line speaks about markup, or shows it in backticks. */
function isAboutCode({text}: Line): boolean {
  return text.includes('`') || text.search(FORMATS) >= 0 || PARTS.test(text)
}

// Longest address or path that is looked through.
const REACH = 200

/**
 * The stretch between white space that a place lies in, cut short where it is very long.
 *
 * @param start of the place
 * @param end   of the place
 */
export function wordAround(text: string, start: number, end: number): string {
  let from = start
  while (from > 0 && start - from < REACH && !isSpace(text, from - 1)) from--
  let to = end
  while (to < text.length && to - end < REACH && !isSpace(text, to)) to++
  return text.slice(from, to)
}

const isSpace = (text: string, at: number): boolean => text.charCodeAt(at) <= 0x20

/** Whether a word is an address, a path, or the query of one. */
export function isAddress(word: string): boolean {
  return /:\/\/|^www\.|@\w+\.|^\.{0,2}\/\w|^[A-Za-z]:\\|[?&][\w-]+=|\w\.(?:com|org|net|html?|php|aspx?|jsp|jpe?g|png|gif|pdf|svg|css|js|xml)(?:\W|$)/i.test(
    word,
  )
}
