import {chunksOf, lengthOf, strip} from '../src/text/measures.ts'
import {SPACE} from '../src/text/words.ts'
import {Interner, matchingBlocks} from './match.ts'

/**
 * score.py of the lab, restated: how many of the labelled lines of a text are left in its clean copy, and how well both
 * agree with the gold text. It gives the numbers that score.py gives without rapidfuzz, so that a whole run takes seconds.
 */

/** A page of the lab: scraped text, a label for each line, and what an editor took as its content. */
export interface GoldRecord {
  id: string
  page_type: string
  text: string
  /** One character a line: c content, j junk, m mixed, blank. */
  labels?: string
  gold?: string | null
  /** Snippets that clean text must keep. */
  with?: readonly string[]
  /** Snippets that clean text must not have. */
  without?: readonly string[]
}

/** In per cent where the name says so, F1 0 to 1. */
export interface Score {
  docs: number
  labelled_docs: number
  junk_share_before_pct: number | null
  junk_removed_pct: number | null
  /** Junk lines of 15 words or fewer. */
  junk_short_removed_pct: number | null
  junk_long_removed_pct: number | null
  content_lost_pct: number | null
  mixed_removed_pct: number | null
  junk_lines_removed_pct: number | null
  content_lines_lost_pct: number | null
  removal_precision_pct: number | null
  docs_changed_pct: number | null
  docs_losing_content_line_pct: number | null
  p_before: number
  r_before: number
  f1_before: number
  p_after: number
  r_after: number
  f1_after: number
  docs_f1_up_pct: number
  docs_f1_down_pct: number
  with_found_before_pct?: number
  with_found_after_pct?: number
  without_rejected_before_pct?: number
  without_rejected_after_pct?: number
}

const CJK = '\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\uac00-\\ud7af'
// A CJK character is a word of its own. Marks are no part of a word, as for Python's \w.
const WORD = new RegExp(`[${CJK}]|[[\\p{L}\\p{N}_]--[${CJK}]]+`, 'gv')
const TOKEN = /[\p{L}\p{N}_]+/gu
const SPACES = new RegExp(`[${SPACE}]+`, 'g')

const wordsOf = (line: string): readonly string[] => line.toLowerCase().match(WORD) ?? []

/** Words of a text by number, and the line of each. */
interface Words {
  words: number[]
  lines: number[]
}

function wordsByLine(text: readonly (readonly string[])[], interner: Interner): Words {
  const words: number[] = []
  const lines: number[] = []
  text.forEach((line, index) => {
    for (const word of line) {
      words.push(interner.number(word))
      lines.push(index)
    }
  })
  return {words, lines}
}

/** Where the words of a line begin and end. */
type Span = readonly [start: number, end: number]

function lineSpans(lines: readonly number[]): Map<number, Span> {
  const spans = new Map<number, Span>()
  let start = 0
  for (let index = 1; index <= lines.length; index++)
    if (index === lines.length || lines[index] !== lines[start]) {
      if (start < lines.length) spans.set(lines[start], [start, index])
      start = index
    }
  return spans
}

/** A run of equal words: `length` words from `at` of the text, from `to` of the clean copy. */
interface Run {
  at: number
  to: number
  length: number
}

interface Queued extends Run {
  /** The least comes first. */
  priority: number
}

const inOrder = (a: Run, b: Run): number => a.at - b.at || a.to - b.to || a.length - b.length
const byPriority = (a: Queued, b: Queued): number => a.priority - b.priority || inOrder(a, b)

/** A binary heap: the least item first. */
class Heap {
  readonly #items: Queued[] = []

  get first(): Queued | undefined {
    return this.#items[0]
  }

  push(item: Queued): void {
    const items = this.#items
    let index = items.length
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (byPriority(items[parent], item) <= 0) break
      items[index] = items[parent]
      index = parent
    }
    items[index] = item
  }

  pop(): Queued | undefined {
    const items = this.#items
    const least = items[0]
    const last = items.pop()
    if (!last || items.length === 0) return least
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= items.length) break
      if (child + 1 < items.length && byPriority(items[child + 1], items[child]) < 0) child++
      if (byPriority(last, items[child]) <= 0) break
      items[index] = items[child]
      index = child
    }
    items[index] = last
    return least
  }
}

