import {type SpawnSyncReturns, spawn, spawnSync} from 'node:child_process'
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {answerRecords} from '../src/corpus/records.ts'
import {CONFIG, DIRTY, ENV, MAIN, SAFE} from './toys.ts'

interface Note {
  v: number
  config: string
  verdict: string
  reasons: string[]
  removedRatio: number
  edits: {
    rules: string[]
    start: number
    end: number
    line: number
    column: number
    removed: string
    replacement: string
    safe: boolean
  }[]
  findings: {rule: string; start: number; end: number; line: number; column: number; fix?: string}[]
  notices?: string[]
}

interface Line {
  id?: unknown
  line?: number
  text?: string
  descrape?: Note
  _error?: {code: string; message: string; byte?: number}
}

const THROWS = CONFIG.replace(
  'rules: [',
  `rules: [rule('toy-throw', {*check() { throw new Error('Oops') }}),
    rule('toy-cut', {*check({line}) { yield {at: line, reason: 'A cut', edits: [{start: line.start, end: line.end, text: 'é𝄞'}]} }}),
    {...rule('toy-judge', {category: 'filter', fix: 'none', needs: 'document'}), *check({document}) {
      if (document.lineCount > 12) yield {at: {start: 0, end: 0}, reason: 'Too many lines'} }},`,
)
  .replace(
    'phrases: [',
    `phrases: [{rule: 'toy-throw', lang: 'und', phrases: ['zzz throw']}, {rule: 'toy-cut', lang: 'und', phrases: ['zzz cut']},`,
  )
  .replace("rules: {'toy", "rules: {'toy-throw': 'warn', 'toy-cut': 'warn', 'toy-judge': 'warn', 'toy")

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-records-'))
  writeFileSync(join(folder, 'descrape.config.mjs'), THROWS)
})
afterAll(() => rmSync(folder, {recursive: true}))

function run(input: string | Uint8Array, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, '--records', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: ENV,
    input,
    maxBuffer: 1 << 28,
  })
}

