import {type SpawnSyncReturns, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {CONFIG, DIRTY, ENV, MAIN} from './toys.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-interchange-'))
  put('descrape.config.mjs', CONFIG)
})
afterEach(() => rmSync(folder, {recursive: true}))

function put(name: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), {recursive: true})
  writeFileSync(join(folder, name), text)
}

function run(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...args], {cwd: folder, encoding: 'utf8', env: ENV})
}

interface Attributes {
  id: string
  attributes: Record<string, [number, number, number][]>
}

function attributes(name: string): Attributes[] {
  const bytes = readFileSync(join(folder, name))
  const lines = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Attributes)
}

describe('attributes for Dolma', () => {
  // The text with 𝄞 before each line, and a byte order mark before all of it.
  const TEXT = `\ufeff${DIRTY.replace(/^(?=[^Z\n])/gm, '𝄞')}Zzz note: 𝄞\n`
  const RECORDS = Array.from({length: 300}, (_, id) =>
    JSON.stringify({id: `d${id}`, text: id % 3 === 0 ? 'Clean.' : TEXT, source: 'made'}),
  )
  const slices = ([id, name]: [number, string], all: Attributes[]): string[] =>
    (all[id]?.attributes[name] ?? []).map(([start, end]) => [...TEXT].slice(start, end).join(''))

  test.each(['1', '2'])('lie beside the documents, a line for each, in code points (%s workers)', (workers) => {
    put('wiki/documents/part/0.jsonl', RECORDS.join('\n'))
    put('wiki/documents/1.jsonl.gz', gzipSync(RECORDS.join('\n')))
    const {status, stdout} = run('wiki/documents', '-f', 'dolma=wiki/attributes/descrape', '--workers', workers)
    expect({status, stdout}).toEqual({status: 1, stdout: ''})
    const all = attributes('wiki/attributes/descrape/part/0.jsonl')
    expect(attributes('wiki/attributes/descrape/1.jsonl.gz')).toEqual(all)
    expect(all.map(({id}) => id)).toEqual(RECORDS.map((_, id) => `d${id}`))
    expect(all[3]?.attributes).toEqual({})
    expect(slices([1, 'descrape__removed'], all)).toEqual(['Zzz teaser: one\n\n'])
    expect(slices([1, 'descrape__toy-teaser'], all)).toEqual(['Zzz teaser: one\n\n'])
    expect(slices([1, 'descrape__toy-maybe'], all)).toEqual(['Zzz maybe: two'])
    expect(slices([1, 'descrape__toy-note'], all)).toEqual(['Zzz note: 𝄞'])
    const scores = Object.entries(all[1]?.attributes ?? {}).map(([name, [span]]) => [name, span?.[2]])
    expect(scores).toEqual([
      ['descrape__removed', 1],
      ['descrape__toy-teaser', 1],
      ['descrape__toy-maybe', 0],
      ['descrape__toy-note', 0],
    ])
    expect(existsSync(join(folder, 'clean'))).toBe(false)
  })

  test('say what is a guess', () => {
    put('a.jsonl', RECORDS.join('\n'))
    expect(run('a.jsonl', '-f', 'dolma=out', '--fix', '--unsafe-fixes', '-f', 'concise').status).toBe(0)
    expect(attributes('out/a.jsonl')[1]?.attributes.descrape__removed?.map(([, , score]) => score)).toEqual([1, 0.5])
  })

  test.each([
    [['-f', 'dolma'], '--format dolma needs a folder; write --format dolma=FOLDER'],
    [
      ['-f', 'dolma=out', '-f', 'json'],
      '--format dolma is of what fixes would change, other formats are not; run them apart',
    ],
    [['-f', 'dolma=out', '--fix', '--in-place'], '--format dolma is of the texts as they are; leave --in-place out'],
    [['-f', 'dolma=out', 'b.txt'], 'b.txt: is no .jsonl or .jsonl.gz, which alone have attributes; leave it out'],
  ])('%j is refused', (args, message) => {
    put('a.jsonl', RECORDS.join('\n'))
    put('b.txt', DIRTY)
    expect(run('a.jsonl', ...args)).toMatchObject({status: 2, stderr: `descrape: ${message}\n`})
    expect(existsSync(join(folder, 'out/b.txt'))).toBe(false)
  })
})
