import {Zstd} from '@hpcc-js/wasm-zstd'
import createHashes from 'xxhash-wasm'
import {type Bytes, Gap} from '../io/bytes.ts'
import {PackingError, Reader} from './reader.ts'

const MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd)
const [RLE, COMPRESSED, RESERVED] = [1, 2, 3]
const LONGEST_HEADER = MAGIC.length + 14
const BLOCK_HEADER = 3
const CHECKSUM = 4
const LARGEST_BLOCK = 1 << 17
// What the reference decoder takes unless told otherwise.
const LARGEST_WINDOW = 1 << 27
const FRAME = 1 << 22

/**
 * Reads Zstandard frame by frame. What is damaged is left out up to the next frame, with a gap in its place.
 *
 * @throws PackingError where it is no Zstandard at all
 */
export async function* unzstd(source: Bytes): AsyncGenerator<Uint8Array> {
  const reader = new Reader(source)
  const {create64} = await createHashes()
  const decoder = createDecoder(await Zstd.load())
  try {
    for (let first = true; first ? await reader.fill(1) : await reader.padding(); first = false) {
      const {place} = reader
      await reader.fill(LONGEST_HEADER)
      if (isSkippable(reader.ahead)) {
        await skip(reader, reader.ahead.readUInt32LE(4) + 8)
        continue
      }
      if (reader.ahead.subarray(0, MAGIC.length).equals(MAGIC) && isFrame(reader.ahead, 0)) {
        const reason = yield* frame(reader, decoder, create64())
        if (reason === undefined) continue
        yield new Gap(`has a Zstandard frame at byte ${place} that ${reason}`)
      } else if (first) throw new PackingError('is no Zstandard file; rename it, or compress it anew')
      else yield new Gap(`has no Zstandard frame at byte ${place}`)
      await reader.skip(place, MAGIC, MAGIC.length + 1, isFrame)
    }
  } finally {
    decoder.close()
    await reader.close()
  }
}

// A bit of the descriptor is reserved.
function isFrame(bytes: Buffer, at: number): boolean {
  return ((bytes[at + MAGIC.length] ?? 8) & 8) === 0
}

function isSkippable(bytes: Buffer): boolean {
  return bytes.length >= 8 && (bytes.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50
}

async function skip(reader: Reader, count: number): Promise<void> {
  for (let left = count; left > 0 && (await reader.fill(1)); )
    left -= reader.take(Math.min(left, reader.ahead.length)).length
}

const CUT_OFF = 'is cut off'
const DAMAGED = 'is damaged'

// Gives back what is wrong with it.
async function* frame(
  reader: Reader,
  decoder: Decoder,
  hash: {update(bytes: Uint8Array): unknown; digest(): bigint},
): AsyncGenerator<Uint8Array, string | undefined> {
  const {length: headerLength, window, hasChecksum} = headerOf(reader.ahead)
  if (reader.ahead.length < headerLength) return CUT_OFF
  if (window > LARGEST_WINDOW) return `${tooWide(window)}; unpack it with zstd -d --long=31`
  decoder.begin(reader.take(headerLength))
  for (let last = false; !last; ) {
    if (!(await reader.fill(BLOCK_HEADER))) return CUT_OFF
    const block = blockOf(reader.ahead)
    if (!block) return DAMAGED
    if (!(await reader.fill(block.length))) return CUT_OFF
    const chunk = decoder.decode(reader.ahead.subarray(0, block.length))
    // The next frame may begin in what the length claims.
    if (!isSound(chunk, block)) return DAMAGED
    reader.take(block.length)
    hash.update(chunk)
    yield chunk
    last = block.last
  }
  if (!hasChecksum) return undefined
  if (!(await reader.fill(CHECKSUM))) return CUT_OFF
  const checksum = reader.take(CHECKSUM).readUInt32LE()
  return Number(hash.digest() & 0xffffffffn) === checksum ? undefined : 'is damaged (its checksum is another)'
}

function tooWide(window: number): string {
  return `needs a window of ${Math.ceil(window / 2 ** 20)} MiB`
}

interface Block {
  last: boolean
  type: number
  /** Bytes, with its own header. */
  length: number
  /** What the header says: bytes as they are packed; of one that is no more than one byte, bytes unpacked. */
  size: number
}

function blockOf(bytes: Buffer): Block | undefined {
  const header = bytes.readUIntLE(0, BLOCK_HEADER)
  const type = (header >> 1) & 3
  const size = header >> 3
  if (type === RESERVED || size > LARGEST_BLOCK) return undefined
  return {last: (header & 1) === 1, type, size, length: BLOCK_HEADER + (type === RLE ? 1 : size)}
}

// Errors have no bytes, and no writer compresses nothing.
function isSound(chunk: Uint8Array, {type, size}: Block): boolean {
  return type === COMPRESSED ? chunk.length > 0 : chunk.length === size
}

/**
 * Unpacks frames that are in memory. Their checksums are passed over: what holds them, a page of Parquet, has its own.
 *
 * @param most bytes that they may unpack to
 * @throws Error that says what is wrong
 */
export function unzstdFrames(library: Zstd, frames: Buffer, most: number): Buffer {
  const decoder = createDecoder(library)
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (let at = 0; at < frames.length; ) {
      const header = headerOf(frames.subarray(at))
      if (header.window > LARGEST_WINDOW) throw new Error(tooWide(header.window))
      decoder.begin(frames.subarray(at, at + header.length))
      at += header.length
      for (let last = false; !last; ) {
        const block = at + BLOCK_HEADER <= frames.length ? blockOf(frames.subarray(at)) : undefined
        const chunk = block && decoder.decode(frames.subarray(at, at + block.length))
        if (!chunk || !isSound(chunk, block)) throw new Error(DAMAGED)
        length += chunk.length
        if (length > most) throw new Error(`unpacks to more than ${most} bytes`)
        chunks.push(chunk)
        at += block.length
        last = block.last
      }
      if (header.hasChecksum) at += CHECKSUM
    }
  } finally {
    decoder.close()
  }
  return Buffer.concat(chunks, length)
}

