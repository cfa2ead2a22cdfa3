import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {tableOf} from '../src/config/settings.ts'
import {bestCut, type Decision, decide, MODES} from '../src/tagger/decide.ts'
import type {Model} from '../src/tagger/model.ts'
import {type Tags, tagLines} from '../src/tagger/tag.ts'
import {Document} from '../src/text/document.ts'
import {encode} from '../src/text/utf8.ts'
import {foldModel} from '../train/gate.ts'
import {FOLDS, foldOfText, SETS, textsOf} from '../train/texts.ts'
import {groupOf, LAB, ROOT, readRecords} from './lab.ts'
import {none, type Results, reportOf, type Sums} from './tagger-tables.ts'

/**
 * `npm run bench:tagger`: what the tagger alone makes of the lab's texts, each judged by weights that have not seen its
 * site. Needs the weights of the folds, from `npm run train:tagger`.
 */

interface PageRecord {
  id: string
  page_type: string
  lang: string | null
  gold: string
}

// The words of WCXB's own scorer.
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []

function f1(kept: readonly string[], gold: ReadonlyMap<string, number>, size: number): number {
  if (size === 0) return kept.length === 0 ? 1 : 0
  const left = new Map(gold)
  let same = 0
  for (const word of kept) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    same++
    left.set(word, count - 1)
  }
  return (2 * same) / (kept.length + size)
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const CALIBRATION = 10

function measure(): Results {
  const table = tableOf({})
  const models = Array.from({length: FOLDS}, (_, fold) => foldModel(fold))
  const pages = new Map(readRecords<PageRecord>(join(LAB, 'wcxb-dev/pages.jsonl.gz')).map((page) => [page.id, page]))
  const results: Results = {
    safe: {},
    balanced: {},
    'main-content': {},
    calibration: Array.from({length: CALIBRATION}, () => ({words: 0, content: 0})),
  }
  for (const set of SETS)
    for (const {id, text, labels} of textsOf(set)) {
      const page = pages.get(id)
      const model = models[foldOfText(id)] as Model
      const document = new Document(encode(text), table, {isString: true})
      const tags = tagLines(document, model)
      const gold = wordsOf(page?.gold ?? '')
      const counts = countsOf(gold)
      const words = Array.from({length: tags.lines.count}, (_, line) => wordsOf(lineOf(document, tags, line)))
      if (groupOf(set) === 'dump') calibrate(results, tags, labels ?? '', document)
      const before = f1(words.flat(), counts, gold.length)
      for (const mode of MODES) {
        const decision = decide(document, tags, model, mode)
        const names = page
          ? [set, `${set} ${page.page_type}`, `${set} ${(page.lang ?? 'unknown').slice(0, 2)}`]
          : ['clean', `clean ${(/^[a-z0-9_]+/i.exec(id) ?? [''])[0]}`]
        for (const name of names) {
          const sums = results[mode][name] ?? none()
          results[mode][name] = sums
          addText(sums, document, tags, decision, labels)
          sums.before += before
          sums.after += page ? f1(words.filter((_, line) => decision.kept[line]).flat(), counts, gold.length) : 0
        }
      }
    }
  return results
}

const lineOf = (document: Document, {lines}: Tags, line: number): string =>
  document.line(lines.index[line] as number).text

function labelsOf(document: Document, {lines}: Tags, labels: string | undefined): string[] {
  if (labels === undefined) return Array.from({length: lines.count}, () => 'c')
  let feeds = 0
  let at = 0
  return Array.from({length: lines.count}, (_, line) => {
    for (const start = document.scan.starts[lines.index[line] as number] as number; at < start; at++)
      if (document.bytes[at] === 10) feeds++
    return labels[feeds] ?? ' '
  })
}

function addText(sums: Sums, document: Document, tags: Tags, decision: Decision, labels: string | undefined): void {
  let gone = 0
  let all = 0
  const marks = labelsOf(document, tags, labels)
  for (let line = 0; line < tags.lines.count; line++) {
    const size = tags.lines.bytes[line] as number
    const lost = decision.kept[line] ? 0 : size
    all += size
    gone += lost
    if (marks[line] === 'j') {
      sums.junk += size
      sums.junkGone += lost
    } else if (marks[line] === 'c') {
      sums.content += size
      sums.contentGone += lost
    }
  }
  sums.docs++
  sums.confidence += bestCut(tags).confidence
  if (gone > 0) sums.changed++
  if (all > 0) sums.most = Math.max(sums.most, gone / all)
}

function calibrate({calibration}: Results, tags: Tags, labels: string, document: Document): void {
  const marks = labelsOf(document, tags, labels)
  for (let line = 0; line < tags.lines.count; line++) {
    const bin = calibration[Math.min(CALIBRATION - 1, Math.floor(CALIBRATION * (tags.content[line] as number)))]
    if (!bin || marks[line] === ' ') continue
    const size = tags.lines.words[line] as number
    bin.words += size
    bin.content += size * (marks[line] === 'c' ? 1 : marks[line] === 'm' ? 0.5 : 0)
  }
}

const results = measure()
const text = reportOf(results)
process.stdout.write(text)
const folder = join(ROOT, 'bench/results')
mkdirSync(folder, {recursive: true})
writeFileSync(join(folder, 'tagger.md'), text)
writeFileSync(join(folder, 'tagger.json'), `${JSON.stringify(results, undefined, 1)}\n`)
