import type {DecodedArray, PageHeader} from 'hyparquet'
import {readPage} from 'hyparquet/src/column.js'
import {decompressPage} from 'hyparquet/src/datapage.js'
import {readVarInt} from 'hyparquet/src/thrift.js'

export type ColumnDecoder = Parameters<typeof readPage>[2]

// A page of any writer has some ten thousand values, a million where all are null.
const MOST_VALUES = 1 << 24

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
  const view = new DataView(page.buffer, page.byteOffset, page.length)
  const isOptional = decoder.element.repetition_type === 'OPTIONAL'
  if (one)
    checkPage(view, one.encoding, isOptional ? 4 : undefined, isOptional ? 4 + view.getUint32(0, true) : 0, count)
  if (two) checkPage(view, two.encoding, isOptional ? two.repetition_levels_byte_length : undefined, levels, count)
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

function unpacked(
  body: Uint8Array,
  {uncompressed_page_size}: PageHeader,
  {codec, compressors}: ColumnDecoder,
  levels: number,
): Uint8Array {
  const rest = decompressPage(body.subarray(levels), uncompressed_page_size - levels, codec, compressors)
  return levels === 0 ? rest : Buffer.concat([body.subarray(0, levels), rest])
}

function checkPage(
  view: DataView,
  encoding: string | undefined,
  levels: number | undefined,
  values: number,
  count: number,
): void {
  if (levels !== undefined) checkRuns(view, levels, 1, count)
  if (encoding === 'RLE') throw new Error('it has truth values in the place of texts')
  if (encoding !== 'PLAIN_DICTIONARY' && encoding !== 'RLE_DICTIONARY') return
  const width = view.getUint8(values)
  if (width > 0) checkRuns(view, values + 1, width, count)
}

// "RLE / bit-packing hybrid" of the Parquet format: a run of one value may claim two thousand million of them.
function checkRuns(view: DataView, start: number, width: number, count: number): void {
  const reader = {view, offset: start}
  for (let seen = 0; seen < count; ) {
    const run = readVarInt(reader)
    const isPacked = (run & 1) === 1
    const length = isPacked ? (run >> 1) << 3 : run >>> 1
    if (isPacked ? length < 0 : length > count - seen) throw new Error('it has a run of more values than its own')
    reader.offset += isPacked ? (length / 8) * width : (width + 7) >> 3
    seen += length
  }
}