const LEAST = 4
const LONG = 10
const MOST_PLACES = 64
const ALONE = -1
/** An edited word inside of a line that stays. */
const EDITED = -2

/**
 * Partner of each word of a text in its clean copy; each word of the copy has one partner at most.
 *
 * 1. Runs of equal words, longest first; short runs get a bonus where they are in order with the long ones.
 * 2. Whole lines that are equal, in order, nearest to aligned neighbours.
 * 3. Equal words in the gaps between.
 */
function align(text: Words, copy: Words): number[] {
  const [n, m] = [text.words.length, copy.words.length]
  const partner = new Array<number>(n).fill(ALONE)
  const used = new Uint8Array(m)
  const textSpans = lineSpans(text.lines)
  const copySpans = lineSpans(copy.lines)
  const starts = (spans: Map<number, Span>): Set<number> => new Set([...spans.values()].map(([start]) => start))
  const ends = (spans: Map<number, Span>): Set<number> => new Set([...spans.values()].map(([, end]) => end))
  const [textStarts, textEnds] = [starts(textSpans), ends(textSpans)]
  const [copyStarts, copyEnds] = [starts(copySpans), ends(copySpans)]
  const pair = (at: number, to: number, length: number): void => {
    for (let index = 0; index < length; index++) {
      partner[at + index] = to + index
      used[to + index] = 1
    }
  }

  const runs = equalRuns(text.words, copy.words)
  const placed: Run[] = []

  const fits = (run: Run, position: number): boolean => {
    const before = placed[position - 1]
    const after = placed[position]
    return (!before || before.to + before.length <= run.to) && (!after || run.to + run.length <= after.to)
  }
  const worth = (run: Run, bonus: number): number => {
    const {at, to, length} = run
    const edges =
      Number(textStarts.has(at)) +
      Number(textEnds.has(at + length)) +
      Number(copyStarts.has(to)) +
      Number(copyEnds.has(to + length))
    const own = length + 0.2 * edges
    if (bonus === 0) return own
    const position = placeOf(placed, run)
    if (!fits(run, position)) return own
    const before = placed[position - 1]
    const after = placed[position]
    // Of two copies the one nearer to what is placed.
    const far = Math.min(before ? at - before.at - before.length : n, after ? after.at - at - length : n)
    return own + (bonus - (0.15 * far) / (n + 1))
  }
  const place = (todo: readonly Run[], least: number, bonus: number): Run[] => {
    const heap = new Heap()
    for (const run of todo) heap.push({...run, priority: -worth(run, bonus)})
    const rest: Run[] = []
    for (let next = heap.pop(); next; next = heap.pop()) {
      const {at, to, length} = next
      if (bonus > 0 && heap.first) {
        const priority = -worth(next, bonus)
        if (priority > heap.first.priority + 1e-6) {
          heap.push({at, to, length, priority})
          continue
        }
      }
      const free = longestFree(next, partner, used)
      if (free.length < least) {
        if (free.length >= LEAST) rest.push(free)
      } else if (free.length < length) {
        heap.push({...free, priority: next.priority + length - free.length})
      } else {
        const position = placeOf(placed, next)
        const isWhole =
          textStarts.has(at) && textEnds.has(at + length) && copyStarts.has(to) && copyEnds.has(to + length)
        if (bonus > 0 && length < 6 && !isWhole && !fits(next, position)) continue
        pair(at, to, length)
        placed.splice(position, 0, {at, to, length})
      }
    }
    return rest
  }

  // The same stretch of the copy may equal several of the text.
  const keyOf = ({to, length}: Run): number => to * (m + 1) + length
  const copies = new Map<number, number>()
  for (const run of runs) copies.set(keyOf(run), (copies.get(keyOf(run)) ?? 0) + 1)
  const isSure = (run: Run): boolean => run.length >= LONG && copies.get(keyOf(run)) === 1
  const rest = place(runs.filter(isSure), LONG, 0)
  place([...runs.filter((run) => !isSure(run)), ...rest], LEAST, 6)

  const linesOfText = new Map<string, Span[]>()
  for (const span of textSpans.values()) {
    const key = text.words.slice(...span).join()
    const same = linesOfText.get(key)
    if (same) same.push(span)
    else linesOfText.set(key, [span])
  }
  const chain = [{at: 0, to: 0, length: 0}, ...backbone(placed), {at: n, to: m, length: 0}]
  for (let link = 0; link + 1 < chain.length; link++) {
    const from = chain[link]
    const [start, low] = [from.at + from.length, from.to + from.length]
    const {at: end, to: high} = chain[link + 1]
    if (start >= end || low >= high) continue
    let least = start
    let left = low
    for (const line of new Set(copy.lines.slice(low, high))) {
      const [first, last] = copySpans.get(line) as Span
      if (first < low || last > high || used.subarray(first, last).includes(1)) continue
      const same = linesOfText.get(copy.words.slice(first, last).join()) ?? []
      const fit = same.filter(([at, to]) => least <= at && to <= end && partner[at] < 0)
      if (fit.length === 0) continue
      const isNearEnd = high - last < first - left
      const [at, to] = (isNearEnd ? fit.at(-1) : fit[0]) as Span
      pair(at, first, last - first)
      least = to
      left = last
    }
    // Then words, between the fixed points.
    const cuts = [{x: start - 1, y: low - 1}]
    for (let x = start; x < end; x++) {
      const y = partner[x]
      if (y >= low && y < high && (cuts.length === 1 || y > cuts[cuts.length - 1].y)) cuts.push({x, y})
    }
    cuts.push({x: end, y: high})
    for (let cut = 0; cut + 1 < cuts.length; cut++) {
      const {x: x0, y: y0} = cuts[cut]
      const {x: x1, y: y1} = cuts[cut + 1]
      const open = text.words.slice(x0 + 1, x1).map((word, index) => (partner[x0 + 1 + index] < 0 ? word : -1))
      const others = copy.words.slice(y0 + 1, y1).map((word, index) => (used[y0 + 1 + index] ? -1 : word))
      for (const block of matchingBlocks(open, others)) pair(block.start + x0 + 1, block.other + y0 + 1, block.length)
      const isInside = x0 >= 0 && x1 < n && text.lines[x0] === text.lines[x1]
      if (isInside && open.length > 0 && open.length <= 8 && others.length > 0 && others.length <= 8)
        for (let x = x0 + 1; x < x1; x++) if (partner[x] < 0) partner[x] = EDITED
    }
  }
  return partner
}

