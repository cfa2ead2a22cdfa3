import {Zstd} from '@hpcc-js/wasm-zstd'
import {Decompress} from 'fzstd'
import createHashes from 'xxhash-wasm'
import {type Bytes, Gap} from '../io/bytes.ts'
import {PackingError, Reader} from './reader.ts'

const MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd)
const [RLE, RESERVED] = [1, 3]
const BLOCK_HEADER = 3
const CHECKSUM = 4
const FRAME = 1 << 22

/**
 * Reads Zstandard frame by frame. What is damaged is left out up to the next frame, with a gap in its place.
 *
 * @throws PackingError where it is no Zstandard at all
 */
export async function* unzstd(source: Bytes): AsyncGenerator<Uint8Array> {
  const reader = new Reader(source)
  const {create64} = await createHashes()
  try {
    for (let first = true; first ? await reader.fill(1) : await reader.padding(); first = false) {
      const {place} = reader
      await reader.fill(MAGIC.length + 14)
      if (isSkippable(reader.ahead)) {
        await skip(reader, reader.ahead.readUInt32LE(4) + 8)
        continue
      }
      if (reader.ahead.subarray(0, MAGIC.length).equals(MAGIC) && isFrame(reader.ahead, 0)) {
        const reason = yield* frame(reader, create64())
        if (reason === undefined) continue
        yield new Gap(`has a Zstandard frame at byte ${place} that ${reason}`)
      } else if (first) throw new PackingError('is no Zstandard file; rename it, or compress it anew')
      else yield new Gap(`has no Zstandard frame at byte ${place}`)
      await reader.skip(place, MAGIC, MAGIC.length + 1, isFrame)
    }
  } finally {
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

// Gives back what is wrong with it.
async function* frame(
  reader: Reader,
  hash: {update(bytes: Uint8Array): unknown; digest(): bigint},
): AsyncGenerator<Uint8Array, string | undefined> {
  const descriptor = reader.ahead[MAGIC.length] as number
  const hasChecksum = (descriptor & 4) !== 0
  let unpacked: Uint8Array[] = []
  const decompress = new Decompress((chunk) => {
    if (chunk.length > 0) unpacked.push(chunk)
  })
  const header = headerLength(descriptor)
  if (!(await reader.fill(header))) return CUT_OFF
  // Of a part of a header the decoder would forget the beginning.
  let pending: Buffer = reader.take(header)
  for (let last = false; !last; ) {
    if (!(await reader.fill(BLOCK_HEADER))) return CUT_OFF
    const block = reader.ahead.readUIntLE(0, BLOCK_HEADER)
    const type = (block >> 1) & 3
    last = (block & 1) === 1
    if (type === RESERVED) return 'is damaged'
    const length = BLOCK_HEADER + (type === RLE ? 1 : block >> 3)
    if (!(await reader.fill(length))) return CUT_OFF
    // The checksum belongs to the last block.
    if (last && hasChecksum && !(await reader.fill(length + CHECKSUM))) return CUT_OFF
    const own = reader.take(last && hasChecksum ? length + CHECKSUM : length)
    const bytes = Buffer.concat([pending, own])
    pending = Buffer.alloc(0)
    try {
      decompress.push(bytes, last)
    } catch (error) {
      // The next frame may begin in what its length claims.
      reader.unread(own)
      return `is damaged (${(error as Error).message})`
    }
    for (const chunk of unpacked) {
      hash.update(chunk)
      yield chunk
    }
    unpacked = []
    if (last && hasChecksum && Number(hash.digest() & 0xffffffffn) !== bytes.readUInt32LE(bytes.length - CHECKSUM))
      return 'is damaged (its checksum is another)'
  }
  return undefined
}

const CUT_OFF = 'is cut off'

/** Bytes of the header of a frame, with the magic number. */
export function headerLength(descriptor: number): number {
  const isSingle = (descriptor & 32) !== 0
  const dictionary = [0, 1, 2, 4][descriptor & 3] as number
  const size = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] as number
  return MAGIC.length + 1 + (isSingle ? 0 : 1) + dictionary + size
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
