import type {DataReader, DecodedArray, PageHeader} from 'hyparquet'
import {readPage} from 'hyparquet/src/column.js'
import {decompressPage} from 'hyparquet/src/datapage.js'
import {deltaBinaryUnpack} from 'hyparquet/src/delta.js'
import {readRleBitPackedHybrid} from 'hyparquet/src/encoding.js'
import {readVarInt} from 'hyparquet/src/thrift.js'

export type ColumnDecoder = Parameters<typeof readPage>[2]
type HeaderV2 = NonNullable<PageHeader['data_page_header_v2']>

// A page of any writer has some ten thousand values, a million where all are null.
const MOST_VALUES = 1 << 24
// Bytes that texts of a page have in common with the one before, which stand there once.
const MOST_SHARED = 1 << 28
/** Bytes of a page. pyarrow looks at its size after a thousand texts, which takes 400 MB where they are books. */
export const MOST_BYTES = 1 << 30

/** What a page says of its values. Its header may have what belongs to another type as well. */
export function valuesHeader(
  header: PageHeader,
): PageHeader['data_page_header' | 'data_page_header_v2' | 'dictionary_page_header'] {
  switch (header.type) {
    case 'DATA_PAGE':
      return header.data_page_header
    case 'DATA_PAGE_V2':
      return header.data_page_header_v2
    case 'DICTIONARY_PAGE':
      return header.dictionary_page_header
  }
  return undefined
}

/**
 * Values of a page of a column that is not nested. What a damaged page claims of itself takes neither memory nor time:
 * the reader of pages believes it.
 *
 * @param body       bytes of the page behind its header, packed as they are
 * @param dictionary values of the dictionary page before it
 * @throws Error that says what is wrong with the page
 */
export function readValues(
  body: Uint8Array,
  header: PageHeader,
  decoder: ColumnDecoder,
  dictionary: DecodedArray | undefined,
): DecodedArray {
  const one = header.type === 'DATA_PAGE' ? header.data_page_header : undefined
  const two = header.type === 'DATA_PAGE_V2' ? header.data_page_header_v2 : undefined
  const count = valuesHeader(header)?.num_values
  if (!isCount(count, MOST_VALUES)) throw new Error(`it claims ${count} values`)
  const isOptional = decoder.element.repetition_type === 'OPTIONAL'
  const levels = two ? levelsLength(two, isOptional) : 0
  if (body.length < header.compressed_page_size) throw new Error(`it claims ${header.compressed_page_size} bytes`)
  const page = two?.is_compressed === false ? body : unpacked(body, header, decoder, levels)
  const view = alone(page)
  let values = levels
  if (isOptional && one) values = 4 + view.getUint32(0, true)
  let there = count
  if (isOptional && (one || two)) there = countLevels(new DataView(view.buffer, 0, values), one ? 4 : 0, count)
  if (two && two.num_nulls !== count - there) throw new Error(`it claims ${two.num_nulls} nulls`)
  const encoding = (one ?? two)?.encoding
  checkValues({view, offset: values}, encoding, decoder.type, there, two !== undefined)
  const {data = []} = readPage(
    {view, offset: 0},
    {
      ...header,
      compressed_page_size: page.length,
      uncompressed_page_size: page.length,
      ...(two && {data_page_header_v2: {...two, is_compressed: false}}),
    },
    {...decoder, codec: 'UNCOMPRESSED'},
    dictionary,
    undefined,
    0,
  )
  const isDictionary = encoding?.endsWith('_DICTIONARY')
  for (const value of data) {
    if (value === null && isOptional) continue
    if (isDictionary && !dictionary) throw new Error('its dictionary is missing')
    if (value === undefined || (decoder.type === 'BYTE_ARRAY' && !(value instanceof Uint8Array)))
      throw new Error(isDictionary ? 'it has a value that its dictionary lacks' : 'it has fewer values than it claims')
  }
  return data
}

function isCount(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
}

/**
 * A view of bytes in a buffer of their own: hyparquet looks no further than the end of the buffer, which Node shares among
 * many, and would take what lies behind for text.
 */
export function alone(bytes: Uint8Array): DataView {
  return new DataView(bytes.length === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer)
}

function levelsLength(
  {repetition_levels_byte_length, definition_levels_byte_length}: HeaderV2,
  isOptional: boolean,
): number {
  if (repetition_levels_byte_length !== 0 || !isCount(definition_levels_byte_length, isOptional ? MOST_BYTES : 0))
    throw new Error('it has levels that cannot be')
  return definition_levels_byte_length
}

