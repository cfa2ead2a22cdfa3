import {closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import {tableOf} from '../src/config/settings.ts'
import {addShape, addWords, createTable, WIDTH} from '../src/tagger/features.ts'
import {readLines} from '../src/tagger/read.ts'
import {Document} from '../src/text/document.ts'
import {encode} from '../src/text/utf8.ts'
import {CACHE, foldOfText, SETS, textsOf} from './texts.ts'

/** What the tagger sees of the lab's texts, seen by the tagger's own code, as files of numbers for `model.py`. */

const LABELS: Record<string, number> = {j: 0, c: 1, m: 2}

const path = (set: string, kind: string): string => join(CACHE, `${set}.${kind}`)
// A small file's bytes share their buffer with others.
const floats = (set: string, kind: string): Float32Array =>
  new Float32Array(Uint8Array.from(readFileSync(path(set, kind))).buffer)

/**
 * Writes hashes and labels of all lines (`SET.hashes`, `.lengths`, `.sizes`, `.labels`, `.lines`, `.docs.json`), or, where the
 * scores of the lexicon are there (`SET.words`), the features (`SET.rows`).
 */
export function writeMatrix(kind: 'hashes' | 'rows', sets: readonly string[] = [...SETS, 'fixture']): void {
  mkdirSync(CACHE, {recursive: true})
  const table = tableOf({})
  for (const set of sets) {
    const files = new Map<string, number>()
    const write = (name: string, numbers: NodeJS.ArrayBufferView): void => {
      if (!files.has(name)) files.set(name, openSync(path(set, name), 'w'))
      if (numbers.byteLength > 0) writeSync(files.get(name) as number, numbers)
    }
    const scores = kind === 'rows' ? floats(set, 'words') : new Float32Array()
    const docs: {id: string; fold: number; lines: number}[] = []
    let place = 0
    for (const {id, text, labels} of textsOf(set)) {
      const bytes = encode(text)
      const document = new Document(bytes, table, {isString: true})
      const lengths: number[] = []
      const lines = readLines(document, (_, hashes, length) => {
        if (kind === 'rows') return
        lengths.push(length)
        write('hashes', hashes.subarray(0, length))
      })
      const {count} = lines
      docs.push({id, fold: foldOfText(id), lines: count})
      if (kind === 'hashes') {
        write('lengths', Uint16Array.from(lengths))
        const numbers = feedsBefore(bytes, document, lines.index)
        write('lines', numbers)
        write('sizes', lines.words)
        write(
          'labels',
          Uint8Array.from(numbers, (line) => (labels === undefined ? 1 : (LABELS[labels[line] as string] ?? 2))),
        )
      } else {
        const features = createTable(lines)
        addShape(features)
        addWords(features, scores.subarray(place, place + count))
        write('rows', transposed(features.columns, count))
      }
      place += count
    }
    for (const file of files.values()) closeSync(file)
    writeFileSync(path(set, 'docs.json'), JSON.stringify(docs))
  }
}

function transposed(columns: Uint8Array, count: number): Uint8Array {
  const rows = new Uint8Array(count * WIDTH)
  for (let column = 0; column < WIDTH; column++)
    for (let line = 0; line < count; line++) rows[line * WIDTH + column] = columns[column * count + line] as number
  return rows
}

// Labels are counted by line feeds, which are not all line ends that we know.
function feedsBefore(bytes: Uint8Array, {scan}: Document, index: Uint32Array): Uint32Array {
  let feeds = 0
  let at = 0
  return index.map((line) => {
    for (const start = scan.starts[line] as number; at < start; at++) if (bytes[at] === 10) feeds++
    return feeds
  })
}
