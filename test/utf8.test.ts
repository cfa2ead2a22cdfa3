import {constants} from 'node:buffer'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {decode, decodeString, encode, encodeString} from '../src/text/utf8.ts'

const PIECES = [
  ...['61', 'c3a9', 'e282ac', 'f09f9880', 'efbbbf', 'ff', '80', 'c3', 'e282', 'f09f98', 'c0af', 'e09fbf', 'f4908080'],
  // Halves of a pair: high, low, and low ones that stand for bytes.
  ...['eda0bd', 'edb880', 'edb280', 'edb3bf', 'edbfbf', 'eda0', 'ed'],
].map((hex) => Buffer.from(hex, 'hex'))

const bytes = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), {maxLength: 12}).map((parts) => Buffer.concat(parts)),
  fc.uint8Array({maxLength: 40}).map((array) => Buffer.from(array)),
)

const SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xef][\x80-\xbf])[\x80-\xbf]|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}|[\s\S]/g

const isHalf = (sequence = ''): boolean => /^\xed[\xa0-\xbf]./.test(sequence)
const isHigh = (sequence = ''): boolean => /^\xed[\xa0-\xaf]./.test(sequence)
const isLow = (sequence = ''): boolean => /^(?:[\x80-\xff]|\xed[\xb0-\xbf].)$/.test(sequence)

function slowly(content: Buffer): string {
  const sequences = content.toString('latin1').match(SEQUENCE) ?? []
  return sequences
    .map((sequence, index) => {
      let next = index + 1
      while (isHigh(sequences[next])) next++
      const own = Buffer.from(sequence, 'latin1')
      const unit = 0xd000 | (((own[1] ?? 0) & 0x3f) << 6) | ((own[2] ?? 0) & 0x3f)
      const stands = isHalf(sequence) && !(unit >= 0xdc80 && unit <= 0xdcff)
      if (stands && !(unit < 0xdc00 && isLow(sequences[next]))) return String.fromCharCode(unit)
      if (isHalf(sequence) || /^[\x80-\xff]$/.test(sequence))
        return [...own].map((byte) => String.fromCharCode(0xdc00 + byte)).join('')
      return own.toString()
    })
    .join('')
}

describe('any bytes', () => {
  test('become the same text as one sequence after the other, and come back', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        const text = decode(content)
        expect(text).toBe(slowly(content))
        expect(Buffer.from(encode(text)).equals(content)).toBe(true)
      }),
      {numRuns: 2000},
    )
  })

  test('in any number', () => {
    const filler = 'é€😀'.repeat(3000)
    for (const gap of [4090, 4095, 4096, 4097]) {
      const content = Buffer.concat([Buffer.from('a'.repeat(gap)), ...PIECES, Buffer.from(filler), ...PIECES])
      expect(decode(content) === slowly(content)).toBe(true)
      expect(Buffer.from(encode(decode(content))).equals(content)).toBe(true)
    }
  })
})

test('any string comes back', () => {
  const units = fc.array(fc.constantFrom(0x61, 0xe9, 0x20ac, 0xd83d, 0xde00, 0xdc80, 0xdcff, 0xdfff))
  fc.assert(
    fc.property(units, (codes) => {
      const text = String.fromCharCode(...codes)
      expect(decodeString(encodeString(text))).toBe(text)
    }),
  )
})

test('many bad bytes take no more memory than there is', () => {
  const content = new Uint8Array(30_000_000).fill(0xff)
  const text = decode(content)
  expect(text).toHaveLength(content.length)
  expect(Buffer.compare(encode(text), content)).toBe(0)
}, 20_000)

test('what is too long for a string is told so', () => {
  expect(() => decode(new Uint8Array(constants.MAX_STRING_LENGTH + 1))).toThrow('longer than')
})