// Of a frame that begins here; what is missing of it counts as zeros.
function headerOf(bytes: Buffer): {length: number; window: number; hasChecksum: boolean} {
  const header = Buffer.alloc(LONGEST_HEADER)
  bytes.copy(header)
  const descriptor = header[MAGIC.length] as number
  const isSingle = (descriptor & 32) !== 0
  const dictionary = [0, 1, 2, 4][descriptor & 3] as number
  const sizeLength = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] as number
  const sizeAt = MAGIC.length + 1 + (isSingle ? 0 : 1) + dictionary
  const scale = header[MAGIC.length + 1] as number
  const window = isSingle
    ? sizeLength === 8
      ? Number(header.readBigUInt64LE(sizeAt))
      : header.readUIntLE(sizeAt, sizeLength)
    : 2 ** (10 + (scale >> 3)) * (1 + (scale & 7) / 8)
  return {length: sizeAt + sizeLength, window, hasChecksum: (descriptor & 4) !== 0}
}

/** The reference decoder, which is safe on hostile bytes. */
interface Decoder {
  begin(header: Uint8Array): void
  /** Bytes of the next block; none where it is damaged. */
  decode(block: Uint8Array): Uint8Array
  close(): void
}

interface Area {
  ptr: number
  size: number
}

// What the library has inside: its own stream is one for all files, and copies byte by byte.
interface Library {
  _zstdClass: new () => {
    reset(): void
    decompressChunk(to: number, room: number, from: number, length: number): number
    delete(): void
  }
  _mainModule: {malloc(size: number): Area; free(area: Area): void; heapView(area: Area): Uint8Array}
}

function createDecoder(library: Zstd): Decoder {
  const {_zstdClass: Stream, _mainModule: memory} = library as unknown as Library
  const stream = new Stream()
  const input = memory.malloc(LONGEST_HEADER + BLOCK_HEADER + LARGEST_BLOCK)
  const output = memory.malloc(LARGEST_BLOCK)
  let filled = 0
  const put = (bytes: Uint8Array): void => {
    memory.heapView(input).set(bytes, filled)
    filled += bytes.length
  }
  return {
    begin(header) {
      stream.reset()
      filled = 0
      put(header)
    },
    decode(block) {
      put(block)
      const length = stream.decompressChunk(output.ptr, output.size, input.ptr, filled)
      filled = 0
      return memory.heapView(output).slice(0, length)
    },
    close() {
      stream.delete()
      memory.free(input)
      memory.free(output)
    },
  }
}

/** Compresses to frames of a few megabytes, so that damage to one leaves the others whole. */
export async function* zstd(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const library = await Zstd.load()
  const reader = new Reader(bytes)
  let any = false
  while ((await reader.fill(FRAME)) || reader.ahead.length > 0 || !any) {
    yield library.compress(reader.take(Math.min(FRAME, reader.ahead.length)))
    any = true
  }
}