function equalRuns(text: readonly number[], copy: readonly number[]): Run[] {
  const index = new Map<string, number[]>()
  const key = (words: readonly number[], at: number): string =>
    `${words[at]},${words[at + 1]},${words[at + 2]},${words[at + 3]}`
  for (let to = 0; to + LEAST <= copy.length; to++) {
    const own = key(copy, to)
    const places = index.get(own)
    if (!places) index.set(own, [to])
    else if (places.length < MOST_PLACES) places.push(to)
  }
  const runs: Run[] = []
  for (let at = 0; at + LEAST <= text.length; at++)
    for (const to of index.get(key(text, at)) ?? []) {
      if (at > 0 && to > 0 && text[at - 1] === copy[to - 1]) continue
      let length = LEAST
      while (at + length < text.length && to + length < copy.length && text[at + length] === copy[to + length]) length++
      runs.push({at, to, length})
    }
  return runs
}

// Behind the runs that do not come after it.
function placeOf(placed: readonly Run[], run: Run): number {
  let low = 0
  let high = placed.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (inOrder(run, placed[middle]) < 0) high = middle
    else low = middle + 1
  }
  return low
}

function longestFree({at, to, length}: Run, partner: readonly number[], used: Uint8Array): Run {
  let best = {at, to, length: 0}
  let start = 0
  for (let index = 0; index <= length; index++) {
    if (index < length && partner[at + index] < 0 && !used[to + index]) continue
    if (index - start > best.length) best = {at: at + start, to: to + start, length: index - start}
    start = index + 1
  }
  return best
}

const REACH = 400

