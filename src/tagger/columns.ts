/**
 * Columns of features: one byte a line. Counts go in by their logarithm, shares by 255, scores around 128.
 */

const LOG_STEPS = 16
// Filled as they are asked for: most runs need a few of them, or none.
const LOGS = new Uint8Array(4096)

/** A count as a byte. */
export function logByte(count: number): number {
  if (count >= LOGS.length) return logOf(count)
  return LOGS[count] || (LOGS[count] = logOf(count))
}

function logOf(count: number): number {
  return Math.min(255, Math.round(Math.log2(1 + count) * LOG_STEPS))
}

/** A share as a byte. */
export function shareByte(part: number, whole: number): number {
  return whole > 0 ? Math.min(255, Math.round((255 * part) / whole)) : 0
}

/** The middle of scores. */
export const ZERO = 128
const SCORE_STEPS = 16

/** A score, positive for content, as a byte. */
export function scoreByte(score: number): number {
  const byte = Math.round(ZERO + score * SCORE_STEPS)
  return byte < 0 ? 0 : byte > 255 ? 255 : byte
}

export type Numbers = ArrayLike<number>

/** Sums up to each place: `sums[i]` of the first `i` values. */
export function sumsOf(values: Numbers, weights?: Numbers): Float64Array {
  const sums = new Float64Array(values.length + 1)
  let sum = 0
  for (let index = 0; index < values.length; index++) {
    sum += weights ? (values[index] as number) * (weights[index] as number) : (values[index] as number)
    sums[index + 1] = sum
  }
  return sums
}

/** Value of the line so many lines further on; `edge` beyond the ends. */
export function shifted(values: Uint8Array, by: number, edge: number, out: Uint8Array): void {
  const {length} = values
  if (by < 0) {
    const from = Math.min(length, -by)
    out.fill(edge, 0, from)
    out.set(values.subarray(0, length - from), from)
  } else {
    const to = Math.max(0, length - by)
    out.set(values.subarray(Math.min(length, by)), 0)
    out.fill(edge, to)
  }
}

/** Mean over the lines around, from sums. */
export function windowMean(sums: Float64Array, radius: number, out: Float32Array): void {
  const length = sums.length - 1
  for (let index = 0; index < length; index++) {
    const from = index > radius ? index - radius : 0
    const to = index + radius + 1 < length ? index + radius + 1 : length
    out[index] = ((sums[to] as number) - (sums[from] as number)) / (to - from)
  }
}

/** Lines since the last one that counts, 255 where there is none; 0 on it. */
export function distanceBack(mask: Uint8Array, out: Uint8Array): void {
  let last = -1
  for (let index = 0; index < mask.length; index++) {
    if (mask[index]) last = index
    out[index] = last < 0 ? 255 : logByte(index - last)
  }
}

/** Lines to the next one that counts. */
export function distanceOn(mask: Uint8Array, out: Uint8Array): void {
  let next = -1
  for (let index = mask.length - 1; index >= 0; index--) {
    if (mask[index]) next = index
    out[index] = next < 0 ? 255 : logByte(next - index)
  }
}

/** Length of the run of lines that count (or do not) that each line lies in. */
export function runLength(mask: Uint8Array, out: Uint8Array): void {
  for (let first = 0; first < mask.length; ) {
    let end = first + 1
    while (end < mask.length && mask[end] === mask[first]) end++
    const length = logByte(end - first)
    out.fill(length, first, end)
    first = end
  }
}

/** The stretch with the greatest sum of weights. */
export function bestStretch(weights: Numbers): {first: number; last: number; sum: number} {
  const best = {first: 0, last: -1, sum: 0}
  let sum = 0
  let first = 0
  for (let index = 0; index < weights.length; index++) {
    if (sum <= 0) {
      sum = 0
      first = index
    }
    sum += weights[index] as number
    if (sum > best.sum) {
      best.first = first
      best.last = index
      best.sum = sum
    }
  }
  return best
}

/** Place relative to a stretch: 128 inside, below it before, above it behind. */
export function besideStretch({first, last}: {first: number; last: number}, out: Uint8Array): void {
  for (let index = 0; index < out.length; index++)
    out[index] =
      last < 0
        ? 0
        : index < first
          ? ZERO - 1 - (logByte(first - index) >> 1)
          : index > last
            ? ZERO + 1 + (logByte(index - last) >> 1) - (logByte(index - last) > 253 ? 1 : 0)
            : ZERO
}
