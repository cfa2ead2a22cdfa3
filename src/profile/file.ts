import {closeSync, fstatSync, openSync, readSync} from 'node:fs'
import {systemCode} from '../io/system-code.ts'
import {once} from '../text/once.ts'
import {KEY_VERSION} from '../text/site.ts'
import {isHost, type Least, LINE_FEED, type Source, TAB} from './source.ts'

// Every run can read profiles, few do.
const zlib = once(() => process.getBuiltinModule('node:zlib'))

/**
 * A profile is a text file. Its first line says what it is, its last what it holds; between them stand the lines, sorted
 * by their bytes:
 *
 *     {"format":"descrape-profile","version":1,"keys":1}
 *     example.org→→1200
 *     example.org→All rights reserved.→1198
 *     {"hosts":1,"documents":1200,"lines":1,"crc32":"7e0d1f22"}
 *
 * (→ is a tab.) Sorted text merges line by line in any tool, can be searched where it lies, and a reader sees in it what
 * will be removed.
 */
export interface Header {
  format: 'descrape-profile'
  version: number
  /** How keys were made, see `KEY_VERSION`. */
  keys: number
  /** Where rare lines were left out. */
  least?: Least
}

/** What a profile holds. */
export interface Contents {
  hosts: number
  documents: number
  /** Different lines, by host. */
  lines: number
  /** Of the lines between the first and the last. */
  crc32: string
}

/** A file that is no profile, or not the one that is needed; the message is one line for the user. */
export class ProfileError extends Error {
  override name = 'ProfileError'
}

const FORMAT = 'descrape-profile'
const VERSION = 1
const CHUNK = 1 << 18
// More than the first or the last line has.
const EDGE = 1 << 10

/**
 * Bytes of a profile.
 *
 * @param source   its lines in order
 * @param least    where rare lines have been left out
 * @param contents is filled in at the end
 */
export function* profileBytes(source: Source, least?: Least, contents: Partial<Contents> = {}): Generator<Uint8Array> {
  const header: Header = {format: FORMAT, version: VERSION, keys: KEY_VERSION, ...(least && {least})}
  yield jsonLine(header)
  let crc = 0
  const totals = {hosts: 0, documents: 0, lines: 0}
  for (const chunk of lineBytes(source, totals)) {
    crc = zlib().crc32(chunk, crc)
    yield chunk
  }
  Object.assign(contents, totals, {crc32: crcText(crc)})
  yield jsonLine(contents)
}

/**
 * Bytes of lines, in chunks.
 *
 * @param totals are counted
 */
export function* lineBytes(
  source: Source,
  totals: Omit<Contents, 'crc32'> = {hosts: 0, documents: 0, lines: 0},
): Generator<Uint8Array> {
  let chunk = Buffer.allocUnsafeSlow(CHUNK)
  let length = 0
  while (source.next()) {
    const {bytes, start, end, count} = source
    if (isHost(source)) {
      totals.hosts++
      totals.documents += count
    } else totals.lines++
    if (length + end - start + MAX_NUMBER > chunk.length) {
      yield chunk.subarray(0, length)
      chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK, end - start + MAX_NUMBER))
      length = 0
    }
    chunk.set(bytes.subarray(start, end), length)
    length += end - start
    chunk[length++] = TAB
    length = writeNumber(chunk, length, count)
    chunk[length++] = LINE_FEED
  }
  if (length > 0) yield chunk.subarray(0, length)
}

// A tab, sixteen digits, a line feed.
const MAX_NUMBER = 18

function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  let digits = 1
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++
  let rest = value
  for (let place = at + digits - 1; place >= at; place--) {
    bytes[place] = ZERO + (rest % 10)
    rest = Math.floor(rest / 10)
  }
  return at + digits
}

