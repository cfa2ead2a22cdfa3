import {fillsLine, type Hit, startsLine} from '../text/document.ts'
import type {Line} from '../text/line.ts'
import {isAnnounced, isAnswer, isField, isHeadword, isIntroduced, isSection, isTakenUp} from '../text/sections.ts'
import {defineRule, type Rule, type RuleMetadata} from './define.ts'

// A line of this kind that goes on longer is a paragraph.
const MAX_WORDS = 60
// "Comments are closed." may be what a letter ends with.
const SENTENCE_WORDS = 3
// Who sets a line in quotation marks speaks of it.
const QUOTED = /^\s*["“”„«»‹›‘‚「『].*["”“»«›‹’」』][.,;:!?]?\s*$/u

export interface PhraseLine extends Omit<RuleMetadata<Record<never, never>>, 'fix'> {
  /** What such a line is called in the message: "Unexpected …". */
  noun: string
  /**
   * Where a line that is nothing but the phrase is surely junk: `anywhere`, only at an `edge` (above the first prose or
   * where only junk follows), only in the `tail`, or `nowhere`. Elsewhere, and where more than the phrase stands in the
   * line, its removal is a guess.
   */
  sure: 'anywhere' | 'edge' | 'tail' | 'nowhere'
  /** Whether paragraphs have such headings as well: the removal of a line over prose is a guess then. */
  headings?: boolean
  /** Whether authors write any such line as well: where nothing else of a page is left, its removal is a guess. */
  authors?: boolean
  /** Where else the removal of a line is a guess. */
  isGuess?: (hit: Hit) => boolean
}

/**
 * A rule about lines that are a phrase or begin with one. Its packs hold whole lines and beginnings of lines.
 *
 * @param spec metadata, and how the line is judged
 */
export function definePhraseLine({
  noun,
  sure,
  headings = false,
  authors = false,
  isGuess: isRuleGuess,
  ...metadata
}: PhraseLine): Rule {
  return defineRule({
    ...metadata,
    fix: 'safe',
    needs: 'phrases',
    *check({document, hit, line}) {
      if (line.words > MAX_WORDS || !startsLine(hit) || (!fillsLine(hit) && line.isProse && !line.inTail)) return
      if (isCode(hit) || isEntry(hit) || isIntroduced(line) || isField(line)) return
      const isSure = line.inTail
        ? sure !== 'nowhere'
        : fillsLine(hit) && (sure === 'anywhere' || (sure === 'edge' && line.inHead)) && !(headings && line.isHeading)
      // One item of a list of the author's own.
      const inList =
        line.isListItem &&
        [line.previous, line.next].some((other) => other?.isListItem && !document.claimed.has(other.index))
      const isGuess =
        (authors && isAlone(hit)) ||
        isOfAuthor(hit) ||
        isAnnounced(line) ||
        isAnswer(line) ||
        QUOTED.test(line.text) ||
        isTakenUp(line) ||
        isRuleGuess?.(hit) === true
      const isOwn = isSection(line) || isHeadword(line)
      yield {
        at: line,
        reason: `Unexpected ${noun} \`${line.excerpt}\``,
        remove: !isOwn,
        fix:
          isSure && !inList && !isGuess && !isOwn && !isSentence(line) && (line.inTail || !isPiece(line))
            ? 'safe'
            : 'unsafe',
        hint: isOwn || isGuess,
      }
    },
  })
}

/** Whether no other line of a text is what some rule knows. */
export function isAlone(hit: Hit): boolean {
  return hit.line.document.phraseLines <= (fillsLine(hit) ? 1 : 0)
}

/** Whether the phrase is one that authors write as well, and no text that a page surrounds ends above it. */
export function isOfAuthor(hit: Hit): boolean {
  const {phrase, line} = hit
  if (!phrase.authors) return false
  const above = line.document.previousVisible(line.index)
  return isAlone(hit) || !(above?.isProse || (above && line.document.claimed.has(above.index)))
}

// `"email": email,`, `next: Next;`, `page_not_found`, `</caption>`: a line of a program, a name in one or of a tag.
function isCode({line: {text}, start, end}: Hit): boolean {
  return (
    /["']\s*:|[;{}]\s*$/.test(text) ||
    /<\/?$/.test(text.slice(0, start)) ||
    /[\p{L}\p{N}]_[\p{L}\p{N}]/u.test(text.slice(start, end))
  )
}

// "BOOK: Now" names a book.
function isEntry({line: {text}, phrase, start, end}: Hit): boolean {
  return !/[:{]/.test(phrase.source) && /\p{L}[:：]\s+\p{L}/u.test(text.slice(start, end))
}

// A scraper that breaks lines at links leaves the sentence around one on the lines beside it.
function isPiece({previous, next}: Line): boolean {
  if (previous === undefined || previous.isBlank || previous.endsSentence || next === undefined) return false
  return /^\s*(?:[.,;:!?)،؛؟۔](?:\s|$)|[。，、；：！？）])/.test(next.text)
}

// A sentence between two paragraphs may be one of them.
function isSentence(line: Line): boolean {
  if (!line.endsSentence || line.words < SENTENCE_WORDS) return false
  const {document, index} = line
  return [document.previousVisible(index), document.nextVisible(index)].every(
    (beside) => beside?.isProse && !document.claimed.has(beside.index),
  )
}
