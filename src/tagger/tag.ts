import type {Document} from '../text/document.ts'
import {addShape, addWords, createTable} from './features.ts'
import {judge, LEAF_STEPS} from './forest.ts'
import {LEXICON_BITS, type Model} from './model.ts'
import {type Lines, readLines} from './read.ts'

/** What the tagger says of the visible lines of a text. */
export interface Tags {
  lines: Lines
  /** Probability that the line is content. */
  content: Float32Array
}

const SHIFT = 32 - LEXICON_BITS

/**
 * Says of each visible line how likely it is content.
 *
 * @param document any document
 * @param model    from `readModel`
 */
export function tagLines(document: Document, model: Model): Tags {
  const {lexicon, unit, bias, forest} = model
  const scores = new Float32Array(document.lineCount)
  const lines = readLines(document, (line, hashes, length) => {
    let sum = 0
    for (let index = 0; index < length; index++) sum += lexicon[(hashes[index] as number) >>> SHIFT] as number
    scores[line] = bias + (unit * sum) / Math.sqrt(length)
  })
  const {count} = lines
  const table = createTable(lines)
  addShape(table)
  addWords(table, scores.subarray(0, count))
  const sums = judge(forest, table.columns, count)
  const content = new Float32Array(count)
  for (let line = 0; line < count; line++) content[line] = 1 / (1 + Math.exp(-(sums[line] as number) / LEAF_STEPS))
  return {lines, content}
}
