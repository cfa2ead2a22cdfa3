import {once} from 'node:events'
import {pipeline} from 'node:stream/promises'
import {setImmediate} from 'node:timers/promises'
import {constants, crc32, createGzip, createInflateRaw, gzipSync, inflateRawSync} from 'node:zlib'
import {type Bytes, Gap} from '../io/bytes.ts'
import {PackingError, Reader} from './reader.ts'
import {splitWarc} from './warc.ts'

const CHUNK = 1 << 18
// What zlib had in hand when it met damage is lost.
const STEP = 1 << 15
const SMALL = 1 << 22
const HELD = 1 << 20
const CUT_OFF = 'is cut off'
const MAGIC = Buffer.of(0x1f, 0x8b, 8)
const FIXED = 10
const TRAILER = 8
const LONGEST_NAME = 1 << 12
const [HEADER_CRC, EXTRA, NAME, COMMENT] = [2, 4, 8, 16]

/**
 * Reads gzip member by member. What is damaged is left out up to the next member, with a gap in its place.
 *
 * @throws PackingError where it is no gzip at all
 */
export async function* gunzip(source: Bytes): AsyncGenerator<Uint8Array> {
  const reader = new Reader(source)
  try {
    for (let first = true; first ? await reader.fill(1) : await reader.padding(); first = false) {
      const {place} = reader
      const header = await headerLength(reader)
      if (header > 0) {
        reader.take(header)
        const reason = yield* member(reader)
        if (reason === undefined) continue
        yield new Gap(`has a gzip member at byte ${place} that ${reason}`)
      } else if (first) throw new PackingError('is no gzip file; rename it, or compress it anew')
      else yield new Gap(`has no gzip member at byte ${place}`)
      await reader.skip(place, MAGIC, FIXED, isHeader)
    }
  } finally {
    await reader.close()
  }
}

// Flags and system that no writer sets tell a member from bytes that only look like one.
function isHeader(bytes: Buffer, at: number): boolean {
  const system = bytes[at + 9] as number
  return (bytes[at + 3] as number) < 32 && (bytes[at + 8] as number) <= 4 && (system < 14 || system === 255)
}

// 0 where there is none.
async function headerLength(reader: Reader): Promise<number> {
  if (!(await reader.fill(FIXED)) || !reader.ahead.subarray(0, MAGIC.length).equals(MAGIC)) return 0
  const flags = reader.ahead[3] as number
  let length = FIXED
  if (flags & EXTRA) {
    if (!(await reader.fill(length + 2))) return 0
    length += 2 + reader.ahead.readUInt16LE(length)
  }
  for (const flag of [NAME, COMMENT]) {
    if (!(flags & flag)) continue
    await reader.fill(length + LONGEST_NAME)
    const end = reader.ahead.subarray(length, length + LONGEST_NAME).indexOf(0)
    if (end === -1) return 0
    length += end + 1
  }
  if (flags & HEADER_CRC) length += 2
  return (await reader.fill(length)) ? length : 0
}

// What is not large is checked as a whole before it is given away: of damaged bytes some look like text. Gives back
// what is wrong.
async function* member(reader: Reader): AsyncGenerator<Uint8Array, string | undefined> {
  const small = smallMember(reader.ahead)
  if (small) {
    reader.take(small.length)
    yield small.bytes
    return undefined
  }
  let held: Uint8Array[] = []
  let length = 0
  const chunks = inflated(reader)
  for (;;) {
    const {value, done} = await chunks.next()
    if (done) {
      if (value === undefined || value === CUT_OFF) yield* held
      return value
    }
    held.push(value)
    length += value.length
    if (length <= HELD) continue
    yield* held
    held = []
  }
}

// Gives back what is wrong.
async function* inflated(reader: Reader): AsyncGenerator<Uint8Array, string | undefined> {
  const inflate = createInflateRaw({chunkSize: CHUNK})
  const closed = once(inflate, 'close')
  // The loop below sees the same error.
  inflate.on('error', () => {})
  closed.catch(() => {})
  let ended = false
  // Steps that zlib has not been through.
  const steps: Buffer[] = []
  let fed = 0
  let waiting = 0
  const onWritten = (): void => {
    waiting--
  }
  const feed = async (): Promise<void> => {
    while (!ended && (await reader.fill(1))) {
      const step = reader.take(Math.min(STEP, reader.ahead.length))
      steps.push(step)
      fed += step.length
      while (steps.length > 1 && fed - lengthOf(steps) + (steps[0] as Buffer).length <= inflate.bytesWritten)
        steps.shift()
      if (ended) return
      waiting++
      if (!inflate.write(step, onWritten)) await Promise.race([once(inflate, 'drain').catch(() => {}), closed])
    }
    // Where the end is missing, an error takes all that was not fetched by then.
    while (!ended && (waiting > 0 || inflate.readableLength > 0)) await setImmediate()
    if (!ended) inflate.end()
  }
  let checksum = 0
  let length = 0
  let reason: string | undefined
  const feeding = feed().catch((error: unknown) => inflate.destroy(error as Error))
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      checksum = crc32(chunk, checksum)
      length += chunk.length
      yield chunk
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('Z_')) throw error
    reason = code === 'Z_BUF_ERROR' ? CUT_OFF : `is damaged (${code})`
  } finally {
    ended = true
    inflate.destroy()
    await feeding
  }
  const pending = Buffer.concat(steps)
  const rest = pending.subarray(pending.length - (fed - inflate.bytesWritten))
  reader.unread(rest)
  if (reason !== undefined) return reason
  if (!(await reader.fill(TRAILER))) return CUT_OFF
  const trailer = reader.take(TRAILER)
  return isTrailerOf(trailer, checksum, length) ? undefined : 'is damaged (its checksum is another)'
}

function isTrailerOf(trailer: Buffer, checksum: number, length: number): boolean {
  return trailer.readUInt32LE(0) === checksum && trailer.readUInt32LE(4) === length % 2 ** 32
}

function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

// A member that is in memory as a whole, at a third of the cost of a stream.
function smallMember(ahead: Buffer): {bytes: Buffer; length: number} | undefined {
  try {
    const {buffer, engine} = inflateRawSync(ahead, {
      info: true,
      maxOutputLength: SMALL,
      finishFlush: constants.Z_FINISH,
    }) as unknown as {buffer: Buffer; engine: {bytesWritten: number}}
    const length = engine.bytesWritten + TRAILER
    if (length > ahead.length || !isTrailerOf(ahead.subarray(length - TRAILER), crc32(buffer), buffer.length))
      return undefined
    return {bytes: buffer, length}
  } catch {
    return undefined
  }
}

/** Compresses to one member. */
export async function* gzip(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const stream = createGzip({chunkSize: CHUNK})
  const running = pipeline(bytes, stream)
  // The loop below sees the same error.
  running.catch(() => {})
  yield* stream
  await running
}

/** Compresses WARC to one member a record, as its readers ask for to go to a record at once. */
export async function* gzipRecords(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const pieces = splitWarc(bytes)
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
    const first = piece.value
    if (first.ends) yield gzipSync(first.bytes)
    else
      yield* gzip(
        (async function* () {
          yield first.bytes
          for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
            yield next.value.bytes
            if (next.value.ends) return
          }
        })(),
      )
  }
}
