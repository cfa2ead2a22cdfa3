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

/**
 * Finds what no finding may touch in Markdown: code, inline code, HTML, tables and front matter.
 *
 * @param bytes Markdown, UTF-8 without byte order mark
 * @returns ranges of bytes, sorted
 */
export function masksOf(bytes: Uint8Array): Span[] {
  const text = decode(bytes)
  const matter = FRONT_MATTER.exec(text)?.[0].length ?? 0
  const spans: Span[] = matter > 0 ? [{start: 0, end: matter}] : []
  // What stands before keeps its places, as spaces.
  const rest = text.slice(matter).replace(DEEP, '$1x')
  const tree = fromMarkdown(matter > 0 ? text.slice(0, matter).replace(/[^\r\n]/g, ' ') + rest : rest, {
    extensions: [{disable: {null: UNUSED}}],
  })
  collect(tree, text, spans)
  return toBytes(text, spans)
}

function collect(node: Nodes | Root, text: string, spans: Span[]): void {
  const start = node.position?.start.offset ?? 0
  const end = node.position?.end.offset ?? 0
  if (MASKED.has(node.type)) spans.push({start, end})
  else {
    const table = node.type === 'paragraph' ? tableIn(text, start, end) : undefined
    if (table) spans.push(table)
    if ('children' in node)
      for (const child of node.children)
        if (!table || (child.position?.start.offset ?? 0) < table.start) collect(child, text, spans)
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
