import {type Cursor, createCursor} from './cursor.ts'
import type {Document, Span} from './document.ts'
import {type Token, tokenize} from './fold.ts'
import {Mark} from './marks.ts'
import type {PhraseText} from './phrases.ts'
import {decode} from './utf8.ts'

/** A piece of a line that is short enough to match phrases in. */
export class Window implements PhraseText {
  readonly text: string
  readonly start: boolean
  readonly end: boolean
  readonly taken: PhraseText['taken'] = new Map()
  /** Where it begins in the line's text, UTF-16 units. */
  readonly offset: number
  #tokens: readonly Token[] | undefined

  constructor(text: string, offset: number, start: boolean, end: boolean) {
    this.text = text
    this.offset = offset
    this.start = start
    this.end = end
  }

  /** Many phrases are told by their marks not to be there, without a look at the words. */
  get tokens(): readonly Token[] {
    this.#tokens ??= tokenize(this.text)
    return this.#tokens
  }
}

// Bytes at the end of a line that hold its end mark and what closes behind it.
const ENDING = 32
// Bytes of a line that are matched against short and against long phrases.
const NARROW = 256
const WIDE = 1024

/** Most words a heading has. */
const HEADING_WORDS = 12
/** Fewest words of a line of prose that ends as a sentence does. */
export const PROSE_WORDS = 8
// Fewest words of a line that counts as prose without an end mark.
const LONG_PROSE_WORDS = 40

/** One line of a document, decoded when a rule asks. */
export class Line implements Span {
  readonly document: Document
  /** 0-based. */
  readonly index: number
  /** Byte offsets, terminator excluded. */
  readonly start: number
  readonly end: number
  #text: string | undefined
  #tokens: readonly Token[] | undefined
  #cursor: Cursor | undefined
  #windowCursor: Cursor | undefined
  #window: {from: number; to: number; window: Window} | undefined

  constructor(document: Document, index: number) {
    this.document = document
    this.index = index
    this.start = document.scan.starts[index] as number
    this.end = document.scan.ends[index] as number
  }

  /** The line without its terminator. */
  get text(): string {
    this.#text ??= decode(this.document.bytes.subarray(this.start, this.end), !this.has(Mark.Invalid))
    return this.#text
  }

  /** The line without white space around it, shortened for a message. */
  get excerpt(): string {
    return excerpt(this.text)
  }

  get tokens(): readonly Token[] {
    this.#tokens ??= tokenize(this.text)
    return this.#tokens
  }

  /** Number of words. */
  get words(): number {
    return this.document.scan.words[this.index] as number
  }

  /** @param marks `Mark` bits, any of which counts */
  has(marks: number): boolean {
    return ((this.document.scan.marks[this.index] as number) & marks) !== 0
  }

  get isBlank(): boolean {
    return !this.has(Mark.Visible)
  }

  /** Byte span of a stretch of the line's text, UTF-16 units. */
  span(start: number, end: number): Span {
    return {start: this.start + this.#places.byteAt(start), end: this.start + this.#places.byteAt(end)}
  }

  // Windows begin behind the phrases that were found before them: with one cursor the two would chase each other.
  get #windowPlaces(): Cursor {
    this.#windowCursor ??= createCursor(this.text, this.has(Mark.NonAscii))
    return this.#windowCursor
  }

