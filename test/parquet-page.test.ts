import {brotliCompressSync, gzipSync} from 'node:zlib'
import {Zstd} from '@hpcc-js/wasm-zstd'
import type {CompressionCodec, PageHeader} from 'hyparquet'
import {snappyCompress} from 'hyparquet-writer/src/snappy.js'
import {expect, it} from 'vitest'
import {loadCompressors} from '../src/packing/parquet-codecs.ts'
import {type ColumnDecoder, readValues} from '../src/packing/parquet-page.ts'

const THOUSAND_MILLION = 1 << 30

function decoderOf(repetition: 'OPTIONAL' | 'REQUIRED'): ColumnDecoder {
  const element = {name: 'text', type: 'BYTE_ARRAY', repetition_type: repetition} as const
  const root = {name: 'root', num_children: 1, repetition_type: 'REQUIRED'} as const
  const node = {children: [], count: 1, path: ['text'], element}
  return {
    pathInSchema: ['text'],
    type: 'BYTE_ARRAY',
    element,
    schemaPath: [{children: [node], count: 1, path: [], element: root}, node],
    codec: 'UNCOMPRESSED',
    parsers: {} as ColumnDecoder['parsers'],
    utf8: false,
    compressors: {},
  }
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value >>> 0
  for (; left >= 0x80; left >>>= 7) bytes.push((left & 0x7f) | 0x80)
  return [...bytes, left]
}

type Encoding = NonNullable<PageHeader['data_page_header']>['encoding']

function pageOf(encoding: Encoding, count: number, body: readonly number[]): [Buffer, PageHeader] {
  const size = {compressed_page_size: body.length, uncompressed_page_size: body.length}
  const levels = {definition_level_encoding: 'RLE', repetition_level_encoding: 'RLE'} as const
  return [
    Buffer.from(body),
    {type: 'DATA_PAGE', ...size, data_page_header: {num_values: count, encoding, ...levels}} as PageHeader,
  ]
}

function secondPageOf(
  count: number,
  levels: readonly number[],
  body: readonly number[],
  more: Partial<NonNullable<PageHeader['data_page_header_v2']>> = {},
): [Buffer, PageHeader] {
  const bytes = [...levels, ...body]
  const header = {
    type: 'DATA_PAGE_V2',
    compressed_page_size: bytes.length,
    uncompressed_page_size: bytes.length,
    data_page_header_v2: {
      num_values: count,
      num_nulls: 0,
      num_rows: count,
      encoding: 'PLAIN',
      definition_levels_byte_length: levels.length,
      repetition_levels_byte_length: 0,
      is_compressed: true,
      ...more,
    },
  } as PageHeader
  return [Buffer.from(bytes), header]
}

const TEXT = [2, 0, 0, 0, 0x68, 0x69]
const delta = (block: number, parts: number, count: number, first: number): number[] => [
  ...varint(block),
  ...varint(parts),
  ...varint(count),
  ...varint(first * 2),
]

it('gives the values of a sound page', () => {
  const values = readValues(...secondPageOf(2, [4, 1], [...TEXT, ...TEXT]), decoderOf('OPTIONAL'), undefined)
  expect(Array.from(values, (value) => Buffer.from(value as Uint8Array).toString())).toEqual(['hi', 'hi'])
  const one = readValues(...pageOf('PLAIN', 2, [2, 0, 0, 0, 4, 0, ...TEXT]), decoderOf('OPTIONAL'), undefined)
  expect(one).toHaveLength(2)
})

it('gives the values of a page with a dictionary, of which some are null', () => {
  const page = pageOf('RLE_DICTIONARY', 3, [6, 0, 0, 0, 2, 1, 2, 0, 2, 1, 1, 4, 0])
  const hi = Buffer.from('hi')
  expect(readValues(...page, decoderOf('OPTIONAL'), [hi])).toEqual([hi, null, hi])
})