function answers(input: string | Uint8Array, ...args: string[]): Line[] {
  const {stdout, stderr, status} = run(input, '--fix', '-', ...args)
  expect({stderr, status}).toEqual({stderr: '', status: 0})
  expect(stdout.endsWith('\n')).toBe(true)
  return stdout
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

const slice = (text: string, start: number, end: number): string => [...text].slice(start, end).join('')

// As somebody who has only the answer would do it.
function applied(text: string, {edits}: Note): string {
  const points = [...text]
  let at = 0
  let result = ''
  for (const {start, end, removed, replacement} of edits) {
    expect(points.slice(start, end).join('')).toBe(removed)
    result += points.slice(at, start).join('') + replacement
    at = end
  }
  return result + points.slice(at).join('')
}

describe('a record', () => {
  test('is answered in its place, and all other bytes stay', () => {
    const id = '{"a": 1.0, "b" : [12345678901234567890]}'
    const {stdout} = run(`{ "id":${id}, "text": ${JSON.stringify(DIRTY)} , "z":"\\u00e9" }\r\n`, '--fix')
    const [before, after] = stdout.split(',"descrape":')
    expect(before).toBe(`{ "id":${id}, "text": ${JSON.stringify(SAFE)} , "z":"\\u00e9" `)
    const note = JSON.parse((after as string).trimEnd().slice(0, -1)) as Note
    expect(note).toMatchObject({v: 1, unit: 'codepoint', verdict: 'keep', reasons: []})
    expect(note.edits).toMatchObject([{rules: ['toy-teaser'], line: 3, column: 1, safe: true, replacement: ''}])
    expect(note.findings).toMatchObject([{rule: 'toy-maybe', fix: 'unsafe', line: 7}])
    expect(applied(DIRTY, note)).toBe(SAFE)
    expect(note.removedRatio).toBeCloseTo(1 - SAFE.length / DIRTY.length, 4)
  })

  test('has places in code points of the text as it came', () => {
    const text = '\ufeff𝄞𝄞 אב\nZzz cut\n𝄞\n\nZzz teaser: 𝄞\n\nZzz note: 𝄞\n'
    const [{text: clean, descrape}] = answers(JSON.stringify({text})) as [Required<Line>]
    expect(applied(text, descrape)).toBe(clean)
    expect(descrape.findings.map(({start, end}) => slice(text, start, end))).toEqual(['Zzz note: 𝄞'])
    expect(descrape.findings[0]).toMatchObject({line: 7, column: 1})
  })

  test('without --fix keeps its text', () => {
    const {stdout, status} = run(JSON.stringify({text: DIRTY}))
    expect(status).toBe(0)
    const {text, descrape} = JSON.parse(stdout) as Required<Line>
    expect(text).toBe(DIRTY)
    expect(descrape.edits).toEqual([])
    expect(descrape.findings.map(({rule}) => rule)).toEqual(['toy-teaser', 'toy-maybe'])
  })

  test('tells guesses from what is sure', () => {
    const [{descrape}] = answers(JSON.stringify({text: DIRTY}), '--unsafe-fixes') as [Required<Line>]
    expect(descrape.edits.map(({rules, safe}) => [rules, safe])).toEqual([
      [['toy-teaser'], true],
      [['toy-maybe'], false],
    ])
  })

  test('is rejected by filters of documents only', () => {
    const [short, long] = answers(
      ['One.\n', 'One.\n'.repeat(20)].map((text) => JSON.stringify({text})).join('\n'),
    ) as Required<Line>[]
    expect(short?.descrape).toMatchObject({verdict: 'keep', reasons: []})
    expect(long?.descrape).toMatchObject({verdict: 'reject', reasons: ['Too many lines']})
  })

  test('answered before is answered anew, in the same place', () => {
    const first = run(JSON.stringify({text: DIRTY, z: 1}), '--fix').stdout
    const second = run(first, '--fix').stdout
    expect(run(second, '--fix').stdout).toBe(second)
    expect((JSON.parse(second) as Required<Line>).descrape.edits).toEqual([])
    expect(second.match(/"descrape"/g)).toHaveLength(1)
  })

  test('has fields of other names where they are named', () => {
    const [{id}] = answers('{"key":"a","body":1}', '--id-field', 'key', '--text-field', 'body') as [Line]
    expect(id).toBe('a')
    const {stdout} = run(JSON.stringify({body: DIRTY}), '--fix', '--text-field', 'body')
    expect(JSON.parse(stdout)).toMatchObject({body: SAFE})
  })
})

describe('a line that cannot be read', () => {
  test.each([
    ['blank', '', {}],
    ['blank', ' \t', {}],
    ['not-json', '{"text": "a", nope}', {byte: 15}],
    ['not-json', '{"id":1,"text":"cut o', {byte: 22}],
    ['not-an-object', '["text"]', {}],
    ['too-deep', `{"id":1,"x":${'['.repeat(300)}${']'.repeat(300)}}`, {}],
    ['no-text', '{"id":12345678901234567890}', {}],
    ['no-text', '{"id":"a","text":null}', {}],
    ['lone-surrogate', '{"id":"a","text":"x \\ud83d y"}', {}],
    ['failed', JSON.stringify({id: 'a', text: 'Zzz throw\n'}), {}],
  ] as const)('is told in its place: %s', (code, line, place) => {
    const lines = [{text: 'A line.'}, {text: 'Another.'}].map((record) => JSON.stringify(record))
    const {stdout, status} = run([lines[0], line, lines[1]].join('\n'), '--fix')
    expect(status).toBe(0)
    const [before, error, after, ...more] = stdout.trimEnd().split('\n') as [string, string, string]
    expect(more).toEqual([])
    expect(JSON.parse(before)).toHaveProperty('descrape')
    expect(JSON.parse(after)).toHaveProperty('descrape')
    const id = /"id":("a"|1234\d+)/.exec(line)?.[0]
    if (id !== undefined) expect(error.startsWith(`{${id},`)).toBe(true)
    expect(JSON.parse(error)).toMatchObject({line: 2, _error: {code, message: expect.any(String), ...place}})
  })

  test('of mixed encodings', () => {
    const line = (text: string): string => JSON.stringify({id: 7, text})
    const bytes = Buffer.concat([
      Buffer.from(`${line('Straße 𝄞')}\n`),
      Buffer.from(`${line('Straße')}\n`, 'latin1'),
      Buffer.from(`${line('Straße')}\n`),
    ])
    const [first, second, third] = answers(bytes) as [Line, Line, Line]
    expect(first.text).toBe('Straße 𝄞')
    expect(second).toMatchObject({line: 2, _error: {code: 'not-utf8', byte: 21}})
    expect(third.text).toBe('Straße')
  })

  test('for its length', () => {
    const long = JSON.stringify({text: 'x'.repeat(300_000)})
    const lines = answers(`${long}\n{"text":"a"}\n${long}\n${long}`, '--max-doc-bytes', '100kB')
    expect(lines.map(({_error}) => _error?.code)).toEqual(['too-large', undefined, 'too-large', 'too-large'])
    expect(lines.map(({line}) => line)).toEqual([1, undefined, 3, 4])
  })

  test.each([
    ['1', 3],
    ['2', 0],
    ['49%', 3],
    ['50%', 0],
  ] as const)('--max-errors %s ends with %i', (most, code) => {
    const {status, stderr, stdout} = run('{"text":"a"}\nno\n{"text":"b"}\nno\n', '--max-errors', most)
    expect(status).toBe(code)
    expect(stdout.trimEnd().split('\n')).toHaveLength(4)
    expect(stderr).toBe(code ? 'descrape: 2 of 4 records could not be read, more than --max-errors\n' : '')
  })
})

test('any lines at all: one out for each in, of one line by any rules, and nothing lost', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'Zzz teaser: a\n',
          'Zzz note: 𝄞\n',
          'Zzz cut\n',
          '\n',
          '\r\n',
          '\u2028',
          '\u0085',
          '\u2029',
          '\ufeff',
          '\ud83d',
        ),
        fc.string({unit: 'binary'}),
        fc.string({unit: 'grapheme'}),
      ),
      {maxLength: 8},
    )
    .map((parts) => parts.join(''))
  const record = fc
    .record({text, id: fc.jsonValue(), more: fc.jsonValue()}, {requiredKeys: ['text']})
    .map((value) => JSON.stringify(value))
  const bytes = fc.uint8Array({maxLength: 40}).map((array) => Buffer.from(array.filter((byte) => byte !== 10)))
  const line = fc.oneof(
    {weight: 4, arbitrary: record.map((json) => Buffer.from(json))},
    {
      weight: 1,
      arbitrary: fc.tuple(record, fc.nat()).map(([json, at]) => Buffer.from(json).subarray(0, at % (json.length + 1))),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(record, fc.nat(), bytes)
        .map(([json, at, more]) =>
          Buffer.concat([
            Buffer.from(json).subarray(0, at % json.length),
            more,
            Buffer.from(json).subarray(at % json.length),
          ]),
        ),
    },
    {weight: 1, arbitrary: bytes},
    {weight: 1, arbitrary: fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)))},
  )
  const lines = fc.sample(line, {numRuns: 3000, seed: Number(process.env.SEED ?? 1)}).filter((one) => one.length > 0)
  const {stdout, status} = run(Buffer.concat(lines.flatMap((one) => [one, Buffer.from('\n')])), '--fix')
  expect(status).toBe(0)
  const out = stdout.slice(0, -1).split('\n')
  expect(out).toHaveLength(lines.length)
  // What Python's str.splitlines takes for a line end.
  expect(stdout).not.toMatch(/[\r\v\f\x1c-\x1e\x85\u2028\u2029]/)
  const codes = new Set<string>()
  for (const [index, answer] of out.entries()) {
    const {_error, descrape, ...rest} = JSON.parse(answer) as Line
    if (_error) {
      codes.add(_error.code)
      expect(rest.line).toBe(index + 1)
      continue
    }
    const {text: original, ...others} = JSON.parse((lines[index] as Buffer).toString().replace(/^\ufeff/, '')) as Line
    const {text: clean, ...kept} = rest
    delete others.descrape
    expect(kept).toEqual(others)
    expect(applied(original as string, descrape as Note)).toBe(clean)
  }
  for (const code of ['lone-surrogate', 'no-text', 'not-an-object', 'not-json', 'not-utf8'])
    expect(codes).toContain(code)
})

