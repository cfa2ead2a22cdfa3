import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmdirSync,
  statSync,
  writeSync,
} from 'node:fs'
import {chmod, rename, rm} from 'node:fs/promises'
import {dirname, isAbsolute, join, relative, sep} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {setImmediate} from 'node:timers/promises'
import type {Packing} from '../packing/packing.ts'
import {sweep, temporaryBeside} from './temporary.ts'

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

/** Milliseconds since the process began; `performance` would have to be loaded, which takes longer than a small file. */
export function now(): number {
  return process.uptime() * 1000
}

const TURN_MS = 50

/**
 * For work in many small pieces: called between them, lets signals and streams have their turn now and then.
 *
 * @returns what to wait for where a turn is due
 */
export function createTurns(): () => Promise<void> | undefined {
  let last = now()
  return () => {
    if (now() - last < TURN_MS) return undefined
    return setImmediate().then(() => {
      last = now()
    })
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

export interface WriteOptions {
  /** What to pack it in. */
  compressed: Packing | false
  /** For Parquet the file that the content comes from. */
  source?: string | undefined
  /** Permission bits; those of a new file unless given. */
  mode?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * Makes a folder and those above it. The `recursive` of Node never comes to an end below a folder such as /proc, where
 * the system denies a folder that its parent exists.
 *
 * @param folder absolute path
 * @throws system errors
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (statSync(folder, {throwIfNoEntry: false})?.isDirectory()) return
    if (systemCode(error) !== 'ENOENT' || existsSync(dirname(folder))) throw error
    makeFolder(dirname(folder))
    makeFolder(folder)
  }
}

/**
 * Finds out, by trying, whether files can be made in a folder, which need not exist.
 *
 * @param folder absolute path
 * @returns the folder that stands in the way and the code of the system, or nothing
 */
export function obstacleIn(folder: string): {folder: string; code: string} | undefined {
  let nearest = folder
  while (!existsSync(nearest)) nearest = dirname(nearest)
  if (!statSync(nearest).isDirectory()) return {folder: nearest, code: 'ENOTDIR'}
  try {
    rmdirSync(mkdtempSync(join(nearest, '.descrape-')))
  } catch (error) {
    return {folder: nearest, code: systemCode(error) ?? String(error)}
  }
  return undefined
}

/**
 * Brings the names of a folder to the disk, where the system can: without them a new file may be gone after a loss of
 * power, whatever was done with its bytes.
 *
 * @param folder absolute path
 */
export function syncFolder(folder: string): void {
  let descriptor: number | undefined
  try {
    descriptor = openSync(folder, 'r')
    fsyncSync(descriptor)
  } catch {
    // Not every system opens folders, nor every file system brings them to the disk.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Writes all of some bytes at the end of an open file; one write where the system takes it as one. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
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
  const {compressed, source, mode, signal} = options
  signal?.throwIfAborted()
  const temporary = temporaryBeside(file)
  const there = lstatSync(file, {throwIfNoEntry: false})
  // A pipe or a device would be gone, and who waits at its other end would never know.
  if (there && !there.isFile() && !there.isSymbolicLink())
    throw Object.assign(new Error('something else than a file has this name'), {code: 'EEXIST', syscall: 'rename'})
  makeFolder(dirname(file))
  sweep(dirname(file))
  // Nothing else lies there while the first bytes are being made, which takes longest.
  const content = await begun(bytes)
  const stream = createWriteStream(temporary, {flags: 'wx', mode: mode === undefined ? 0o666 : 0o600, flush: true})
  // Without a listener the stream would throw an error of its own beside that of the promise.
  stream.on('error', () => {})
  try {
    await writeTo(stream, content, {compressed, source, signal})
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

// Bytes whose first piece is there.
async function begun(bytes: Bytes): Promise<Bytes> {
  const iterator = bytes[Symbol.asyncIterator]()
  let first: IteratorResult<Uint8Array> | undefined = await iterator.next()
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const result = first ?? (await iterator.next())
        first = undefined
        return result
      },
      async return(value) {
        return (await iterator.return?.(value)) ?? {done: true, value}
      },
    }),
  }
}

/**
 * Writes to a stream at the pace of its reader.
 *
 * @param stream any byte stream
 * @param bytes  what to write
 * @param end    whether to end the stream; standard output has to stay open
 */
export async function writeTo(
  stream: NodeJS.WritableStream,
  bytes: Bytes,
  {compressed, source, signal}: WriteOptions,
  end = true,
): Promise<void> {
  const packed = compressed ? (await import('../packing/packing.ts')).pack(bytes, compressed, source) : bytes
  await pipeline(packed, stream, {end, ...(signal && {signal})})
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
