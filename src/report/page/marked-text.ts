import type {Excerpt} from './data.ts'
import {element} from './dom.ts'
import {linesOf, type Mark, type MarkedLine, type Piece, piecesOf} from './marked.ts'

/** How a text is shown: with its fixes marked, as it is, as it will be. */
export type View = 'marked' | 'before' | 'after'

export interface ShownMark extends Mark {
  /** Class of its element: a severity, or `done`. */
  kind: string
  /** What it says when it is pointed at. */
  title: string
}

// Lines that the browser lays out, or leaves out of sight, together.
const LINES = 50

/**
 * Draws a text with its marks.
 *
 * @param excerpts the text, or parts of it
 * @param marks    by their starts
 * @returns the elements, and those of each mark by its index
 */
export function drawText(
  excerpts: readonly Excerpt[],
  marks: readonly ShownMark[],
  view: View,
): {nodes: Node[]; marked: Map<number, HTMLElement[]>} {
  const marked = new Map<number, HTMLElement[]>()
  const shown = view === 'before' ? marks.map((mark) => ({...mark, isApplied: false})) : marks
  const nodes = excerpts.flatMap(({start, line, text}, index) => {
    const lines = linesOf(piecesOf(text, start, shown), line, view === 'after')
    const blocks: Node[] = []
    for (let first = 0; first < lines.length; first += LINES) {
      const some = lines.slice(first, first + LINES)
      const block = element('div.lines', {}, ...some.map((one) => drawLine(one, marks, marked)))
      block.style.setProperty('--lines', String(some.length))
      blocks.push(block)
    }
    return index > 0 ? [element('p.gap', {}, 'lines without findings are left out'), ...blocks] : blocks
  })
  return {nodes, marked}
}

function drawLine(
  {number, pieces}: MarkedLine,
  marks: readonly ShownMark[],
  marked: Map<number, HTMLElement[]>,
): HTMLElement {
  const words = element('span.words', {dir: 'auto'}, ...pieces.map((piece) => drawPiece(piece, marks, marked)))
  return element('div.line', {}, element('span.number', {'data-number': number}), words)
}

function drawPiece(piece: Piece, marks: readonly ShownMark[], marked: Map<number, HTMLElement[]>): Node | string {
  const {text, state} = piece
  const changed =
    state === 'removed'
      ? element(text.trim() === '' ? 'del.space' : 'del', {}, text)
      : state === 'inserted'
        ? element('ins', {}, text)
        : text
  const own = piece.marks.flatMap((index) => (marks[index] ? [[index, marks[index]] as const] : []))
  // The shortest says the most about these words.
  const first = own.reduce<(typeof own)[number] | undefined>(
    (best, one) => (best && best[1].end - best[1].start <= one[1].end - one[1].start ? best : one),
    undefined,
  )
  if (!first) return changed
  const made = element(`mark.${first[1].kind}`, {'data-mark': first[0], title: first[1].title}, changed)
  for (const [index] of own) {
    const known = marked.get(index)
    if (known) known.push(made)
    else marked.set(index, [made])
  }
  return made
}
