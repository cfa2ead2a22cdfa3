import {once} from 'node:events'
import {
  type BigIntStats,
  closeSync,
  createWriteStream,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmdirSync,
  statSync,
  writeSync,
} from 'node:fs'
import {chmod, chown, rename, rm, stat} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import type {Writable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import type {Packing} from '../packing/packing.ts'
import type {Bytes} from './bytes.ts'
import {systemCode} from './system-code.ts'
import {sweep, temporaryBeside} from './temporary.ts'

interface Owner {
  uid: number | bigint
  gid: number | bigint
}

export interface WriteOptions {
  /** What to pack it in. */
  compressed: Packing | false
  /** For Parquet the file that the content comes from. */
  source?: string | undefined
  /** Permission bits; those of a new file unless given. */
  mode?: number | bigint | undefined
  /** User and group; those of a new file unless given. */
  owner?: Owner | undefined
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
 * Where a path leads through links; what is not there yet stays below the folder that is.
 *
 * @param path absolute
 */
export function realOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const folder = dirname(path)
    return folder === path ? path : join(realOf(folder), basename(path))
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
 * @param accept asked when all is on the disk, just before the renaming, and told whether the file is `owner`'s; `false`
 *               drops the file
 * @returns whether the file was written
 * @throws what `bytes` and `accept` throw, system errors, the reason of an abort; the temporary file is gone then
 */
export async function writeAtomically(
  file: string,
  bytes: Bytes,
  options: WriteOptions,
  accept: (isOwned: boolean) => Promise<boolean> = async () => true,
): Promise<boolean> {
  const {compressed, source, mode, owner, signal} = options
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
    // First, so that the bits of one group are never those of another.
    const isOwned = !owner || (await give(temporary, owner))
    if (mode !== undefined) await chmod(temporary, Number(mode) & 0o777)
    const accepted = await accept(isOwned)
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

// What tells that somebody wrote a file, or put another in its place.
const STATE = ['dev', 'ino', 'size', 'mtimeNs', 'ctimeNs'] as const

/**
 * Whether a file is what it was, so that nothing is lost when another takes its place.
 *
 * @param before of before it was read
 */
export async function isStill(file: string, before: BigIntStats | undefined): Promise<boolean> {
  const now = await stat(file, {bigint: true}).catch(() => undefined)
  return STATE.every((key) => now?.[key] === before?.[key])
}

// Only the superuser may give a file to anybody.
async function give(file: string, owner: Owner): Promise<boolean> {
  const [uid, gid] = [Number(owner.uid), Number(owner.gid)]
  const now = await stat(file)
  if (now.uid === uid && now.gid === gid) return true
  return await chown(file, uid, gid).then(
    () => true,
    () => false,
  )
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
 * Waits until a stream has written what it holds, or its reader is gone. Standard output lives on after an error, with
 * nothing left that could be taken.
 *
 * @param signal ends the wait
 */
export async function drained(stream: Writable, signal?: AbortSignal): Promise<void> {
  if (stream.writableNeedDrain && stream.writableLength > 0)
    await once(stream, 'drain', signal ? {signal} : {}).catch(() => {})
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
