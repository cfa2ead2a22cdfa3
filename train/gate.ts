import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {SCRAPERS} from '../bench/lab.ts'
import {tableOf} from '../src/config/settings.ts'
import {bestCut, dumpFeatures, keptAt} from '../src/tagger/decide.ts'
import {type Model, readModel} from '../src/tagger/model.ts'
import {type Tags, tagLines} from '../src/tagger/tag.ts'
import {Document} from '../src/text/document.ts'
import {encode} from '../src/text/utf8.ts'
import {CACHE, FOLDS, foldOfText, SETS, textsOf} from './texts.ts'

/** Model that has not seen the sites of a fold; -1 for the one that has seen all. */
export function foldModel(fold: number): Model {
  return readModel(readFileSync(join(CACHE, `model${fold}.bin`)))
}

const table = tableOf({})

/** Every so many texts of a rendering: the gate has few weights. */
const STEP = 3

/**
 * Writes what tells dumps from other texts, each seen by the model of its fold: outputs of extractors, clean texts, and
 * dumps that were cut, so that a text that was cleaned once is not cut again.
 */
export function writeGate(): void {
  const models = Array.from({length: FOLDS}, (_, fold) => foldModel(fold))
  const rows: {fold: number; dump: number; features: number[]}[] = []
  SETS.forEach((set, number) => {
    const isDump = SCRAPERS.dump.some((name) => name === set)
    textsOf(set).forEach(({id, text}, index) => {
      if (text === '' || (index + number) % STEP !== 0) return
      const fold = foldOfText(id)
      const model = models[fold] as Model
      const document = new Document(encode(text), table, {isString: true})
      const tags = tagLines(document, model)
      rows.push({fold, dump: isDump ? 1 : 0, features: dumpFeatures(tags)})
      if (!isDump) return
      const cut = new Document(keptText(document, tags), table, {isString: true})
      rows.push({fold, dump: 0, features: dumpFeatures(tagLines(cut, model))})
    })
  })
  writeFileSync(join(CACHE, 'gate.json'), JSON.stringify(rows))
}

function keptText({bytes, scan}: Document, tags: Tags): Uint8Array {
  const kept = keptAt(tags, bestCut(tags).threshold)
  const lines = [...tags.lines.index.subarray(0, tags.lines.count)].filter((_, line) => kept[line] === 1)
  return Buffer.concat(lines.map((index) => bytes.subarray(scan.starts[index], scan.starts[index + 1])))
}
