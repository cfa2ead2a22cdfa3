import type {MessageEdit} from '../message.ts'

/** Something that is said about a stretch of a text; places are UTF-16 units. */
export interface Mark {
  start: number
  end: number
  /** What its fix does, where it has one. */
  edits?: readonly MessageEdit[] | undefined
  /** Whether the fix is applied. */
  isApplied: boolean
}

/** A run of characters that all the same is true of. */
export interface Piece {
  text: string
  state: 'kept' | 'removed' | 'inserted'
  /** Indexes of the marks that cover it. */
  marks: readonly number[]
}

interface Boundary {
  at: number
  /** What ends comes before what is put in, and that before what begins. */
  rank: 0 | 1 | 2
  mark: number
  /** An edit that begins or ends here; the mark itself where there is none. */
  edit?: MessageEdit
}

/**
 * Cuts a text where marks and edits begin and end. Where applied edits overlap, deletions merge and of two replacements
 * the first wins.
 *
 * @param text  a stretch of a document
 * @param start its place in the document
 * @param marks of the document, by their starts; those outside the stretch are passed over
 */
export function piecesOf(text: string, start: number, marks: readonly Mark[]): Piece[] {
  const pieces: Piece[] = []
  const active = new Set<number>()
  let deletions = 0
  let at = 0
  let covering: readonly number[] = []
  for (const {at: place, rank, mark, edit} of boundariesOf(text, start, marks)) {
    if (place > at)
      pieces.push({text: text.slice(at, place), state: deletions > 0 ? 'removed' : 'kept', marks: covering})
    at = Math.max(at, place)
    if (rank === 1) pieces.push({text: edit?.text ?? '', state: 'inserted', marks: [mark]})
    else if (edit) deletions += rank === 2 ? 1 : -1
    else {
      if (rank === 2) active.add(mark)
      else active.delete(mark)
      covering = [...active].sort((a, b) => a - b)
    }
  }
  if (at < text.length) pieces.push({text: text.slice(at), state: 'kept', marks: []})
  return pieces
}

function boundariesOf(text: string, start: number, marks: readonly Mark[]): Boundary[] {
  const boundaries: Boundary[] = []
  const within = (place: number): number => Math.min(text.length, Math.max(0, place - start))
  const touches = (span: {start: number; end: number}): boolean =>
    span.end >= start && span.start <= start + text.length
  // Where the last applied edit, and the last replacement, ends.
  let reach = Number.NEGATIVE_INFINITY
  let replaced = Number.NEGATIVE_INFINITY
  marks.forEach((own, mark) => {
    if (!touches(own)) return
    if (own.end > own.start)
      boundaries.push({at: within(own.start), rank: 2, mark}, {at: within(own.end), rank: 0, mark})
    if (!own.isApplied) return
    for (const edit of own.edits ?? []) {
      if (!touches(edit) || edit.start < (edit.text === '' ? replaced : reach)) continue
      reach = Math.max(reach, edit.end)
      if (edit.text !== '') replaced = Math.max(replaced, edit.end)
      if (edit.end > edit.start)
        boundaries.push({at: within(edit.start), rank: 2, mark, edit}, {at: within(edit.end), rank: 0, mark, edit})
      if (edit.text !== '') boundaries.push({at: within(edit.end), rank: 1, mark, edit})
    }
  })
  return boundaries.sort((a, b) => a.at - b.at || a.rank - b.rank)
}

/**
 * The text after the fixes that are applied.
 *
 * @param pieces from `piecesOf`
 */
export function cleanText(pieces: readonly Piece[]): string {
  return pieces.map(({text, state}) => (state === 'removed' ? '' : text)).join('')
}

/** A line as it is shown. */
export interface MarkedLine {
  /** 1-based, in the original; one that is only put in has that of the line before. */
  number: number
  pieces: Piece[]
}

/**
 * Pieces by line; the breaks are left out.
 *
 * @param pieces  from `piecesOf`
 * @param first   number of the first line
 * @param isAfter whether what is removed is left out
 */
export function linesOf(pieces: readonly Piece[], first: number, isAfter = false): MarkedLine[] {
  const lines: MarkedLine[] = [{number: first, pieces: []}]
  let number = first
  let endsInReturn = false
  for (const piece of pieces) {
    const isHidden = isAfter && piece.state === 'removed'
    const parts = (endsInReturn && piece.text.startsWith('\n') ? piece.text.slice(1) : piece.text).split(/\r\n|\n|\r/)
    endsInReturn = piece.text.endsWith('\r')
    parts.forEach((text, index) => {
      if (index > 0) {
        if (piece.state !== 'inserted') number++
        if (!isHidden) lines.push({number, pieces: []})
      }
      if (text !== '' && !isHidden) lines.at(-1)?.pieces.push({...piece, text})
    })
    const last = lines.at(-1)
    if (isHidden && last?.pieces.length === 0) last.number = number
  }
  return lines
}
