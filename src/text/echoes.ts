import type {Document} from './document.ts'
import type {Line} from './line.ts'
import {Mark} from './marks.ts'
import {SENTENCE_WORDS} from './scan.ts'

/** A line in quotation marks whose words all stand, in the same order, inside another line. */
export interface Echo {
  line: Line
  host: Line
}

// Longer quotations are paragraphs of their own right.
const MAX_WORDS = 60
// Lines with a sentence of the same opening that are compared at most, so that hostile repetition stays linear.
const MAX_HOSTS = 8
// A longer line is no paragraph but a text without line breaks.
const MAX_HOST_WORDS = 3000

function foldedWords(line: Line): string {
  return ` ${line.tokens.map((token) => token.fold).join(' ')} `
}

/**
 * Finds quoted lines that another line contains.
 *
 * @param document any document; costs one table of its sentences where it has a quoted line
 */
export function findEchoes(document: Document): Echo[] {
  const {marks, words, sentenceKeys, sentenceLines} = document.scan
  const isCandidate = (line: number): boolean =>
    ((marks[line] as number) & Mark.Quoted) !== 0 &&
    (words[line] as number) >= SENTENCE_WORDS &&
    (words[line] as number) <= MAX_WORDS
  const firstKey = new Map<number, number>()
  const wanted = new Map<number, number[]>()
  for (let index = 0; index < sentenceLines.length; index++) {
    const line = sentenceLines[index] as number
    if (!isCandidate(line) || firstKey.has(line)) continue
    firstKey.set(line, sentenceKeys[index] as number)
    wanted.set(sentenceKeys[index] as number, [])
  }
  if (wanted.size === 0) return []
  for (let index = 0; index < sentenceLines.length; index++) {
    const hosts = wanted.get(sentenceKeys[index] as number)
    const line = sentenceLines[index] as number
    if (hosts && hosts.length < MAX_HOSTS && hosts.at(-1) !== line) hosts.push(line)
  }
  const echoes: Echo[] = []
  for (const [index, key] of firstKey) {
    const line = document.line(index)
    const own = foldedWords(line)
    for (const candidate of wanted.get(key) as number[]) {
      const host = document.line(candidate)
      if (candidate === index || host.words <= line.words || host.words > MAX_HOST_WORDS) continue
      if (foldedWords(host).includes(own)) {
        echoes.push({line, host})
        break
      }
    }
  }
  return echoes
}