describe('a pipe', () => {
  const open = () => {
    const child = spawn(process.execPath, [MAIN, '--records', '--fix', '-'], {cwd: folder, env: ENV})
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    const until = async (lines: number): Promise<void> => {
      while (out.split('\n').length <= lines) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const exited = new Promise<number | null>((resolve) => child.on('close', resolve))
    return {child, until, exited, out: () => out, err: () => err}
  }

  test('answers as soon as a line has come, however slowly', async () => {
    const {child, until, exited, out} = open()
    for (let index = 1; index <= 3; index++) {
      const line = Buffer.from(`${JSON.stringify({id: index, text: `𝄞 ${DIRTY}`})}\n`)
      for (const half of [line.subarray(0, 19), line.subarray(19)]) {
        child.stdin.write(half)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      await until(index)
    }
    child.stdin.end('{"id":4,"text":"no line feed"}')
    expect(await exited).toBe(0)
    expect(
      out()
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as Line).id),
    ).toEqual([1, 2, 3, 4])
  })

  test('says nothing when its reader is gone', async () => {
    const {child, until, exited, err} = open()
    child.stdin.on('error', () => {})
    const line = `${JSON.stringify({text: DIRTY.repeat(50)})}\n`
    child.stdin.write(line)
    await until(1)
    child.stdout.destroy()
    child.stdin.write(line.repeat(500))
    expect(await exited).toBe(0)
    expect(err()).toBe('')
  })

  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'writes whole lines on %s',
    async (signal) => {
      const {child, until, exited, out} = open()
      child.stdin.on('error', () => {})
      const line = `${JSON.stringify({text: DIRTY})}\n`
      child.stdin.write(line.repeat(20_000))
      await until(1)
      child.kill(signal)
      expect(await exited).toBe(signal === 'SIGINT' ? 130 : 143)
      for (const answer of out().split('\n').slice(0, -1)) expect(JSON.parse(answer)).toHaveProperty('descrape')
      expect(out().endsWith('\n')).toBe(true)
    },
  )
})

