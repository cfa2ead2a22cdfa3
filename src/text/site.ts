import type {Document} from './document.ts'
import {foldTypography} from './repeats.ts'

/** What is known of the pages of a site: on how many of them a line stands. */
export interface Site {
  host: string
  /** Number of its pages. */
  documents: number
  /**
   * Pages with a line; 0 also where they are fewer than `LEAST_SHARE` of all, or only one.
   *
   * @param key from `lineKey`
   */
  count(key: string): number
}

/** Smallest share of the pages of a site for which a line is looked up. */
export const LEAST_SHARE = 0.05
/** Changes where `lineKey` does: counts of different keys must not be added up. */
export const KEY_VERSION = 1

// Longer keys are cut, so that a table of the lines of a corpus does not become another copy of the corpus.
const MAX_KEY = 96
const CUT_KEY = 64

/**
 * What stands for a line where lines of different pages are compared: its text but for typography, spaces and broken
 * bytes. Lines of up to 96 characters are told apart exactly, longer ones by their beginning and 128 bits more. A key is
 * well-formed, has no tab and no line break, and an ellipsis only where it was cut.
 *
 * @param text one line
 */
export function lineKey(text: string): string {
  const folded = foldTypography(text)
  const key = folded.length <= MAX_KEY ? folded : `${folded.slice(0, CUT_KEY)}…${digest(folded)}`
  return key.toWellFormed()
}

// Four lanes that turn by different amounts, so that what cancels out in one does not in another.
function digest(text: string): string {
  let a = 0x9e3779b9
  let b = 0x85ebca6b
  let c = 0xc2b2ae35
  let d = 0x27d4eb2f
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    a = turn(Math.imul(a ^ unit, 0x9e3779b1), 13)
    b = turn(Math.imul(b ^ unit, 0x85ebca77), 15)
    c = turn(Math.imul(c ^ unit, 0xc2b2ae3d), 17)
    d = turn(Math.imul(d ^ unit, 0x27d4eb2f), 19)
  }
  return [a, b, c, d].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('')
}

function turn(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}

/**
 * Counts the pages of the site on which each line of a document stands.
 *
 * @returns by line index; zeros where nothing is known of the site
 */
export function countOnSite(document: Document, site: Site | undefined): Uint32Array {
  const counts = new Uint32Array(document.lineCount)
  if (!site) return counts
  for (let index = 0; index < counts.length; index++)
    if (!document.isBlank(index)) counts[index] = site.count(lineKey(document.line(index).text))
  return counts
}
