/**
 * Boosted trees over columns of bytes. A node is one number: column, threshold, and the nodes for values above it and
 * up to it; a leaf leads to itself, so that all lines take the same number of steps. The values of leaves are integers:
 * every machine gives the same sums.
 */
export interface Forest {
  trees: number
  /** Steps from the root to the furthest leaf of each tree. */
  depths: Uint8Array
  /** `NODES` of each tree, inner ones first. */
  nodes: Uint32Array
  values: Int16Array
}

/** Room for the nodes of a tree, leaves among them. */
export const NODES = 64
/** Units of a leaf that make log odds of one. */
export const LEAF_STEPS = 2048

// Lines that are worked on at a time: their bytes stay in the nearest cache, and a column has a fixed place.
const BATCH = 256

/**
 * Log odds of all lines, in `LEAF_STEPS`.
 *
 * @param columns one behind the other, `count` bytes each
 */
export function judge({trees, depths, nodes, values}: Forest, columns: Uint8Array, count: number): Int32Array {
  const sums = new Int32Array(count)
  const batch = new Uint8Array((columns.length / Math.max(1, count)) * BATCH)
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first)
    for (let from = first, to = 0; from < columns.length; from += count, to += BATCH)
      batch.set(columns.subarray(from, from + size), to)
    const own = sums.subarray(first, first + size)
    for (let tree = 0; tree < trees; tree++) {
      const base = tree * NODES
      addTree(nodes.subarray(base, base + NODES), values, base, depths[tree] as number, batch, own)
    }
  }
  return sums
}

// Four lines side by side, as the machine can look up four things while it waits for one. The sign of the difference
// picks the next node: there is no branch to guess.
function addTree(
  nodes: Uint32Array,
  values: Int16Array,
  base: number,
  depth: number,
  batch: Uint8Array,
  sums: Int32Array,
): void {
  // Lines behind the last one are of an earlier batch, and not added.
  for (let line = 0; line < sums.length; line += 4) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let step = 0; step < depth; step++) {
      const wordA = nodes[a] as number
      const wordB = nodes[b] as number
      const wordC = nodes[c] as number
      const wordD = nodes[d] as number
      const restA = ((wordA >>> 16) & 255) - (batch[((wordA >>> 16) & 0xff00) + line] as number)
      const restB = ((wordB >>> 16) & 255) - (batch[((wordB >>> 16) & 0xff00) + line + 1] as number)
      const restC = ((wordC >>> 16) & 255) - (batch[((wordC >>> 16) & 0xff00) + line + 2] as number)
      const restD = ((wordD >>> 16) & 255) - (batch[((wordD >>> 16) & 0xff00) + line + 3] as number)
      a = (wordA >>> ((restA >> 31) & 8)) & 63
      b = (wordB >>> ((restB >> 31) & 8)) & 63
      c = (wordC >>> ((restC >> 31) & 8)) & 63
      d = (wordD >>> ((restD >> 31) & 8)) & 63
    }
    sums[line] = (sums[line] as number) + (values[base + a] as number)
    sums[line + 1] = (sums[line + 1] as number) + (values[base + b] as number)
    sums[line + 2] = (sums[line + 2] as number) + (values[base + c] as number)
    sums[line + 3] = (sums[line + 3] as number) + (values[base + d] as number)
  }
}
