import {brotliDecompressSync, gunzipSync} from 'node:zlib'
import {Zstd} from '@hpcc-js/wasm-zstd'
import type {Compressors} from 'hyparquet'
import {readVarInt} from 'hyparquet/src/thrift.js'
import {snappyUncompress} from 'hysnappy'
import {unzstdFrames} from './zstd.ts'

/**
 * What unpacks the pages of Parquet, by codec. Each takes the length that a page claims as the most that it gives, and
 * gives what there is: those of hyparquet fill up with zeros, or with bytes of a page before.
 */
export async function loadCompressors(): Promise<Compressors> {
  const zstd = await Zstd.load()
  return {
    SNAPPY: unsnappy,
    GZIP: (input, size) => gunzipSync(input, {maxOutputLength: size}),
    BROTLI: (input, size) => brotliDecompressSync(input, {maxOutputLength: size}),
    ZSTD: (input, size) => unzstdFrames(zstd, Buffer.from(input.buffer, input.byteOffset, input.length), size),
    LZ4: unlz4,
    LZ4_RAW: (input, size) => unlz4Block(input, Buffer.alloc(size)),
  }
}

function unsnappy(input: Uint8Array, size: number): Uint8Array {
  const length = readVarInt({view: new DataView(input.buffer, input.byteOffset, input.length), offset: 0})
  if (length !== size) throw new Error(`it unpacks to ${length} bytes, not ${size}`)
  return snappyUncompress(input, size)
}

// Hadoop puts the lengths of each block before it, unpacked and packed; other writers have one block.
function unlz4(input: Uint8Array, size: number): Uint8Array {
  const output = Buffer.alloc(size)
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.length)
  const blocks: [packed: Buffer, length: number][] = []
  let at = 0
  let total = 0
  while (at + 8 <= bytes.length) {
    const [length, packed] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
    blocks.push([bytes.subarray(at + 8, at + 8 + packed), length])
    at += 8 + packed
    total += length
  }
  if (at !== bytes.length || total !== size) return unlz4Block(bytes, output)
  let place = 0
  for (const [packed, length] of blocks) place += unlz4Block(packed, output.subarray(place, place + length)).length
  return output.subarray(0, place)
}

function unlz4Block(input: Uint8Array, output: Buffer): Buffer {
  let from = 0
  let to = 0
  const byte = (): number => {
    if (from >= input.length) throw new Error('it ends too early')
    return input[from++] as number
  }
  const length = (start: number): number => {
    let sum = start
    for (let next = start === 15 ? 255 : 0; next === 255; sum += next) next = byte()
    return sum
  }
  while (from < input.length) {
    const token = byte()
    const literals = length(token >> 4)
    if (from + literals > input.length) throw new Error('it ends too early')
    output.set(input.subarray(from, from + literals), to)
    from += literals
    to += literals
    // The last sequence has nothing to copy.
    if (from === input.length) break
    const distance = byte() | (byte() << 8)
    const end = to + length(token & 15) + 4
    if (distance === 0 || distance > to || end > output.length) throw new Error('it copies what is not there')
    for (; to < end; to++) output[to] = output[to - distance] as number
  }
  return output.subarray(0, to)
}
