import {defineRule} from '../../src/rule/define.ts'
import type {Document, Span} from '../../src/text/document.ts'
import {isStopWord} from '../../src/text/language.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'
import {wordsAmong} from '../../src/text/word-list.ts'

const HALF = /(?<![\p{L}\p{M}\p{N}\p{Pd}'’_/@])(\p{L}[\p{L}\p{M}]+)-$/u
const REST = /^(\p{Ll}[\p{L}\p{M}]+)(?![\p{L}\p{M}\p{N}\p{Pd}_/@])/u
const INLINE =
  /(?<![\p{L}\p{M}\p{N}\p{Pd}'’_/@])(\p{L}[\p{L}\p{M}]+)- (\p{Ll}[\p{L}\p{M}]+)(?![\p{L}\p{M}\p{N}\p{Pd}_/@])/gu
const REACH = 80
// "pre- and post-war", "Vor- und Nachteile".
const JOINS = new Set(
  'and or to nor but versus und oder bis sowie et ou y e o u i a och eller en of og eller ja tai és vagy lub albo nebo či и или та або ve veya dan atau và hoặc și sau ed od ni ani jusque hasta até fino als wie aber'.split(
    ' ',
  ),
)
// Words before a hyphen that stays, and beginnings that do so before a whole word.
const FREE = new Set(
  'self well ex all half high low long short full part single double two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety cross ever air north south east west old new open wide hard soft hand home free first second third so after safe left right far near mid great world year'.split(
    ' ',
  ),
)
const BOUND = new Set(
  'non pre post anti pro semi multi co re sub anglo afro euro vice quasi neo pseudo ultra inter intra'.split(' '),
)
const SHORTEST_WORD = 4
// Languages that the hyphen of a divided word is read in; others set it by rules of their own.
const LANGUAGES = new Set('en de fr es it pt nl pl cs sv ru uk id'.split(' '))

/** A word that was divided at the end of a line and never put together again: "inter-⏎national", "inter- national". */
export default defineRule({
  id: 'hyphenation',
  category: 'layout',
  summary: 'A word is divided as at the end of a line.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.HyphenSpace,
  *check({line, document}) {
    for (const {first, second, at, isInline} of divisionsOf(line)) {
      if (isInline && (hasDashes(document) || (isWhole(document, first) && isWhole(document, second)))) continue
      const {word, isSure} = join(document, first, second)
      yield {
        at,
        reason: isInline
          ? `Unexpected \`${first}- ${second}\`, expected \`${word}\``
          : `Unexpected division of \`${first}-${second}\` at the end of a line, expected \`${word}\``,
        edits: [{...at, text: word}],
        fix: isSure && !isInline ? 'safe' : 'unsafe',
        // A compound keeps its hyphen: the space alone is a slip.
        hint: isInline && word.includes('-'),
      }
    }
  },
})

interface Division {
  first: string
  second: string
  at: Span
  /** Whether the rest stands in the same line. */
  isInline: boolean
}

function divisionsOf(line: Line): Division[] {
  const {text, document} = line
  const found: Division[] = []
  if (LANGUAGES.has(document.lang ?? ''))
    for (const {0: divided, 1: first = '', 2: second = '', index} of text.matchAll(INLINE))
      if (!JOINS.has(second)) found.push({first, second, at: line.span(index, index + divided.length), isInline: true})
  const half = HALF.exec(text.slice(-REACH))
  const below = line.next
  const rest = below && REST.exec(below.text.slice(0, REACH).trimStart())
  if (!half || !rest || text.length < 2 * half[0].length) return found
  const [, first = ''] = half
  const [, second = ''] = rest
  if (JOINS.has(second)) return found
  const start = text.length - half[0].length
  const indent = below.text.length - below.text.trimStart().length
  const at = {
    start: line.span(start, start).start,
    end: below.span(indent + second.length, indent + second.length).end,
  }
  return [...found, {first, second, at, isInline: false}]
}

// "Coughs- drink hot milk.": behind the first words of a sentence the hyphen is a dash, and most of them are.
const hasDashes = oncePer((document: Document): boolean => {
  let all = 0
  let early = 0
  for (const {text} of document.linesWith(Mark.HyphenSpace))
    for (const {0: divided, index} of text.matchAll(INLINE)) {
      all++
      if (OPENING.test(text.slice(Math.max(0, index - REACH), index) + divided)) early++
    }
  return early >= MIN_DASHES && early * 2 > all
})

const OPENING = /(?:^|[.!?:;]\s+)(?:[\p{L}\p{N}'’]+\s+){0,2}\p{L}+- \p{L}+$/u
const MIN_DASHES = 2

// Of what divided words may be, what stands in the text.
const wordsOf = oncePer((document: Document): ReadonlySet<string> => {
  const wanted = new Set<string>()
  for (const line of document.linesWith(Mark.HyphenSpace))
    for (const {first, second} of divisionsOf(line))
      for (const word of [first, second, first + second, `${first}-${second}`]) wanted.add(word.toLowerCase())
  return wordsAmong(document, wanted)
})

// Whether half of a word is a word by itself; a short text has few words to tell by.
function isWhole(document: Document, half: string): boolean {
  const folded = half.toLowerCase()
  return isStopWord(folded) || wordsOf(document).has(folded)
}

// The text's own words tell whether the hyphen stays.
function join(document: Document, first: string, second: string): {word: string; isSure: boolean} {
  const words = wordsOf(document)
  const folded = `${first}${second}`.toLowerCase()
  const hyphened = `${first}-${second}`
  if (words.has(folded)) return {word: `${first}${second}`, isSure: true}
  if (words.has(hyphened.toLowerCase())) return {word: hyphened, isSure: true}
  const before = first.toLowerCase()
  const keeps = (FREE.has(before) && second.length >= SHORTEST_WORD) || (BOUND.has(before) && isWhole(document, second))
  return {word: keeps ? hyphened : `${first}${second}`, isSure: false}
}