/** The heaviest chain of runs that are in the same order in both texts. */
function backbone(placed: readonly Run[]): Run[] {
  const weights: number[] = []
  const backs: number[] = []
  placed.forEach(({to, length}, index) => {
    let [weight, back] = [length, -1]
    for (let other = Math.max(0, index - REACH); other < index; other++) {
      const before = placed[other]
      if (before.to + before.length <= to && weights[other] + length > weight)
        [weight, back] = [weights[other] + length, other]
    }
    weights.push(weight)
    backs.push(back)
  })
  const chain: Run[] = []
  let heaviest = placed.length > 0 ? 0 : -1
  weights.forEach((weight, index) => {
    if (weight > weights[heaviest]) heaviest = index
  })
  for (let index = heaviest; index >= 0; index = backs[index]) chain.unshift(placed[index])
  return chain
}

// Words split or joined in another way ("I" + "f" of a drop cap): the same letters between two fixed points.
function pairLetters(partner: number[], text: readonly string[], copy: readonly string[]): void {
  const fixed = partner.flatMap((y, x) => (y >= 0 ? [{x, y}] : []))
  for (let index = 0; index + 1 < fixed.length; index++) {
    const {x, y} = fixed[index]
    const {x: x2, y: y2} = fixed[index + 1]
    const isShort = (size: number): boolean => size > 1 && size <= 6
    if (!isShort(x2 - x) || !isShort(y2 - y)) continue
    if (text.slice(x + 1, x2).join('') === copy.slice(y + 1, y2).join('')) partner.fill(y + 1, x + 1, x2)
  }
}

/** For each line that has words, the share of them that is left. */
type Shares = Map<number, number>

// The quick case: the lines of the copy are some of the lines of the text, in order.
function sameLines(text: readonly (readonly string[])[], copy: readonly (readonly string[])[]): Shares | undefined {
  const todo = copy.filter((words) => words.length > 0).map((words) => words.join(' '))
  const shares: Shares = new Map()
  let next = 0
  text.forEach((words, line) => {
    if (words.length === 0) return
    const isLeft = words.join(' ') === todo[next]
    shares.set(line, isLeft ? 1 : 0)
    if (isLeft) next++
  })
  return next === todo.length ? shares : undefined
}

const AROUND = 20

function keptShares(text: readonly (readonly string[])[], copy: readonly (readonly string[])[]): Shares {
  const same = sameLines(text, copy)
  if (same) return same
  const interner = new Interner()
  const [own, other] = [wordsByLine(text, interner), wordsByLine(copy, interner)]
  const [n, m] = [own.words.length, other.words.length]
  const least = Math.min(n, m)
  let head = 0
  while (head < least && own.words[head] === other.words[head]) head++
  head = Math.max(0, head - AROUND)
  let tail = 0
  while (tail < least - head && own.words[n - 1 - tail] === other.words[m - 1 - tail]) tail++
  tail = Math.max(0, tail - AROUND)
  const inner = ({words, lines}: Words): Words => ({
    words: words.slice(head, words.length - tail),
    lines: lines.slice(head, lines.length - tail),
  })
  const partner = align(inner(own), inner(other))
  pairLetters(partner, text.flat().slice(head, n - tail), copy.flat().slice(head, m - tail))
  const kept = new Map<number, number>()
  own.lines.forEach((line, index) => {
    const isKept = index < head || index >= n - tail || partner[index - head] !== ALONE
    kept.set(line, (kept.get(line) ?? 0) + Number(isKept))
  })
  return new Map([...kept].map(([line, count]) => [line, count / text[line].length]))
}

type Prf = readonly [precision: number, recall: number, f1: number]

function countWords(text: string): {counts: Map<string, number>; size: number} {
  const words = text.toLowerCase().match(TOKEN) ?? []
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return {counts, size: words.length}
}

/** The formula of WCXB's evaluate.py. */
function wordPrf(text: string, gold: ReturnType<typeof countWords>): Prf {
  const own = countWords(text)
  if (gold.size === 0) return own.size === 0 ? [1, 1, 1] : [0, 0, 0]
  if (own.size === 0) return [0, 0, 0]
  let shared = 0
  for (const [word, count] of own.counts) shared += Math.min(count, gold.counts.get(word) ?? 0)
  return [shared / own.size, shared / gold.size, (2 * shared) / (own.size + gold.size)]
}

const squeeze = (text: string): string => strip(text.toLowerCase().replace(SPACES, ' '))

