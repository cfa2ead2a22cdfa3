import type {Document} from './document.ts'
import {PROSE_WORDS} from './line.ts'

/** The stretch of a page that holds most of its prose. */
export interface MainText {
  /** Line indexes; both lines are prose. */
  first: number
  last: number
  /** Words of prose in it. */
  words: number
  /** Whether it is the last of its kind: further sections and answers of a forum have as much prose under it. */
  isLast: boolean
}

// Longer paragraphs weigh no more, so that one of them outweighs no text.
const MAX_WEIGHT = 60
// What a line without prose takes away: more of them than a text has between two paragraphs end it.
const COST = 10
const MAX_SHARE_BELOW = 0.5

/**
 * Finds the main text: the stretch of lines with the greatest sum, where prose counts by its words and every other
 * line against it.
 *
 * @param document any document
 */
export function findMainText(document: Document): MainText | undefined {
  const best: MainText = {first: 0, last: 0, words: 0, isLast: true}
  let bestSum = 0
  let sum = 0
  let first = 0
  let words = 0
  let all = 0
  let allAtBest = 0
  for (let index = 0; index < document.lineCount; index++) {
    if (document.isBlank(index)) continue
    const weight = weightOf(document, index)
    if (weight === 0) {
      sum -= COST
      continue
    }
    if (sum <= 0) {
      sum = 0
      first = index
      words = 0
    }
    sum += weight
    words += weight
    all += weight
    if (sum > bestSum) {
      bestSum = sum
      allAtBest = all
      best.first = first
      best.last = index
      best.words = words
    }
  }
  best.isLast = all - allAtBest <= best.words * MAX_SHARE_BELOW
  return bestSum > 0 ? best : undefined
}

function weightOf(document: Document, index: number): number {
  if ((document.scan.words[index] as number) < PROSE_WORDS || document.claimed.has(index)) return 0
  const line = document.line(index)
  return line.isProse ? Math.min(line.words, MAX_WEIGHT) : 0
}
