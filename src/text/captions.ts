import {type Document, fillsLine} from './document.ts'
import type {Line} from './line.ts'
import {sameText} from './repeats.ts'

/** What stands under a picture: alternative text, caption (at times twice) and a line that is only a credit. */
export interface Caption {
  credit: Line
  /** The caption and its copies, in the order of the text; empty where the credit has none. */
  lines: readonly Line[]
  alt: Line | undefined
}

// Captions of news agencies run to some forty words; beyond that a line is a paragraph of the text.
const MAX_CAPTION_WORDS = 50
const MIN_CAPTION_WORDS = 4
const MAX_ALT_WORDS = 10

/**
 * Finds captions by the credit line under them.
 *
 * @param document any document
 */
export function findCaptions(document: Document): Caption[] {
  const captions: Caption[] = []
  let last = -1
  for (const hit of document.hits) {
    if (hit.phrase.rule !== 'photo-credit' || hit.line.index === last || !fillsLine(hit)) continue
    last = hit.line.index
    captions.push(captionAbove(document, hit.line))
  }
  return captions
}

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
    lines.unshift(copy)
    top = copy
  }
  const over = above(top)
  const alt = over && !over.endsSentence && over.words <= MAX_ALT_WORDS ? over : undefined
  const opensBlock = above(alt ?? top) === undefined
  // A signature under the last paragraph looks the same; only a copy or a block of its own in the text tells a caption.
  if (lines.length === 1 && (!opensBlock || credit.inTail || document.tail === credit.index + 1)) return none
  return {credit, lines, alt: opensBlock ? alt : undefined}
}
