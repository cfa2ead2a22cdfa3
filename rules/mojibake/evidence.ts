import {CODE_PAGES, rolesOf} from '../../src/text/code-pages.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'
import {decode} from '../../src/text/utf8.ts'
import {controlsOf} from './controls.ts'
import {isRare} from './likelihood.ts'
import {explainedBy, type Misreading, misreadings, SURE, withoutOverlaps} from './misreadings.ts'
import {type EastAsianMisreading, eastAsianMisreadings} from './multi-byte.ts'

/** A misread stretch of a line, UTF-16 units. */
export interface Reading {
  start: number
  end: number
  /** What it was; absent where that cannot be told. */
  text?: string
  /** How it was misread. */
  how: string
  isSure: boolean
}

interface LineEvidence {
  misreadings: readonly Misreading[]
  eastAsian: readonly EastAsianMisreading[]
}

// Least gain that counts where the code page was found in no other place, in one, in two and in more.
const LEAST_GAINS = [SURE, 0.5, 0.5, 0]
// Lines that are looked at before the first is judged.
const SAMPLE = 256
// What a text is written with shows in its beginning.
const SAMPLE_BYTES = 100_000
const TIMES: Readonly<Record<number, string>> = {2: 'twice ', 3: 'three times '}

/** What the misread lines of a document have in common. */
class Evidence {
  readonly #document: Document
  readonly #lines = new Map<number, LineEvidence>()
  // Of the first lines, which are asked for more than once.
  readonly #readings = new Map<number, Reading[]>()
  // By code page: what it explains, and in how many places surely.
  readonly #explained: number[] = CODE_PAGES.map(() => 0)
  readonly #sure: number[] = CODE_PAGES.map(() => 0)
  #hasEastAsian = false
  readonly #letters = new Set<number>()
  #characters: Set<number> | undefined

  constructor(document: Document) {
    this.#document = document
    const {marks} = document.scan
    for (let index = 0; index < document.lineCount && this.#lines.size < SAMPLE; index++) {
      if (((marks[index] as number) & Mark.Mojibake) === 0) continue
      const found = this.#find(document.line(index))
      this.#lines.set(index, found)
      for (const [page, gain] of explainedBy(found.misreadings).entries())
        this.#explained[page] = (this.#explained[page] as number) + gain
      for (const {page, gain} of found.misreadings)
        if (gain >= SURE) this.#sure[page] = (this.#sure[page] as number) + 1
      this.#hasEastAsian ||= found.eastAsian.some(({gain}) => gain >= SURE)
    }
    if (this.#learn()) this.#lines.clear()
  }

  // Rare letters that sure readings have are letters of the text; whether there are new ones.
  #learn(): boolean {
    let hasNew = false
    for (const {misreadings} of this.#lines.values())
      for (const {gain, text, page} of misreadings) {
        if (gain < SURE || (this.#sure[page] as number) < 2) continue
        for (const char of text) {
          const codePoint = char.codePointAt(0) as number
          if (!isRare(codePoint) || this.#letters.has(codePoint)) continue
          this.#letters.add(codePoint)
          hasNew = true
        }
      }
    return hasNew
  }

  /** Misread stretches of a line, as far as they are likely in this document; in order. */
  readingsOf(line: Line): readonly Reading[] {
    let readings = this.#readings.get(line.index)
    if (!readings) {
      readings = this.#judge(line)
      if (this.#readings.size < SAMPLE) this.#readings.set(line.index, readings)
    }
    return readings
  }

  #judge(line: Line): Reading[] {
    const found = this.#lines.get(line.index) ?? this.#find(line)
    const likely = found.misreadings.filter(({page, gain}) => gain >= this.#leastGain(page))
    const readings: Reading[] = withoutOverlaps(likely, this.#explained).map((misreading) => ({
      start: misreading.start,
      end: misreading.end,
      text: misreading.text,
      how: `UTF-8 that was read ${TIMES[misreading.times] ?? ''}as ${CODE_PAGES[misreading.page]?.name}`,
      isSure: this.#isSure(misreading),
    }))
    for (const {start, end, text, name, gain, isSure} of found.eastAsian)
      if (gain >= SURE || this.#hasEastAsian)
        readings.push({start, end, ...(text !== undefined && {text}), how: `UTF-8 that was read as ${name}`, isSure})
    readings.sort((a, b) => a.start - b.start)
    const controls = controlsOf(line.text)
    if (controls.length === 0) return readings
    const apart: Reading[] = []
    let next = 0
    for (const control of controls) {
      while (next < readings.length && (readings[next] as Reading).end <= control.start) next++
      const reading = readings[next]
      if (!reading || reading.start >= control.end)
        apart.push({...control, how: 'windows-1252 that was read as latin-1'})
    }
    return [...readings, ...apart].sort((a, b) => a.start - b.start)
  }

  #leastGain(page: number): number {
    return LEAST_GAINS[Math.min(this.#sure[page] as number, LEAST_GAINS.length - 1)] as number
  }

  // One short sequence in a text that is in order otherwise may be meant.
  #isSure({page, gain, isShort, text}: Misreading): boolean {
    if (!isShort || gain < SURE || (this.#sure[page] as number) > 1) return true
    return this.#undamaged.size === 0 || this.#undamaged.has(text.codePointAt(0) as number)
  }

  #find(line: Line): LineEvidence {
    return {
      misreadings: misreadings(
        line.text,
        (codePoint) => this.#letters.has(codePoint) || this.#undamaged.has(codePoint),
      ),
      eastAsian: eastAsianMisreadings(line.text),
    }
  }

  // Characters above U+007F of which none stands where it would be a byte of UTF-8 that is followed by another.
  get #undamaged(): ReadonlySet<number> {
    if (this.#characters) return this.#characters
    const found = new Set<number>()
    const leads = new Set<number>()
    let roles = 0
    let previous = 0
    const text = decode(this.#document.bytes.subarray(0, SAMPLE_BYTES))
    for (let index = 0; index < text.length; index++) {
      let codePoint = text.charCodeAt(index)
      if (codePoint < 0x80 && roles === 0 && previous < 0x80) continue
      if (codePoint >= 0xd800) {
        codePoint = text.codePointAt(index) as number
        if (codePoint > 0xffff) index++
      }
      const own = codePoint < 0x80 ? 0 : rolesOf(codePoint)
      const continues = (roles & (own >> 8)) !== 0 || (previous === 0xc3 && codePoint === 0x20)
      if (continues) leads.add(previous)
      else {
        if (codePoint >= 0x80) found.add(codePoint)
        roles = 0
        previous = codePoint
      }
      roles |= own
    }
    for (const lead of leads) found.delete(lead)
    this.#characters = found
    return found
  }
}

/** The evidence of any document, looked through at the first call. */
export const evidenceOf = oncePer((document: Document) => new Evidence(document))
