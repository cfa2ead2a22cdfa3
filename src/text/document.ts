import {type Caption, findCaptions} from './captions.ts'
import {createCursor} from './cursor.ts'
import {type Echo, findEchoes} from './echoes.ts'
import {findFences} from './fences.ts'
import {hasWord} from './fold.ts'
import {guessLanguage} from './language.ts'
import {Line} from './line.ts'
import {findMainText, type MainText} from './main-text.ts'
import {Mark} from './marks.ts'
import {KNOWN} from './once.ts'
import {isWithin, matchPhrase, type PhraseMatch, type PhraseTable} from './phrases.ts'
import {findRepeats, type Repeat} from './repeats.ts'
import {rescan, type Splice} from './rescan.ts'
import {type Scan, scan} from './scan.ts'
import {countOnSite, type Site} from './site.ts'
import {type Timed, untimed} from './timing.ts'
import {decode, encodeString} from './utf8.ts'

/** A half-open range of bytes of a document. */
export interface Span {
  start: number
  end: number
}

/** A phrase found in a line. */
export interface Hit extends PhraseMatch {
  line: Line
}

/** Whether a phrase is all that its line says. */
export function fillsLine({line, start, end}: Hit): boolean {
  return startsLine({line, start}) && !hasWord(line.text, end, line.text.length)
}

/** Whether a phrase opens its line. */
export function startsLine({line, start}: Pick<Hit, 'line' | 'start'>): boolean {
  return !hasWord(line.text, 0, start)
}

/** Consecutive blank lines. `first` and `last` are line indexes. */
export interface Gap extends Span {
  first: number
  last: number
}

/** Lines between blank lines, as one text. */
export interface Block extends Span {
  text: string
  /** Byte span of a stretch of `text`, UTF-16 units. */
  span(start: number, end: number): Span
}

function blockOf(document: Document, first: number, last: number): Block {
  const start = document.scan.starts[first] as number
  const end = document.scan.ends[last] as number
  const text = decode(document.bytes.subarray(start, end))
  const cursor = createCursor(text, text.length < end - start)
  return {start, end, text, span: (from, to) => ({start: start + cursor.byteAt(from), end: start + cursor.byteAt(to)})}
}

export interface DocumentOptions {
  /** Language of the text, a BCP 47 tag; guessed where it is not given. */
  lang?: string | undefined
  /** Whether bytes are those of a string, which may have lone surrogates. */
  isString?: boolean
  /** Whether it is the text of a record, where half of a surrogate pair may stand as well. */
  isRecord?: boolean
  /** The document that this one was made of, with the same table, and how: lines that stay are not read again. */
  before?: {document: Document; changes: readonly Splice[]}
  /** Ranges that no finding may touch, in bytes, sorted: code and tables of a Markdown file. */
  masks?: readonly Span[]
  /** Whether the text is Markdown, where marks and spaces have a meaning. */
  isMarkdown?: boolean
  /** What is known of the site that the text is a page of. */
  site?: Site | undefined
  /** Takes the times of what is worked out about the text. */
  timed?: Timed | undefined
}

/**
 * One text and the evidence that all rules share. The scan runs at once, everything else when a rule first asks.
 */
export class Document {
  readonly bytes: Uint8Array
  /** Whether the text was given as a string: its lone surrogates are units of their own, no broken bytes. */
  readonly isString: boolean
  /** Whether half of a surrogate pair is one unit of the text; in a file it is three broken bytes. */
  readonly hasHalves: boolean
  readonly scan: Scan
  readonly isMarkdown: boolean
  readonly site: Site | undefined
  readonly timed: Timed
  /** What rules have worked out about it, see `oncePer`. */
  readonly [KNOWN] = new Map<object, unknown>()
  readonly #table: PhraseTable
  #masks: readonly Span[] | undefined
  readonly #lang: string | undefined
  readonly #lines: (Line | undefined)[]
  #guess: string | undefined | null = null
  #hits: readonly Hit[] | undefined
  // Candidates of the scan that were no hits in their lines are none while the lines stay.
  #candidates: Uint32Array | undefined
  #repeats: readonly Repeat[] | undefined
  #echoes: readonly Echo[] | undefined
  #captions: readonly Caption[] | undefined
  #captionRoles: Map<number, 'alt' | 'caption' | 'credit'> | undefined
  #mainText: MainText | undefined | null = null
  #claimed: ReadonlySet<number> | undefined
  #isScraped: boolean | undefined
  #phraseLines: number | undefined
  #siteCounts: Uint32Array | undefined
  #tail: number | undefined
  #neighbours: {from: Int32Array; upTo: Int32Array} | undefined
  #body: number | undefined

