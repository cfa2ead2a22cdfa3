import type {DataReader, DecodedArray, PageHeader} from 'hyparquet'
import {readPage} from 'hyparquet/src/column.js'
import {decompressPage} from 'hyparquet/src/datapage.js'
import {deltaBinaryUnpack} from 'hyparquet/src/delta.js'
import {readVarInt} from 'hyparquet/src/thrift.js'

export type ColumnDecoder = Parameters<typeof readPage>[2]

// A page of any writer has some ten thousand values, a million where all are null.
const MOST_VALUES = 1 << 24
// Bytes of texts of which each is written as what it has in common with the one before.
const MOST_BYTES = 1 << 28

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
  const {data_page_header: one, data_page_header_v2: two, dictionary_page_header: own} = header
  const count = (one ?? two ?? own)?.num_values ?? 0
  if (count > MOST_VALUES) throw new Error(`it claims ${count} values`)
  const levels = two ? two.repetition_levels_byte_length + two.definition_levels_byte_length : 0
  const page = two?.is_compressed === false ? body : unpacked(body, header, decoder, levels)
  const view = alone(page)
  const isOptional = decoder.element.repetition_type === 'OPTIONAL'
  if (isOptional && one) checkRuns(view, 4, 1, count)
  if (isOptional && two) checkRuns(view, two.repetition_levels_byte_length, 1, count)
  const values = one && isOptional ? 4 + view.getUint32(0, true) : levels
  checkValues({view, offset: values}, (one ?? two)?.encoding, decoder.type, count)
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
  return data
}

/**
 * A view of bytes in a buffer of their own: hyparquet looks no further than the end of the buffer, which Node shares among
 * many, and would take what lies behind for text.
 */
export function alone(bytes: Uint8Array): DataView {
  return new DataView(new Uint8Array(bytes).buffer)
}

function unpacked(
  body: Uint8Array,
  {uncompressed_page_size}: PageHeader,
  {codec, compressors}: ColumnDecoder,
  levels: number,
): Uint8Array {
  const rest = decompressPage(body.subarray(levels), uncompressed_page_size - levels, codec, compressors)
  return levels === 0 ? rest : Buffer.concat([body.subarray(0, levels), rest])
}

function checkValues(
  reader: DataReader,
  encoding: string | undefined,
  type: ColumnDecoder['type'],
  count: number,
): void {
  if (encoding === 'RLE') throw new Error('it has truth values in the place of texts')
  if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') {
    const width = reader.view.getUint8(reader.offset)
    if (width > 0) checkRuns(reader.view, reader.offset + 1, width, count)
  }
  if (!encoding?.startsWith('DELTA') || type === 'INT64') return
  const lengths = deltas(reader, count)
  if (encoding !== 'DELTA_BYTE_ARRAY') return
  // Of each text what it shares with the one before, then what it has of its own.
  let bytes = 0
  for (const list of [lengths, deltas(reader, count)]) for (const length of list) bytes += Math.max(0, length)
  if (bytes > MOST_BYTES) throw new Error(`its texts would take ${bytes} bytes`)
}

function deltas(reader: DataReader, most: number): Int32Array {
  const {view, offset} = reader
  const [block, parts, count] = [readVarInt(reader), readVarInt(reader), readVarInt(reader)]
  if (parts <= 0 || block < parts || block % parts !== 0 || count < 0 || count > most)
    throw new Error('it has a block of differences that cannot be')
  const values = new Int32Array(count)
  const again = {view, offset}
  deltaBinaryUnpack(again, count, values)
  reader.offset = again.offset
  return values
}

// "RLE / bit-packing hybrid" of the Parquet format: a run of one value may claim two thousand million of them. There may
// be fewer than `count`, since what is null has no value.
function checkRuns(view: DataView, start: number, width: number, count: number): void {
  const reader = {view, offset: start}
  for (let seen = 0; seen < count && reader.offset < view.byteLength; ) {
    const run = readVarInt(reader)
    const isPacked = (run & 1) === 1
    const length = isPacked ? (run >> 1) << 3 : run >>> 1
    if (isPacked ? length < 0 : length > count - seen) throw new Error('it has a run of more values than its own')
    reader.offset += isPacked ? (length / 8) * width : (width + 7) >> 3
    seen += length
  }
}
