import {decode} from '../text/utf8.ts'

/**
 * Lines of a profile in the order of their bytes, one after the other. A line is a host, a tab and a key, with the number
 * of documents that have it; the empty key is on every document, so its number is that of the host's documents.
 */
export interface Source {
  /** Goes on to the next line; `false` where there is none. */
  next(): boolean
  /** Where the line stands, until the next one is asked for. */
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly count: number
}

export const TAB = 9
export const LINE_FEED = 10

/** Whether the line is that of a host: the number of its documents. */
export function isHost({bytes, end}: Source): boolean {
  return bytes[end - 1] === TAB
}

/** Compares two lines by their bytes. */
export function compare(a: Source, b: Source): number {
  return compareBytes(a.bytes, a.start, a.end, b.bytes, b.start, b.end)
}

/** Compares two stretches byte by byte. */
export function compareBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const length = Math.min(aEnd - aStart, bEnd - bStart)
  for (let index = 0; index < length; index++) {
    const difference = (a[aStart + index] as number) - (b[bStart + index] as number)
    if (difference !== 0) return difference
  }
  return aEnd - aStart - (bEnd - bStart)
}

/**
 * Makes one source of several: each line once, the numbers added up. Their order does not matter.
 *
 * @param sources  not yet begun
 * @param onShared is told of a host that several of them know
 */
export function merge(sources: readonly Source[], onShared?: OnShared): Source {
  const [only, second] = sources
  return only && !second ? only : new Merge(sources, onShared)
}

/** Is given the name of a host. */
export type OnShared = (host: string) => void

class Merge implements Source {
  bytes = new Uint8Array(1024)
  readonly start = 0
  end = 0
  count = 0
  // A heap: the smallest line is the first.
  readonly #heap: Source[]
  readonly #onShared: OnShared | undefined

  constructor(sources: readonly Source[], onShared: OnShared | undefined) {
    this.#onShared = onShared
    this.#heap = sources.filter((source) => source.next())
    for (let index = this.#heap.length >> 1; index >= 0; index--) this.#sink(index)
  }

  next(): boolean {
    const heap = this.#heap
    const first = heap[0]
    if (!first) return false
    this.end = first.end - first.start
    if (this.end > this.bytes.length) this.bytes = new Uint8Array(this.end * 2)
    this.bytes.set(first.bytes.subarray(first.start, first.end))
    this.count = 0
    let parts = 0
    do {
      const source = heap[0] as Source
      this.count += source.count
      parts++
      if (!source.next()) {
        const last = heap.pop() as Source
        if (heap.length === 0) break
        heap[0] = last
      }
      this.#sink(0)
    } while (compare(heap[0] as Source, this) === 0)
    if (parts > 1 && this.#onShared && isHost(this)) this.#onShared(decode(this.bytes.subarray(0, this.end - 1)))
    return true
  }

  #sink(from: number): void {
    const heap = this.#heap
    const source = heap[from]
    if (!source) return
    let at = from
    for (;;) {
      let child = at * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && compare(heap[child + 1] as Source, heap[child] as Source) < 0) child++
      if (compare(heap[child] as Source, source) >= 0) break
      heap[at] = heap[child] as Source
      at = child
    }
    heap[at] = source
  }
}

/** Lines on fewer documents are left out of a profile. */
export interface Least {
  documents: number
  /** Share of the documents of the host. */
  share: number
}

/**
 * Leaves rare lines out.
 *
 * @param source every line comes after that of its host
 */
export function prune(source: Source, least: Least): Source {
  let fewest = 0
  return {
    next() {
      while (source.next()) {
        if (isHost(source)) {
          fewest = Math.max(least.documents, least.share * source.count)
          return true
        }
        if (source.count >= fewest) return true
      }
      return false
    },
    get bytes() {
      return source.bytes
    },
    get start() {
      return source.start
    },
    get end() {
      return source.end
    },
    get count() {
      return source.count
    },
  }
}
