import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import fc from 'fast-check'
import {afterAll, describe, expect, test} from 'vitest'
import {clean, createLinter} from '../src/index.ts'
import {excerptsOf} from '../src/report/excerpts.ts'
import {createReporter} from '../src/report/index.ts'
import type {Message} from '../src/report/message.ts'
import type {PageDocument, PageRun, PageText} from '../src/report/page/data.ts'
import {cleanText, linesOf, type Mark, piecesOf} from '../src/report/page/marked.ts'
import type {Summary} from '../src/report/reporter.ts'
import {MAIN} from './toys.ts'

const folder = mkdtempSync(join(tmpdir(), 'descrape-page-'))
afterAll(() => rmSync(folder, {recursive: true}))

const SUMMARY: Summary = {
  files: 1,
  documents: 1,
  errors: 0,
  warnings: 1,
  infos: 0,
  fixableSafe: 0,
  fixableUnsafe: 0,
  byRule: {},
  problems: [],
}

interface Data {
  documents: PageDocument[]
  texts: PageText[]
  run: PageRun
}

function dataIn(page: string): Data {
  const all = <Value>(name: string): Value[] =>
    [...page.matchAll(new RegExp(`<script type="application/json" class="${name}">(.*?)</script>`, 'g'))].map(
      ([, json]) => JSON.parse(json as string) as Value,
    )
  return {documents: all('document'), texts: all('text'), run: all<PageRun>('run')[0] as PageRun}
}

async function pageOf(reports: readonly {path: string; messages: Message[]; text: string}[]): Promise<string> {
  const reporter = await createReporter('html', {color: false, version: '1.2.3', rules: [], url: () => ''})
  return [
    reporter.start?.(),
    ...reports.flatMap(({path, messages, text}) => [...reporter.file({path, messages, text: () => text, notices: []})]),
    reporter.end(SUMMARY),
  ].join('')
}

function message(start: number, more: Partial<Message> = {}): Message {
  const place = {line: 1, column: start + 1, endLine: 1, endColumn: start + 2, start, end: start + 1}
  return {path: 'a', ruleId: 'toy', severity: 'warning', ...place, reason: 'Unexpected toy', url: '', ...more}
}

describe('-f html', () => {
  const run = (args: readonly string[], input = ''): {page: string; stderr: string} => {
    const {stdout, stderr} = spawnSync(process.execPath, [MAIN, '--no-config', ...args], {
      cwd: folder,
      input,
      encoding: 'utf8',
    })
    return {page: stdout, stderr}
  }
  const text = 'The ferry ran again , on time and in good weather.\n\nSource link\n'

  test('holds documents, findings and what their fixes do', () => {
    const {documents, texts, run: about} = dataIn(run(['-f', 'html', '-'], text).page)
    expect(documents).toHaveLength(1)
    expect(texts[0]?.excerpts).toEqual([{start: 0, line: 1, text}])
    expect(documents[0]?.findings).toMatchObject([
      {rules: ['space-before-punctuation'], fix: 'safe', edits: [{text: ''}]},
      {rules: ['source-link-footer'], fix: 'safe', edits: [{start: 51, end: 64, text: ''}]},
    ])
    expect(about.rules.map(({id}) => id)).toEqual(['source-link-footer', 'space-before-punctuation'])
  })

  test('after --fix it shows what was mended, whatever the workers', () => {
    for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, `${name}.txt`), text)
    const pages = ['1', '2'].map((workers) => {
      const file = `report-${workers}.html`
      run(['a.txt', 'b.txt', 'c.txt', '--fix', '--quiet', '--workers', workers, '-f', `html=${file}`])
      return readFileSync(join(folder, file), 'utf8')
    })
    const [page] = pages as [string]
    expect(pages[1]).toBe(page)
    expect(dataIn(page).documents.map(({findings}) => findings)).toEqual(
      ['a', 'b', 'c'].map(() => [
        expect.objectContaining({isDone: true, line: 1, column: 20, start: 19, end: 20, reason: 'Removed white space'}),
        expect.objectContaining({
          isDone: true,
          line: 3,
          column: 1,
          start: 51,
          end: 64,
          reason: 'Removed `Source link`',
        }),
      ]),
    )
  })

  test('what was mended is quoted, or named where nobody sees it', async () => {
    const reporter = await createReporter('html', {color: false, version: '1.2.3', rules: [], url: () => ''})
    const edit = (start: number, removed: string, inserted: string) => ({
      start,
      end: start + removed.length,
      removed,
      inserted,
      rules: ['toy'],
    })
    const pieces = reporter.file({
      path: 'a',
      messages: [],
      notices: [],
      text: () => 'a\u200bb c\n\nd',
      mended: () => [edit(1, '\u200b', ''), edit(3, ' ', ''), edit(6, '\nd', 'e')],
    })
    const page = [...pieces].join('')
    expect(dataIn(page).documents[0]?.findings.map(({line, column, reason}) => [line, column, reason])).toEqual([
      [1, 2, 'Removed U+200B'],
      [1, 4, 'Removed white space'],
      [3, 1, 'Replaced `d` by `e`'],
    ])
  })

  test('its policy forbids all but its own script and style', () => {
    const {page} = run(['-f', 'html', '-'], text)
    expect(page).toMatch(
      /content="default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; img-src data:;/,
    )
    expect(page).not.toMatch(/(src|href)="(?!data:)/)
  })

  test('no name, text or reason leaves its data', async () => {
    const hostile = fc.oneof(
      fc.string({unit: 'binary'}),
      fc.constantFrom(
        '</script><script>alert(1)</script>',
        '<!--<script>',
        ']]>',
        '\u2028',
        '\ud800',
        '<img src=x onerror=alert(1)>',
      ),
    )
    const empty = (await pageOf([])).match(/<script/g)?.length ?? 0
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (path, reason, own) => {
        const page = await pageOf([{path, messages: [message(0, {path, reason})], text: own}])
        const {documents, texts} = dataIn(page)
        expect(documents[0]?.findings[0]?.reason).toBe(reason)
        expect(texts[0]?.excerpts.map(({text}) => text).join('')).toBe(own)
        expect(page.match(/<script/g)).toHaveLength(empty + 2)
      }),
      {numRuns: 100},
    )
  })

  test('what a page cannot hold is counted', async () => {
    const many = Array.from({length: 30_000}, (_, index) => message(index))
    const page = await pageOf(['a', 'b', 'c'].map((path) => ({path, messages: many, text: 'x'.repeat(30_000)})))
    const {documents, run: about} = dataIn(page)
    expect(documents.map(({path}) => path)).toEqual(['a'])
    expect(about.omitted).toEqual({documents: 2, findings: 60_000})

    const one = await pageOf([{path: 'a', messages: [...many, ...many], text: ''}])
    expect(dataIn(one).documents[0]?.findings).toHaveLength(50_000)
    expect(dataIn(one).run.omitted).toEqual({documents: 0, findings: 10_000})
  })
})

