import type {Nodes, Root} from 'mdast'
import {fromMarkdown} from 'mdast-util-from-markdown'
import type {Span} from '../text/document.ts'
import {decode, encode} from '../text/utf8.ts'

const MASKED = new Set<Nodes['type']>(['code', 'inlineCode', 'html'])
const FRONT_MATTER = /^---[ \t]*\r?\n(?:.*\r?\n)*?---[ \t]*(?:\r?\n|$)/
const DELIMITER_ROW = /^[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?$/
// What holds no code is not looked for: the parser takes the square of the time for some of it.
const UNUSED = [
  'attention',
  'characterReference',
  'definition',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
  'setextUnderline',
]
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
  let opening = ''
  for (let from = 0, length = piece; from < rest.length; ) {
    const cut = from + length < rest.length ? lineStart(rest, from + length) : rest.length
    const part = opening + rest.slice(from, cut > from ? cut : from + length)
    const tree = opening || MASKABLE.test(part) ? parse(part) : undefined
    let end = cut === rest.length ? part.length : tree ? wholeUntil(tree, part) : lastBlockIn(part)
    let next = ''
    if (end <= opening.length) {
      if (length < piece * MOST_PIECES) {
        length *= 2
        continue
      }
      end = lineStart(part, part.length)
      if (end <= opening.length) end = part.length
      if (tree) next = openedIn(tree, part)
    }
    if (tree) collect(tree, {text: part, at: from - opening.length, start: opening.length, end}, spans)
    from += end - opening.length
    opening = next
    length = piece
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
function lastBlockIn(part: string): number {
  for (let at = lineStart(part, part.length); at > 0; at = lineStart(part, at - 1)) {
    const start = part.slice(at, at + 2)
    if (/^[-*+]\s/.test(start)) return at
    if (/^\S/.test(start) && part.slice(lineStart(part, at - 1), at).trim() === '') return at
  }
  return 0
}

// What follows may belong to the last block of a part, or to the last one in its list or quotation.
function wholeUntil(tree: Root, part: string): number {
  let last: Nodes | undefined = tree.children.at(-1)
  while (last?.type === 'list' || last?.type === 'blockquote') last = last.children.at(-1)
  return lineStart(part, last ? offsetsOf(last).start : part.length)
}

// The line that opens the code or HTML in which a part ends: with it the next part is read as such.
function openedIn(tree: Root, part: string): string {
  const last = lastIn(tree)
  if (!MASKED.has(last.type)) return ''
  const start = lineStart(part, offsetsOf(last).start)
  const line = part.slice(start, part.indexOf('\n', start) + 1)
  const [margin = ''] = /^[ \t>]*/.exec(line) ?? []
  return MASKED.has(lastIn(parse(`${part}${margin}x`)).type) ? line : ''
}

function lastIn(node: Nodes): Nodes {
  const last = 'children' in node ? node.children.at(-1) : undefined
  return last ? lastIn(last) : node
}

function parse(text: string): Root {
  return fromMarkdown(text, {extensions: [{disable: {null: UNUSED}}]})
}

function lineStart(text: string, at: number): number {
  let start = at
  while (start > 0 && !/[\r\n]/.test(text[start - 1] as string)) start--
  return start
}

interface Part {
  text: string
  /** Place of the part in the whole. */
  at: number
  /** What is before has been read, what is after will be. */
  start: number
  end: number
}

function collect(node: Nodes, part: Part, spans: Span[]): void {
  const {start, end} = offsetsOf(node)
  if (start >= part.end) return
  const add = (span: Span): void => {
    const [from, to] = [Math.max(part.start, span.start), Math.min(part.end, span.end)]
    if (from < to) spans.push({start: part.at + from, end: part.at + to})
  }
  if (MASKED.has(node.type)) add({start, end})
  else {
    const table = node.type === 'paragraph' ? tableIn(part.text, start, end) : undefined
    if ('children' in node)
      for (const child of node.children) if (!table || offsetsOf(child).start < table.start) collect(child, part, spans)
    if (table) add(table)
  }
}

function offsetsOf({position}: Nodes): Span {
  return {start: position?.start.offset ?? 0, end: position?.end.offset ?? 0}
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
