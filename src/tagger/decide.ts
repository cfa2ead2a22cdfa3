import type {Document} from '../text/document.ts'
import type {Model} from './model.ts'
import type {Tags} from './tag.ts'

/** How much is taken: only what is sure, what is likely, or all that is not the main content. */
export const MODES = ['safe', 'balanced', 'main-content'] as const
export type Mode = (typeof MODES)[number]

/** Where to cut. */
interface Cut {
  /** Lines less likely to be content than this go. */
  threshold: number
  /** F1 over words that the kept lines are expected to reach. */
  confidence: number
}

/** What a mode makes of a text. */
export interface Decision {
  /** Whether each line stays: 1 or 0. */
  kept: Uint8Array
  /** F1 over words that the best cut is expected to reach. */
  confidence: number
}

/** Chosen on the folds; see `docs/tagger.md`. */
export const SAFE = 0.0095
const BALANCED = 0.2
// Of the likelihood that a text is a whole page.
const DUMP = 0.5

/**
 * Chooses what stays. Only what looks like a whole page, in Latin letters, is cut by more than what is sure.
 *
 * @param document the text that was tagged
 */
export function decide(document: Document, tags: Tags, model: Model, mode: Mode): Decision {
  const {threshold, confidence} = bestCut(tags)
  const isPage = isLatin(document.bytes) && isDump(tags, model)
  const isCut = isPage && mode !== 'safe'
  const least = isCut ? (mode === 'balanced' ? BALANCED : threshold) : isPage ? safeThreshold(confidence) : SAFE
  const kept = keptAt(tags, least)
  // A text is never emptied.
  if (!kept.includes(1)) kept.fill(1)
  const headline = isCut ? headlineOf(tags, kept.indexOf(1)) : undefined
  if (headline !== undefined) kept[headline] = 1
  return {kept, confidence}
}

/** Whether each line stays where those less likely to be content go: 1 or 0. */
export function keptAt({content}: Tags, threshold: number): Uint8Array {
  return Uint8Array.from(content, (share) => (share >= threshold ? 1 : 0))
}

const HEADLINE_REACH = 10
const HEADLINE_TERMS = 2
const HEADLINE_SHARE = 0.1

// The line above the text that says what the first line does, the title of the page: alone it looks like a teaser.
function headlineOf({lines, content}: Tags, first: number): number | undefined {
  const {terms, termStarts} = lines
  const title = new Set(terms.subarray(0, termStarts[1]))
  for (let line = first - 1; line > 0 && line >= first - HEADLINE_REACH; line--) {
    const own = terms.subarray(termStarts[line], termStarts[line + 1])
    if (
      own.length >= HEADLINE_TERMS &&
      (content[line] as number) > HEADLINE_SHARE &&
      own.every((term) => title.has(term))
    )
      return line
  }
  return undefined
}

// Where the page as a whole is doubtful, a line has to be the surer: the odds go by the root of the page's own.
function safeThreshold(confidence: number): number {
  const odds = (SAFE / (1 - SAFE)) * Math.sqrt((confidence + 0.01) / (1.01 - confidence))
  return odds / (1 + odds)
}

const STEPS = 1024

/** The cut with the greatest expected F1: lines by likelihood, as long as words won outweigh words wrongly kept. */
export function bestCut({lines, content}: Tags): Cut {
  const words = new Float64Array(STEPS + 1)
  const expected = new Float64Array(STEPS + 1)
  let all = 0
  for (let line = 0; line < lines.count; line++) {
    const step = Math.floor((content[line] as number) * STEPS)
    const size = lines.words[line] as number
    words[step] = (words[step] as number) + size
    expected[step] = (expected[step] as number) + size * (content[line] as number)
    all += size * (content[line] as number)
  }
  let kept = 0
  let right = 0
  let best = {threshold: 0, confidence: 0}
  for (let step = STEPS; step >= 0; step--) {
    kept += words[step] as number
    right += expected[step] as number
    const confidence = (2 * right) / (kept + all + 1e-9)
    if (confidence > best.confidence) best = {threshold: step / STEPS, confidence}
  }
  return best
}

const EDGE = 12

/** What tells a whole page from a text that was cleaned: how much junk there is, in all and at its edges. */
export function dumpFeatures({lines, content}: Tags): number[] {
  const {count, words} = lines
  let junk = 0
  let all = 0
  let junkLines = 0
  let sure = 0
  for (let line = 0; line < count; line++) {
    const p = content[line] as number
    junk += (words[line] as number) * (1 - p)
    all += words[line] as number
    junkLines += 1 - p
    if (p < 0.05) sure++
  }
  const edge = Math.min(EDGE, count)
  let above = 0
  let below = 0
  for (let line = 0; line < edge; line++) {
    above += 1 - (content[line] as number)
    below += 1 - (content[count - 1 - line] as number)
  }
  return [
    junk / (all + 1),
    junkLines / (count + 1),
    sure / (count + 1),
    Math.log1p(sure),
    above / (edge + 1),
    below / (edge + 1),
    Math.log1p(count),
    Math.log1p(all),
  ]
}

/** Whether a text is the dump of a whole page. */
export function isDump(tags: Tags, {dump}: Model): boolean {
  let sum = dump[dump.length - 1] ?? 0
  dumpFeatures(tags).forEach((value, index) => {
    sum += value * (dump[index] ?? 0)
  })
  return 1 / (1 + Math.exp(-sum)) > DUMP
}

const SAMPLE = 1 << 14
const MAX_FOREIGN = 0.2

// The tagger has learnt from texts in Latin letters.
function isLatin(bytes: Uint8Array): boolean {
  let letters = 0
  let foreign = 0
  const end = Math.min(bytes.length, SAMPLE)
  for (let index = 0; index < end; index++) {
    const byte = bytes[index] as number
    if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) letters++
    else if (byte >= 0xce && byte !== 0xe2 && !(byte === 0xe1 && (bytes[index + 1] as number) >= 0xb8)) foreign++
  }
  return foreign <= MAX_FOREIGN * (letters + foreign)
}
