import type {Document} from './document.ts'
import type {Line} from './line.ts'
import {oncePer} from './once.ts'

// Longer headings are no names of sections that a label could be taken for.
const HEADING_WORDS = 6
// One heading beside it may be another label that was left over.
const MIN_OTHERS = 2
// How far above an item the sentence may stand that introduces its list, in lines that are not blank.
const LIST_REACH = 30
const ITEM_WORDS = 8
// "He said:" goes before speech, "Follow:" is a label itself.
const SENTENCE_WORDS = 4
const FIELD = /^\s*\p{L}[\p{L}\p{N}. ]{0,24}[:：]\s*\S/u

/**
 * Whether a label over prose is one of the text's own headings: others stand over prose of theirs and are set the same
 * way, with or without blank lines around them. A label that stands twice divides no text.
 *
 * @param line any line
 */
export function isSection(line: Line): boolean {
  if (!line.isHeading || line.words > HEADING_WORDS) return false
  const {byKey, byLayout, free} = headingsOf(line.document)
  const {scan, claimed} = line.document
  // What the line itself adds to the counts.
  const own = line.isListItem ? 0 : 1
  const ownFree = claimed.has(line.index) ? 0 : own
  const layout = layoutOf(line)
  return (
    (byKey.get(scan.keys[line.index] as number) ?? 0) === own &&
    (byLayout[layout] as number) - own >= MIN_OTHERS &&
    (free[layout] as number) > ownFree
  )
}

/**
 * Whether a line is an item of a list that a sentence with a colon introduces: the buttons of a program, say.
 *
 * @param line any line
 */
export function isIntroduced(line: Line): boolean {
  const {document} = line
  if (!isItem(line)) return false
  let items = isItem(document.nextVisible(line.index)) ? 2 : 1
  let above = document.previousVisible(line.index)
  for (let steps = 0; above && steps < LIST_REACH; steps++) {
    if (isAnnouncement(above)) return items > 1 && !document.claimed.has(above.index)
    if (!isItem(above)) return false
    items++
    above = document.previousVisible(above.index)
  }
  return false
}

/**
 * Whether a line says "term: …" among others that do: fields of a record, entries of a glossary.
 *
 * @param line any line
 */
export function isField(line: Line): boolean {
  const others = [...fieldsBeside(line, 'previous'), ...fieldsBeside(line, 'next')]
  return FIELD.test(line.text) && others.filter(({index}) => !line.document.claimed.has(index)).length >= MIN_OTHERS
}

/**
 * Whether a sentence with a colon announces a line: what a sign, a screen or a letter says.
 *
 * @param line any line
 */
export function isAnnounced({document, index}: Line): boolean {
  const above = document.previousVisible(index)
  return above !== undefined && isAnnouncement(above) && !document.claimed.has(above.index)
}

function isAnnouncement(line: Line): boolean {
  return line.words >= SENTENCE_WORDS && /[:：]\s*$/u.test(line.text)
}

function* fieldsBeside(line: Line, side: 'previous' | 'next'): Generator<Line> {
  let other = line[side]
  for (let steps = 0; other && steps < MIN_OTHERS && FIELD.test(other.text); steps++) {
    yield other
    other = other[side]
  }
}

function isItem(line: Line | undefined): boolean {
  return line !== undefined && (line.isListItem || (line.words <= ITEM_WORDS && !line.endsSentence))
}

// Headings by what they say and by their layout, and those of each layout that no phrase claims.
const headingsOf = oncePer((document: Document) => {
  const byKey = new Map<number, number>()
  const byLayout = [0, 0, 0, 0]
  const free = [0, 0, 0, 0]
  for (let index = 0; index < document.lineCount; index++) {
    const words = document.scan.words[index] as number
    if (words === 0 || words > HEADING_WORDS) continue
    const line = document.line(index)
    if (!line.isHeading || line.isListItem) continue
    const key = document.scan.keys[index] as number
    const layout = layoutOf(line)
    byKey.set(key, (byKey.get(key) ?? 0) + 1)
    byLayout[layout] = (byLayout[layout] as number) + 1
    if (!document.claimed.has(index)) free[layout] = (free[layout] as number) + 1
  }
  return {byKey, byLayout, free}
})

function layoutOf({document, index}: Line): number {
  const above = index === 0 || document.isBlank(index - 1)
  const below = index + 1 >= document.lineCount || document.isBlank(index + 1)
  return (above ? 1 : 0) + (below ? 2 : 0)
}