function jsonLine(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`)
}

function crcText(crc: number): string {
  return crc.toString(16).padStart(8, '0')
}

/** An open profile: where its lines stand in the file. */
export interface ProfileFile {
  path: string
  descriptor: number
  header: Header
  contents: Contents
  start: number
  end: number
  close(): void
}

/**
 * Opens a profile.
 *
 * @throws ProfileError for a file that is none, of another version, or cut short
 */
export function openFile(path: string): ProfileFile {
  const descriptor = open(path)
  try {
    const {size} = fstatSync(descriptor)
    const head = readAt(descriptor, 0, EDGE)
    const start = head.indexOf(LINE_FEED) + 1
    const header = parse<Header>(head.subarray(0, start))
    if (header?.format !== FORMAT) throw new ProfileError(`${path}: is no profile; make one with descrape profile`)
    if (header.version !== VERSION || header.keys !== KEY_VERSION)
      throw new ProfileError(`${path}: was made by another version of descrape; make it anew with descrape profile`)
    const tail = readAt(descriptor, Math.max(start, size - EDGE), EDGE)
    const last = tail.subarray(tail.lastIndexOf(LINE_FEED, -2) + 1)
    const contents = last.at(-1) === LINE_FEED ? parse<Contents>(last) : undefined
    if (contents?.crc32 === undefined)
      throw new ProfileError(`${path}: is cut short; make it anew with descrape profile`)
    const end = size - last.length
    return {path, descriptor, header, contents, start, end, close: () => closeSync(descriptor)}
  } catch (error) {
    closeSync(descriptor)
    throw systemCode(error) === undefined ? error : unreadable(path, error)
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): ProfileError {
  return new ProfileError(`${path}: cannot be read (${systemCode(error)}); check its name and permissions`)
}

function parse<Value>(line: Uint8Array): Value | undefined {
  try {
    return JSON.parse(Buffer.from(line).toString()) as Value
  } catch {
    return undefined
  }
}

function readAt(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position))
}

/**
 * Lines of a whole profile; what it holds is checked at its end.
 *
 * @throws ProfileError, from `next`, where the bytes are not those that were written
 */
export function linesOf({path, descriptor, contents, start, end}: ProfileFile): Source {
  let crc = 0
  return new FileLines(descriptor, start, end, CHUNK, {
    read(bytes) {
      crc = zlib().crc32(bytes, crc)
    },
    end() {
      if (crcText(crc) !== contents.crc32)
        throw new ProfileError(`${path}: is damaged (wrong checksum); make it anew with descrape profile`)
    },
  })
}

/** Lines of a stretch of a file that begins with a whole one. */
export class FileLines implements Source {
  bytes: Buffer
  start = 0
  end = 0
  count = 0
  readonly #descriptor: number
  readonly #to: number
  readonly #watch: {read(bytes: Uint8Array): void; end(): void} | undefined
  // Where to read on, in the file; bytes that have been read, and those of them that are done.
  #position: number
  #length = 0
  #at = 0

  /**
   * @param chunk bytes that are read in one go
   * @param watch is shown all bytes once, and told of the end
   */
  constructor(
    descriptor: number,
    from: number,
    to: number,
    chunk = CHUNK,
    watch?: {read(bytes: Uint8Array): void; end(): void},
  ) {
    this.#descriptor = descriptor
    this.#position = from
    this.#to = to
    this.#watch = watch
    this.bytes = Buffer.allocUnsafeSlow(Math.max(1, Math.min(chunk, to - from)))
  }

  /** Where the next line begins, in the file. */
  get position(): number {
    return this.#position - this.#length + this.#at
  }

  next(): boolean {
    let feed = this.#feed(this.#at)
    while (feed === -1) {
      const looked = this.#length - this.#at
      if (!this.#read()) {
        this.#watch?.end()
        return false
      }
      feed = this.#feed(looked)
    }
    const {bytes} = this
    let at = feed - 1
    let count = 0
    for (let unit = 1; bytes[at] !== TAB && at > this.#at; at--, unit *= 10)
      count += ((bytes[at] as number) - ZERO) * unit
    this.start = this.#at
    this.end = at
    this.count = count
    this.#at = feed + 1
    return true
  }

  #feed(from: number): number {
    const {bytes} = this
    for (let at = from; at < this.#length; at++) if (bytes[at] === LINE_FEED) return at
    return -1
  }

  #read(): boolean {
    const rest = this.bytes.subarray(this.#at, this.#length)
    // Only a line longer than the chunk fills it.
    if (rest.length === this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(this.bytes.length * 2)
    this.bytes.set(rest)
    this.#at = 0
    this.#length = rest.length
    const room = Math.min(this.bytes.length - rest.length, this.#to - this.#position)
    const read = room > 0 ? readSync(this.#descriptor, this.bytes, rest.length, room, this.#position) : 0
    this.#watch?.read(this.bytes.subarray(rest.length, rest.length + read))
    this.#position += read
    this.#length += read
    return read > 0
  }
}

const ZERO = 48
