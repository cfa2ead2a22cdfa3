/** Equal stretches of two sequences, as Python's difflib.SequenceMatcher (without junk) finds them. */

/** `a[start … start + length)` equals `b[other … other + length)`. */
export interface Block {
  start: number
  other: number
  length: number
}

/** Numbers for strings, the same for equal ones. */
export class Interner {
  readonly #numbers = new Map<string, number>()

  number(word: string): number {
    let number = this.#numbers.get(word)
    if (number === undefined) this.#numbers.set(word, (number = this.#numbers.size))
    return number
  }
}

/**
 * The longest stretch, the first of equally long ones, then the same to its left and to its right.
 *
 * @param a numbers that stand for words; those below zero equal nothing
 * @param b the same
 * @returns in no particular order, not joined where they touch
 */
export function matchingBlocks(a: readonly number[], b: readonly number[]): Block[] {
  const places = new Map<number, number[]>()
  b.forEach((word, index) => {
    if (word < 0) return
    const list = places.get(word)
    if (list) list.push(index)
    else places.set(word, [index])
  })
  const blocks: Block[] = []
  if (places.size === 0) return blocks
  // Lengths of the stretches that end at a place of `b` and at the last (odd: this) row of `a`; a stamp says which row.
  const rows = [0, 1].map(() => ({length: new Int32Array(b.length), stamp: new Int32Array(b.length)}))
  let row = 0

  const longest = (from: number, to: number, low: number, high: number): Block => {
    const best = {start: from, other: low, length: 0}
    row++ // So that no row of another call is the one before.
    for (let index = from; index < to; index++) {
      row++
      const list = places.get(a[index])
      if (!list) continue
      const before = rows[(row - 1) & 1]
      const here = rows[row & 1]
      for (let at = firstFrom(list, low); at < list.length; at++) {
        const place = list[at]
        if (place >= high) break
        const length = place > low && before.stamp[place - 1] === row - 1 ? before.length[place - 1] + 1 : 1
        here.length[place] = length
        here.stamp[place] = row
        if (length > best.length) {
          best.start = index - length + 1
          best.other = place - length + 1
          best.length = length
        }
      }
    }
    return best
  }

  const todo: [number, number, number, number][] = [[0, a.length, 0, b.length]]
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [from, to, low, high] = next
    const block = longest(from, to, low, high)
    if (block.length === 0) continue
    blocks.push(block)
    const {start, other, length} = block
    if (from < start && low < other) todo.push([from, start, low, other])
    if (start + length < to && other + length < high) todo.push([start + length, to, other + length, high])
  }
  return blocks
}

// Index of the first number that is not below `least`, in ascending numbers.
function firstFrom(numbers: readonly number[], least: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle] < least) low = middle + 1
    else high = middle
  }
  return low
}
