import {defineRule} from '../../src/rule/define.ts'
import {isCode} from '../../src/text/code.ts'
import type {Document} from '../../src/text/document.ts'
import {Mark} from '../../src/text/marks.ts'

const MIN_WIDTH = 40
const MAX_WIDTH = 120
const MIN_BREAKS = 3
// Of the lines that have one below, so many are as full as the next word lets them be.
const MIN_SHARE = 0.5
// How much of the width a full line takes.
const FULL = 0.7
const LIST_ITEM = /^\s*(?:[-*•·–—▪●○>|#]|\d{1,3}[.)]|[A-Z]{2,}[:.])\s/u

/** Prose broken into lines of one width. Only lines that the next word would make too long are joined. */
export default defineRule({
  id: 'hard-wrap',
  category: 'layout',
  summary: 'Paragraphs are broken into lines of one width.',
  since: '0.1.0',
  severity: 'info',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  needs: 'document',
  *check({document}) {
    const width = wrapWidth(document)
    if (!width) return
    for (const [first, last] of paragraphs(document, width)) {
      if (isCode(document.line(first))) continue
      const edits = []
      for (let index = first; index < last; index++) {
        const line = document.line(index)
        const next = document.line(index + 1)
        const start = line.span(line.text.trimEnd().length, line.text.trimEnd().length).start
        const indent = next.text.length - next.text.trimStart().length
        edits.push({start, end: next.span(indent, indent).end, text: ' '})
      }
      yield {
        at: {start: document.line(first).start, end: document.line(last).end},
        reason: `Unexpected line breaks in a paragraph wrapped at \`${width}\` characters`,
        edits,
      }
    }
  },
})

/** Length that the lines of a text were broken at, if it was. */
function wrapWidth(document: Document): number | undefined {
  const lengths: number[] = []
  let width = 0
  for (let index = 0; index + 1 < document.lineCount; index++) {
    if (document.isBlank(index) || document.isBlank(index + 1)) continue
    const length = lengthOf(document, index)
    if (length > MAX_WIDTH) return undefined
    lengths.push(index)
    width = Math.max(width, length)
  }
  if (lengths.length < MIN_BREAKS || width < MIN_WIDTH) return undefined
  const full = lengths.filter((index) => isFull(document, index, width)).length
  return full >= MIN_BREAKS && full >= lengths.length * MIN_SHARE ? width : undefined
}

// Characters of a line; its bytes are more where it is not ASCII.
function lengthOf(document: Document, index: number): number {
  const line = document.line(index)
  return line.has(Mark.NonAscii) ? [...line.text].length : line.end - line.start
}

function isFull(document: Document, index: number, width: number): boolean {
  const next = document.line(index + 1).text
  const word = /^\S*/.exec(next)?.[0] ?? ''
  const length = lengthOf(document, index)
  return length >= width * FULL && length + 1 + [...word].length > width && !LIST_ITEM.test(next) && !/^\s/.test(next)
}

function* paragraphs(document: Document, width: number): Generator<[number, number]> {
  for (let first = 0; first + 1 < document.lineCount; first++) {
    let last = first
    while (
      last + 1 < document.lineCount &&
      !document.isBlank(last) &&
      !document.isBlank(last + 1) &&
      isFull(document, last, width)
    )
      last++
    if (last > first) yield [first, last]
    first = last
  }
}
