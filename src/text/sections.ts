import type {Document} from './document.ts'
import {type Line, PROSE_WORDS} from './line.ts'
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
// Words that a paragraph takes its heading up in, and the longest heading that it does so with.
const OPENING_WORDS = 12
const MAX_NAME_WORDS = 3
const MIN_EXPLAINING_WORDS = 3
const MIN_QUESTION_WORDS = 3
const MAX_QUESTION_WORDS = 30
const QUESTION = /[?？؟][\s"”’»)]*$/u
const MIN_VERSE_WORDS = 3
const MAX_VERSE_WORDS = 12
const MAX_VERSE_BYTES = 400
const CLAUSE =
  /^\s*(?:§+\s?\d|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]\s|\d{1,3}\.\d{1,3}\s|(?:Article|Artikel|Artículo|Artigo|Articolo|Art\.|Section|Clause|Статья|Madde|Điều|Pasal|Artykuł|Článek)\s+\d|第\s?[\d一二三四五六七八九十百]+[条條])/iu
const VERSE = /^\p{Ll}.*[\p{Ll}\p{M}]\s*(?:[.,;:!?—–-]\s*)?$/u
const ELLIPSIS = /(?:\.{3}|…)\s*$/u
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
 * Whether a line stands near the top of the text.
 *
 * @param line any line
 * @param most lines that may stand above it, blank ones not counted
 */
export function isNearTop({document, index}: Line, most: number): boolean {
  let line = document.previousVisible(index)
  for (let above = 0; line; above++) {
    if (above >= most) return false
    line = document.previousVisible(line.index)
  }
  return true
}

/**
 * Whether prose begins soon below a line.
 *
 * @param line any line
 * @param most lines below it that are looked at, blank ones not counted
 */
export function opensText({document, index}: Line, most: number): boolean {
  let line = document.nextVisible(index)
  for (let below = 0; line && below < most; below++) {
    if (line.isProse) return true
    line = document.nextVisible(line.index)
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
 * Whether a label is what the text itself explains: a headword of a glossary, one among several that each stand over
 * one paragraph. Labels that a page sets between paragraphs stand twice, or two paragraphs follow one of them.
 *
 * @param line any line
 */
export function isHeadword(line: Line): boolean {
  return headwordsOf(line.document).has(line.index)
}

/**
 * Whether the words of a label are the first of a sentence that goes on below, as in verse, or what the paragraph under
 * it speaks of.
 *
 * @param line any line
 */
export function isTakenUp(line: Line): boolean {
  if (line.words === 0 || line.words > HEADING_WORDS) return false
  const {document} = line
  if (opensStanza(line)) return true
  const below = document.nextVisible(line.index)
  if (!below || below.words < PROSE_WORDS || line.words > MAX_NAME_WORDS || document.claimed.has(below.index))
    return false
  const opening = below.tokens.slice(0, OPENING_WORDS).map(({fold}) => fold)
  return line.tokens.every(({fold}) => opening.includes(fold))
}

/**
 * Whether a line answers a question of the text, one among several.
 *
 * @param line any line
 */
export function isAnswer(line: Line): boolean {
  if (!line.isProse) return false
  const {document, index} = line
  const above = document.previousVisible(index)
  if (!above || above.words < MIN_QUESTION_WORDS || !QUESTION.test(above.text)) return false
  return questionsOf(document) > MIN_OTHERS
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

/**
 * Whether a line stands in a text of numbered clauses, or is one: what it says may be agreed on there. A page that has
 * many phrases is no such text.
 *
 * @param line any line
 */
export function isOfClauses({document, text, inTail}: Line): boolean {
  return document.phraseLines <= MIN_OTHERS && (!inTail || CLAUSE.test(text)) && clausesOf(document) > MIN_OTHERS
}

const clausesOf = oncePer((document: Document): number => {
  let count = 0
  for (let index = 0; index < document.lineCount && count <= MIN_OTHERS; index++) {
    if (document.isBlank(index)) continue
    const line = document.line(index)
    if (CLAUSE.test(line.text) && (line.isProse || line.words <= HEADING_WORDS)) count++
  }
  return count
})

// The first line of a block whose next one goes on in small letters and ends as a verse may.
function opensStanza({document, index, next}: Line): boolean {
  return (
    (index === 0 || document.isBlank(index - 1)) &&
    next !== undefined &&
    next.words >= MIN_VERSE_WORDS &&
    next.words <= MAX_VERSE_WORDS &&
    next.end - next.start <= MAX_VERSE_BYTES &&
    VERSE.test(next.text) &&
    !document.claimed.has(next.index)
  )
}

const questionsOf = oncePer((document: Document): number => {
  let count = 0
  for (let index = 0; index < document.lineCount && count <= MIN_OTHERS; index++) {
    const words = document.scan.words[index] as number
    if (words >= MIN_QUESTION_WORDS && words <= MAX_QUESTION_WORDS && QUESTION.test(document.line(index).text)) count++
  }
  return count
})

// Lines of entries: a short line, and under it one that explains it, one after the other, all set alike.
const headwordsOf = oncePer((document: Document): ReadonlySet<number> => {
  const {keys, words} = document.scan
  const found = new Set<number>()
  let run: number[] = []
  let isSpaced = false
  const close = (): void => {
    const distinct = new Set(run.map((index) => keys[index]))
    if (run.length > MIN_OTHERS && distinct.size === run.length) for (const index of run) found.add(index)
    run = []
  }
  const after = (line: number): number => document.nextVisible(line)?.index ?? document.lineCount
  let index = after(-1)
  while (index < document.lineCount) {
    const below = after(index)
    const isTerm =
      (words[index] as number) > 0 &&
      (words[index] as number) <= HEADING_WORDS &&
      below < document.lineCount &&
      explains(document.line(below), document.line(index))
    if (!isTerm) {
      close()
      index = below
      continue
    }
    const next = after(below)
    const spaced = below - index > 1
    if (spaced !== isSpaced) close()
    isSpaced = spaced
    run.push(index)
    index = next
  }
  close()
  return found
})

function explains(line: Line, term: Line): boolean {
  if (term.endsSentence || line.words <= term.words || line.words < MIN_EXPLAINING_WORDS) return false
  if (line.document.claimed.has(line.index) || line.isListItem || /^\s*#/.test(line.text)) return false
  return line.endsSentence || indent(line) > indent(term)
}

const indent = ({text}: Line): number => text.search(/\S/)

function isAnnouncement(line: Line): boolean {
  return line.words >= SENTENCE_WORDS && line.endsWithColon
}

function* fieldsBeside(line: Line, side: 'previous' | 'next'): Generator<Line> {
  let other = line[side]
  for (let steps = 0; other && steps < MIN_OTHERS && FIELD.test(other.text); steps++) {
    yield other
    other = other[side]
  }
}

function isItem(line: Line | undefined): boolean {
  if (line === undefined) return false
  // "Loading…"
  return line.isListItem || (line.words <= ITEM_WORDS && (!line.endsSentence || ELLIPSIS.test(line.text)))
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