test('of a long text only what stands around findings is kept, with its lines', () => {
  const line = 'Twelve words of prose stand here for the test, as they must.\n'
  const text = line.repeat(5000)
  const places = [100, 150_000, 150_300].map((start) => ({start, end: start + 5}))
  const excerpts = excerptsOf(text, places)
  expect(excerpts).toHaveLength(2)
  for (const {start, line: number, text: part} of excerpts) {
    expect(text.startsWith(part, start)).toBe(true)
    expect(number).toBe(text.slice(0, start).split('\n').length)
    expect(part.length).toBeLessThan(5000)
  }
  const one = '𝒳'.repeat(100_000)
  for (const {text: part} of excerptsOf(one, [{start: 50_001, end: 50_003}])) expect(part.isWellFormed()).toBe(true)
})

describe('pieces of a marked text', () => {
  const mark = (start: number, end: number, edits: Mark['edits'] = [], isApplied = true): Mark => ({
    start,
    end,
    edits,
    isApplied,
  })

  test('deletions merge, and of replacements that overlap the first wins', () => {
    const text = 'one two three four'
    const marks = [
      mark(0, 7, [{start: 0, end: 8, text: ''}]),
      mark(4, 13, [{start: 4, end: 14, text: ''}]),
      mark(14, 18, [{start: 14, end: 18, text: '4'}]),
      mark(15, 18, [{start: 15, end: 18, text: 'ive'}]),
    ]
    const pieces = piecesOf(text, 0, marks)
    expect(cleanText(pieces)).toBe('4')
    expect(
      pieces
        .filter(({state}) => state !== 'inserted')
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  })

  test('a fix that is not wanted changes nothing', () => {
    expect(cleanText(piecesOf('one two', 0, [mark(0, 3, [{start: 0, end: 4, text: ''}], false)]))).toBe('one two')
  })

  test('lines keep the numbers of the original', () => {
    const text = 'one\r\ntwo\rthree\nfour'
    const pieces = piecesOf(text, 0, [mark(5, 9, [{start: 5, end: 9, text: ''}])])
    const shown = (isAfter: boolean): [number, string][] =>
      linesOf(pieces, 7, isAfter).map(({number, pieces}) => [number, pieces.map((piece) => piece.text).join('')])
    expect(shown(false)).toEqual([
      [7, 'one'],
      [8, 'two'],
      [9, 'three'],
      [10, 'four'],
    ])
    expect(shown(true)).toEqual([
      [7, 'one'],
      [9, 'three'],
      [10, 'four'],
    ])
  })

  test('whatever the marks, all of the text is there in its order', () => {
    const spans = fc.array(fc.tuple(fc.nat(40), fc.nat(12), fc.string({maxLength: 3}), fc.boolean()))
    fc.assert(
      fc.property(fc.string({maxLength: 40, unit: 'binary'}), spans, (text, list) => {
        const marks = list
          .map(([start, length, put, isApplied]) =>
            mark(start, start + length, [{start, end: start + length, text: put}], isApplied),
          )
          .sort((a, b) => a.start - b.start)
        const pieces = piecesOf(text, 0, marks)
        expect(
          pieces
            .filter(({state}) => state !== 'inserted')
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})

test('the edits of messages do what `clean` does, where one pass is all', async () => {
  const text = 'The ferry ran again , on time.\n\nSource link\n\nIt waits — 𝒳 — at the quay .\n'
  const messages = (await createLinter()).lint(text, {edits: true})
  const marks = messages.map(({start, end, edits, fix}) => ({start, end, edits, isApplied: fix === 'safe'}))
  expect(cleanText(piecesOf(text, 0, marks))).toBe((await clean(text)).text)
})
