import type {PreparedPhrases} from './phrases.ts'

/**
 * Prepared phrases as bytes: the length of a head, the head as JSON, padded to four bytes, then columns of 32-bit
 * numbers, then the phrases as UTF-8. Columns are used where they lie and phrases decoded when they are asked for, so
 * that nothing has to be made at the start of a program.
 */
interface Head {
  /** Rule, language, number of phrases and their bytes. */
  packs: (readonly [rule: string, lang: string, count: number, bytes: number])[]
  /** Numbers in each column. */
  columns: number[]
}

const COLUMNS = ['gate', 'heads', 'next', 'keys', 'owners', 'bounds'] as const
const WORD = Int32Array.BYTES_PER_ELEMENT
const IS_BIG_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0

export function writePhrases(prepared: PreparedPhrases): Uint8Array {
  const encoder = new TextEncoder()
  const texts = prepared.packs.map(({lines}) => encoder.encode(lines))
  const columns = COLUMNS.map((name) => prepared[name])
  const head: Head = {
    packs: prepared.packs.map(({rule, lang, count}, index) => [rule, lang, count, (texts[index] as Uint8Array).length]),
    columns: columns.map(({length}) => length),
  }
  const json = JSON.stringify(head)
  const padded = encoder.encode(json.padEnd(Math.ceil(json.length / WORD) * WORD))
  const parts = [asBytes(Int32Array.of(padded.length)), padded, ...columns.map(asBytes), ...texts]
  const bytes = new Uint8Array(parts.reduce((sum, {length}) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** @param bytes from `writePhrases`, at a multiple of four in their buffer */
export function readPhrases(bytes: Uint8Array): PreparedPhrases {
  const decoder = new TextDecoder()
  const [length] = numbersAt(bytes, 0, 1) as unknown as [number]
  const head = JSON.parse(decoder.decode(bytes.subarray(WORD, WORD + length))) as Head
  let at = WORD + length
  const [gate, heads, next, keys, owners, bounds] = head.columns.map((count) => {
    const column = numbersAt(bytes, at, count)
    at += column.byteLength
    return column
  }) as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]
  const packs = head.packs.map(([rule, lang, count, size]) => {
    const text = bytes.subarray(at, (at += size))
    return {
      rule,
      lang,
      count,
      get lines() {
        return decoder.decode(text)
      },
    }
  })
  return {packs, gate, heads, next, keys, owners, bounds}
}

function numbersAt({buffer, byteOffset}: Uint8Array, at: number, count: number): Int32Array {
  const numbers = new Int32Array(buffer, byteOffset + at, count)
  return IS_BIG_ENDIAN ? numbers.map(swapped) : numbers
}

function asBytes(numbers: Int32Array): Uint8Array {
  const {buffer, byteOffset, byteLength} = IS_BIG_ENDIAN ? numbers.map(swapped) : numbers
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function swapped(number: number): number {
  return (number << 24) | ((number & 0xff00) << 8) | ((number >>> 8) & 0xff00) | (number >>> 24)
}
