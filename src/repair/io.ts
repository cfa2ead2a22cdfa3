import {closeSync, createReadStream, createWriteStream, openSync, readSync, statSync} from 'node:fs'
import {chmod, mkdir, rename, rm} from 'node:fs/promises'
import {basename, dirname, isAbsolute, join, relative, sep} from 'node:path'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {setImmediate} from 'node:timers/promises'

/** Bytes in chunks of any size; node streams are such sources. */
export type Bytes = AsyncIterable<Uint8Array>

/** SHA-256 in hexadecimal and length of some bytes. */
export interface Digest {
  sha256: string
  bytes: number
}

/** A piece of a line with its line feed; the pieces of an overlong line have `whole: false`. */
export interface LinePiece {
  bytes: Buffer
  whole: boolean
}

// Compression and hashing are loaded where they are needed: a lint of plain text has no use for them.
const CHUNK = 1 << 18

/**
 * Reads a file or stream, decompressed where asked. The members of a concatenated gzip file follow each other.
 *
 * @param source     absolute path or stream
 * @param compressed whether it is gzip
 */
export async function* readBytes(source: string | Bytes, compressed: boolean): AsyncGenerator<Uint8Array> {
  const raw = typeof source === 'string' ? readFile(source) : source
  if (!compressed) {
    yield* raw
    return
  }
  const {createGunzip} = await import('node:zlib')
  const gunzip = createGunzip({chunkSize: CHUNK})
  const reading = pipeline(raw instanceof Readable ? raw : Readable.from(raw, {objectMode: false}), gunzip)
  // The loop below sees the same error.
  reading.catch(() => {})
  yield* gunzip
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
    for (;;) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, stats.size + 1))
      const length = readSync(descriptor, chunk)
      if (length === 0) return
      yield chunk.subarray(0, length)
      // Signals and streams have their turn.
      await setImmediate()
    }
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Reads a section of a file.
 *
 * @param file absolute path
 * @param from first byte
 * @param to   byte after the last one
 */
export async function* readRange(file: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  if (from < to) yield* createReadStream(file, {start: from, end: to - 1, highWaterMark: CHUNK})
}

/**
 * Splits bytes after each line feed. Memory stays flat: a line over the limit comes in pieces.
 *
 * @param source  any bytes
 * @param longest bytes of the longest line that is kept in one piece
 */
export async function* splitLines(source: Bytes, longest: number): AsyncGenerator<LinePiece> {
  let parts: Uint8Array[] = []
  let length = 0
  let overlong = false
  for await (const bytes of source) {
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
      } else if (feed === -1) {
        parts.push(piece)
        length += piece.length
      } else if (length === 0) yield {bytes: piece, whole: true}
      else {
        parts.push(piece)
        yield {bytes: Buffer.concat(parts), whole: true}
        parts = []
        length = 0
      }
    }
  }
  if (length > 0) yield {bytes: Buffer.concat(parts), whole: true}
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

/** Reads to the end. */
export async function drain(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

export interface WriteOptions {
  /** Whether to write gzip. */
  compressed: boolean
  /** Permission bits; those of a new file unless given. */
  mode?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * Writes a file all or not at all: to a temporary file in its folder, to the disk, then renamed. Folders are made.
 *
 * @param file   absolute path
 * @param bytes  the contents
 * @param accept asked when all is on the disk, just before the renaming; `false` drops the file
 * @returns whether the file was written
 * @throws what `bytes` and `accept` throw, system errors, the reason of an abort; the temporary file is gone then
 */
export async function writeAtomically(
  file: string,
  bytes: Bytes,
  options: WriteOptions,
  accept: () => Promise<boolean> = async () => true,
): Promise<boolean> {
  const {compressed, mode, signal} = options
  signal?.throwIfAborted()
  const temporary = temporaryBeside(file)
  await mkdir(dirname(file), {recursive: true})
  const stream = createWriteStream(temporary, {flags: 'wx', mode: mode === undefined ? 0o666 : 0o600, flush: true})
  // Without a listener the stream would throw an error of its own beside that of the promise.
  stream.on('error', () => {})
  try {
    await writeTo(stream, bytes, compressed, signal)
    if (mode !== undefined) await chmod(temporary, mode & 0o777)
    const accepted = await accept()
    if (accepted) await rename(temporary, file)
    else await rm(temporary, {force: true})
    return accepted
  } catch (error) {
    stream.destroy()
    if (!stream.closed) await new Promise<void>((resolve) => stream.once('close', () => resolve()))
    await rm(temporary, {force: true})
    throw error
  }
}

/**
 * Writes to a stream at the pace of its reader.
 *
 * @param stream     any byte stream
 * @param bytes      what to write
 * @param compressed whether to write gzip
 * @param end        whether to end the stream; standard output has to stay open
 */
export async function writeTo(
  stream: NodeJS.WritableStream,
  bytes: Bytes,
  compressed: boolean,
  signal?: AbortSignal,
  end = true,
): Promise<void> {
  const options = {end, ...(signal && {signal})}
  if (!compressed) return pipeline(bytes, stream, options)
  const {createGzip} = await import('node:zlib')
  await pipeline(bytes, createGzip({chunkSize: CHUNK}), stream, options)
}

/** Name of a temporary file in the folder of another one; no walk picks it up. */
export function temporaryBeside(file: string): string {
  return join(dirname(file), `.${basename(file).slice(0, 80)}.${crypto.randomUUID().slice(0, 8)}.tmp`)
}

/** Path from a folder with `/` as separator. */
export function slashed(from: string, to: string): string {
  const path = relative(from, to)
  return sep === '/' ? path : path.replaceAll(sep, '/')
}

/** Whether a path lies in a folder; both absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Code of a system error such as `ENOENT`, undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined
}

/** `JSON.stringify` on one line by anyone's rules: U+0085, U+2028 and U+2029 are escaped. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