  /**
   * @param text  UTF-8 without byte order mark, or a string
   * @param table phrases of all rules that will look at the document
   */
  constructor(text: Uint8Array | string, table: PhraseTable, options: DocumentOptions = {}) {
    this.isString = typeof text === 'string' || (options.isString ?? false)
    this.hasHalves = this.isString || (options.isRecord ?? false)
    this.bytes = typeof text === 'string' ? encodeString(text) : text
    const {before, timed = untimed} = options
    this.timed = timed
    this.scan =
      (before && timed('scan again', () => rescan(before.document.remains, before.changes, this.bytes, table))) ??
      timed('scan', () => scan(this.bytes, table))
    this.#lines = new Array(Math.min(LINE_CACHE, this.scan.lineCount))
    this.#masks = options.masks && options.masks.length > 0 ? options.masks : undefined
    this.isMarkdown = options.isMarkdown ?? false
    this.site = options.site
    this.#table = table
    this.#lang = options.lang?.toLowerCase().split(/[-_]/)[0]
  }

  /** Ranges that no finding may touch, in bytes, sorted. */
  get masks(): readonly Span[] {
    this.#masks ??= this.isMarkdown ? [] : findFences(this)
    return this.#masks
  }

  /** Number of lines; a text without line breaks has one. */
  get lineCount(): number {
    return this.scan.lineCount
  }

  /** Number of words. */
  get words(): number {
    return this.scan.words.reduce((sum, words) => sum + words, 0)
  }

