import {isForeign, unlikelihood} from './likelihood.ts'
import {AROUND, FOREIGN, SURE} from './misreadings.ts'

// Code pages of two bytes a character, made from the platform's decoders when a text first shows such a thing.
const ENCODINGS = [
  {name: 'GBK', label: 'gbk'},
  {name: 'Big5', label: 'big5'},
  {name: 'Shift JIS', label: 'shift_jis'},
] as const

/** UTF-8 that was read as two bytes a character: "GSA鈥檚". */
export interface EastAsianMisreading {
  start: number
  end: number
  /** What it was before; absent where bytes are lost. */
  text?: string
  /** Name of the encoding. */
  name: string
  gain: number
  isSure: boolean
}

// Longer stretches are no misread accents.
const MAX_LENGTH = 64
// Characters that may be UTF-8 of a European script by chance.
const CHANCE_LENGTH = 3
// Characters of a stretch of Chinese that is told by its bytes.
const CHINESE_LENGTH = 5
const STRETCH = /[\u3000-\u30ff\u3400-\u9fff\ue000-\uf8ff\uff61-\uff9f]+\??/g
// To see that there are none is quicker than to look for all.
const EAST_ASIAN = /[\u3000-\u30ff\u3400-\u9fff\ue000-\uf8ff\uff61-\uff9f]/

/**
 * Stretches of East Asian characters in a text that are UTF-8 of something else.
 *
 * @param text any text
 */
export function eastAsianMisreadings(text: string): EastAsianMisreading[] {
  const found: EastAsianMisreading[] = []
  if (!EAST_ASIAN.test(text)) return found
  for (const {0: stretch, index} of text.matchAll(STRETCH)) {
    if (stretch.length > MAX_LENGTH) continue
    for (const {name, label} of ENCODINGS) {
      const reading = readIn(text, stretch, index, name, label)
      if (!reading) continue
      found.push(reading)
      break
    }
  }
  return found
}

function readIn(
  text: string,
  stretch: string,
  start: number,
  name: string,
  label: string,
): EastAsianMisreading | undefined {
  const hasQuestion = stretch.endsWith('?')
  const chars = hasQuestion ? stretch.slice(0, -1) : stretch
  const bytes = bytesIn(chars, label)
  if (!bytes) return undefined
  const end = start + chars.length
  const whole = decodeUtf8(bytes)
  if (whole !== undefined && isPlain(whole)) {
    // The longer, the less it is European by chance.
    const gain = gainOf(text, start, end, whole) + Math.max(0, chars.length - CHANCE_LENGTH)
    return gain > 0 ? {start, end, text: whole, name, gain, isSure: true} : undefined
  }
  const head = decodeUtf8(bytes.slice(0, -2))
  const [lead, second] = bytes.slice(-2)
  // The last byte had no partner and became a question mark: "鈥?".
  if (hasQuestion && head !== undefined && isPlain(head) && lead === 0xe2 && second === 0x80) {
    const reading = head + punctuationBetween(text, start, end + 1)
    return {start, end: end + 1, text: reading, name, gain: SURE, isSure: false}
  }
  // Chinese: other bytes are lost as well, but so much UTF-8 is none by chance.
  const isChinese =
    chars.length >= CHINESE_LENGTH && [0, 1, 2].some((cut) => decodeUtf8(bytes.slice(0, bytes.length - cut)))
  return isChinese ? {start, end, name, gain: SURE, isSure: false} : undefined
}

function gainOf(text: string, start: number, end: number, reading: string): number {
  const before = text.slice(Math.max(0, start - AROUND), start)
  const after = text.slice(end, end + AROUND)
  const wrong = text.slice(start, end)
  const cost = (middle: string): number =>
    unlikelihood(before + middle + after, before.length, before.length + middle.length)
  return cost(wrong) - cost(reading) + (isForeign(wrong, reading, before, after) ? FOREIGN : 0)
}

// The mark that fits between what stands before and behind it.
function punctuationBetween(text: string, start: number, end: number): string {
  const isOpen = /(?:^|[\s([])$/.test(text.slice(Math.max(0, start - 1), start))
  const isShut = /^(?:[\s)\].,;:!?]|$)/.test(text.slice(end, end + 1))
  if (isOpen && isShut) return '—'
  if (isOpen) return '“'
  const line = text.slice(0, start)
  const isQuotation = (line.match(/“|鈥淸?|鈥\p{Script=Han}/gu)?.length ?? 0) > (line.match(/”|鈥\?/g)?.length ?? 0)
  return isQuotation || /[.,!?…]$/.test(line) ? '”' : '’'
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e\u00a0-\u07ff\u1e00-\u1fff\u200a-\u203a\u20ac\u2122\p{Extended_Pictographic}\ufe0f]*$/u.test(text)
}

const loose = new TextDecoder('utf-8', {ignoreBOM: true})

function decodeUtf8(bytes: readonly number[]): string | undefined {
  const text = loose.decode(Uint8Array.from(bytes))
  return text.includes('\ufffd') ? undefined : text
}

function bytesIn(text: string, label: string): number[] | undefined {
  const table = tableOf(label)
  const bytes: number[] = []
  for (let index = 0; index < text.length; index++) {
    const pair = table[text.charCodeAt(index)] as number
    if (pair === 0) return undefined
    if (pair > 0xff) bytes.push(pair >> 8)
    bytes.push(pair & 0xff)
  }
  return bytes
}

const tables = new Map<string, Uint16Array>()

function tableOf(label: string): Uint16Array {
  let table = tables.get(label)
  if (!table) {
    table = makeTable(label)
    tables.set(label, table)
  }
  return table
}

// Bytes by UTF-16 unit, 0 where there are none, from decoding every pair of bytes.
function makeTable(label: string): Uint16Array {
  const table = new Uint16Array(0x10000)
  let decoder: TextDecoder
  try {
    decoder = new TextDecoder(label)
  } catch {
    // A platform without the tables.
    return table
  }
  const pairs = new Uint8Array(3 * (0xff - 0x40)).fill(LINE_FEED)
  for (let trail = 0x40; trail < 0xff; trail++) pairs[3 * (trail - 0x40) + 1] = trail
  for (let lead = 0x81; lead < 0xff; lead++) {
    for (let at = 0; at < pairs.length; at += 3) pairs[at] = lead
    const lines = decoder.decode(pairs)
    let trail = 0x40
    for (let start = 0, end = lines.indexOf('\n'); end >= 0; start = end + 1, end = lines.indexOf('\n', start)) {
      const unit = lines.charCodeAt(start)
      if (end - start === 1 && unit !== REPLACEMENT && table[unit] === 0) table[unit] = (lead << 8) | trail
      trail++
    }
    const single = decoder.decode(Uint8Array.of(lead))
    if (single.length === 1 && single !== '\ufffd') table[single.charCodeAt(0)] = lead
  }
  return table
}

const LINE_FEED = 0x0a
const REPLACEMENT = 0xfffd
