import {type FileHandle, open} from 'node:fs/promises'
import {brotliCompressSync, constants, crc32, gzipSync} from 'node:zlib'
import type {Compressors, DecodedArray, PageHeader} from 'hyparquet'
import {parquetHeader} from 'hyparquet/src/column.js'
import {CompressionCodecs, ParquetTypes} from 'hyparquet/src/constants.js'
import {escapeRaw, unescapeString} from '../corpus/json.ts'
import {type Bytes, Gap, splitLines} from '../io/bytes.ts'
import type {Columns} from './packing.ts'
import {loadCompressors} from './parquet-codecs.ts'
import {alone, type ColumnDecoder, MOST_BYTES, readValues, valuesHeader} from './parquet-page.ts'
import {PackingError} from './reader.ts'
import {
  binary,
  get,
  I32,
  inner,
  integer,
  type List,
  list,
  readStruct,
  replace,
  STRUCT,
  type Struct,
  structs,
  ThriftError,
  without,
  writeStruct,
} from './thrift.ts'

/**
 * Parquet as JSON lines, and back. Each row is a line with its text, id, address and language; a line without anything
 * is a row whose text is null or cannot be read. Going back takes the file itself as well: only the pages of the text
 * column in which a text changed are written anew, every other byte of data is copied, and the footer is written as it
 * was read but for the places that moved. Names of fields and their numbers are those of parquet.thrift.
 */

const MAGIC = 'PAR1'
const TAIL = 8
const COPY = 1 << 18
const HEADER = 1 << 16
const LONGEST_HEADER = 1 << 24
const LONGEST_FOOTER = 1 << 28
// Of a header of a page: it has some forty, of which few are long.
const MOST_VALUES = 1 << 10
const LONGEST_VALUE = 1 << 28
// Bytes of lines handed out at a time, and of a page that is written.
const BATCH = 1 << 18
const PAGE = 1 << 20
// Rows whose other fields are read at a time.
const STEP = 1 << 12
const LF = Buffer.from('\n')
const NULL = Buffer.alloc(0)
const [PLAIN, RLE] = [0n, 3n]
const [REQUIRED, OPTIONAL] = [0, 1]
const [INT32, INT64, BYTE_ARRAY] = [1, 2, 6]

interface Column {
  name: string
  type: number
  optional: boolean
  unsigned: boolean
}

interface Parquet {
  handle: FileHandle
  size: number
  footer: Struct
  footerStart: number
  text: Column
  /** Columns of other fields, with the field of the line that they are for. */
  others: {field: string; column: Column}[]
  groups: {struct: Struct; rows: number; text: Chunk; others: (Chunk | undefined)[]}[]
}

/** A column of a row group. */
interface Chunk {
  start: number
  end: number
  decoder: ColumnDecoder
  codec: number
}

/** A page and its values, or what is wrong with it. */
interface Page {
  start: number
  end: number
  /** Bytes of the header, and of all once unpacked. */
  header: number
  unpacked: number
  checked: boolean
  values: ArrayLike<unknown>
  reason?: string
}

async function openParquet(path: string, columns: Columns): Promise<Parquet> {
  const handle = await open(path)
  try {
    return await readFooter(handle, columns)
  } catch (error) {
    await handle.close()
    throw footerError(error)
  }
}

function footerError(error: unknown): unknown {
  return error instanceof ThriftError || error instanceof RangeError
    ? new PackingError(`has a damaged footer (${error.message}); take an undamaged copy of it`)
    : error
}

