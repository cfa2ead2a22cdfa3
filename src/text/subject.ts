import type {Document} from './document.ts'
import {isStopWord} from './language.ts'
import type {Line} from './line.ts'
import {wordAround} from './markup.ts'
import {oncePer} from './once.ts'

/** A stretch of a line that reads as damaged, and what it would be read as; UTF-16 units. */
export interface Reading {
  start: number
  end: number
  text: string
}

// Lines with such readings that are looked at in a document, and readings in a line.
const SAMPLE = 64
// One reading in so many is enough: a damaged text shows hardly any.
const MIN_SHARE = 4
// How far from what is wrong the text says what is right.
const REACH = 60

/**
 * Whether what reads as damage is what a text speaks about: it quotes it, names what is right beside it, or sets it
 * where it could be no word.
 *
 * @param marks    `Mark` bits of lines that may have readings
 * @param readings finds them
 */
export function subjectOf(
  marks: number,
  readings: (line: Line) => readonly Reading[],
): (document: Document) => boolean {
  return oncePer((document) => {
    let all = 0
    let shown = 0
    let lines = 0
    for (const line of document.linesWith(marks)) {
      const found = readings(line).slice(0, SAMPLE)
      if (found.length === 0) continue
      all += found.length
      shown += found.filter((reading) => isShown(line, reading, found)).length
      if (++lines === SAMPLE) break
    }
    return shown * MIN_SHARE > all
  })
}

function isShown(line: Line, reading: Reading, all: readonly Reading[]): boolean {
  return (
    isQuoted(line.text, reading) ||
    isNoWord(line, reading) ||
    isEntry(line, reading) ||
    namesWhatIsRight(line, reading, all)
  )
}

const MAX_QUOTED = 2
const QUOTES = new Set(['""', "''", '“”', '‘’', '«»', '„“', '„”', '””', '»«', '「」', '‹›', '``'])

// One letter or two: where whole words are misread, any quoted word is.
function isQuoted(text: string, {start, end, text: right}: Reading): boolean {
  return right.length <= MAX_QUOTED && QUOTES.has((text[start - 1] ?? '') + (text[end] ?? ''))
}

// Letters that are words in one of the languages that have them.
const LETTER_WORDS = /^[àÀ]$|^[èéòóáÈÉÒÓÁ]$|^[åöøÅÖØ]$/u
const LATIN_WORDS = new Set('fr it pt es ca gl sv da no cs sk hu is vi'.split(' '))

// An accented letter or an apostrophe with spaces on both sides.
function isNoWord({text, document}: Line, {start, end, text: right}: Reading): boolean {
  if (!/^[\s(]?$/.test(text[start - 1] ?? '') || !/^[\s,;:)]?$/.test(text[end] ?? '')) return false
  if (start === 0 || end === text.length) return false
  if (right === '’') return true
  return (
    /^[\u00c0-\u024f]$/u.test(right) &&
    /\p{L}/u.test(right) &&
    !/^[àÀ]$/.test(right) &&
    document.lang !== undefined &&
    !(LATIN_WORDS.has(document.lang) && LETTER_WORDS.test(right))
  )
}

const FIRST_WORD = /^\s*\S+(?=\s+\p{L})/u

// Lines that each begin with another one: a table of signs and what they are called.
function isEntry(line: Line, {start, end}: Reading): boolean {
  const own = start < REACH ? FIRST_WORD.exec(line.text.slice(0, REACH))?.[0] : undefined
  if (own === undefined || own.trim() !== line.text.slice(start, end)) return false
  return [line.previous, line.next].some((other) => {
    const first = other && FIRST_WORD.exec(other.text.slice(0, REACH))?.[0].trim()
    return first !== undefined && first !== own.trim() && /^(?:&#?\w+;|\\[ux]?\w+)$/.test(first)
  })
}

// "an é turns into Ã©", "cafÃ© where you typed café", and such words behind labels on the line above or below.
function namesWhatIsRight(line: Line, reading: Reading, all: readonly Reading[]): boolean {
  const {text} = line
  const word = wordAround(text, reading.start, reading.end)
  const from = text.lastIndexOf(word, reading.start)
  if (from < 0) return false
  const to = from + word.length
  let right = ''
  let place = from
  for (const {start, end, text: char} of all) {
    if (start < from || end > to) continue
    right += text.slice(place, start) + char
    place = end
  }
  right = (right + text.slice(place, to)).replace(EDGES, '')
  if (!NAMED.test(right) || isCommon(right)) return false
  const near = `${text.slice(Math.max(0, from - REACH), from)} ${text.slice(to, to + REACH)}`
  if (hasToken(near, right)) return true
  return (
    LABEL.test(text) &&
    [line.previous, line.next].some((other) => other && LABEL.test(other.text) && hasToken(other.text, right))
  )
}

// Short words stand twice in any sentence.
function isCommon(word: string): boolean {
  if (word.length === 1) return LETTER_WORDS.test(word) && word !== 'é'
  return word.length < MIN_LETTERS || isStopWord(word.toLowerCase())
}

const MIN_LETTERS = 4

const EDGES = /^["'“”„«»‘’(\s]+|(?<!["'“”„«»‘’)\s.,;:!?])["'“”„«»‘’)\s.,;:!?]+$/gu
// What is named beside its damaged form: a sign, a letter or a word that has one beyond ASCII.
const NAMED = /^[&<>©®§°]$|^[^\s&<>]*[\u00c0-\u{10ffff}][^\s&<>]*$/u
const LABEL = /^\s*\p{L}[\p{L} ]{0,30}[:：]\s/u

// A word with no letter beside it.
function hasToken(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\p{L}\p{N};]/u.test(text[at - 1] ?? ' ') && !/[\p{L}\p{N}#]/u.test(text[at + word.length] ?? ' '))
      return true
  return false
}
