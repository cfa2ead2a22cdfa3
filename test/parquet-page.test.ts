import type {PageHeader} from 'hyparquet'
import {expect, it} from 'vitest'
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