describe('the first line', () => {
  test('says what answers, with --hello', () => {
    const [hello, answer] = run('{"text":"a"}', '--hello').stdout.split('\n') as [string, string]
    const {config, rules, ...rest} = JSON.parse(hello) as {config: string; rules: string[]}
    expect(rest).toMatchObject({
      protocol: 1,
      unit: 'codepoint',
      icu: process.versions.icu,
      unicode: process.versions.unicode,
    })
    expect(rules).toContain('toy-teaser')
    expect((JSON.parse(answer) as Required<Line>).descrape.config).toBe(config)
    expect(run('', '--hello').stdout).toBe(`${hello}\n`)
    expect(run('', '--hello', '--rule', 'toy-note: off').stdout).not.toContain(config)
  })

  test('never comes where the protocol is another', () => {
    expect(run('{"text":"a"}', '--protocol', '1').status).toBe(0)
    const {status, stdout, stderr} = run('{"text":"a"}', '--protocol', '2')
    expect({status, stdout}).toEqual({status: 2, stdout: ''})
    expect(stderr).toMatch(/^descrape: --protocol 2: this is descrape .* version 1; use the same version everywhere\n$/)
  })
})

test.each([
  [['pages'], '--records answers standard input; write - in place of pages'],
  [['--workers', '2'], '--workers has no meaning with --records; leave it out, and start several of them'],
  [['--fix', '--out-dir', 'x'], '--out-dir has no meaning with --records; leave it out'],
  [['--staged'], '--staged has no meaning with --records; leave it out'],
  [['--cache'], '--cache has no meaning with --records; leave it out'],
  [['--report-unused'], '--report-unused has no meaning with --records; leave it out'],
  [['--input', 'parquet'], '--records reads JSON lines; leave --input parquet out'],
  [
    ['--text-field', 'descrape'],
    '--text-field descrape: that field takes the answer of --records; rename the one of the text',
  ],
])('%j is refused', (args, message) => {
  expect(run('', ...args)).toMatchObject({status: 2, stdout: '', stderr: `descrape: ${message}\n`})
})

test('standard input that cannot be read is told from standard output', () => {
  const stdin = openSync(join(folder, 'only-written'), 'w')
  const {status, stderr} = spawnSync(process.execPath, [MAIN, '--records'], {
    cwd: folder,
    encoding: 'utf8',
    env: ENV,
    stdio: [stdin, 'pipe', 'pipe'],
  })
  closeSync(stdin)
  expect(status).toBe(2)
  expect(stderr).toMatch(/^descrape: standard input cannot be read \([A-Z]+\); pipe records into it\n$/)
})

test('--stats counts records', () => {
  run(`${JSON.stringify({text: DIRTY})}\nno\n`, '--fix', '--stats', 's.json')
  expect(JSON.parse(readFileSync(join(folder, 's.json'), 'utf8'))).toMatchObject({
    documents: 1,
    fixed: 1,
    rules: {'toy-teaser': {fixed: 1}},
  })
})

test('an answer that no string can hold costs its record, not the others', async () => {
  const lines = (async function* () {
    yield Buffer.from('{"id":1,"text":"One."}\n{"id":2,"text":"Two."}\n')
  })()
  const long = 'x'.repeat(2 ** 28)
  const fields = {textField: 'text', idField: 'id', urlField: 'url', langField: 'lang'}
  let failed = 0
  const onError = (): void => {
    failed++
  }
  let out = ''
  const options = {fields, onError, signal: new AbortController().signal}
  for await (const chunk of answerRecords(lines, options, ({id}) => ({
    changes: [],
    note: {findings: id === 1 ? [long, long] : []},
  })))
    out += Buffer.from(chunk).toString()
  expect(out.split('\n')).toEqual([
    '{"id":1,"line":1,"_error":{"code":"failed","message":"has more findings than one line can tell; split it"}}',
    '{"id":2,"text":"Two.","descrape":{"findings":[]}}',
    '',
  ])
  expect(failed).toBe(1)
})