  get #places(): Cursor {
    this.#cursor ??= createCursor(this.text, this.has(Mark.NonAscii))
    return this.#cursor
  }

  /**
   * The stretch of the line that a phrase may lie in.
   *
   * @param byte    a place inside the phrase
   * @param atStart whether the phrase begins the line
   * @param atEnd   whether it ends the line
   * @param reach   bytes that it takes at most
   */
  window(byte: number, atStart: boolean, atEnd: boolean, reach: number): Window {
    const size = reach <= NARROW ? NARROW : WIDE
    const whole = this.end - this.start <= NARROW || (atStart && atEnd)
    // Places that are near each other share a window.
    const middle = this.start + Math.floor((byte - this.start) / size) * size
    const from = whole || atStart ? this.start : Math.max(this.start, (atEnd ? this.end : middle) - size)
    const to = whole || atEnd ? this.end : Math.min(this.end, atStart ? this.start + size : middle + 2 * size)
    if (this.#window?.from !== from || this.#window.to !== to) this.#window = {from, to, window: this.#cut(from, to)}
    return this.#window.window
  }

  /** Forgets the words that phrases were looked for in: hits keep their lines for as long as the document lives. */
  release(): void {
    this.#window = undefined
    this.#windowCursor = undefined
  }

  #cut(wantedFrom: number, wantedTo: number): Window {
    if (wantedFrom === this.start && wantedTo === this.end) return new Window(this.text, 0, true, true)
    const {bytes} = this.document
    let from = wantedFrom
    let to = wantedTo
    // A cut word or character would match what the line does not say.
    while (from > this.start && from < to && (bytes[from] as number) !== 0x20) from++
    while (to < this.end && to > from && (bytes[to] as number) !== 0x20) to--
    const text = decode(bytes.subarray(from, to))
    return new Window(text, this.#windowPlaces.unitAt(from - this.start), from === this.start, to === this.end)
  }

  /** Place in the line's text of a byte offset. */
  unitAt(byte: number): number {
    return this.#places.unitAt(byte - this.start)
  }

  /** Whether the line ends as a sentence does: a stop, question or exclamation mark, closing quotes and brackets apart. */
  get endsSentence(): boolean {
    const {bytes} = this.document
    let to = this.end
    while (to > this.start && (bytes[to - 1] as number) <= 0x20) to--
    // Most lines need not be decoded for it.
    let last = to
    while (last > this.start && last > to - ENDING && CLOSING[bytes[last - 1] as number] === 1) last--
    const byte = last > this.start ? (bytes[last - 1] as number) : 0
    if (byte < 0x80) return last > to - ENDING && (byte === 0x2e || byte === 0x21 || byte === 0x3f)
    let from = Math.max(this.start, to - ENDING)
    while (from > this.start && ((bytes[from] as number) & 0xc0) === 0x80) from--
    return /[.!?…。！？।؟۔։።][\s"'”’»›)\]」』]*$/u.test(decode(bytes.subarray(from, to)))
  }

  /** Whether a colon is the last character that is not white space. */
  get endsWithColon(): boolean {
    const {bytes} = this.document
    let to = this.end
    while (to > this.start && (bytes[to - 1] as number) <= 0x20) to--
    const byte = to > this.start ? (bytes[to - 1] as number) : 0
    return byte < 0x80 ? byte === 0x3a : /[:：]\s*$/u.test(this.text)
  }

  /** Whether the line is a sentence of running text, or several. */
  get isProse(): boolean {
    return (
      !this.has(Mark.Repetitive) && (this.words >= LONG_PROSE_WORDS || (this.words >= PROSE_WORDS && this.endsSentence))
    )
  }

  /** Whether the line begins with a bullet or a number. */
  get isListItem(): boolean {
    return /^\s*(?:[-*•·–—▪●○]|\d{1,3}[.)])\s/.test(this.text)
  }

  /** Whether the line stands alone between blank lines or the edges of the text. */
  get isolated(): boolean {
    const {document, index} = this
    return (
      (index === 0 || document.isBlank(index - 1)) && (index + 1 >= document.lineCount || document.isBlank(index + 1))
    )
  }

  /** Whether only junk and blank lines follow. */
  get inTail(): boolean {
    return this.index >= this.document.tail
  }

  /** Whether the line stands above the first line of prose. */
  get inHead(): boolean {
    return this.index < this.document.body
  }

  /** A short line without end mark that prose follows. */
  get isHeading(): boolean {
    if (this.words === 0 || this.words > HEADING_WORDS || this.endsSentence) return false
    return this.document.nextVisible(this.index)?.isProse ?? false
  }

  get next(): Line | undefined {
    return this.index + 1 < this.document.lineCount ? this.document.line(this.index + 1) : undefined
  }

  get previous(): Line | undefined {
    return this.index > 0 ? this.document.line(this.index - 1) : undefined
  }
}

// White space and what closes behind the end mark of a sentence, as far as it is ASCII.
const CLOSING = new Uint8Array(256)
for (const char of '\t\n\v\f\r "\')]') CLOSING[char.charCodeAt(0)] = 1

/**
 * A text as a message quotes it: one line, at most 60 characters.
 *
 * @param text any text
 */
export function excerpt(text: string): string {
  const flat = text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  const chars = flat.length > 60 ? [...flat.slice(0, 130)] : []
  return chars.length > 60 ? `${chars.slice(0, 57).join('').trimEnd()}…` : flat
}