  /** Index of the line that a byte offset lies in. */
  lineAt(offset: number): number {
    const {starts} = this.scan
    let low = 0
    let high = this.lineCount - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Whether the text carries other remains of a page: phrases, copies, pull quotes. Words of menus stand in any text. */
  get isScraped(): boolean {
    this.#isScraped ??=
      this.hits.some(({phrase}) => phrase.rule !== 'menu-block') || this.echoes.length > 0 || this.repeats.length > 0
    return this.#isScraped
  }

  /** @param index 0-based */
  line(index: number): Line {
    const slot = index % LINE_CACHE
    const cached = this.#lines[slot]
    if (cached?.index === index) return cached
    const line = new Line(this, index)
    this.#lines[slot] = line
    return line
  }

  /** Lines that carry one of some marks, in order. */
  *linesWith(marks: number): Generator<Line> {
    const all = this.scan.marks
    for (let index = 0; index < all.length; index++) if ((all[index] as number) & marks) yield this.line(index)
  }

  /** The text in pieces of whole lines: a long one need not be held twice. */
  *pieces(): Generator<string> {
    const {bytes} = this
    for (let from = 0; from < bytes.length; ) {
      const cut = bytes.indexOf(LINE_FEED, from + PIECE)
      const to = cut < 0 ? bytes.length : cut + 1
      yield decode(bytes.subarray(from, to))
      from = to
    }
  }

  /** Language code of two or three letters, or undefined where the guess is unsure. */
  get lang(): string | undefined {
    if (this.#lang) return this.#lang
    if (this.#guess === null) this.#guess = this.timed('language', () => guessLanguage(this.bytes))
    return this.#guess
  }

  /** Whether an exemption of these languages applies: where the language is unsure, every one does. */
  maybe(...codes: string[]): boolean {
    return this.lang === undefined || codes.includes(this.lang)
  }

  /** All phrases that stand in the text, in its order. */
  get hits(): readonly Hit[] {
    this.#hits ??= this.timed('phrases', () => this.#findHits())
    return this.#hits
  }

  /** What the scan of a text made from this one can take over. */
  get remains(): Scan {
    return {...this.scan, hits: this.#candidates ?? this.scan.hits}
  }

  #findHits(): Hit[] {
    const found: Hit[] = []
    const {hits, tokens} = this.scan
    let candidates = 0
    const {bounds, owners} = this.#table
    // The last line that a rule's phrase filled.
    const lastLines = new Map<string, number>()
    let open: Line | undefined
    for (let index = 0; index < hits.length; index += 4) {
      const number = hits[index] as number
      const before = hits[index + 1] as number
      const at = hits[index + 2] as number
      const entry = hits[index + 3] as number
      if (!isWithin(bounds[entry] as number, before, (tokens[number] as number) - before)) continue
      const line = this.line(number)
      if (line !== open) open?.release()
      open = line
      const phrase = this.#table.phrase(owners[entry] as number)
      const {atStart, atEnd} = phrase
      const reach = (phrase.maxWords + 1) * WORD_BYTES
      if ((atStart && at - line.start > reach) || (atEnd && line.end - at > reach)) continue
      const window = line.window(at, atStart, atEnd, reach)
      const match = matchPhrase(phrase, window, () => line.unitAt(at) - window.offset)
      if (!match) continue
      // The first ones are read by now.
      hits.copyWithin(candidates, index, index + 4)
      candidates += 4
      if (phrase.follows && (this.previousVisible(line.index)?.index ?? -1) !== lastLines.get(phrase.rule)) continue
      if (atStart && atEnd) lastLines.set(phrase.rule, line.index)
      const previous = found.at(-1)
      if (
        previous?.line.index === line.index &&
        previous.phrase === phrase &&
        previous.end >= match.end + window.offset
      )
        continue
      found.push({line, phrase, start: match.start + window.offset, end: match.end + window.offset})
    }
    this.#candidates = hits.subarray(0, candidates)
    return found
  }

  /** Lines that stand more than once. */
  get repeats(): readonly Repeat[] {
    this.#repeats ??= this.timed('repeats', () => findRepeats(this))
    return this.#repeats
  }

  /** Quoted lines whose words stand in another line as well. */
  get echoes(): readonly Echo[] {
    this.#echoes ??= this.timed('echoes', () => findEchoes(this))
    return this.#echoes
  }

  /** On how many pages of its site each line stands; zeros without a site. */
  get siteCounts(): Uint32Array {
    this.#siteCounts ??= countOnSite(this, this.site)
    return this.#siteCounts
  }

  /** Captions above a credit line. */
  get captions(): readonly Caption[] {
    this.#captions ??= this.timed('captions', () => findCaptions(this))
    return this.#captions
  }

  /** What a line is to a picture, if anything; a credit counts where a caption stands over it. */
  captionRole(index: number): 'alt' | 'caption' | 'credit' | undefined {
    if (!this.#captionRoles) {
      this.#captionRoles = new Map()
      for (const {credit, lines, alt} of this.captions) {
        if (lines.length > 0) this.#captionRoles.set(credit.index, 'credit')
        for (const line of lines) this.#captionRoles.set(line.index, 'caption')
        if (alt) this.#captionRoles.set(alt.index, 'alt')
      }
    }
    return this.#captionRoles.get(index)
  }

  /** The stretch that holds most of the prose, or undefined where there is none. */
  get mainText(): MainText | undefined {
    if (this.#mainText === null) this.#mainText = this.timed('main text', () => findMainText(this))
    return this.#mainText
  }

  /** Indexes of lines that are a phrase of some rule, or open with one: a long one, or the line is no prose. */
  get claimed(): ReadonlySet<number> {
    if (!this.#claimed) {
      const claimed = new Set<number>()
      for (const hit of this.hits)
        if (fillsLine(hit) || (startsLine(hit) && (hit.phrase.minWords >= CLAIMING_WORDS || !hit.line.isProse)))
          claimed.add(hit.line.index)
      this.#claimed = claimed
    }
    return this.#claimed
  }

  /** Number of lines that are nothing but a phrase, words of menus apart. */
  get phraseLines(): number {
    this.#phraseLines ??= new Set(
      this.hits.filter((hit) => hit.phrase.rule !== 'menu-block' && fillsLine(hit)).map(({line}) => line.index),
    ).size
    return this.#phraseLines
  }

  /** Index of the first line of the tail: from there on only claimed and blank lines follow. */
  get tail(): number {
    if (this.#tail === undefined) {
      let first = this.lineCount
      for (let index = first - 1; index >= 0; index--) {
        if (this.isBlank(index)) continue
        if (!this.claimed.has(index) && !(first === this.lineCount && this.#isSpamLike(index))) break
        first = index
      }
      this.#tail = first
    }
    return this.#tail
  }

  // A last line of search terms stands under the footers of a page.
  #isSpamLike(index: number): boolean {
    const line = this.line(index)
    return line.has(Mark.Repetitive | Mark.Unpunctuated) && !line.endsSentence
  }

  /** Index of the first line of prose; above it stand title, byline, date and labels. */
  get body(): number {
    if (this.#body === undefined) {
      let index = 0
      while (index < this.lineCount && (this.isBlank(index) || !this.line(index).isProse)) index++
      this.#body = index
    }
    return this.#body
  }

  isBlank(index: number): boolean {
    return ((this.scan.marks[index] as number) & Mark.Visible) === 0
  }

  /** Runs of blank lines that are longer than one, or stand at the edge of the text. */
  *gaps(): Generator<Gap> {
    const {starts} = this.scan
    for (let first = 0; first < this.lineCount; first++) {
      if (!this.isBlank(first)) continue
      let last = first
      while (last + 1 < this.lineCount && this.isBlank(last + 1)) last++
      if (last > first || first === 0 || last === this.lineCount - 1)
        yield {first, last, start: starts[first] as number, end: starts[last + 1] as number}
      first = last
    }
  }

  /** Lines between blank lines. */
  *blocks(): Generator<Block> {
    for (let first = 0; first < this.lineCount; first++) {
      if (this.isBlank(first)) continue
      let last = first
      while (last + 1 < this.lineCount && !this.isBlank(last + 1)) last++
      yield blockOf(this, first, last)
      first = last
    }
  }

  /** The first of the next lines that is not blank. */
  nextVisible(index: number): Line | undefined {
    const next = index + 1 < this.lineCount ? (this.#visible.from[index + 1] as number) : this.lineCount
    return next < this.lineCount ? this.line(next) : undefined
  }

  previousVisible(index: number): Line | undefined {
    const previous = index > 0 ? (this.#visible.upTo[Math.min(index, this.lineCount) - 1] as number) : -1
    return previous >= 0 ? this.line(previous) : undefined
  }

  // For each line the first that is not blank from there, and the last up to there: a rule that is called for every one of
  // many blank lines would pass over all of them each time.
  get #visible(): {from: Int32Array; upTo: Int32Array} {
    if (this.#neighbours) return this.#neighbours
    const count = this.lineCount
    const from = new Int32Array(count)
    const upTo = new Int32Array(count)
    for (let index = 0, last = -1; index < count; index++) upTo[index] = last = this.isBlank(index) ? last : index
    for (let index = count - 1, next = count; index >= 0; index--)
      from[index] = next = this.isBlank(index) ? next : index
    this.#neighbours = {from, upTo}
    return this.#neighbours
  }
}

const LINE_CACHE = 256
const PIECE = 1 << 16
const LINE_FEED = 10
// A line that begins with so many words of a phrase is no ordinary sentence.
const CLAIMING_WORDS = 4
// More bytes than words of a phrase have on the average, with the marks between them.
const WORD_BYTES = 32