function snippetShare(text: string, wanted: readonly string[]): number {
  const squeezed = squeeze(text)
  return wanted.filter((snippet) => squeezed.includes(squeeze(snippet))).length / wanted.length
}

/** Lines of one label: their characters and how many are lost, the same in lines that lose half of their words. */
interface Lines {
  chars: number
  lost: number
  lines: number
  gone: number
}

type Kind = 'content' | 'junk' | 'mixed' | 'short' | 'long'

/** What one clean copy is worth. */
export interface DocumentScore {
  labelled?: {changed: boolean; lines: Record<Kind, Lines>}
  gold?: {before: Prf; after: Prf}
  with?: readonly [before: number, after: number]
  without?: readonly [before: number, after: number]
}

const LABELS = 'cmj'
const LONG_LINE = 15

/** @returns what scores a clean copy of a page */
function documentScorer({text, labels, gold, ...record}: GoldRecord): (cleaned: string) => DocumentScore {
  const linesOf = labels ? lineScorer(text, labels) : undefined
  const counts = gold === undefined || gold === null ? undefined : countWords(gold)
  const before = counts && wordPrf(text, counts)
  const keys = (['with', 'without'] as const).filter((key) => (record[key] ?? []).length > 0)
  const snippets = (side: string): number[] => keys.map((key) => snippetShare(side, record[key] ?? []))
  const found = snippets(text)
  return (cleaned) => {
    const score: DocumentScore = {}
    const isSame = cleaned === text
    if (linesOf) score.labelled = linesOf(cleaned)
    if (counts && before) score.gold = {before, after: isSame ? before : wordPrf(cleaned, counts)}
    const left = isSame ? found : snippets(cleaned)
    keys.forEach((key, index) => {
      score[key] = [found[index], left[index]]
    })
    return score
  }
}

function lineScorer(text: string, labels: string): (cleaned: string) => NonNullable<DocumentScore['labelled']> {
  const lines = text.split('\n')
  const words = lines.map(wordsOf)
  // Equal lines are interchangeable: what is left counts as the content copy first.
  const same = new Map<string, number[]>()
  words.forEach((own, line) => {
    if (own.length === 0) return
    const key = own.join(' ')
    const group = same.get(key)
    if (group) group.push(line)
    else same.set(key, [line])
  })
  const groups = [...same.values()].filter((group) => group.length > 1)
  for (const group of groups) group.sort((a, b) => LABELS.indexOf(labels[a]) - LABELS.indexOf(labels[b]) || a - b)
  return (cleaned) => {
    const shares = keptShares(words, cleaned === text ? words : cleaned.split('\n').map(wordsOf))
    for (const group of groups) {
      // In the order of the lines, so that the sum is score.py's to the last digit.
      let left = sum([...group].sort((a, b) => a - b).map((line) => shares.get(line) as number))
      for (const line of group) {
        const share = Math.min(1, left)
        shares.set(line, share)
        left -= share
      }
    }
    return countLines(lines, labels, shares)
  }
}

function countLines(lines: readonly string[], labels: string, shares: Shares): NonNullable<DocumentScore['labelled']> {
  const none = (): Lines => ({chars: 0, lost: 0, lines: 0, gone: 0})
  const counts: Record<Kind, Lines> = {content: none(), junk: none(), mixed: none(), short: none(), long: none()}
  const add = (kind: Kind, chars: number, share: number): void => {
    const own = counts[kind]
    own.chars += chars
    own.lost += chars * (1 - share)
    own.lines++
    if (share < 0.5) own.gone++
  }
  let changed = false
  for (const [line, share] of shares) {
    if (share < 1) changed = true
    const content = lines[line]
    const chars = lengthOf(strip(content))
    if (labels[line] === 'c') add('content', chars, share)
    if (labels[line] === 'm') add('mixed', chars, share)
    if (labels[line] !== 'j') continue
    add('junk', chars, share)
    add(chunksOf(content).length > LONG_LINE ? 'long' : 'short', chars, share)
  }
  return {changed, lines: counts}
}

