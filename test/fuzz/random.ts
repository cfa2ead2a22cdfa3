/** Random numbers that a seed and the number of an input name, so that each input can be made again alone. */
export interface Random {
  /** 0 to `below` - 1. */
  int(below: number): number
  /** True once in `times`. */
  oneIn(times: number): boolean
  pick<Value>(values: readonly Value[] | string): Value
  /** 1 to `most`; small numbers come as often as large ones, by their digits. */
  size(most: number): number
}

/** sfc32, which is quick and passes the usual tests of random numbers. */
export function createRandom(seed: number, index: number): Random {
  let a = seed | 0
  let b = index | 0
  let c = (index / 2 ** 32) | 0
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 12; round++) next()
  const int = (below: number): number => Math.floor((next() / 2 ** 32) * below)
  return {
    int,
    oneIn: (times) => int(times) === 0,
    pick: (values) => values[int(values.length)] as never,
    size: (most) => Math.max(1, Math.floor((most + 1) ** (next() / 2 ** 32))),
  }
}
