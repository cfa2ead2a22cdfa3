import type {Document} from './document.ts'
import {Mark} from './marks.ts'
import {oncePer} from './once.ts'
import {isLetter} from './scan.ts'

/** Opening and closing double quotation marks of a language. */
export type QuotePair = readonly [open: string, close: string]

const CURLY: QuotePair = ['“', '”']
const LOW: QuotePair = ['„', '“']
const LOW_CURLY: QuotePair = ['„', '”']
const ANGULAR: QuotePair = ['«', '»']
const CLOSING: QuotePair = ['”', '”']
const STRAIGHT: QuotePair = ['"', '"']

/** The pair that printers of a language use; many of them know others as well. */
export const QUOTE_PAIRS: ReadonlyMap<string, QuotePair> = new Map([
  ['en', CURLY],
  ['de', LOW],
  ['fr', ['« ', ' »']],
  ['es', ANGULAR],
  ['it', ANGULAR],
  ['pt', CURLY],
  ['nl', CURLY],
  ['pl', LOW_CURLY],
  ['cs', LOW],
  ['sv', CLOSING],
  ['ru', ANGULAR],
  ['tr', CURLY],
  ['ar', CURLY],
  ['vi', CURLY],
  ['id', CURLY],
  ['zh', CURLY],
  ['ko', CURLY],
  ['ja', ['「', '」']],
])

/** How often a text uses typewriter marks and printers' marks. */
export interface Typography {
  straightQuotes: number
  curlyQuotes: number
  readonly straightApostrophes: number
  curlyApostrophes: number
  dots: number
  ellipses: number
  /** Commas before and behind closing quotation marks. */
  commasInside: number
  commasOutside: number
}

/**
 * Counts the marks of a whole text.
 *
 * @param document any document
 */
export const typographyOf = oncePer((document: Document): Typography => {
  const count: Typography = {
    straightQuotes: 0,
    curlyQuotes: 0,
    // The only ones that lines are not marked for.
    get straightApostrophes() {
      return straightApostrophesIn(document)
    },
    curlyApostrophes: 0,
    dots: 0,
    ellipses: 0,
    commasInside: 0,
    commasOutside: 0,
  }
  for (const {start, end} of document.linesWith(Mark.Quote | Mark.NonAscii | Mark.DoubledPunctuation))
    addMarks(document.bytes, start, end, count)
  return count
})

const straightApostrophesIn = oncePer(({bytes}: Document): number => {
  let count = 0
  for (let at = bytes.indexOf(APOSTROPHE); at >= 0; at = bytes.indexOf(APOSTROPHE, at + 1))
    if (isLetter(bytes[at - 1] ?? 0)) count++
  return count
})

const APOSTROPHE = 0x27

// Quotation mark, full stop, and the first byte of the marks in U+2000–2FFF.
const COUNTED = new Uint8Array(256)
for (const byte of [0x22, 0x2e, 0xe2]) COUNTED[byte] = 1

function addMarks(bytes: Uint8Array, start: number, stop: number, count: Typography): void {
  for (let index = start; index < stop; index++) {
    const byte = bytes[index] as number
    if (COUNTED[byte] === 0) continue
    if (byte === 0x22) count.straightQuotes++
    else if (byte === 0x2e) {
      if (bytes[index + 1] !== 0x2e) continue
      let end = index + 2
      while (bytes[end] === 0x2e) end++
      if (end === index + 3) count.dots++
      index = end
    } else if (byte === 0xe2 && bytes[index + 1] === 0x80) {
      const last = bytes[index + 2]
      if (last === 0x9c || last === 0x9d) {
        count.curlyQuotes++
        if (last === 0x9d && bytes[index - 1] === 0x2c) count.commasInside++
        if (last === 0x9d && bytes[index + 3] === 0x2c) count.commasOutside++
      }
      if (last === 0x99) count.curlyApostrophes++
      else if (last === 0xa6 && bytes[index + 3] !== 0x2e) count.ellipses++
    }
  }
}

/** The apostrophe that a text uses: ’ or '. */
export function apostropheOf(document: Document): string {
  const {straightApostrophes, curlyApostrophes, straightQuotes, curlyQuotes} = typographyOf(document)
  if (straightApostrophes !== curlyApostrophes) return curlyApostrophes > straightApostrophes ? '’' : "'"
  return curlyQuotes > straightQuotes ? '’' : "'"
}

/** The double quotation marks of a text's language, straight ones where the text has only those or the language is unsure. */
export function quotePairOf(document: Document): QuotePair {
  const {curlyQuotes, straightQuotes, curlyApostrophes} = typographyOf(document)
  if (straightQuotes > 0 && curlyQuotes + curlyApostrophes === 0) return STRAIGHT
  return QUOTE_PAIRS.get(document.lang ?? '') ?? STRAIGHT
}

/** The ellipsis that a text uses. */
export function ellipsisOf(document: Document): string {
  const {dots, ellipses, curlyQuotes, curlyApostrophes} = typographyOf(document)
  if (dots !== ellipses) return ellipses > dots ? '…' : '...'
  return curlyQuotes + curlyApostrophes > 0 ? '…' : '...'
}
