import {fillsLine, type Hit, startsLine} from '../text/document.ts'
import type {Line} from '../text/line.ts'
import {defineRule, type Rule, type RuleMetadata} from './define.ts'

// A line of this kind that goes on longer is a paragraph.
const MAX_WORDS = 60

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
  /** Whether authors write such lines as well: where nothing else of a page is left, their removal is a guess. */
  authors?: boolean
}

/**
 * A rule about lines that are a phrase or begin with one. Its packs hold whole lines and beginnings of lines.
 *
 * @param spec metadata, and how the line is judged
 */
export function definePhraseLine({noun, sure, headings = false, authors = false, ...metadata}: PhraseLine): Rule {
  return defineRule({
    ...metadata,
    fix: 'safe',
    needs: 'phrases',
    *check({document, hit, line}) {
      if (line.words > MAX_WORDS || !startsLine(hit) || (!fillsLine(hit) && line.isProse && !line.inTail)) return
      if (isCode(hit)) return
      const isSure = line.inTail
        ? sure !== 'nowhere'
        : fillsLine(hit) && (sure === 'anywhere' || (sure === 'edge' && line.inHead)) && !(headings && line.isHeading)
      // One item of a list of the author's own.
      const inList =
        line.isListItem &&
        [line.previous, line.next].some((other) => other?.isListItem && !document.claimed.has(other.index))
      const isAlone = authors && document.phraseLines < 2
      yield {
        at: line,
        reason: `Unexpected ${noun} \`${line.excerpt}\``,
        remove: true,
        fix: isSure && !inList && !isAlone && (line.inTail || !isPiece(line)) ? 'safe' : 'unsafe',
      }
    },
  })
}

// `"email": email,`, `next: Next;`, `page_not_found`, `</caption>`: a line of a program, a name in one or of a tag.
function isCode({line: {text}, start, end}: Hit): boolean {
  return (
    /["']\s*:|[;{}]\s*$/.test(text) ||
    /<\/?$/.test(text.slice(0, start)) ||
    /[\p{L}\p{N}]_[\p{L}\p{N}]/u.test(text.slice(start, end))
  )
}

// A scraper that breaks lines at links leaves the sentence around one on the lines beside it.
function isPiece({previous, next}: Line): boolean {
  if (previous === undefined || previous.isBlank || previous.endsSentence || next === undefined) return false
  return /^\s*(?:[.,;:!?)،؛؟۔](?:\s|$)|[。，、；：！？）])/.test(next.text)
}
