import type {Document} from './document.ts'
import type {Line} from './line.ts'

/** Lines that read the same: equal but for quotation marks, dashes and spaces. */
export interface Repeat {
  /** Line indexes in the order of the text, two or more. */
  lines: readonly number[]
  /**
   * The copy that stays. Every rule that removes repeated lines spares this one, so that two rules never take both:
   * the one with the better typography, else the first.
   */
  survivor: number
}

// Shorter lines recur in good text: table cells, speakers, answers.
const MIN_WORDS = 3

/**
 * Text without the differences that a copy may have.
 *
 * @param text one line
 */
export function foldTypography(text: string): string {
  // Most lines have no such differences, and one look costs less than eight replacements.
  if (!FOLDED.test(text)) return text
  return text
    .normalize('NFC')
    .replace(/[‘’‛ʼ`´′]/g, "'")
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/[‐‑‒–—―]/g, '-')
    .replace(/…/g, '...')
    .replace(/[\s\u200b\u00ad]+/g, ' ')
    .trim()
}

// Anything but ASCII, a backtick, and spaces that are not one between two words.
const FOLDED = /[^ -_a-~]|^ | $| {2}/

function typography(text: string): number {
  return (text.match(/[‘’“”„«»–—…]/g)?.length ?? 0) - (text.match(/['"`´]|\u00a0|\u200b|\u00ad|--/g)?.length ?? 0)
}

/** Of copies of one text the one that stays: the better typography, else the first. */
export function survivorOf(document: Document, lines: readonly number[]): number {
  let best = lines[0] as number
  let bestScore = Number.NEGATIVE_INFINITY
  for (const index of lines) {
    const score = typography(document.line(index).text)
    if (score > bestScore) {
      best = index
      bestScore = score
    }
  }
  return best
}

/**
 * Finds the lines that stand more than once, by key first and then by their text.
 *
 * @param document any document; costs one hash look-up a line, and decoding for lines whose key recurs
 */
export function findRepeats(document: Document): Repeat[] {
  const {keys, words} = document.scan
  const {lineCount} = document
  let size = 16
  while (size < lineCount * 2) size *= 2
  const heads = new Int32Array(size).fill(-1)
  const groups = new Map<number, number[]>()
  for (let line = 0; line < lineCount; line++) {
    if ((words[line] as number) < MIN_WORDS) continue
    let slot = Math.imul(keys[line] as number, 0x9e3779b1) & (size - 1)
    for (; heads[slot] !== -1; slot = (slot + 1) & (size - 1)) {
      const head = heads[slot] as number
      if (keys[head] !== keys[line]) continue
      const group = groups.get(head)
      if (group) group.push(line)
      else groups.set(head, [head, line])
      break
    }
    if (heads[slot] === -1) heads[slot] = line
  }
  const repeats: Repeat[] = []
  for (const group of groups.values()) {
    const byText = new Map<string, number[]>()
    for (const index of group) {
      const text = foldTypography(document.line(index).text)
      const same = byText.get(text)
      if (same) same.push(index)
      else byText.set(text, [index])
    }
    for (const lines of byText.values())
      if (lines.length > 1) repeats.push({lines, survivor: survivorOf(document, lines)})
  }
  return repeats
}

/** Whether two lines read the same. */
export function sameText(a: Line, b: Line): boolean {
  return foldTypography(a.text) === foldTypography(b.text)
}