it.each<[string, 'OPTIONAL' | 'REQUIRED', [Buffer, PageHeader], RegExp]>([
  ['levels', 'OPTIONAL', secondPageOf(1, [...varint(THOUSAND_MILLION * 2), 1], TEXT), /a run of more values/],
  ['values', 'REQUIRED', pageOf('PLAIN', THOUSAND_MILLION, TEXT), /it claims 1073741824 values/],
  [
    'places in its dictionary',
    'REQUIRED',
    pageOf('RLE_DICTIONARY', 1, [1, ...varint(THOUSAND_MILLION * 2), 0]),
    /a run/,
  ],
  ['blocks', 'REQUIRED', pageOf('DELTA_LENGTH_BYTE_ARRAY', 2, [...delta(128, -1, 2, 0), 0, 0]), /cannot be/],
  [
    'bytes',
    'REQUIRED',
    pageOf('DELTA_BYTE_ARRAY', 1, [...delta(128, 4, 1, THOUSAND_MILLION / 2), ...delta(128, 4, 1, 0)]),
    /its texts would take 536870912 bytes/,
  ],
])('a page may claim a thousand million %s, which takes neither time nor memory', (_, repetition, page, message) => {
  const start = performance.now()
  expect(() => readValues(...page, decoderOf(repetition), undefined)).toThrow(message)
  expect(performance.now() - start).toBeLessThan(1000)
})

const both = pageOf('PLAIN', 1, TEXT)
const encoding = 'RLE_DICTIONARY'
const LONG = THOUSAND_MILLION - 1

it.each<[string, 'OPTIONAL' | 'REQUIRED', [Buffer, PageHeader], RegExp]>([
  ['a run without width', 'REQUIRED', secondPageOf(1, [], [0, ...varint(LONG * 2)], {encoding}), /a run of more/],
  [
    'packed values without width',
    'REQUIRED',
    secondPageOf(1, [], [0, ...varint(LONG * 2 + 1)], {encoding}),
    /a run of/,
  ],
  ['fewer than no values', 'REQUIRED', secondPageOf(9, [], [0, ...varint(0x90000001)], {encoding}), /a run of more/],
  [
    'runs behind an empty one that hyparquet reads otherwise',
    'REQUIRED',
    secondPageOf(8, [], [0, 1, 0x21, ...varint(LONG * 2 + 1), ...Array(9).fill(0)], {encoding}),
    /a run of more/,
  ],
  ['fewer than no nulls', 'OPTIONAL', secondPageOf(1, [2, 1], TEXT, {num_nulls: -LONG}), /it claims -1073741823 nulls/],
  ['nulls among what is required', 'REQUIRED', secondPageOf(1, [], TEXT, {num_nulls: 1}), /it claims 1 nulls/],
  ['more nulls than values', 'OPTIONAL', secondPageOf(1, [2, 0], [], {num_nulls: 2}), /it claims 2 nulls/],
  ['levels of what is required', 'REQUIRED', secondPageOf(1, [2, 1], TEXT), /levels that cannot be/],
  ['levels of lists', 'OPTIONAL', secondPageOf(1, [2, 1], TEXT, {repetition_levels_byte_length: 2}), /cannot be/],
  ['fewer levels than values', 'OPTIONAL', secondPageOf(2, [2, 1], [...TEXT, ...TEXT]), /it has fewer levels/],
  [
    'the header of another type',
    'REQUIRED',
    [Buffer.from([0, ...varint(LONG * 2)]), {...both[1], ...secondPageOf(1, [], [], {encoding})[1]}],
    /a run of more/,
  ],
])('a V2 page may have %s', (_, repetition, [bytes, header], message) => {
  const sizes = {compressed_page_size: bytes.length, uncompressed_page_size: bytes.length}
  const start = performance.now()
  expect(() => readValues(bytes, {...header, ...sizes}, decoderOf(repetition), [])).toThrow(message)
  expect(performance.now() - start).toBeLessThan(1000)
})

it('gives the values of a page whose dictionary has one text', () => {
  const hi = Buffer.from('hi')
  for (const run of [6, 3]) {
    const page = secondPageOf(3, [], [0, run], {encoding})
    expect(readValues(...page, decoderOf('REQUIRED'), [hi])).toEqual([hi, hi, hi])
  }
})