/** Rounds as Python does: what is just between two goes to the even digit. */
export function round(value: number, digits: number): number {
  const near = Number(value.toFixed(digits))
  // All the digits that a double of this size has.
  const exact = value.toFixed(60)
  const behind = exact.slice(exact.indexOf('.') + 1 + digits)
  if (!/^50*$/.test(behind)) return near
  const low = exact.slice(0, exact.indexOf('.') + 1 + digits)
  return Number(low.at(-1)) % 2 === 0 ? Number(low) : near
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

function summarise(scores: readonly DocumentScore[]): Score {
  const labelled = scores.flatMap((score) => (score.labelled ? [score.labelled] : []))
  const judged = scores.flatMap(({gold}) => (gold ? [gold] : []))
  const total = (kind: Kind, key: keyof Lines): number => sum(labelled.map(({lines}) => lines[kind][key]))
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : round((100 * part) / whole, 3))
  const removed = (kind: Kind): number | null => share(total(kind, 'lost'), total(kind, 'chars'))
  const gone = (kind: Kind): number | null => share(total(kind, 'gone'), total(kind, 'lines'))
  const mean = (side: 'before' | 'after', index: 0 | 1 | 2): number =>
    round(sum(judged.map((one) => one[side][index])) / judged.length, 4)
  const moved = (sign: 1 | -1): number => {
    const count = judged.filter(({before, after}) => sign * (after[2] - before[2]) > 1e-9).length
    return round((100 * count) / judged.length, 2)
  }
  const junk = total('junk', 'lost')
  const content = total('content', 'lost')
  const snippets = (key: 'with' | 'without', name: string): Record<string, number> => {
    const found = scores.flatMap((score) => (score[key] ? [score[key]] : []))
    if (found.length === 0) return {}
    const of = (side: 0 | 1): number => {
      const shares = found.map((one) => (key === 'with' ? one[side] : 1 - one[side]))
      return round((100 * sum(shares)) / found.length, 2)
    }
    return {[`${name}_before_pct`]: of(0), [`${name}_after_pct`]: of(1)}
  }
  return {
    docs: scores.length,
    labelled_docs: labelled.length,
    junk_share_before_pct: share(
      total('junk', 'chars'),
      total('junk', 'chars') + total('content', 'chars') + total('mixed', 'chars'),
    ),
    junk_removed_pct: removed('junk'),
    junk_short_removed_pct: removed('short'),
    junk_long_removed_pct: removed('long'),
    content_lost_pct: removed('content'),
    mixed_removed_pct: removed('mixed'),
    junk_lines_removed_pct: gone('junk'),
    content_lines_lost_pct: gone('content'),
    removal_precision_pct: share(junk, junk + content),
    docs_changed_pct: share(labelled.filter(({changed}) => changed).length, labelled.length),
    docs_losing_content_line_pct: share(labelled.filter(({lines}) => lines.content.gone > 0).length, labelled.length),
    p_before: mean('before', 0),
    r_before: mean('before', 1),
    f1_before: mean('before', 2),
    p_after: mean('after', 0),
    r_after: mean('after', 1),
    f1_after: mean('after', 2),
    docs_f1_up_pct: moved(1),
    docs_f1_down_pct: moved(-1),
    ...snippets('with', 'with_found'),
    ...snippets('without', 'without_rejected'),
  }
}

/** Figures of all pages (`all`) and by page type. */
export type PageScores = Record<string, Score>

/**
 * @param records of a scraper, with the gold text of their pages
 * @param copies  clean copies of all of them: texts by id; what is missing counts as unchanged
 */
export function scoreRecords(
  records: readonly GoldRecord[],
  copies: readonly ReadonlyMap<string, string>[],
): PageScores[] {
  const groups = copies.map(() => new Map<string, DocumentScore[]>([['all', []]]))
  for (const record of records) {
    const scorer = documentScorer(record)
    copies.forEach((cleaned, index) => {
      const score = scorer(cleaned.get(record.id) ?? record.text)
      for (const name of ['all', record.page_type]) {
        const group = groups[index].get(name)
        if (group) group.push(score)
        else groups[index].set(name, [score])
      }
    })
  }
  return groups.map((own) => {
    const names = [...own.keys()].sort()
    return Object.fromEntries(names.map((name) => [name, summarise(own.get(name) ?? [])]))
  })
}
