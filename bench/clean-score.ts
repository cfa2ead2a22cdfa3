import {SPACE} from '../src/text/words.ts'
import {type Block, Interner, matchingBlocks} from './match.ts'

/** clean_score.py of the lab, restated: how many edits and findings texts get in which nothing is wrong. */

/** Counts for some documents. */
export interface CleanScore {
  docs: number
  words: number
  /** Runs of changed words, spaces or marks. */
  edits: number
  /** Documents with an edit. */
  touched: number
  messages: number
  /** Documents with a message. */
  flagged: number
}

/** A text of the clean set. */
export interface CleanRecord {
  id: string
  lang: string
  genre: string
  text: string
}

// Scripts that do not space their words: two characters count as one.
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/g
const WORD = /[\p{L}\p{N}_]+/gu
const TOKEN = new RegExp(`[\\p{L}\\p{N}_]+|[${SPACE}]+|[^\\p{L}\\p{N}_${SPACE}]`, 'gu')
const MOST_TOKENS = 6000

function countWords(text: string): number {
  const unspaced = text.match(UNSPACED)?.length ?? 0
  return (text.replace(UNSPACED, ' ').match(WORD)?.length ?? 0) + ((unspaced + 1) >> 1)
}

/** Stretches that differ, each as what stands in `a` and in `b`, of which one may be empty. */
function differences<Item extends string>(a: readonly Item[], b: readonly Item[]): [Item[], Item[]][] {
  const interner = new Interner()
  const numbers = (items: readonly Item[]): number[] => items.map((item) => interner.number(item))
  const end: Block = {start: a.length, other: b.length, length: 0}
  const blocks = [...matchingBlocks(numbers(a), numbers(b)).sort((one, two) => one.start - two.start), end]
  const found: [Item[], Item[]][] = []
  let [from, low] = [0, 0]
  for (const {start, other, length} of blocks) {
    if (start > from || other > low) found.push([a.slice(from, start), b.slice(low, other)])
    from = start + length
    low = other + length
  }
  return found
}

/** Number of runs of changed tokens. */
export function countEdits(text: string, cleaned: string): number {
  if (text === cleaned) return 0
  let edits = 0
  for (const [before, after] of differences(text.split('\n'), cleaned.split('\n'))) {
    const isByLine = before.length === after.length
    const pairs = isByLine ? before.map((line, index) => [line, after[index]]) : [[before.join('\n'), after.join('\n')]]
    for (const [old, current] of pairs) {
      if (old === current) continue
      const [a, b] = [old.match(TOKEN) ?? [], current.match(TOKEN) ?? []]
      const isHuge = a.length > MOST_TOKENS || b.length > MOST_TOKENS
      edits += isHuge ? 1 : Math.max(1, differences(a, b).length)
    }
  }
  return edits
}

const none = (): CleanScore => ({docs: 0, words: 0, edits: 0, touched: 0, messages: 0, flagged: 0})

export function addScores(scores: readonly CleanScore[]): CleanScore {
  const total = none()
  for (const score of scores) for (const key of Object.keys(total) as (keyof CleanScore)[]) total[key] += score[key]
  return total
}

/** Counts by language and by genre. */
export interface CleanScores {
  lang: Record<string, CleanScore>
  genre: Record<string, CleanScore>
}

/**
 * @param records  texts in which nothing is wrong
 * @param cleaned  their clean copies by id; what is missing counts as unchanged
 * @param messages number of findings by id
 */
export function scoreCleanRecords(
  records: readonly CleanRecord[],
  cleaned: ReadonlyMap<string, string>,
  messages: ReadonlyMap<string, number>,
): CleanScores {
  const scores: CleanScores = {lang: {}, genre: {}}
  for (const {id, text, ...record} of records) {
    const edits = countEdits(text, cleaned.get(id) ?? text)
    const found = messages.get(id) ?? 0
    const score = {
      docs: 1,
      words: countWords(text),
      edits,
      touched: Number(edits > 0),
      messages: found,
      flagged: Number(found > 0),
    }
    for (const key of ['lang', 'genre'] as const) {
      const own = scores[key]
      own[record[key]] = addScores([own[record[key]] ?? none(), score])
    }
  }
  return scores
}
