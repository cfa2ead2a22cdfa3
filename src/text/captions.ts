import {type Document, fillsLine, type Hit} from './document.ts'
import type {Line} from './line.ts'
import {sameText} from './repeats.ts'

/** What stands under a picture: alternative text, caption (at times twice) and a line that is only a credit. */
export interface Caption {
  credit: Line
  /** The phrase that tells the credit; absent where only its place does. */
  hit?: Hit
  /** The caption and its copies, in the order of the text; empty where the credit has none. */
  lines: readonly Line[]
  alt: Line | undefined
}

// Captions of news agencies run to some forty words; beyond that a line is a paragraph of the text.
const MAX_CAPTION_WORDS = 50
const MIN_CAPTION_WORDS = 4
const MAX_ALT_WORDS = 10

/**
 * Finds captions by the credit line under them: one that a phrase tells, or a short line under what only captions do,
 * a sentence twice in a row or an alternative text that stands over another picture as well.
 *
 * @param document any document
 */
export function findCaptions(document: Document): Caption[] {
  const captions = new Map<number, Caption>()
  for (const hit of document.hits) {
    if (hit.phrase.rule !== 'photo-credit' || captions.has(hit.line.index) || !fillsLine(hit)) continue
    captions.set(hit.line.index, {...captionAbove(document, hit.line), hit})
  }
  for (const {lines} of document.repeats) {
    const isAlt = lines.every((index) => isAltText(document.line(index)))
    for (const [place, index] of lines.entries()) {
      const credit = isAlt
        ? creditUnder(document, index + 1)
        : lines[place + 1] === index + 1
          ? creditUnder(document, index + 1)
          : undefined
      if (!credit || captions.has(credit.index)) continue
      const caption = captionAbove(document, credit)
      if (caption.lines.at(-1)?.isProse !== true) continue
      if (caption.lines.length > 1 || (isAlt && caption.alt?.index === index)) captions.set(credit.index, caption)
    }
  }
  return [...captions.values()].sort((x, y) => x.credit.index - y.credit.index)
}

// The line under a caption, if it may be its credit: short, without end mark, the last of its block.
function creditUnder(document: Document, caption: number): Line | undefined {
  if (caption + 1 >= document.lineCount || document.isBlank(caption) || document.isBlank(caption + 1)) return undefined
  const line = document.line(caption + 1)
  const isLast = line.next === undefined || line.next.isBlank
  const isShort = line.words <= MAX_CREDIT_WORDS && !line.endsSentence && !LIST.test(line.text)
  // Where names have no capitals, a date or a heading looks the same.
  return isLast && isShort && /\p{Lu}/u.test(line.text) ? line : undefined
}

function isAltText(line: Line): boolean {
  return !line.endsSentence && line.words <= MAX_ALT_WORDS && !LIST.test(line.text)
}

const MAX_CREDIT_WORDS = 6
const LIST = /^\s*(?:[-*•·–—#$>/]|\d)|[{}<>=`]/

function captionAbove(document: Document, credit: Line): Caption {
  const above = (line: Line): Line | undefined => {
    const previous = line.previous
    return previous && !previous.isBlank && !document.claimed.has(previous.index) ? previous : undefined
  }
  const none = {credit, lines: [], alt: undefined}
  const caption = above(credit)
  if (!caption || caption.words > MAX_CAPTION_WORDS || caption.words < MIN_CAPTION_WORDS) return none
  const lines = [caption]
  let top = caption
  for (let copy = above(top); copy && sameText(copy, caption); copy = above(top)) {
    lines.push(copy)
    top = copy
  }
  lines.reverse()
  const over = above(top)
  const alt = over && isAltText(over) ? over : undefined
  const opensBlock = above(alt ?? top) === undefined
  // A signature under the last paragraph looks the same; only a copy or a block of its own in the text tells a caption.
  if (lines.length === 1 && (!opensBlock || credit.inTail || document.tail === credit.index + 1)) return none
  return {credit, lines, alt: opensBlock ? alt : undefined}
}
