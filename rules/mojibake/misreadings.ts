import {CODE_PAGES, rolesOf} from '../../src/text/code-pages.ts'
import {isExotic, isForeign, unlikelihood} from './likelihood.ts'
import {CONTEXT, type Run, runsOf} from './sequences.ts'

/** A stretch of a text that is UTF-8 read as something else. */
export interface Misreading {
  start: number
  end: number
  /** What it was before. */
  text: string
  /** Index of `CODE_PAGES`. */
  page: number
  /** How often it was misread. */
  times: number
  /** By how much the text gets likelier, see `unlikelihood`. */
  gain: number
  /** Whether it is one short sequence, which may be there by chance. */
  isShort: boolean
}

/** Gain from which a reading is believed without further evidence. */
export const SURE = 2
// What is misread once may well be misread twice.
const AGAIN = 0.5
// Gain that needs other damage beside it.
const VOUCHED = 0.5
// Least gain that counts at all.
const LEAST = 0
const MAX_TIMES = 4
// Characters in which the next letter is looked for, and what it counts that it is of the script of the new reading.
export const AROUND = 6
export const FOREIGN = 1.5
/**
 * Stretches of a text that may be UTF-8 read in a single-byte code page, where reading them rightly makes the text no
 * less likely. They may overlap; see `withoutOverlaps`.
 *
 * @param text    any text; linear in its length
 * @param isKnown whether a character stands undamaged in the same document
 */
export function misreadings(
  text: string,
  isKnown?: (codePoint: number) => boolean,
  times: number = MAX_TIMES,
): Misreading[] {
  const pages = pagesOf(text)
  const found: Misreading[] = []
  for (let page = 0; pages >> page > 0; page++)
    if ((pages >> page) & 1) for (const run of runsOf(text, page)) judge(text, run, page, isKnown, times, found)
  return found
}

// Code pages in which two neighbours of the text would begin a sequence of UTF-8.
function pagesOf(text: string): number {
  let pages = 0
  let before = 0
  let previous = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) {
      // "Ã " is "à".
      if (unit === 0x20 && previous === 0xc3) pages |= 1
      before = 0
    } else {
      const roles = unit === 0xf8ff ? 1 << 4 : rolesOf(unit)
      pages |= before & (unit === 0xfffd ? 0xff : roles >> 8)
      before = roles
    }
    previous = unit
  }
  return pages & 0xff
}

/**
 * The likeliest readings of a text; where two are equally likely, that of the code page which explains more.
 *
 * @param found     readings that may overlap
 * @param explained what each code page explains of the document
 */
export function withoutOverlaps(
  found: readonly Misreading[],
  explained: readonly number[] = explainedBy(found),
): readonly Misreading[] {
  if (found.length < 2) return found
  const sorted = [...found].sort((a, b) => a.start - b.start)
  if (sorted.every(({start}, index) => index === 0 || start >= (sorted[index - 1] as Misreading).end)) return sorted
  const ranked = [...found].sort(
    (a, b) => b.gain - a.gain || (explained[b.page] as number) - (explained[a.page] as number),
  )
  const taken = new Uint8Array(found.reduce((last, {end}) => Math.max(last, end), 0))
  const kept = ranked.filter(({start, end}) => {
    if (taken.subarray(start, end).includes(1)) return false
    taken.fill(1, start, end)
    return true
  })
  return kept.sort((a, b) => a.start - b.start)
}

/** What each code page explains: the gain of its readings. */
export function explainedBy(found: readonly Misreading[]): number[] {
  const explained = CODE_PAGES.map(() => 0)
  for (const {page, gain} of found) explained[page] = (explained[page] as number) + gain
  return explained
}

function judge(
  text: string,
  run: Run,
  page: number,
  isKnown: ((codePoint: number) => boolean) | undefined,
  times: number,
  found: Misreading[],
): void {
  const from = Math.max(0, run.start - CONTEXT)
  const before = text.slice(from, run.start)
  const after = text.slice(run.end, run.end + CONTEXT)
  const cost = (middle: string): number =>
    unlikelihood(before + middle + after, before.length, before.length + middle.length, isKnown)
  let mended = run.text
  let again = 0
  if (times > 1 && run.sequences > 1) {
    const whole = before + mended + after
    const inner = withoutOverlaps(misreadings(whole, isKnown, times - 1)).filter(
      ({start, end, gain}) => gain >= AGAIN && start >= before.length && end <= whole.length - after.length,
    )
    if (inner.length > 0) {
      mended = replaced(whole, inner).slice(before.length, after ? -after.length : undefined)
      again = inner.reduce((most, misreading) => Math.max(most, misreading.times), 0)
    }
  }
  if (run.sequences === 1 && isExotic(mended.codePointAt(0) as number)) return
  const wrong = text.slice(run.start, run.end)
  // The longer a sequence, the less it is one by chance.
  let gain = cost(wrong) - cost(mended)
  if (run.longest > 2 && !(run.sequences === 1 && /\p{L}/u.test(mended))) gain += 1.5
  if (
    gain < SURE &&
    isForeign(
      wrong,
      mended,
      text.slice(Math.max(0, run.start - AROUND), run.start),
      text.slice(run.end, run.end + AROUND),
    )
  )
    gain += FOREIGN
  // Frames are UTF-8 by chance, so other damage has to vouch for them.
  if (run.isFrame) gain = Math.min(gain, VOUCHED)
  if (gain < LEAST) return
  const isShort = run.sequences === 1 && run.longest === 2
  found.push({start: run.start, end: run.end, text: mended, page, times: again + 1, gain, isShort})
}

/** Puts the right readings in a text. */
export function replaced(text: string, misread: readonly Misreading[]): string {
  let result = ''
  let from = 0
  for (const {start, end, text: right} of misread) {
    result += text.slice(from, start) + right
    from = end
  }
  return result + text.slice(from)
}