async function readFooter(handle: FileHandle, columns: Columns): Promise<Parquet> {
  const {size} = await handle.stat()
  const tail = size < TAIL + MAGIC.length ? Buffer.alloc(TAIL) : await read(handle, size - TAIL, TAIL)
  const start = await read(handle, 0, Math.min(size, MAGIC.length))
  const magic = tail.toString('latin1', 4)
  if (magic === 'PARE' || start.toString('latin1') === 'PARE') throw new PackingError('is encrypted; decrypt it first')
  if (magic !== MAGIC)
    throw new PackingError(
      start.toString('latin1') === MAGIC
        ? 'is cut off: Parquet has its index at the end; take a whole copy of it'
        : 'is no Parquet file; rename it, or say with --input what it is',
    )
  const footerStart = size - TAIL - tail.readUInt32LE(0)
  if (footerStart < MAGIC.length || size - footerStart > LONGEST_FOOTER)
    throw new PackingError('has a damaged footer; take an undamaged copy of it')
  const {struct: footer} = readStruct(await read(handle, footerStart, size - TAIL - footerStart))
  if (get(footer, 8)) throw new PackingError('is encrypted; decrypt it first')
  const {found, names} = leaves(structs(footer, 2))
  const text = found.get(columns.text)
  if (text?.type !== BYTE_ARRAY)
    throw new PackingError(
      `has no column \`${columns.text}\` of strings; name the one of the text with --text-field (it has ${names.join(', ')})`,
    )
  const others: Parquet['others'] = []
  for (const [field, types] of [
    ['id', [BYTE_ARRAY, INT32, INT64]],
    ['url', [BYTE_ARRAY]],
    ['lang', [BYTE_ARRAY]],
  ] as const) {
    const column = found.get(columns[field])
    // A line has the text once: of two, one would be changed, and another one read.
    if (column && column !== text && (types as readonly number[]).includes(column.type))
      others.push({field: columns[field], column})
  }
  const compressors = await loadCompressors()
  let place = 0
  const groups = structs(footer, 4).map((struct) => {
    const chunks = new Map(structs(struct, 1).map((chunk) => [pathOf(inner(chunk, 3) ?? []), chunk]))
    const chunkOf = (column: Column): Chunk | undefined => {
      const chunk = chunks.get(column.name)
      return chunk && toChunk(chunk, column, footerStart, compressors)
    }
    const own = chunkOf(text)
    if (!own || (own.start < place && own.end > own.start))
      throw new PackingError('has row groups in an order that is not read; write it anew with another tool')
    place = Math.max(place, own.end)
    return {struct, rows: integer(struct, 3), text: own, others: others.map(({column}) => chunkOf(column))}
  })
  return {handle, size, footer, footerStart, text, others, groups}
}

// Columns that are not nested, and the names of all at the top.
function leaves(schema: readonly Struct[]): {found: Map<string, Column>; names: string[]} {
  const found = new Map<string, Column>()
  const names: string[] = []
  let index = 1
  const skip = (): void => {
    for (let left = integer(schema[index++] ?? [], 5); left > 0 && index < schema.length; left--) skip()
  }
  while (index < schema.length) {
    const element = schema[index] as Struct
    const name = Buffer.from(binary(element, 4) ?? NULL).toString()
    const repetition = integer(element, 3)
    names.push(name)
    if (
      integer(element, 5) === 0 &&
      get(element, 1) !== undefined &&
      (repetition === REQUIRED || repetition === OPTIONAL)
    )
      found.set(name, {
        name,
        type: integer(element, 1),
        optional: repetition === OPTIONAL,
        // Converted types UINT_8 to UINT_64.
        unsigned: integer(element, 6) >= 11 && integer(element, 6) <= 14,
      })
    skip()
  }
  return {found, names}
}

function toChunk(chunk: Struct, column: Column, limit: number, compressors: Compressors): Chunk {
  const meta = inner(chunk, 3)
  if (!meta || get(chunk, 1) || get(chunk, 8))
    throw new PackingError(
      `has the column \`${column.name}\` encrypted or in another file; write it anew with another tool`,
    )
  const data = integer(meta, 9)
  const dictionary = integer(meta, 11)
  // Of a column without values one of them may be missing.
  const start = dictionary > 0 && data > 0 ? Math.min(dictionary, data) : Math.max(dictionary, data)
  const end = start + integer(meta, 7)
  if ((start < MAGIC.length && end > start) || end > limit)
    throw new PackingError('has a damaged footer; take an undamaged copy of it')
  const codec = integer(meta, 4)
  const type = ParquetTypes[column.type] as ColumnDecoder['type']
  const element = {name: column.name, type, repetition_type: column.optional ? 'OPTIONAL' : 'REQUIRED'} as const
  const root = {name: 'root', num_children: 1, repetition_type: 'REQUIRED'} as const
  const node = {children: [], count: 1, path: [column.name], element}
  return {
    start,
    end,
    codec,
    decoder: {
      pathInSchema: [column.name],
      type,
      element,
      schemaPath: [{children: [node], count: 1, path: [], element: root}, node],
      codec: CompressionCodecs[codec] ?? 'LZO',
      // Values stay as they are stored.
      parsers: {} as ColumnDecoder['parsers'],
      utf8: false,
      compressors,
    },
  }
}