function unpacked(
  body: Uint8Array,
  {uncompressed_page_size}: PageHeader,
  {codec, compressors}: ColumnDecoder,
  levels: number,
): Uint8Array {
  const size = uncompressed_page_size - levels
  if (!isCount(size, MOST_BYTES) || levels > body.length) throw new Error(`it claims ${uncompressed_page_size} bytes`)
  try {
    const rest = size === 0 ? Buffer.alloc(0) : decompressPage(body.subarray(levels), size, codec, compressors)
    return levels === 0 ? rest : Buffer.concat([body.subarray(0, levels), rest])
  } catch (error) {
    throw new Error(`it cannot be unpacked: ${(error as Error).message}`)
  }
}

function checkValues(
  reader: DataReader,
  encoding: string | undefined,
  type: ColumnDecoder['type'],
  count: number,
  isV2: boolean,
): void {
  if (encoding === 'RLE') throw new Error('it has truth values in the place of texts')
  if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
    const width = reader.view.getUint8(reader.offset)
    // Where all places are the same, hyparquet reads runs of them in a V2 page only.
    if (width > 0 || isV2) checkRuns(reader.view, reader.offset + 1, width, count)
  }
  if (!encoding?.startsWith('DELTA')) return
  if (type === 'INT64') {
    checkLongs(reader, count)
    return
  }
  const lengths = deltas(reader, count)
  if (encoding !== 'DELTA_BYTE_ARRAY') return
  // Of each text what it shares with the one before, then what it has of its own.
  let bytes = 0
  for (const list of [lengths, deltas(reader, count)]) for (const length of list) bytes += Math.max(0, length)
  if (bytes > MOST_SHARED + reader.view.byteLength) throw new Error(`its texts would take ${bytes} bytes`)
}

function deltas(reader: DataReader, count: number): Int32Array {
  const {view, offset} = reader
  blockOf(reader, count)
  const values = new Int32Array(count)
  const again = {view, offset}
  deltaBinaryUnpack(again, count, values)
  reader.offset = again.offset
  return values
}

// A number that goes on and on takes the square of its length.
function checkLongs(reader: DataReader, count: number): void {
  const [parts, length] = blockOf(reader, count)
  const skip = (): void => {
    for (let bytes = 1; reader.view.getUint8(reader.offset++) > 127; bytes++)
      if (bytes === 10) throw new Error('it has an endless number')
  }
  skip()
  for (let seen = 1; seen < count; ) {
    skip()
    const widths = reader.offset
    reader.offset += parts
    for (let part = 0; part < parts && seen < count; part++, seen += length)
      reader.offset += (length / 8) * reader.view.getUint8(widths + part)
  }
}

// Parts of a block of differences, and how many are in each.
function blockOf(reader: DataReader, count: number): [parts: number, length: number] {
  const [block, parts, own] = [readVarInt(reader), readVarInt(reader), readVarInt(reader)]
  const length = block / parts
  if (parts <= 0 || length <= 0 || length % 32 !== 0) throw new Error('it has a block of differences that cannot be')
  if (own !== count) throw new Error(`it has ${own} values, not ${count}`)
  return [parts, length]
}

// How many values are there, where each has a level.
function countLevels(view: DataView, start: number, count: number): number {
  if (checkRuns(view, start, 1, count) < count) throw new Error('it has fewer levels than values')
  const levels = new Uint8Array(count)
  readRleBitPackedHybrid({view, offset: start}, 1, levels, 0)
  return levels.filter((level) => level === 1).length
}

// "RLE / bit-packing hybrid" of the Parquet format: a run of one value may claim two thousand million of them. Gives
// back how many values there are.
function checkRuns(view: DataView, start: number, width: number, count: number): number {
  const reader = {view, offset: start}
  let seen = 0
  while (seen < count && reader.offset < view.byteLength) {
    const run = readVarInt(reader)
    const isPacked = (run & 1) === 1
    const length = isPacked ? (run >> 1) << 3 : run >>> 1
    if (isPacked ? !isCount(length, MOST_VALUES) : length > count - seen)
      throw new Error('it has a run of more values than its own')
    // hyparquet reads a byte even where there is none to read.
    reader.offset += isPacked ? Math.max(1, (length / 8) * width) : (width + 7) >> 3
    seen += length
  }
  return seen
}
