import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'

const OPEN = 0x5b
const CLOSE = 0x5d
const ZERO = 0x30
const NINE = 0x39
const SPACE = 0x20
const MAX_DIGITS = 3
// Fewer may be an interval, an index of an array or a section of a manual.
const MIN_MARKERS = 3
const MAX_STEP = 3

interface Marker {
  start: number
  end: number
  number: number
}

/** Note numbers in square brackets, counted up from 1 as an encyclopedia does, without the notes that they point to. */
export default defineRule({
  id: 'citation-marker',
  category: 'garble',
  summary: 'A note number in brackets stands in the text.',
  since: '0.1.0',
  severity: 'info',
  presets: ['strict'],
  fix: 'unsafe',
  needs: 'document',
  *check({document}) {
    const markers = [...findMarkers(document.bytes)]
    if (markers.length < MIN_MARKERS || !areNotes(markers)) return
    for (const {start, end, number} of markers)
      yield {at: {start, end}, reason: `Unexpected note number \`[${number}]\``, edits: [{start, end, text: ''}]}
  },
})

// Only brackets that touch the word or mark before them: "[1] Smith, 1999" is the note itself.
function* findMarkers(bytes: Document['bytes']): Generator<Marker> {
  for (let start = bytes.indexOf(OPEN); start >= 0; start = bytes.indexOf(OPEN, start + 1)) {
    let at = start + 1
    let number = 0
    while (at - start <= MAX_DIGITS && isDigit(bytes[at])) number = number * 10 + (bytes[at++] as number) - ZERO
    if (at > start + 1 && bytes[at] === CLOSE && (bytes[start - 1] ?? SPACE) > SPACE && endsWord(bytes[at + 1]))
      yield {start, end: at + 1, number}
  }
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE

// A space, the end, a stop or comma, a bracket that closes, the next marker; `=` and `(` follow an index in code.
const endsWord = (byte: number | undefined): boolean =>
  byte === undefined || byte <= SPACE || byte > 0x7f || AFTER.includes(byte)
const AFTER = [...'.,;:!?)"\'[-'].map((char) => char.charCodeAt(0))

// Notes are numbered in the order of their first markers, though a text may lack some of them.
function areNotes(markers: readonly Marker[]): boolean {
  let highest = 0
  let steps = 0
  for (const {number} of markers) {
    if (number === 0) return false
    if (number <= highest || number > highest + MAX_STEP) continue
    highest = number
    steps++
  }
  return steps >= MIN_MARKERS
}