async function read(handle: FileHandle, from: number, count: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(count)
  let length = 0
  while (length < count) {
    const {bytesRead} = await handle.read(bytes, length, count - length, from + length)
    if (bytesRead === 0) throw new PackingError('is cut off; take a whole copy of it')
    length += bytesRead
  }
  return bytes
}

// Data pages of a column, dictionaries left out.
async function* pagesOf(handle: FileHandle, {start, end, decoder}: Chunk, rows: number): AsyncGenerator<Page> {
  let dictionary: DecodedArray | undefined
  let broken: string | undefined
  let row = 0
  for (let place = start; place < end && row < rows; ) {
    const found = await readHeader(handle, place, end).catch((error: unknown) => {
      if (error instanceof ThriftError) return undefined
      throw error
    })
    if (!found) break
    const {bytes, length, header, crc} = found
    const own = {start: place, end: place + length + header.compressed_page_size, header: length}
    const body = bytes.subarray(length, length + header.compressed_page_size)
    place = own.end
    const isDictionary = header.type === 'DICTIONARY_PAGE'
    const count = isDictionary ? 0 : valuesHeader(header)?.num_values
    if (count === undefined) continue
    let reason = isDictionary ? undefined : broken
    let values: ArrayLike<unknown> = {length: count}
    try {
      if (crc !== undefined && (crc32(body) | 0) !== crc) throw new Error('its checksum is another')
      if (!reason) {
        const data = readValues(body, header, decoder, dictionary)
        if (isDictionary) dictionary = data
        else if (data.length === count) values = data
        else throw new Error(`it has ${data.length} values, not ${count}`)
      }
    } catch (error) {
      reason = error instanceof RangeError ? 'a value reaches over its end' : (error as Error).message
      if (isDictionary) broken = reason
    }
    if (isDictionary) continue
    row += count
    const unpacked = length + header.uncompressed_page_size
    yield {...own, unpacked, checked: crc !== undefined, values, ...(reason !== undefined && {reason})}
  }
  if (row < rows)
    yield {
      start: end,
      end,
      header: 0,
      unpacked: 0,
      checked: false,
      values: {length: rows - row},
      reason: 'the pages end too early',
    }
}

async function readHeader(
  handle: FileHandle,
  place: number,
  end: number,
): Promise<{bytes: Buffer; length: number; header: PageHeader; crc: number | undefined}> {
  for (let wanted = HEADER; ; wanted *= 8) {
    const count = Math.min(wanted, end - place)
    const bytes = await read(handle, place, count)
    try {
      const {struct, end: length} = readStruct(bytes, MOST_VALUES)
      const header = headerOf(bytes)
      const size = length + header.compressed_page_size
      if (place + size > end) throw new ThriftError('ends too early')
      const crc = get(struct, 4) === undefined ? undefined : integer(struct, 4)
      return {
        // What has more is refused unread.
        bytes: size <= count || header.compressed_page_size > MOST_BYTES ? bytes : await read(handle, place, size),
        length,
        header,
        crc,
      }
    } catch (error) {
      if (!(error instanceof ThriftError) || count < wanted || wanted >= LONGEST_HEADER) throw error
    }
  }
}

// What a damaged header holds need not be of the types that a header has.
function headerOf(bytes: Buffer): PageHeader {
  let header: PageHeader
  try {
    header = parquetHeader({view: alone(bytes), offset: 0})
  } catch (error) {
    throw new ThriftError((error as Error).message)
  }
  const count = valuesHeader(header)?.num_values ?? 0
  const numbers = [header.compressed_page_size, header.uncompressed_page_size, count]
  if (!numbers.every((number) => Number.isInteger(number) && number >= 0))
    throw new ThriftError('is no header of a page')
  return header
}

// Values of a column, as many at a time as are asked for; none where they cannot be read.
class Values {
  readonly #pages: AsyncGenerator<Page>
  #page: Page | undefined
  #at = 0

  constructor(handle: FileHandle, chunk: Chunk, rows: number) {
    this.#pages = pagesOf(handle, chunk, rows)
  }

