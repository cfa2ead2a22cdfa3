import type {Document} from './document.ts'

/** Lines in a row that stand further up in the same order, blank lines apart. */
export interface Stretch {
  /** Line indexes of the copy. */
  first: number
  last: number
  /** Line indexes of what it is a copy of. */
  from: number
  to: number
  /** Number of visible lines. */
  lines: number
  words: number
}

// Earlier copies of a line that are compared at most, so that hostile repetition stays linear.
const MAX_ORIGINS = 8

/**
 * Finds what stands again, line for line: the longest stretch around each line that has a copy.
 *
 * @param document any document; costs nothing where no line of some words stands twice
 */
export function findStretches(document: Document): Stretch[] {
  const {keys, words} = document.scan
  const origins = new Map<number, readonly number[]>()
  for (const {lines} of document.repeats)
    for (let copy = 1; copy < lines.length; copy++)
      origins.set(lines[copy] as number, lines.slice(Math.max(0, copy - MAX_ORIGINS), copy))
  if (origins.size === 0) return []
  const {visible, placeOf} = visibleLines(document)
  const keyAt = (place: number): number => keys[visible[place] as number] as number

  // From `place` on, both ways, as far as the lines of the two copies are equal.
  const around = (place: number, origin: number, floor: number): {first: number; last: number; shift: number} => {
    const shift = place - origin
    let first = place
    let last = place
    while (
      first - 1 >= floor &&
      first - 1 - shift >= 0 &&
      last - first + 1 < shift &&
      keyAt(first - 1) === keyAt(first - 1 - shift)
    )
      first--
    while (last + 1 < visible.length && last - first + 1 < shift && keyAt(last + 1) === keyAt(last + 1 - shift)) last++
    return {first, last, shift}
  }

  const stretches: Stretch[] = []
  let floor = 0
  for (const index of [...origins.keys()].sort((a, b) => a - b)) {
    const place = placeOf[index] as number
    if (place < floor) continue
    let best: {first: number; last: number; shift: number} | undefined
    for (const origin of origins.get(index) as readonly number[]) {
      const found = around(place, placeOf[origin] as number, floor)
      if (!best || found.last - found.first > best.last - best.first) best = found
    }
    if (!best) continue
    const {first, last, shift} = best
    floor = last + 1
    let count = 0
    for (let at = first; at <= last; at++) count += words[visible[at] as number] as number
    stretches.push({
      first: visible[first] as number,
      last: visible[last] as number,
      from: visible[first - shift] as number,
      to: visible[last - shift] as number,
      lines: last - first + 1,
      words: count,
    })
  }
  return stretches
}

// Lines that are not blank, and their places among those.
function visibleLines(document: Document): {visible: Uint32Array; placeOf: Uint32Array} {
  const {lineCount} = document
  const visible = new Uint32Array(lineCount)
  const placeOf = new Uint32Array(lineCount)
  let count = 0
  for (let index = 0; index < lineCount; index++) {
    if (document.isBlank(index)) continue
    placeOf[index] = count
    visible[count++] = index
  }
  return {visible: visible.subarray(0, count), placeOf}
}
