import {closeSync, createReadStream, openSync, readSync, statSync} from 'node:fs'
import {setImmediate} from 'node:timers/promises'
import type {Packing} from '../packing/packing.ts'

/** Bytes in chunks of any size; node streams are such sources. */
export type Bytes = AsyncIterable<Uint8Array>

/**
 * Stands among the chunks of a file in the place of what could not be unpacked. It has no bytes, so that who does not
 * care need not look.
 */
export class Gap extends Uint8Array {
  /** Says about the file what is wrong: "has a gzip member at byte 7 that is cut off". */
  readonly reason: string

  constructor(reason: string) {
    super(0)
    this.reason = reason
  }

  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array
  }
}

/** SHA-256 in hexadecimal and length of some bytes. */
export interface Digest {
  sha256: string
  bytes: number
}

/** A piece of a line with its line feed; the pieces of an overlong line have `whole: false`. */
export interface LinePiece {
  bytes: Buffer
  whole: boolean
  /** What is missing behind these bytes, which may be none. */
  gap?: Gap
}

// Compression and hashing are loaded where they are needed: a lint of plain text has no use for them.
const CHUNK = 1 << 18

/**
 * Reads the content of a file or stream. Of what is packed, a gap stands for what is damaged.
 *
 * @param source     absolute path or stream
 * @param compressed what it is packed in
 * @param onRead     told of bytes that were read, before they are unpacked
 */
export async function* readBytes(
  source: string | Bytes,
  compressed: Packing | false,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  if (compressed) {
    const {unpack} = await import('../packing/packing.ts')
    yield* unpack(source, compressed, onRead)
    return
  }
  const bytes = typeof source === 'string' ? readFile(source) : source
  yield* onRead ? counting(bytes, onRead) : bytes
}

async function* counting(source: Bytes, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    onRead(chunk.length)
    yield chunk
  }
}

// The thread pool of streams costs more than the reading of a small file, so only what may block goes through it.
async function* readFile(file: string): AsyncGenerator<Uint8Array> {
  const stats = statSync(file)
  if (!stats.isFile()) {
    yield* createReadStream(file, {highWaterMark: CHUNK})
    return
  }
  const descriptor = openSync(file, 'r')
  try {
    // What says that it is empty may not be, as in /proc; and what is longer than it said may be much longer.
    const usual = stats.size > 0 ? stats.size + 1 : CHUNK
    for (let done = 0; ; ) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, Math.max(usual, done)))
      const length = readSync(descriptor, chunk)
      if (length === 0) return
      done += length
      yield chunk.subarray(0, length)
      // Signals and streams have their turn.
      await setImmediate()
    }
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Reads a section of a file, which is open only while a chunk is read: sections may be read many at a time.
 *
 * @param file absolute path
 * @param from first byte
 * @param to   byte after the last one
 */
export async function* readRange(file: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let place = from; place < to; ) {
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, to - place))
    const descriptor = openSync(file, 'r')
    let length = 0
    try {
      length = readSync(descriptor, chunk, 0, chunk.length, place)
    } finally {
      closeSync(descriptor)
    }
    if (length === 0) return
    place += length
    yield chunk.subarray(0, length)
    await setImmediate()
  }
}

/**
 * Splits bytes after each line feed. Memory stays flat: a line over the limit comes in pieces.
 *
 * @param source  any bytes
 * @param longest bytes of the longest line that is kept in one piece
 */
export async function* splitLines(source: Bytes, longest: number): AsyncGenerator<LinePiece> {
  const splitter = createSplitter(longest)
  for await (const bytes of source) for (const piece of splitter.take(bytes)) yield piece
  yield* splitter.rest()
}

/** Splits chunks of bytes as they come. */
export interface Splitter {
  /** Pieces of lines that end with these bytes. */
  take(bytes: Uint8Array): Generator<LinePiece>
  /** The last line, where no line feed follows. */
  rest(): Generator<LinePiece>
}

/** @param longest bytes of the longest line that is kept in one piece */
export function createSplitter(longest: number): Splitter {
  let parts: Uint8Array[] = []
  let length = 0
  let overlong = false
  const join = (): Buffer => {
    const bytes = Buffer.concat(parts)
    parts = []
    length = 0
    return bytes
  }
  return {
    *take(bytes) {
      if (bytes instanceof Gap) {
        yield {bytes: join(), whole: false, gap: bytes}
        overlong = false
      }
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      for (let start = 0; start < chunk.length; ) {
        const feed = chunk.indexOf(10, start)
        const end = feed === -1 ? chunk.length : feed + 1
        const piece = chunk.subarray(start, end)
        start = end
        if (!overlong && length + piece.length > longest) {
          overlong = true
          for (const part of parts) yield {bytes: Buffer.from(part.buffer, part.byteOffset, part.length), whole: false}
          parts = []
          length = 0
        }
        if (overlong) {
          yield {bytes: piece, whole: false}
          overlong = feed === -1
        } else if (feed !== -1 && length === 0) yield {bytes: piece, whole: true}
        else {
          parts.push(piece)
          length += piece.length
          if (feed !== -1) yield {bytes: join(), whole: true}
        }
      }
    },
    *rest() {
      if (length > 0) yield {bytes: join(), whole: true}
    },
  }
}

/**
 * Passes bytes through and fills in their digest when they have ended.
 *
 * @param source any bytes
 * @param digest is written to
 */
export async function* digesting(source: Bytes, digest: Digest): AsyncGenerator<Uint8Array> {
  const {createHash} = await import('node:crypto')
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of source) {
    hash.update(chunk)
    length += chunk.length
    yield chunk
  }
  digest.sha256 = hash.digest('hex')
  digest.bytes = length
}

/** Digest of bytes, read to their end. */
export async function digestOf(source: Bytes): Promise<Digest> {
  const digest = {sha256: '', bytes: 0}
  await drain(digesting(source, digest))
  return digest
}

/** A text, or its bytes, as a source of bytes. */
export async function* inOnePiece(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof content === 'string' ? Buffer.from(content) : content
}

/** Reads to the end. */
export async function drain(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}