  async take(count: number): Promise<unknown[]> {
    const taken: unknown[] = []
    while (taken.length < count) {
      if (!this.#page || this.#at === this.#page.values.length) {
        this.#page = (await this.#pages.next()).value as Page | undefined
        this.#at = 0
        if (!this.#page) break
      }
      taken.push(this.#page.values[this.#at++])
    }
    return taken
  }
}

/** Reads Parquet as JSON lines. */
export async function* unparquet(
  path: string,
  columns: Columns,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const file = await openParquet(path, columns)
  const {handle, others} = file
  const begin = lineStart(columns)
  const keys = others.map(({field}) => Buffer.from(`,${JSON.stringify(field)}:`))
  let row = 1
  let place = 0
  try {
    for (const group of file.groups) {
      const more = group.others.map((chunk) => chunk && new Values(handle, chunk, group.rows))
      for await (const {values, end, reason} of pagesOf(handle, group.text, group.rows)) {
        onRead(end - place)
        place = end
        const count = values.length
        let fields: unknown[][] = []
        if (reason !== undefined) yield new Gap(`has a damaged page, rows ${row} to ${row + count - 1} (${reason})`)
        let parts: Uint8Array[] = []
        let length = 0
        for (let index = 0; index < count; index++, row++) {
          const text = values[index]
          // A damaged page may claim any number of values.
          const at = index % STEP
          if (at === 0) {
            const step = Math.min(STEP, count - index)
            fields = await Promise.all(more.map((column) => column?.take(step) ?? []))
          }
          if (text instanceof Uint8Array && text.length > LONGEST_VALUE) {
            yield Buffer.concat(parts)
            parts = []
            yield new Gap(`has a text of more than ${LONGEST_VALUE} bytes in row ${row}, left as it is`)
          } else if (text instanceof Uint8Array) {
            const own = escapeRaw(text)
            parts.push(begin, own, QUOTE)
            length += own.length + begin.length
            for (const [column, key] of keys.entries()) {
              const value = json(fields[column]?.[at], others[column]?.column as Column)
              if (value) parts.push(key, value)
            }
            parts.push(END)
          }
          parts.push(LF)
          if (length < BATCH && parts.length < 1 << 14) continue
          yield Buffer.concat(parts)
          parts = []
          length = 0
        }
        yield Buffer.concat(parts)
      }
    }
    onRead(file.size - place)
  } finally {
    await handle.close()
  }
}

const QUOTE = Buffer.from('"')
const END = Buffer.from('}')

function lineStart(columns: Columns): Buffer {
  return Buffer.from(`{${JSON.stringify(columns.text)}:"`)
}

function json(value: unknown, {type, unsigned}: Column): Uint8Array | undefined {
  if (value instanceof Uint8Array) return Buffer.concat([QUOTE, escapeRaw(value), QUOTE])
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
  return Buffer.from(String(unsigned ? BigInt.asUintN(type === INT32 ? 32 : 64, BigInt(value)) : value))
}

// What was written in the place of a page, or where something moved to.
interface Shift {
  /** Place behind what changed, in the file that is read. */
  from: number
  /** How far all behind it moved. */
  by: number
}

/**
 * Writes a Parquet file with other texts.
 *
 * @param lines as `unparquet` gave them, with other texts
 * @param path  the file that they come from
 */
export async function* parquet(lines: Bytes, path: string, columns: Columns): AsyncGenerator<Uint8Array> {
  const file = await openParquet(path, columns)
  const {handle, size, footerStart, text} = file
  const texts = textsOf(lines, lineStart(columns).length)
  const shifts: Shift[] = []
  const groups: GroupChange[] = []
  let copied = 0
  let by = 0
  try {
    for (const group of file.groups) {
      const change: GroupChange = {changed: false, packed: 0, unpacked: 0}
      for await (const page of pagesOf(handle, group.text, group.rows)) {
        const {values, start, end, reason} = page
        const fresh: (Uint8Array | undefined)[] = []
        let changed = false
        for (let index = 0; index < values.length; index++) {
          const {value, done} = await texts.next()
          if (done) throw new PackingError('does not have as many rows as were cleaned; run descrape again')
          if (reason !== undefined) continue
          const before = values[index] instanceof Uint8Array ? (values[index] as Uint8Array) : undefined
          fresh.push(before && (value ?? before))
          changed ||= before !== undefined && value !== undefined && Buffer.compare(before, value) !== 0
        }
        if (!changed) continue
        change.changed = true
        yield* copy(handle, copied, start)
        copied = end
        const written = await encodePages(fresh, text.optional, group.text.codec, page.checked)
        for (const {bytes, unpacked} of written) {
          yield bytes
          change.packed += bytes.length
          change.unpacked += unpacked
        }
        change.packed -= end - start
        change.unpacked -= page.unpacked
        by += written.reduce((sum, {bytes}) => sum + bytes.length, 0) - (end - start)
        shifts.push({from: end, by})
      }
      groups.push(change)
    }
    if (!(await texts.next()).done) throw new PackingError('has fewer rows than were cleaned; run descrape again')
    if (shifts.length === 0) {
      yield* copy(handle, 0, size)
      return
    }
    yield* copy(handle, copied, footerStart)
    const footer = movedFooter(file, shifts, groups)
    const tail = Buffer.from(`    ${MAGIC}`)
    tail.writeUInt32LE(footer.length)
    yield footer
    yield tail
  } finally {
    await handle.close()
    await texts.return(undefined)
  }
}

// Undefined for a row whose text stays as it is.
async function* textsOf(lines: Bytes, start: number): AsyncGenerator<Uint8Array | undefined> {
  for await (const {bytes} of splitLines(lines, Number.POSITIVE_INFINITY)) {
    let end = bytes.indexOf(0x22, start)
    while (end > start && escaped(bytes, start, end)) end = bytes.indexOf(0x22, end + 1)
    yield end < start ? undefined : unescapeString(bytes.subarray(start, end))
  }
}

function escaped(bytes: Buffer, start: number, at: number): boolean {
  let before = at
  while (before > start && bytes[before - 1] === 0x5c) before--
  return (at - before) % 2 === 1
}

async function* copy(handle: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let place = from; place < to; place += COPY) yield read(handle, place, Math.min(COPY, to - place))
}

/** Bytes that the text column of a row group gained. */
interface GroupChange {
  changed: boolean
  packed: number
  unpacked: number
}

async function encodePages(
  values: readonly (Uint8Array | undefined)[],
  optional: boolean,
  codec: number,
  checked: boolean,
): Promise<{bytes: Buffer; unpacked: number}[]> {
  const pages: {bytes: Buffer; unpacked: number}[] = []
  for (let start = 0; start < values.length; ) {
    let end = start
    let length = 0
    do length += 4 + (values[end++]?.length ?? 0)
    while (end < values.length && length + (values[end]?.length ?? 0) < PAGE)
    pages.push(await encodePage(values.slice(start, end), optional, codec, checked))
    start = end
  }
  return pages
}

async function encodePage(
  values: readonly (Uint8Array | undefined)[],
  optional: boolean,
  codec: number,
  checked: boolean,
): Promise<{bytes: Buffer; unpacked: number}> {
  const parts: Uint8Array[] = optional ? [levels(values)] : []
  for (const value of values) {
    if (!value) continue
    const length = Buffer.alloc(4)
    length.writeUInt32LE(value.length)
    parts.push(length, value)
  }
  const plain = Buffer.concat(parts)
  const body = await compress(plain, codec)
  const number = (id: number, value: number | bigint): Struct[number] => ({id, type: I32, value: BigInt(value)})
  const header = writeStruct([
    number(1, 0),
    number(2, plain.length),
    number(3, body.length),
    ...(checked ? [number(4, crc32(body) | 0)] : []),
    {id: 5, type: STRUCT, value: [number(1, values.length), number(2, PLAIN), number(3, RLE), number(4, RLE)]},
  ])
  return {bytes: Buffer.concat([header, body]), unpacked: header.length + plain.length}
}

// Whether each value is there: runs of equal bits, with their length in bytes before them.
function levels(values: readonly (Uint8Array | undefined)[]): Buffer {
  const runs: number[] = []
  for (let start = 0; start < values.length; ) {
    const there = values[start] !== undefined
    let end = start + 1
    while (end < values.length && (values[end] !== undefined) === there) end++
    let run = (end - start) << 1
    for (; run > 127; run >>>= 7) runs.push((run & 127) | 128)
    runs.push(run, there ? 1 : 0)
    start = end
  }
  const length = Buffer.alloc(4)
  length.writeUInt32LE(runs.length)
  return Buffer.concat([length, Uint8Array.from(runs)])
}

async function compress(bytes: Buffer, codec: number): Promise<Uint8Array> {
  const name = CompressionCodecs[codec]
  switch (name) {
    case 'UNCOMPRESSED':
      return bytes
    case 'SNAPPY':
      return (await import('hyparquet-writer/src/snappy.js')).snappyCompress(bytes)
    case 'GZIP':
      return gzipSync(bytes)
    case 'BROTLI':
      return brotliCompressSync(bytes, {params: {[constants.BROTLI_PARAM_QUALITY]: 5}})
    case 'ZSTD':
      return (await (await import('@hpcc-js/wasm-zstd')).Zstd.load()).compress(bytes)
    case 'LZ4_RAW':
      return literals(bytes)
    case 'LZ4': {
      // Hadoop puts both lengths before the block.
      const block = literals(bytes)
      const lengths = Buffer.alloc(8)
      lengths.writeUInt32BE(bytes.length)
      lengths.writeUInt32BE(block.length, 4)
      return Buffer.concat([lengths, block])
    }
  }
  throw new PackingError(
    `is compressed with ${name ?? `codec ${codec}`}, which cannot be written; write it anew with another tool`,
  )
}

// An LZ4 block of nothing but literals: large, but right.
function literals(bytes: Buffer): Buffer {
  const token =
    bytes.length < 15
      ? [bytes.length << 4]
      : [0xf0, ...Array(Math.floor((bytes.length - 15) / 255)).fill(255), (bytes.length - 15) % 255]
  return Buffer.concat([Uint8Array.from(token), bytes])
}

function movedFooter(file: Parquet, shifts: readonly Shift[], changes: readonly GroupChange[]): Buffer {
  try {
    return writeStruct(moveFooter(file, shifts, changes))
  } catch (error) {
    throw footerError(error)
  }
}

// Indexes of pages are left out: they name places of pages that moved. Readers that have none read all pages.
function moveFooter({footer, text}: Parquet, shifts: readonly Shift[], changes: readonly GroupChange[]): Struct {
  const moved = (place: number): bigint => BigInt(place + shiftAt(shifts, place))
  const move = (struct: Struct, ...ids: number[]): Struct =>
    struct.map((field) =>
      ids.includes(field.id) && field.value !== 0n ? {...field, value: moved(integer(struct, field.id))} : field,
    )
  const add = (struct: Struct, id: number, by: number): Struct => replace(struct, id, BigInt(integer(struct, id) + by))
  const groups = structs(footer, 4).map((group, index) => {
    const {changed, packed, unpacked} = changes[index] as GroupChange
    const before = structs(group, 1)
    const chunks = before.map((chunk) => {
      const meta = inner(chunk, 3)
      const rest = move(without(chunk, 4, 5, 6, 7), 2)
      if (!meta) return rest
      const isText = changed && pathOf(meta) === text.name
      const place = move(meta, 9, 10, 11, 14)
      return replace(rest, 3, isText ? add(add(withPlain(place), 6, unpacked), 7, packed) : place)
    })
    const columns = list(group, 1) as List
    const sorted = structs(group, 4).some(
      (column) => pathOf(inner(before[integer(column, 1)] ?? [], 3) ?? []) === text.name,
    )
    const own = replace(sorted ? without(group, 4) : group, 1, {...columns, items: chunks})
    return add(add(move(own, 5), 2, unpacked), 6, packed)
  })
  return replace(footer, 4, {...(list(footer, 4) as List), items: groups})
}

// How far what stands at a place has moved.
function shiftAt(shifts: readonly Shift[], place: number): number {
  let low = 0
  let high = shifts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((shifts[middle] as Shift).from <= place) low = middle + 1
    else high = middle
  }
  return shifts[low - 1]?.by ?? 0
}

function pathOf(meta: Struct): string {
  return (list(meta, 3)?.items ?? []).map(String).join('.')
}

// What was known of values that changed goes, but for the number of nulls.
function withPlain(meta: Struct): Struct {
  const encodings = list(meta, 2)
  const statistics = inner(meta, 12)?.filter(({id}) => id === 3)
  const kept = without(meta, 13, 14, 15, 16, ...(statistics?.length ? [] : [12]))
  const known = statistics?.length ? replace(kept, 12, statistics) : kept
  return encodings?.type === I32
    ? replace(known, 2, {...encodings, items: [...new Set([...encodings.items, PLAIN, RLE])]})
    : known
}
