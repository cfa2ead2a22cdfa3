import {compareBytes, type Source} from './source.ts'

const PRIME = 0x01000193
// Slots are a power of two, at most this share of them in use.
const LOAD = 0.7

/**
 * Counts lines in memory of a known size: their bytes one after the other, and columns of numbers.
 */
export class Table {
  #bytes: Buffer = Buffer.allocUnsafeSlow(1 << 16)
  #starts = new Uint32Array(1 << 10)
  #hashes = new Uint32Array(1 << 10)
  #counts = new Uint32Array(1 << 10)
  // The document that a line was last counted for.
  #documents = new Uint32Array(1 << 10)
  #slots = new Int32Array(1 << 11).fill(-1)
  #document = 0
  #size = 0

  /** Bytes that it takes, with room to grow and to be sorted. */
  get memory(): number {
    return ((this.#starts[this.#size] as number) + this.#size * COLUMNS + this.#slots.length * 4) * ROOM
  }

  /** Begins a document; what follows is counted once for it. */
  begin(): void {
    this.#document++
  }

  /**
   * Counts a line, unless the document has it already.
   *
   * @param prefix host and tab
   * @param key    from `lineKey`
   */
  add(prefix: Uint8Array, key: string): void {
    const start = this.#starts[this.#size] as number
    this.#room(start + prefix.length + key.length * 3)
    const bytes = this.#bytes
    bytes.set(prefix, start)
    const end = start + prefix.length + bytes.write(key, start + prefix.length)
    let hash = 0x811c9dc5
    for (let index = start; index < end; index++) hash = Math.imul(hash ^ (bytes[index] as number), PRIME)
    const slot = this.#find(hash >>> 0, start, end)
    let line = this.#slots[slot] as number
    if (line === -1) {
      line = this.#size++
      this.#slots[slot] = line
      this.#hashes[line] = hash
      this.#counts[line] = 0
      this.#documents[line] = 0
      this.#starts[this.#size] = end
      if (this.#size > this.#slots.length * LOAD) this.#rehash()
    }
    if (this.#documents[line] === this.#document) return
    this.#documents[line] = this.#document
    this.#counts[line] = (this.#counts[line] as number) + 1
  }

  #room(bytes: number): void {
    if (bytes > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(bytes, this.#bytes.length * 2))
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    if (this.#size + 2 > this.#starts.length) {
      this.#starts = doubled(this.#starts)
      this.#hashes = doubled(this.#hashes)
      this.#counts = doubled(this.#counts)
      this.#documents = doubled(this.#documents)
    }
  }

  // Slot of an equal line, or the free one where it belongs.
  #find(hash: number, start: number, end: number): number {
    const mask = this.#slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const line = this.#slots[slot] as number
      if (line === -1) return slot
      if (this.#hashes[line] === hash) {
        const from = this.#starts[line] as number
        const to = this.#starts[line + 1] as number
        if (compareBytes(this.#bytes, from, to, this.#bytes, start, end) === 0) return slot
      }
      slot = (slot + 1) & mask
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1)
    const mask = this.#slots.length - 1
    for (let line = 0; line < this.#size; line++) {
      const hash = this.#hashes[line] as number
      let slot = (hash ^ (hash >>> 15)) & mask
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask
      this.#slots[slot] = line
    }
  }

  /** The lines in order; the table must not change meanwhile. */
  sorted(): Source {
    const bytes = this.#bytes
    const starts = this.#starts
    const counts = this.#counts
    const order = Uint32Array.from({length: this.#size}, (_, line) => line)
    sortLines(order, bytes, starts)
    let at = -1
    const line = (): number => order[at] as number
    return {
      next: () => ++at < order.length,
      bytes,
      get start() {
        return starts[line()] as number
      },
      get end() {
        return starts[line() + 1] as number
      },
      get count() {
        return counts[line()] as number
      },
    }
  }

  /** Forgets all lines, and keeps the room for others. */
  clear(): void {
    this.#size = 0
    this.#document = 0
    this.#slots.fill(-1)
  }
}

// Arrays are doubled when they are full, some of them while others are not.
const ROOM = 1.5
// Starts, hashes, counts and documents of a line, and its place in the order.
const COLUMNS = 20

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}

// Three-way radix quicksort: what lines have in common, their host first of all, is looked at once for all of them.
function sortLines(order: Uint32Array, bytes: Uint8Array, starts: Uint32Array): void {
  const pending = [0, order.length, 0]
  while (pending.length > 0) {
    const depth = pending.pop() as number
    const end = pending.pop() as number
    const start = pending.pop() as number
    if (end - start < SMALL) {
      insertionSort(order, start, end, bytes, starts, depth)
      continue
    }
    const byteOf = (line: number): number => {
      const at = (starts[line] as number) + depth
      return at < (starts[line + 1] as number) ? (bytes[at] as number) : -1
    }
    const pivot = median(
      byteOf(order[start] as number),
      byteOf(order[(start + end) >> 1] as number),
      byteOf(order[end - 1] as number),
    )
    let low = start
    let high = end
    for (let at = start; at < high; ) {
      const line = order[at] as number
      const byte = byteOf(line)
      if (byte < pivot) {
        order[at++] = order[low] as number
        order[low++] = line
      } else if (byte > pivot) {
        order[at] = order[--high] as number
        order[high] = line
      } else at++
    }
    pending.push(start, low, depth, high, end, depth)
    // Lines that have ended are all the same one.
    if (pivot >= 0) pending.push(low, high, depth + 1)
  }
}

const SMALL = 12

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

function insertionSort(
  order: Uint32Array,
  start: number,
  end: number,
  bytes: Uint8Array,
  starts: Uint32Array,
  depth: number,
): void {
  for (let index = start + 1; index < end; index++) {
    const line = order[index] as number
    const from = (starts[line] as number) + depth
    const to = starts[line + 1] as number
    let at = index
    for (; at > start; at--) {
      const before = order[at - 1] as number
      if (compareBytes(bytes, (starts[before] as number) + depth, starts[before + 1] as number, bytes, from, to) <= 0)
        break
      order[at] = before
    }
    order[at] = line
  }
}
