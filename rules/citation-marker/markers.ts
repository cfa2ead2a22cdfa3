import type {Document} from '../../src/text/document.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'
import {NEEDED, NOTE} from './words.ts'

/** A mark of a note; places are UTF-16 units. */
export interface Marker {
  start: number
  end: number
  /** The number, where it is one. */
  number?: number
  /** Whether it says in words what it is: `[citation needed]`, `[note 3]`. */
  isWord: boolean
  /** Whether a punctuation mark stands right before it. */
  isBehindMark: boolean
}

// Only brackets that touch the word or mark before them: "[1] Smith, 1999" is the note itself. `=` and `(` follow an
// index in code.
const MARKER = new RegExp(
  `(?=\\[)(?<=\\S)\\[(?:\\s?(\\d{1,3})\\s?|(\\s?(?:${NOTE})\\s?\\d{1,3}\\s?|\\s?(?:${NEEDED})\\s?)|[a-h])\\](?=$|[\\s.,;:!?)"'[\\]…—–-]|[^\\0-\\x7f])`,
  'giu',
)
// A punctuation mark and what may close behind it; other markers in between.
const MARK = /[.,;:!?…。，、！？।۔؟،][”"’»)」』]?$/u

/**
 * Finds marks of notes.
 *
 * @param text one line
 */
export function findMarkers(text: string): Marker[] {
  const found: Marker[] = []
  for (const {0: marker, 1: digits, 2: word, index: start} of text.matchAll(MARKER)) {
    const last = found.at(-1)
    const isBehindMark = last?.end === start ? last.isBehindMark : MARK.test(text.slice(Math.max(0, start - 3), start))
    // A letter behind a word is an index.
    if (digits === undefined && word === undefined && !isBehindMark) continue
    found.push({
      start,
      end: start + marker.length,
      ...(digits && {number: Number(digits)}),
      isWord: word !== undefined,
      isBehindMark,
    })
  }
  return found
}

// Fewer may be an interval, an index of an array or a section of a manual.
const MIN_MARKERS = 3
const MAX_STEP = 3

interface Notes {
  isNumbered: boolean
  keepsNotes: boolean
}

/** Whether the numbers in brackets count up from 1, as an encyclopedia does, though a text may lack some of them. */
export function isNumbered(document: Document): boolean {
  return notesOf(document).isNumbered
}

/** Whether the notes stand in the text as well. */
export function keepsNotes(document: Document): boolean {
  return notesOf(document).keepsNotes
}

const notesOf = oncePer((document: Document): Notes => {
  let keepsNotes = false
  for (const text of document.pieces()) keepsNotes ||= KEPT.test(text)
  return {isNumbered: countsUp(document), keepsNotes}
})

const KEPT =
  /^[^\S\r\n\u2028\u2029]*(?:[-*•]\s{0,3})?(?:\[(?:\d{1,3}|[a-h])\]|\[(?:foot|end)?note\s|\d{1,3}\s?\^|\^\s)/im

function countsUp(document: Document): boolean {
  let highest = 0
  let steps = 0
  for (const {text} of document.linesWith(Mark.Bracket))
    for (const {number} of findMarkers(text)) {
      if (number === undefined) continue
      if (number === 0) return false
      if (number <= highest || number > highest + MAX_STEP) continue
      highest = number
      steps++
    }
  return steps >= MIN_MARKERS
}
