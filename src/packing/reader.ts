import {type Bytes, drain, Gap} from '../io/bytes.ts'

/** What keeps a packed file from being read; the message says so about its path. */
export class PackingError extends Error {
  override name = 'PackingError'
}

/** Passes whole files on and throws at the first gap. */
export async function* withoutGaps(bytes: Bytes): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    if (chunk instanceof Gap) throw new PackingError(chunk.reason)
    yield chunk
  }
}

const NOTHING = Buffer.alloc(0)

/** Reads a stream piece by piece: what is ahead can be looked at before it is taken. */
export class Reader {
  /** Bytes ahead that are in memory. */
  ahead: Buffer = NOTHING
  /** Bytes that were taken. */
  place = 0
  /** The byte that was taken last. */
  before: number | undefined
  /** What the source could not give behind `ahead`; nothing is read past it before it is taken away. */
  gap: Gap | undefined
  readonly #source: AsyncIterator<Uint8Array>
  // Where `ahead` lies, at the end of what is in use, unless it is a chunk of the source.
  #store: Buffer = NOTHING

  constructor(source: Bytes) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /**
   * Brings bytes into memory.
   *
   * @returns whether there are so many
   */
  async fill(count: number): Promise<boolean> {
    if (this.ahead.length >= count) return true
    const parts: Buffer[] = []
    let length = this.ahead.length
    while (length < count && !this.gap) {
      const next = await this.#source.next()
      if (next.done) break
      if (next.value instanceof Gap) this.gap = next.value
      else {
        parts.push(bufferOf(next.value))
        length += next.value.length
      }
    }
    if (parts.length === 1 && this.ahead.length === 0) this.ahead = parts[0] as Buffer
    else if (parts.length > 0) this.#append(parts, length)
    return length >= count
  }

  #append(parts: readonly Buffer[], length: number): void {
    const held = this.ahead.length
    let end = this.ahead.byteOffset + held
    if (this.ahead.buffer !== this.#store.buffer || end + length - held > this.#store.length) {
      // With room for as much again where much is held, or each small part would have all of it copied.
      this.#store = Buffer.allocUnsafeSlow(held > length - held ? 2 * length : length)
      this.#store.set(this.ahead)
      end = held
    }
    const start = end - held
    for (const part of parts) {
      this.#store.set(part, end)
      end += part.length
    }
    this.ahead = this.#store.subarray(start, end)
  }

  /** Takes bytes that are in memory. */
  take(count: number): Buffer {
    const taken = this.ahead.subarray(0, count)
    this.ahead = count === this.ahead.length ? NOTHING : this.ahead.subarray(count)
    this.place += taken.length
    this.before = taken.at(-1) ?? this.before
    return taken
  }

  /** Gives the last bytes that were taken back. */
  unread(bytes: Buffer): void {
    this.ahead = this.ahead.length === 0 ? bytes : Buffer.concat([bytes, this.ahead])
    this.place -= bytes.length
  }

  /**
   * Leaves out what could not be read, up to the next place that looks like a start. Of what has not been taken the
   * first byte goes, or it would be found again.
   *
   * @param place where what could not be read began
   */
  async skip(place: number, ...to: Parameters<Reader['seek']>): Promise<void> {
    if (this.place === place) this.take(1)
    await drain(this.seek(...to))
  }

  /**
   * Goes on to the next place that looks like a start, which may be here.
   *
   * @param start  first bytes of one
   * @param length bytes that have to be looked at
   * @param isOne  whether a place where `start` stands is one
   * @returns what lies before, in pieces
   */
  async *seek(
    start: Uint8Array,
    length: number,
    isOne: (bytes: Buffer, at: number) => boolean,
  ): AsyncGenerator<Buffer> {
    while (await this.fill(length)) {
      for (let at = this.ahead.indexOf(start); at !== -1 && at + length <= this.ahead.length; ) {
        if (isOne(this.ahead, at)) {
          if (at > 0) yield this.take(at)
          return
        }
        at = this.ahead.indexOf(start, at + 1)
      }
      yield this.take(this.ahead.length - length + 1)
    }
    if (this.ahead.length > 0) yield this.take(this.ahead.length)
  }

  /**
   * Passes zeros over, with which some writers fill the last block.
   *
   * @returns whether something else follows
   */
  async padding(): Promise<boolean> {
    while (await this.fill(1)) {
      const end = this.ahead.findIndex((byte) => byte !== 0)
      this.take(end === -1 ? this.ahead.length : end)
      if (end !== -1) return true
    }
    return false
  }

  async close(): Promise<void> {
    await this.#source.return?.()
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