it.each<[string, 'OPTIONAL' | 'REQUIRED', [Buffer, PageHeader], Buffer[] | undefined, RegExp]>([
  [
    'a place that its dictionary lacks',
    'REQUIRED',
    pageOf(encoding, 1, [1, 2, 1]),
    [Buffer.from('hi')],
    /dictionary l/,
  ],
  ['one place for all in an empty one', 'REQUIRED', pageOf(encoding, 1, [0]), [], /its dictionary lacks/],
  ['no dictionary', 'REQUIRED', pageOf(encoding, 1, [1, 2, 1]), undefined, /its dictionary is missing/],
  ['fewer texts than levels', 'OPTIONAL', secondPageOf(1, [2, 1], TEXT, {num_nulls: 1}), [], /it claims 1 nulls/],
  ['more texts than levels', 'OPTIONAL', secondPageOf(1, [2, 0], TEXT), [], /it claims 0 nulls/],
])('a page may have %s', (_, repetition, page, dictionary, message) => {
  expect(() => readValues(...page, decoderOf(repetition), dictionary)).toThrow(message)
})

it('a number is not its place in a dictionary that is missing', () => {
  const page = pageOf(encoding, 1, [1, 2, 1])
  expect(() => readValues(...page, {...decoderOf('REQUIRED'), type: 'INT32'}, undefined)).toThrow(/is missing/)
})

it('differences are as many as values, and no number among them is endless', () => {
  const first = [...delta(128, 4, 1, 0), 0, 0, 0, 0, 0, ...delta(128, 4, 2, 0), THOUSAND_MILLION]
  const page = pageOf('DELTA_BYTE_ARRAY', 2, first)
  expect(() => readValues(...page, decoderOf('REQUIRED'), undefined)).toThrow('it has 1 values, not 2')
  const type = 'INT64'
  const endless = pageOf('DELTA_BINARY_PACKED', 2, [
    ...delta(128, 4, 2, 0).slice(0, -1),
    ...Array(1 << 20).fill(255),
    0,
  ])
  const start = performance.now()
  expect(() => readValues(...endless, {...decoderOf('REQUIRED'), type}, undefined)).toThrow(/an endless number/)
  expect(performance.now() - start).toBeLessThan(1000)
  const sound = pageOf('DELTA_BINARY_PACKED', 3, [...delta(128, 4, 3, 5), 2, 1, 0, 0, 0, 2, 0, 0, 0])
  expect(readValues(...sound, {...decoderOf('REQUIRED'), type}, undefined)).toEqual(BigInt64Array.of(5n, 6n, 8n))
})

it('nothing but nulls needs no dictionary', () => {
  const page = pageOf(encoding, 2, [2, 0, 0, 0, 4, 0, 0])
  expect(readValues(...page, decoderOf('OPTIONAL'), undefined)).toEqual([null, null])
})

it.each<[Encoding, readonly number[]]>([
  ['PLAIN', [100, 0, 0, 0, 0x68, 0x69]],
  ['DELTA_LENGTH_BYTE_ARRAY', [...delta(128, 4, 1, 100), 0x68, 0x69]],
  ['DELTA_BYTE_ARRAY', [...delta(128, 4, 1, 0), ...delta(128, 4, 1, 100), 0x68, 0x69]],
])('a text does not go on in the memory behind its page (%s)', (encoding, body) => {
  const [bytes, header] = pageOf(encoding, 1, body)
  const memory = Buffer.concat([bytes, Buffer.alloc(1000, 'secret ')])
  expect(() => readValues(memory.subarray(0, bytes.length), header, decoderOf('REQUIRED'), undefined)).toThrow(
    RangeError,
  )
})

const zstd = await Zstd.load()
const compressors = await loadCompressors()
const unpack = (codec: CompressionCodec, packed: Uint8Array, size: number): string =>
  Buffer.from(compressors[codec]?.(packed, size) as Uint8Array).toString()
const uint32 = (...numbers: number[]): Buffer =>
  Buffer.concat(
    numbers.map((number) => {
      const bytes = Buffer.alloc(4)
      bytes.writeInt32BE(number)
      return bytes
    }),
  )
