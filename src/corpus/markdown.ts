import {parse, preprocess} from 'micromark'
import {subtokenize} from 'micromark-util-subtokenize'
import type {Span} from '../text/document.ts'
import {decode, encode} from '../text/utf8.ts'
import {inlineMasks} from './markdown-inline.ts'

// Leaf blocks of CommonMark, and whether what is in them stays as it is.
const BLOCKS = new Map([
  ['codeFenced', true],
  ['codeIndented', true],
  ['htmlFlow', true],
  ['paragraph', false],
  ['atxHeading', false],
  ['thematicBreak', false],
])
const LISTS = new Set(['listOrdered', 'listUnordered'])
const FRONT_MATTER = /^---[ \t]*\r?\n(?:.*\r?\n)*?---[ \t]*(?:\r?\n|$)/
const DELIMITER_ROW = /^[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?$/
const DISABLED = {disable: {null: ['definition', 'setextUnderline']}}
// Quotations and lists in each other cost the parser the square of their depth, so what is deeper is read as text.
const DEEP = /^((?:[ \t]{0,8}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){32}[ \t]{0,8})[>*+\d-]/gm
// Nothing is masked without one of these.
const MASKABLE = /[`<|\t]|~~~| {4}[^ \r\n]/
// Each blank line costs the parser a kilobyte, and many mean what one means.
const BLANK_LINES = /[\r\n][ \t\r\n]*[\r\n]/g
// The parser takes up to a thousand times the memory of what it is given at once.
const PIECE = 8192
// A block that is longer than so many pieces is cut.
const MOST_PIECES = 32

/**
 * Finds what no finding may touch in Markdown: code, inline code, HTML, tables and front matter.
 *
 * @param bytes Markdown, UTF-8 without byte order mark
 * @param piece UTF-16 units that are parsed at once, more where a single block is longer
 * @returns ranges of bytes, sorted
 */
export function masksOf(bytes: Uint8Array, piece = PIECE): Span[] {
  const text = decode(bytes)
  const matter = FRONT_MATTER.exec(text)?.[0].length ?? 0
  const spans: Span[] = matter > 0 ? [{start: 0, end: matter}] : []
  const rest = readable(text, matter)
  if (!MASKABLE.test(rest)) return toBytes(text, spans)
  let opening = ''
  // The last start of a line up to which the part goes; `from` where it is all one line.
  let cut = 0
  // Units of the part in which no block begins and nothing can be masked, but for what goes on behind them.
  let searched = 0
  for (let from = 0, length = piece; from < rest.length; ) {
    // A part that has grown is searched where it has grown.
    const seen = length > piece ? from + length / 2 : from
    if (seen === from) cut = from
    const until = Math.min(from + length, rest.length)
    const line = until < rest.length ? lineStart(rest, until, seen) : until
    if (line > seen) cut = line
    const part = opening + rest.slice(from, cut > from ? cut : until)
    if (opening && cut < rest.length && goesOn(part, opening)) {
      const end = from + part.length - opening.length
      spans.push({start: from, end})
      from = end
      length = piece
      continue
    }
    const blocks = opening || MASKABLE.test(part.slice(Math.max(0, searched - 4))) ? parseBlocks(part) : undefined
    let end = part.length
    if (cut < rest.length) {
      if (blocks) end = lineStart(part, blocks.whole)
      else end = cut > from ? lastBlockIn(part, searched) : 0
    }
    let next = ''
    if (end <= opening.length) {
      if (length < piece * MOST_PIECES) {
        length *= 2
        searched = blocks ? 0 : part.length
        continue
      }
      end = part.length
      if (blocks) next = openedIn(blocks, part)
    }
    if (blocks) collect(blocks, {text: part, at: from - opening.length, start: opening.length, end}, spans)
    from += end - opening.length
    opening = next
    length = piece
    searched = 0
  }
  return toBytes(text, spans)
}

// What the parser is spared keeps its place, as spaces.
function readable(text: string, matter: number): string {
  const rest = text.slice(matter).replace(DEEP, '$1x')
  return (matter > 0 ? text.slice(0, matter).replace(/[^\r\n]/g, ' ') + rest : rest).replace(
    BLANK_LINES,
    (lines) => `${lines[0]}${' '.repeat(lines.length - 2)}${lines.at(-1)}`,
  )
}

// Start of the last line that surely begins a block: an item, or what is not indented behind a blank line.
function lastBlockIn(part: string, least: number): number {
  for (let at = lineStart(part, part.length); at > 0 && at >= least; at = lineStart(part, at - 1)) {
    const start = part.slice(at, at + 2)
    if (/^[-*+]\s/.test(start)) return at
    if (/^\S/.test(start) && part.slice(lineStart(part, at - 1), at).trim() === '') return at
  }
  return 0
}

interface Block extends Span {
  isMasked: boolean
  isParagraph: boolean
  /** Quotations that it is in. */
  quotations: number
}

interface Blocks {
  list: readonly Block[]
  /** What is before is whole: behind it the last block may go on, or the last item of a list. */
  whole: number
}

// Blocks alone: what stands within their lines the parser has not yet looked at.
function parseBlocks(text: string): Blocks {
  const list: Block[] = []
  let whole = text.length
  let quotations = 0
  let lists = 0
  const events = parse({extensions: [DISABLED]})
    .document()
    .write(preprocess()(text, undefined, true))
  subtokenize(events)
  for (const [way, {type, start, end}] of events) {
    const by = way === 'enter' ? 1 : -1
    const isMasked = BLOCKS.get(type)
    if (type === 'blockQuote') quotations += by
    else if (LISTS.has(type)) lists += by
    else if (way === 'enter') {
      if (isMasked !== undefined)
        list.push({start: start.offset, end: end.offset, isMasked, isParagraph: type === 'paragraph', quotations})
      if (lists === 0 ? isMasked !== undefined : lists === 1 && type === 'listItemPrefix') whole = start.offset
    }
  }
  return {list, whole}
}

// The line that opens the code or HTML in which a part ends: with it the next part is read as such.
function openedIn({list}: Blocks, part: string): string {
  const last = list.at(-1)
  if (!last?.isMasked) return ''
  const start = lineStart(part, last.start)
  const line = part.slice(start, part.indexOf('\n', start) + 1)
  return goesOn(part.slice(start), line) ? line : ''
}

// Whether code or HTML that the first line of a part opens takes in all of it, and what comes behind.
function goesOn(part: string, opening: string): boolean {
  const [margin = ''] = /^[ \t>]*/.exec(opening) ?? []
  const {list} = parseBlocks(`${part}${margin}x`)
  return list.length === 1 && list[0]?.isMasked === true
}

// `least` where the line begins before it: a line of megabytes is not gone through for each piece.
function lineStart(text: string, at: number, least = 0): number {
  let start = at
  while (start > least && !isLineEnd(text.charCodeAt(start - 1))) start--
  return start
}

function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13
}

interface Part {
  text: string
  /** Place of the part in the whole. */
  at: number
  /** What is before has been read, what is after will be. */
  start: number
  end: number
}

function collect({list}: Blocks, {text, at, start: first, end: last}: Part, spans: Span[]): void {
  const add = (start: number, end: number): void => {
    const [from, to] = [Math.max(first, start), Math.min(last, end)]
    if (from < to) spans.push({start: at + from, end: at + to})
  }
  for (const {start, end, isMasked, isParagraph, quotations} of list) {
    if (start >= last) return
    if (isMasked) {
      add(start, end)
      continue
    }
    const table = isParagraph ? tableIn(text, start, end) : undefined
    for (const span of inlineMasks(text.slice(start, table?.start ?? end), quotations))
      add(start + span.start, start + span.end)
    if (table) add(table.start, table.end)
  }
}

// Without the extension for them tables are paragraphs: from the line above `|---|---|` to the end.
function tableIn(text: string, start: number, end: number): Span | undefined {
  let header = start
  for (let feed = text.indexOf('\n', start); feed !== -1 && feed < end; feed = text.indexOf('\n', feed + 1)) {
    const next = text.indexOf('\n', feed + 1)
    const row = text.slice(feed + 1, next === -1 || next > end ? end : next).replace(/\r$/, '')
    if (row.includes('|') && DELIMITER_ROW.test(row) && text.slice(header, feed).includes('|'))
      return {start: header, end}
    header = feed + 1
  }
  return undefined
}

function toBytes(text: string, spans: readonly Span[]): Span[] {
  let at = 0
  let bytes = 0
  const place = (offset: number): number => {
    bytes += encode(text.slice(at, offset)).length
    at = offset
    return bytes
  }
  return spans.map(({start, end}) => ({start: place(start), end: place(end)}))
}
