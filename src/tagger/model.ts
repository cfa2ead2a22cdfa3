import {type Forest, NODES} from './forest.ts'

/** What training gave. */
export interface Model {
  /** Weight of each hash, what a unit of it is worth, and where sums begin. */
  lexicon: Int8Array
  unit: number
  bias: number
  forest: Forest
  /** Weights of the features of `dumpFeatures`, the constant last. */
  dump: Float32Array
}

/** Bits of a hash that name its weight. */
export const LEXICON_BITS = 18
const MAGIC = 0x31676174

/**
 * Reads the weights: a head of numbers, the lexicon, the trees; see `write_model` of the trainer.
 *
 * @throws Error for other bytes
 */
export function readModel(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== MAGIC) throw new Error('These are no weights of the tagger')
  let at = 4
  const float = (): number => {
    at += 4
    return view.getFloat32(at - 4, true)
  }
  const unit = float()
  const bias = float()
  const trees = view.getUint32(at, true)
  const weights = view.getUint32(at + 4, true)
  at += 8
  const dump = Float32Array.from({length: weights}, float)
  const size = 1 << LEXICON_BITS
  const lexicon = new Int8Array(bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + at + size))
  at += size
  const depths = new Uint8Array(trees)
  const nodes = new Uint32Array(trees * NODES)
  const values = new Int16Array(trees * NODES)
  for (let tree = 0; tree < trees; tree++) {
    const base = tree * NODES
    const inner = view.getUint8(at++)
    depths[tree] = view.getUint8(at++)
    for (let node = 0; node < inner; node++, at += 4) nodes[base + node] = view.getUint32(at, true)
    for (let leaf = inner; leaf <= 2 * inner; leaf++, at += 2) {
      nodes[base + leaf] = (255 << 16) | (leaf << 8) | leaf
      values[base + leaf] = view.getInt16(at, true)
    }
  }
  return {lexicon, unit, bias, forest: {trees, depths, nodes, values}, dump}
}