// Literals `abcd`, four bytes from four before, literals `efghi`.
const BLOCK = Buffer.from(
  '40abcd040050efghi'.replace(/[a-z]/g, (letter) => letter.charCodeAt(0).toString(16)),
  'hex',
)
const long = 'abcdefgh'.repeat(1 << 16)
const streamed = (text: string): Buffer => {
  zstd.reset()
  return Buffer.concat([zstd.compressChunk(Buffer.from(text)), zstd.compressEnd()])
}

it.each<[CompressionCodec, string, Uint8Array]>([
  ['SNAPPY', long, snappyCompress(Buffer.from(long))],
  ['GZIP', long, gzipSync(long)],
  ['GZIP', 'abcd', Buffer.concat([gzipSync('ab'), gzipSync('cd')])],
  ['BROTLI', long, brotliCompressSync(long)],
  ['ZSTD', long, zstd.compress(Buffer.from(long))],
  ['ZSTD', long + long, Buffer.concat([streamed(long), zstd.compress(Buffer.from(long))])],
  ['LZ4_RAW', 'abcdabcdefghi', BLOCK],
  ['LZ4', 'abcdabcdefghi', BLOCK],
  ['LZ4', 'abcdabcdefghi'.repeat(2), Buffer.concat([uint32(13, BLOCK.length), BLOCK, uint32(13, BLOCK.length), BLOCK])],
])('unpacks %s', (codec, text, packed) => {
  expect(unpack(codec, packed, text.length) === text).toBe(true)
})

const [HUGE, SIZE] = [Buffer.alloc(1 << 24), 1000]
// A table of weights of one symbol, which takes no bits.
const endless = Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 32, 0x5d, 0, 0, 0x02, 0xc2, 0x01, 5, 0xf0, 3, 0, 0, 1, 1, 0)

it.each<[string, CompressionCodec, Uint8Array]>([
  ['more bytes', 'SNAPPY', snappyCompress(HUGE)],
  ['more bytes', 'GZIP', gzipSync(HUGE)],
  ['more bytes', 'BROTLI', brotliCompressSync(HUGE)],
  ['more bytes', 'ZSTD', zstd.compress(HUGE)],
  ['more bytes', 'ZSTD', streamed(HUGE.toString())],
  ['more bytes', 'LZ4_RAW', Buffer.concat([Buffer.from('1f610100', 'hex'), Buffer.alloc(1000, 255), Buffer.of(0)])],
  ['fewer bytes', 'SNAPPY', snappyCompress(Buffer.from('a'))],
  ['fewer bytes', 'GZIP', gzipSync('a')],
  ['fewer bytes', 'BROTLI', brotliCompressSync('a')],
  ['fewer bytes', 'ZSTD', zstd.compress(Buffer.from('a'))],
  ['fewer bytes', 'LZ4_RAW', BLOCK],
  ['fewer bytes', 'LZ4', Buffer.concat([uint32(SIZE, BLOCK.length), BLOCK])],
  ['a block that steps back', 'LZ4', Buffer.concat([uint32(0, -8), Buffer.alloc(9)])],
  ['an endless table', 'ZSTD', endless],
  ['cut bytes', 'ZSTD', zstd.compress(Buffer.alloc(SIZE)).subarray(0, -1)],
])('a page may have %s than it claims or others (%s)', (_, codec, bytes) => {
  const [body, header] = pageOf('PLAIN', 1, [])
  const start = performance.now()
  expect(() =>
    readValues(
      Buffer.concat([body, bytes]),
      {...header, compressed_page_size: bytes.length, uncompressed_page_size: SIZE},
      {...decoderOf('REQUIRED'), codec, compressors},
      undefined,
    ),
  ).toThrow(/^it cannot be unpacked: /)
  expect(performance.now() - start).toBeLessThan(1000)
})

it('does not unpack a page that claims more bytes than any', () => {
  const [body, header] = pageOf('PLAIN', 1, [])
  const claimed = {...header, uncompressed_page_size: 2 ** 31 - 1}
  const decoder = {...decoderOf('REQUIRED'), codec: 'LZ4_RAW', compressors} as const
  expect(() => readValues(body, claimed, decoder, undefined)).toThrow(/^it claims 2147483647 bytes/)
})
