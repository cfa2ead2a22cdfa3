import {type SpawnSyncReturns, spawn, spawnSync} from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import {applyPatch} from 'diff'
import fc from 'fast-check'
import {afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest'
import packageJson from '../package.json' with {type: 'json'}
import {formatDiff} from '../src/cli/diff.ts'
import {parseSize} from '../src/cli/usage.ts'
import {applyChanges, type Change} from '../src/repair/edits.ts'
import {decode, encode} from '../src/text/utf8.ts'
import {CLEAN, CONFIG, DIRTY, ENV, MAIN, SAFE} from './toys.ts'

// Each test starts the program several times.
vi.setConfig({testTimeout: 60_000})

let folder: string
beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('The program is not built; run `npm run build` first')
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-cli-'))
  put('descrape.config.mjs', CONFIG)
})
afterEach(() => rmSync(folder, {recursive: true}))

function put(name: string, text: string | Uint8Array): void {
  const file = join(folder, name)
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, text)
}

function filesIn(name: string): string[] {
  return existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : []
}

function get(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

function run(
  args: readonly string[],
  input: string | Buffer = '',
  env: Record<string, string> = {},
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...args], {cwd: folder, input, encoding: 'utf8', env: {...ENV, ...env}})
}

interface Parsed {
  messages: {path: string; id?: unknown; ruleId: string; line: number; severity: string; start: number; end: number}[]
  summary: Record<string, unknown>
  problems: unknown[]
}

function json(args: readonly string[], input = ''): Parsed {
  return JSON.parse(run([...args, '-f', 'json'], input).stdout) as Parsed
}

describe('help', () => {
  test.each([
    [[]],
    [['check']],
    [['restore']],
    [['explain']],
    [['rules']],
    [['init']],
    [['config']],
    [['baseline']],
    [['baseline', 'write']],
    [['baseline', 'prune']],
    [['profile']],
    [['profile', 'merge']],
    [['profile', 'show']],
  ])('%j', (command) => {
    const {stdout, stderr, status} = run([...command, '--help'])
    expect({stderr, status}).toEqual({stderr: '', status: 0})
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(stdout).toMatchSnapshot()
  })

  test('version', () => {
    expect(run(['--version']).stdout).toBe(`${packageJson.version}\n`)
  })
})

describe('lint', () => {
  beforeEach(() => {
    put('pages/a.txt', DIRTY)
    put('pages/b.txt', CLEAN)
  })

  test('reports findings on standard output and exits with 1', () => {
    const {stdout, stderr, status} = run(['pages'])
    expect(status).toBe(1)
    expect(stderr).toBe('')
    expect(stdout).toContain('pages/a.txt\n3:1-3:16 warning Unexpected teaser')
    expect(stdout).toContain('2 files, 2 warnings')
    expect(stdout).toContain('1 fixable with --fix, 1 more with --unsafe-fixes')
    expect(readdirSync(folder)).toEqual(['descrape.config.mjs', 'pages'])
  })

  test('takes the working folder unless told otherwise, and `check` as a word of its own', () => {
    const {stdout} = run(['pages'])
    expect(run([]).stdout).toBe(stdout)
    expect(run(['check', 'pages']).stdout).toBe(stdout)
  })

  test('exits with 0 where all is clean', () => {
    const {stdout, status} = run(['pages/b.txt'])
    expect({stdout, status}).toEqual({stdout: '1 file, no findings\n', status: 0})
    expect(run(['pages/b.txt', '--quiet'])).toMatchObject({stdout: '', stderr: '', status: 0})
  })

  test.each([
    [['--fail-on', 'error'], 0],
    [['--fail-on', 'never'], 0],
    [['--fail-on', 'error', '--rule', 'toy-maybe: error'], 1],
    [['--max-warnings', '2'], 0],
    [['--max-warnings', '1'], 1],
    [['--fail-on', 'never', '--max-warnings', '1'], 1],
    [['--exit-zero'], 0],
    [['--select', 'toy-note'], 0],
    [['--ignore', 'related', '--ignore', 'spam'], 0],
    [['--ignore', 'related,spam'], 0],
    [['--rule', 'toy-teaser: off', '--rule', 'toy-maybe: info'], 0],
    [['--ignore-pattern', 'a.*'], 0],
    [['--no-config', '--select', 'related-link'], 0],
  ])('%j exits with %d', (flags, code) => {
    expect(run(['pages', ...flags])).toMatchObject({stderr: '', status: code})
  })

  test('machine-readable messages name the place in UTF-16 units', () => {
    put('pages/c.txt', '\ufeff😀 First.\r\n\r\nZzz teaser: 😀 é\r\n\r\nEnd of the text.\r\n')
    const {messages, summary} = json(['pages/c.txt'])
    expect(messages).toEqual([
      expect.objectContaining({
        path: 'pages/c.txt',
        ruleId: 'toy-teaser',
        severity: 'warning',
        line: 3,
        start: 13,
        end: 29,
      }),
    ])
    expect(summary).toMatchObject({files: 1, warnings: 1, fixableSafe: 1})
  })

  test('several formats at once, to files and standard output', () => {
    const {stdout, status} = run(['pages', '-f', 'jsonl', '-f', 'json=reports/out.json'])
    expect(status).toBe(1)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as {ruleId: string}).ruleId),
    ).toEqual(['toy-teaser', 'toy-maybe'])
    expect((JSON.parse(get('reports/out.json')) as Parsed).messages).toHaveLength(2)
    expect(readdirSync(join(folder, 'reports'))).toEqual(['out.json'])
    expect(run(['pages', '-f', 'json', '-f', 'jsonl']).stderr).toBe(
      'descrape: formats json and jsonl would share one output; give one a file: --format jsonl=FILE\n',
    )
  })

  test('--max-messages, --quiet and --statistics', () => {
    put('pages/a.txt', `${DIRTY}\nZzz note: three\n`)
    expect(json(['pages']).messages).toHaveLength(3)
    expect(json(['pages', '--quiet']).messages).toHaveLength(2)
    expect(json(['pages', '--max-messages', '1'])).toMatchObject({
      messages: [{ruleId: 'toy-teaser'}],
      summary: {warnings: 2, truncated: 2},
    })
    expect(run(['pages', '--statistics']).stdout).toMatch(/\ntoy-maybe +1 +- +1\n/)
    expect(run(['pages', '--statistics', '-f', 'json']).stderr).toMatch(/\ntoy-maybe +1 +- +1\n/)
  })

  test('colours only where asked for', () => {
    const start = '\u001b['
    expect(run(['pages']).stdout).not.toContain(start)
    expect(run(['pages', '--color']).stdout).toContain(start)
    expect(run(['pages'], '', {FORCE_COLOR: '1'}).stdout).toContain(start)
    expect(run(['pages', '--no-color'], '', {FORCE_COLOR: '1'}).stdout).not.toContain(start)
    expect(run(['pages'], '', {NO_COLOR: '1', FORCE_COLOR: '1'}).stdout).not.toContain(start)
  })

  test('standard input', () => {
    expect(json(['-'], DIRTY).messages.map(({path, ruleId}) => [path, ruleId])).toEqual([
      ['<stdin>', 'toy-teaser'],
      ['<stdin>', 'toy-maybe'],
    ])
    const record = `${JSON.stringify({id: 7, text: DIRTY})}\n`
    expect(json(['--stdin-filename', 'in/x.jsonl'], record).messages[0]).toMatchObject({
      path: 'in/x.jsonl',
      id: 7,
      line: 3,
    })
    expect(json(['-', '--input', 'jsonl'], record).messages[0]).toMatchObject({path: '<stdin>', id: 7})
  })

  test('--files-from', () => {
    put('list', 'pages/b.txt\n\npages/a.txt\n')
    expect(json(['--files-from', 'list']).summary).toMatchObject({files: 2})
    expect(json(['--files-from', '-'], 'pages/b.txt\n').summary).toMatchObject({files: 1})
    expect(run(['--files-from', 'gone'])).toMatchObject({status: 2, stdout: ''})
  })

  test('overrides say the format, the fields and the rules', () => {
    put(
      'descrape.config.mjs',
      `${CONFIG.replace('export default {', 'export default {overrides: [{files: ["data/*"], input: {format: "jsonl", textField: "body"}, rules: {"toy-maybe": "off"}}], ')}`,
    )
    put('data/x.txt', `${JSON.stringify({id: 'a', body: DIRTY})}\n`)
    expect(json(['data/x.txt']).messages).toEqual([expect.objectContaining({id: 'a', ruleId: 'toy-teaser'})])
  })

  test('ignores of a configuration further up', () => {
    put('descrape.config.mjs', `${CONFIG.replace('export default {', 'export default {ignores: ["pages/a.*"], ')}`)
    expect(json(['pages']).summary).toMatchObject({files: 1})
    const result = spawnSync(process.execPath, [MAIN, '-f', 'json'], {
      cwd: join(folder, 'pages'),
      encoding: 'utf8',
      env: ENV,
    })
    expect((JSON.parse(result.stdout) as Parsed).summary).toMatchObject({files: 1})
  })

  test('Markdown: code, tables and front matter are let alone', () => {
    const junk = 'Zzz teaser: one'
    put(
      'a.md',
      `---\n${junk}\n---\n\n# Title é\n\n\`\`\`\n${junk}\n\`\`\`\n\n| a | b |\n|---|---|\n| ${junk} | x |\n\n    ${junk}\n\n${junk}\n`,
    )
    expect(json(['a.md']).messages.map(({line}) => line)).toEqual([17])
  })
})

describe('a rule that brings a dictionary', () => {
  const TYPO = 'The mayor of the town was not amuzed by it, and the baker was not.\n'
  const spelling = {rules: {spelling: 'info'}}

  test('runs where the configuration turns it on, for all files or for some', () => {
    put('page.txt', TYPO)
    put('other.txt', TYPO)
    const found = (config: object): string[] => {
      put('own.json', JSON.stringify(config))
      return json(['.', '-c', 'own.json']).messages.map(({path, ruleId}) => `${path} ${ruleId}`)
    }
    expect(found(spelling)).toEqual(['other.txt spelling', 'page.txt spelling'])
    expect(found({overrides: [{files: ['page.txt'], ...spelling}]})).toEqual(['page.txt spelling'])
  })

  test('runs where a flag turns it on, also in workers', () => {
    put('a.jsonl', `${JSON.stringify({text: TYPO})}\n`.repeat(3))
    for (const flags of [[], ['--workers', '2']])
      expect(json(['a.jsonl', '--no-config', '--rule', 'spelling: info', ...flags]).messages).toHaveLength(3)
  })
})

describe('fix', () => {
  beforeEach(() => {
    put('pages/a.txt', DIRTY)
    put('pages/deep/b.txt', CLEAN)
    put(
      'pages/c.jsonl',
      `{"id": 1, "text": ${JSON.stringify(DIRTY)} , "n": 1.0}\n{"id": 12345678901234567890, "text": "Fine."}\n`,
    )
  })

  test('writes a copy of every input and leaves the originals', () => {
    const {stdout, stderr, status} = run(['pages', '--fix'])
    expect(status).toBe(1)
    expect(stdout).toContain('pages/a.txt\n7:1-7:15 warning Unexpected maybe')
    expect(stdout).toContain('2 fixed')
    expect(stdout).toContain('2 more fixable with --unsafe-fixes')
    expect(stderr).toBe('descrape: copies are in clean, 2 of 3 changed; clean/descrape-ledger.jsonl restores them\n')
    expect(get('pages/a.txt')).toBe(DIRTY)
    expect(get('clean/pages/a.txt')).toBe(SAFE)
    expect(get('clean/pages/deep/b.txt')).toBe(CLEAN)
    expect(get('clean/pages/c.jsonl')).toBe(
      `{"id": 1, "text": ${JSON.stringify(SAFE)} , "n": 1.0}\n{"id": 12345678901234567890, "text": "Fine."}\n`,
    )
  })

  test('a second run gives the same, and never walks the copies', () => {
    run(['.', '--fix'])
    const copy = get('clean/pages/a.txt')
    const ledger = get('clean/descrape-ledger.jsonl')
    expect(json(['.', '--fix']).summary).toMatchObject({files: 3})
    expect(get('clean/pages/a.txt')).toBe(copy)
    expect(get('clean/descrape-ledger.jsonl')).toBe(ledger)
    expect(json(['.']).summary).toMatchObject({files: 3})
    expect(json(['clean']).summary).toMatchObject({files: 3, warnings: 2})
  })

  test('restore gives the originals back', () => {
    run(['pages', '--fix', '--unsafe-fixes'])
    expect(get('clean/pages/a.txt')).toBe(CLEAN)
    const {stdout, status} = run(['restore', 'clean/descrape-ledger.jsonl', '--out-dir', 'old'])
    expect({stdout, status}).toEqual({stdout: 'old/pages/a.txt\nold/pages/c.jsonl\nold/pages/deep/b.txt\n', status: 0})
    for (const name of ['a.txt', 'c.jsonl', 'deep/b.txt']) expect(get(`old/pages/${name}`)).toBe(get(`pages/${name}`))
    put('clean/pages/a.txt', 'edited')
    expect(run(['restore', 'clean/descrape-ledger.jsonl', '--out-dir', 'older'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('clean/pages/a.txt: was changed after descrape wrote it') as string,
    })
    expect(run(['restore', 'gone.jsonl'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('gone.jsonl: does not exist') as string,
    })
  })

  test('--in-place changes the files, reports places in the new text, and can be undone', () => {
    const {stdout} = run(['pages/a.txt', '--fix', '--in-place'])
    expect(stdout).toContain('5:1-5:15 warning Unexpected maybe')
    expect(get('pages/a.txt')).toBe(SAFE)
    expect(readdirSync(folder)).toEqual(['descrape-ledger.jsonl', 'descrape.config.mjs', 'pages'])
    expect(run(['restore', 'descrape-ledger.jsonl', '--in-place']).status).toBe(0)
    expect(get('pages/a.txt')).toBe(DIRTY)
  })

  test('--diff writes nothing and prints a patch that applies', () => {
    const {stdout, stderr, status} = run(['pages', '--diff'])
    expect(status).toBe(1)
    expect(stderr).toBe('descrape: 2 of 3 files would change (2 fixes); 2 more with --unsafe-fixes\n')
    expect(existsSync(join(folder, 'clean'))).toBe(false)
    const [first, second] = stdout.split(/(?=^--- )/m)
    expect(first).toMatch(/^--- a\/pages\/a\.txt\n\+\+\+ b\/pages\/a\.txt\n@@ -1,7 \+1,5 @@\n/)
    expect(applyPatch(DIRTY, first as string)).toBe(SAFE)
    run(['pages', '--fix'])
    expect(applyPatch(get('pages/c.jsonl'), second as string)).toBe(get('clean/pages/c.jsonl'))
    expect(run(['clean', '--diff', '--ignore', 'toy-maybe'])).toMatchObject({stdout: '', status: 0})
    expect(run(['pages', '--diff', '--exit-zero']).status).toBe(0)
  })

  test('--fixable, --unfixable and --max-removed', () => {
    const left = (...flags: string[]): string[] =>
      json(['pages/a.txt', '--fix', ...flags]).messages.map(({ruleId}) => ruleId)
    expect(left('--unfixable', 'toy-teaser')).toEqual(['toy-teaser', 'toy-maybe'])
    expect(left('--unsafe-fixes', '--fixable', 'spam')).toEqual(['toy-teaser'])
    expect(left('--max-removed', '0.01')).toEqual(['toy-teaser', 'toy-maybe'])
    expect(run(['pages/a.txt', '--fix', '--max-removed', '0.01']).stdout).toMatch(
      /fixes would remove \d+ % of the text; left as it is/,
    )
    expect(left('--unsafe-fixes')).toEqual([])
  })

  test('standard input: clean text to standard output, report to standard error', () => {
    const {stdout, stderr, status} = run(['--fix', '-'], DIRTY)
    expect({stdout, status}).toEqual({stdout: SAFE, status: 1})
    expect(stderr).toContain('7:1-7:15 warning Unexpected maybe')
    expect(readdirSync(folder)).toEqual(['descrape.config.mjs', 'pages'])
    const named = run(
      ['--fix', '--unsafe-fixes', '-', '--stdin-filename', 'x.txt', '--ledger', 'x.ledger.jsonl'],
      DIRTY,
    )
    expect(named).toMatchObject({stdout: CLEAN, status: 0})
    put('x.txt', named.stdout)
    expect(run(['restore', 'x.ledger.jsonl'])).toMatchObject({status: 0, stdout: 'restored/x.txt\n'})
    expect(get('restored/x.txt')).toBe(DIRTY)
  })

  test('compressed files', () => {
    put('z/a.txt.gz', gzipSync(DIRTY))
    expect(run(['z', '--fix']).status).toBe(1)
    expect(gunzipSync(readFileSync(join(folder, 'clean/z/a.txt.gz'))).toString()).toBe(SAFE)
    expect(applyPatch(DIRTY, run(['z', '--diff']).stdout)).toBe(SAFE)
  })

  test('a copy never overwrites an input', () => {
    const {stderr, status} = run(['pages/a.txt', 'pages/deep/b.txt', '--fix', '--out-dir', '.'])
    expect(status).toBe(2)
    expect(stderr).toContain(
      'descrape: pages/a.txt: its copy would overwrite it; name another --out-dir, or use --in-place\n',
    )
    expect(get('pages/a.txt')).toBe(DIRTY)
    put('clean/pages/a.txt', 'Of my own.\n')
    expect(run(['pages/a.txt', 'clean/pages/a.txt', '--fix']).stderr).toContain(
      'pages/a.txt: its copy would overwrite `clean/pages/a.txt`',
    )
    expect(get('clean/pages/a.txt')).toBe('Of my own.\n')
  })
})

describe('bad usage and bad input', () => {
  beforeEach(() => {
    put('a.txt', DIRTY)
    put(
      'c.jsonl',
      '{"id":1,"text":"Fine."}\n{"id":2,"body":"x"}\n{broken\n{"id":3,"text":"Zzz teaser: x\\nA line of text that is fine."}\n',
    )
    put('empty/x.bin', 'x')
    put('bin.txt', 'a\0b')
  })

  test.each([
    [['--fxi'], "unknown option '--fxi', did you mean --fix?"],
    [['--nothing-like-it'], "unknown option '--nothing-like-it'; descrape --help lists all options"],
    [['check', '--diffs', '.'], "unknown option '--diffs', did you mean --diff?"],
    [['baseline', 'wirte'], "unknown command 'wirte', did you mean write?"],
    [['profile', 'mrge', 'a.profile'], 'mrge: no such file or command, did you mean `merge`?'],
    [['--preset', 'constructor'], 'Unknown preset `constructor`'],
    [['--preset', 'recommende'], 'Unknown preset `recommende`, did you mean `recommended`?'],
    [['--select', 'toy-teasr'], 'Unknown rule `toy-teasr`, did you mean `toy-teaser`?'],
    [['--rule', 'toy-teasr: off'], 'Unknown rule `toy-teasr`, did you mean `toy-teaser`?'],
    [['--rule', 'toy-teaser: loud'], 'Unknown level `loud`; use error, warn, info or off'],
    [
      ['--rule', 'toy-teaser'],
      "--rule 'toy-teaser' is no setting; write --rule 'id: error' with error, warn, info or off",
    ],
    [['-f', 'jsn'], 'Unknown format `jsn`, did you mean `json`?'],
    [['--input', 'parket'], "--input 'parket': allowed choices are auto, text, markdown, jsonl"],
    [['--max-removed', '2'], "'2': expected a number from 0 to 1"],
    [['--max-removed', '0x1'], "'0x1': expected a number from 0 to 1"],
    [['--max-ratio', '1e999'], "'1e999': expected a number from 1 on"],
    [['--max-ratio', 'Infinity'], "'Infinity': expected a number from 1 on"],
    [['--max-ratio', '9'.repeat(400)], "9': expected a number from 1 on"],
    [['--max-messages', '9'.repeat(400)], "9': expected a whole number"],
    [['--max-file-size', '9'.repeat(400)], "9': expected a size such as 500kB, 64MiB or 2GB"],
    [['--doc-timeout', '0x10'], "'0x10': expected seconds, such as 10 or 0.5"],
    [['profile', 'merge', 'a', '-o', 'b', '--min-share', '0x1'], "'0x1': expected a number above 0, up to 1"],
    [['profile', 'merge', 'a', '-o', 'b', '--min-documents', '9'.repeat(400)], "9': expected a whole number from 1"],
    [['--max-file-size', 'big'], "'big': expected a size such as 500kB, 64MiB or 2GB"],
    [['--max-warnings', '-1'], "--max-warnings '-1': expected a whole number"],
    [['--lang', 'xx'], "'xx': unknown language; use auto, or a BCP 47 tag such as en or pt-BR"],
    [['--lang', 'english'], "'english': unknown language; use auto, or a BCP 47 tag such as en or pt-BR"],
    [['a.txt', '--fix', '--out-dir', 'a.txt/clean'], 'a.txt: is not a folder; name another --out-dir'],
    [['--in-place'], '--in-place needs --fix'],
    [['--out-dir', 'x'], '--out-dir needs --fix'],
    [['--fix', '--in-place', '--out-dir', 'x'], "option '--in-place' cannot be used with option '--out-dir <folder>'"],
    [['--config', 'gone.json'], 'gone.json: no such file'],
    [['explain', 'toy-teasr'], 'Unknown rule `toy-teasr`, did you mean `toy-teaser`?'],
    [['explain'], "missing required argument 'rule'; descrape explain --help lists all options"],
    [['explain', 'a', 'b'], "too many arguments for 'explain'. Expected 1 argument but got 2"],
    [['restor', 'x'], 'restor: no such file or command, did you mean `restore`?'],
    [[''], 'a path is empty; name a file or a folder, or . for this one'],
    [['--select', ''], "--select '': expected names with commas between"],
    [['-f', 'json='], '--format json= names no file; write --format json=FILE'],
    [['-f', 'json=a.txt/x.json'], 'a.txt/x.json: cannot be written (ENOTDIR); name another file after --format NAME='],
    [['-f', 'json=empty'], 'empty: cannot be written (EISDIR); name another file after --format NAME='],
    [
      ['a.txt', '-f', 'json=a.txt'],
      'a.txt: is one of the texts, which would be lost; name another file after --format json=',
    ],
    [['a.txt', '--stats', 'a.txt'], 'a.txt: is one of the texts, which would be lost; name another file after --stats'],
    [['a.txt', '--card', './a.txt'], 'a.txt: is one of the texts, which would be lost; name another file after --card'],
    [['a.txt', '--cache', '--cache-location', 'a.txt'], 'a.txt: is one of the texts, which would be lost'],
    [
      ['profile', 'a.txt', '-o', 'a.txt'],
      'a.txt: is one of the texts, which would be lost; name another file after -o',
    ],
    [['a.txt', '--fix', '--ledger', 'empty'], 'empty: is not a file; name a ledger that descrape wrote'],
    [['a.txt', '--fix', '--ledger', 'a.txt/ledger'], 'a.txt: is not a folder; name another --ledger'],
    [['restore', 'a.txt', '--out-dir', 'a.txt/x'], 'a.txt: is not a folder; name another --out-dir'],
    [['--fix', 'rules'], '--fix has to stand after the command: descrape rules'],
  ])('%j', (args, message) => {
    const {stdout, stderr, status} = run(args)
    expect(stderr).toContain(`descrape: `)
    expect(stderr).toContain(message)
    expect(stderr.trimEnd()).not.toContain('\n')
    expect({stdout, status}).toEqual({stdout: '', status: 2})
    expect(existsSync(join(folder, 'clean'))).toBe(false)
  })

  test('what cannot be read is named, the rest is done', () => {
    const {stderr, status} = run(['a.txt', 'gone', 'bin.txt', 'empty', 'c.jsonl', '--fix'])
    expect(status).toBe(2)
    expect(stderr).toMatch(/^descrape: gone: does not exist/m)
    expect(stderr).toMatch(/^descrape: empty: has no text files/m)
    expect(stderr).toMatch(/^descrape: bin\.txt: is not text/m)
    expect(stderr).toMatch(/^descrape: c\.jsonl:2: has no string in the field `text`.*--text-field/m)
    expect(stderr).toMatch(/^descrape: c\.jsonl:3: is not JSON/m)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(get('clean/a.txt')).toBe(SAFE)
    expect(get('clean/c.jsonl')).toBe(
      '{"id":1,"text":"Fine."}\n{"id":2,"body":"x"}\n{broken\n{"id":3,"text":"A line of text that is fine."}\n',
    )
    expect(existsSync(join(folder, 'clean/bin.txt'))).toBe(false)
  })

  test('a command of commands alone prints its help', () => {
    const {stdout, stderr, status} = run(['baseline'])
    expect({stdout, status}).toEqual({stdout: '', status: 2})
    expect(stderr).toMatch(/^Usage: descrape baseline .*\ndescrape: name one of these commands\n$/s)
  })

  test('of problems that are alike the first are told', () => {
    put('d.jsonl', `${'{"id":1,"body":"x"}\n'.repeat(12)}{broken\n`)
    const {stdout, stderr, status} = run(['d.jsonl', '-f', 'json'])
    const lines = stderr.trimEnd().split('\n')
    expect(lines.map((line) => line.slice(0, 'descrape: d.jsonl:13'.length).trimEnd())).toEqual([
      ...[1, 2, 3, 4, 5].map((line) => `descrape: d.jsonl:${line}:`),
      'descrape: d.jsonl:13',
      'descrape: d.jsonl: t',
    ])
    expect(lines.at(-1)).toBe('descrape: d.jsonl: the same of 7 more records; -f json lists them')
    expect(status).toBe(2)
    expect((JSON.parse(stdout) as {problems: unknown[]}).problems).toHaveLength(13)
  })

  test('a ledger is no text, also where a hook or a shell names it', () => {
    put('a.txt', DIRTY)
    run(['a.txt', '--fix', '--in-place'])
    expect(existsSync(join(folder, 'descrape-ledger.jsonl'))).toBe(true)
    expect(run(['a.txt', 'descrape-ledger.jsonl', '--exit-zero'])).toMatchObject({stderr: '', status: 0})
    expect(run(['descrape-ledger.jsonl'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('nothing to read'),
    })
  })

  test('tells of files of other kinds, once', () => {
    for (const name of ['a.txt', 'b.html', 'sub/c.HTML', 'sub/d.csv', 'e.png', 'package.json', 'out.txt.xz'])
      put(`pages/${name}`, CLEAN)
    const skipped =
      'descrape: skipped 4 files of other kinds (.html, .csv, .txt.xz); a file that is named is read as text\n'
    expect(run(['pages'])).toMatchObject({status: 0, stdout: '1 file, no findings\n', stderr: skipped})
    expect(run(['pages', '--quiet']).stderr).toBe('')
    expect(run(['pages', '--ignore-pattern', '*.html', '--ignore-pattern', '*.HTML']).stderr).toContain('2 files')
    expect(run(['pages/b.html'])).toMatchObject({stdout: '1 file, no findings\n', stderr: ''})
  })

  test('--exit-zero does not hide what could not be read', () => {
    expect(run(['gone', '--exit-zero']).status).toBe(2)
  })

  test('a large file is skipped loudly', () => {
    expect(run(['a.txt', '--max-file-size', '10'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'a.txt: is larger than 10 bytes and was skipped; raise --max-file-size',
      ) as string,
    })
  })

  test('a broken configuration', () => {
    put('own.json', '{\n  "ruls": {}\n}')
    expect(run(['a.txt', '-c', 'own.json'])).toMatchObject({
      stdout: '',
      stderr: 'descrape: own.json:2: Unknown key `ruls`, did you mean `rules`?\n',
      status: 2,
    })
  })

  test('something that is no ledger is not overwritten', () => {
    put('mine.jsonl', '{"a":1}\n')
    const {stderr, status} = run(['a.txt', '--fix', '--ledger', 'mine.jsonl'])
    expect({stderr, status}).toEqual({
      stderr: 'descrape: mine.jsonl: is not a ledger (line 1); name one that descrape wrote\n',
      status: 2,
    })
    expect(get('mine.jsonl')).toBe('{"a":1}\n')
    expect(existsSync(join(folder, 'clean'))).toBe(false)
  })
})

describe('rules, explain, init, config', () => {
  test('rules', () => {
    const {stdout, status} = run(['rules'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^toy-maybe +spam +warning +unsafe +A toy\.$/m)
    const rules = JSON.parse(run(['rules', '--format', 'json']).stdout) as {id: string}[]
    expect(rules.find(({id}) => id === 'toy-note')).toEqual({
      id: 'toy-note',
      category: 'comments',
      summary: 'A toy.',
      since: '0.1.0',
      severity: 'info',
      fix: 'none',
      presets: ['recommended'],
      options: {},
      url: expect.stringContaining('toy-note') as string,
    })
    expect(run(['rules', '--no-config']).stdout).not.toContain('toy-maybe')
  })

  test('explain', () => {
    const {stdout, status} = run(['explain', 'toy-maybe'])
    expect(status).toBe(0)
    expect(stdout).toContain('toy-maybe\nA toy.\n')
    expect(stdout).toContain('unsafe, with --fix --unsafe-fixes')
    const builtin = run(['explain', 'related-link', '--no-config']).stdout
    expect(builtin).toMatch(/phrases in: +ar cs de /)
    for (const part of ['## Why it is junk', '## What it finds', '## What it leaves alone'])
      expect(builtin).toContain(part)
  })

  test('init writes a configuration that works, once', () => {
    rmSync(join(folder, 'descrape.config.mjs'))
    expect(run(['init']).status).toBe(0)
    const text = get('descrape.config.json')
    expect(JSON.parse(text)).toMatchObject({
      $schema: expect.stringContaining('descrape.schema.json') as string,
      extends: ['recommended'],
    })
    put('a.txt', 'Fine text.\n')
    expect(run(['a.txt']).status).toBe(0)
    expect(run(['init'])).toMatchObject({
      status: 2,
      stderr: 'descrape: descrape.config.json: exists already; edit it, or remove it first\n',
    })
    expect(get('descrape.config.json')).toBe(text)
  })

  test('config shows what is in force', () => {
    put(
      'descrape.config.mjs',
      `${CONFIG.replace('export default {', 'export default {overrides: [{files: ["*.md"], rules: {"toy-maybe": "off"}, maxRemoved: 0.2}], ')}`,
    )
    expect(JSON.parse(run(['config']).stdout)).toMatchObject({
      lang: 'auto',
      maxRemoved: 0.5,
      rules: {'toy-maybe': 'warn', 'toy-note': 'info'},
    })
    const {rules, maxRemoved} = JSON.parse(run(['config', '--file', 'x/a.md']).stdout) as {
      rules: object
      maxRemoved: number
    }
    expect(rules).toEqual({'toy-note': 'info', 'toy-teaser': 'warn'})
    expect(maxRemoved).toBe(0.2)
  })
})

describe('names and texts from outside', () => {
  const NAME = 'sub/a\n::error::\u001b[31m"x\\.txt'

  test('send no controls to a terminal', () => {
    put(NAME, DIRTY.replace('one', 'one \u001b[2J'))
    put('sub/b.jsonl', '{"id":"\\u001b[2J","text":"Zzz maybe: x"}\n{"text":7}\n')
    for (const args of [
      ['-f', 'stylish'],
      ['-f', 'concise'],
      ['-f', 'github'],
      ['-f', 'json'],
      ['-f', 'sarif'],
      ['--diff', '--color'],
    ]) {
      const {stdout, stderr} = run(['sub', ...args])
      // Colours are our own.
      const text = (stdout + stderr).replaceAll(/\u001b\[\d\d?m/g, args.includes('--color') ? '' : '$&')
      expect(text.replaceAll('\n', ''), args.join(' ')).not.toMatch(/\p{Cc}/u)
      expect(text, args.join(' ')).not.toMatch(/^::error::/m)
    }
    expect(run(['gone\u001b[31m']).stderr).toBe('descrape: gone␛[31m: does not exist; check its name\n')
    run(['sub', '--fix'])
    expect(run(['restore', 'clean/descrape-ledger.jsonl']).stdout).toMatch(/^restored\/sub\/a␊::error::␛\[31m/)
  })

  test('are no commands on GitHub Actions, but those of `-f github` and in a patch', () => {
    const CI = {GITHUB_ACTIONS: 'true'}
    const name = '::warning::##[group]x.txt'
    const text = DIRTY.replace('one', '##[add-mask]one')
    put(name, text)
    put('##[error]c.txt', 'a\0')
    // What the runner obeys on either stream.
    const commands = /^\s*::.*|##\[.*/gm
    for (const args of [
      ['-f', 'stylish'],
      ['-f', 'concise'],
      ['-f', 'json'],
      ['-f', 'vfile-reporter'],
      ['--diff', '--color'],
      ['--fix', '--progress', 'json'],
      ['--fix', '--out-dir', '##[group]'],
      ['restore', 'clean'],
    ]) {
      const {stdout, stderr} = run([...(args[0] === 'restore' ? [] : [name, '##[error]c.txt']), ...args], '', CI)
      expect((stdout + stderr).match(commands), args.join(' ')).toBeNull()
    }
    const {messages} = JSON.parse(run([name, '-f', 'json'], '', CI).stdout) as Parsed
    expect(messages[0]?.path).toBe(name)
    expect(run([name, '-f', 'concise'], '', CI).stdout).toMatch(/^\\u003a:warning::\\u0023#\[group\]x/)
    expect(run([name, '-f', 'concise']).stdout).toMatch(/^::warning::##\[group\]x/)
    const github = run([name, '##[error]c.txt', '-f', 'github'], '', CI)
    expect(github.stdout).toMatch(/^::warning file=/)
    expect(github.stderr.match(commands)).toBeNull()
    expect(applyPatch(text, run([name, '--diff'], '', CI).stdout)).toBe(text.replace(/Zzz teaser.*\n\n/, ''))
  })

  test('--diff quotes names as git does', () => {
    put(NAME, DIRTY)
    const {stdout} = run(['sub', '--diff'])
    expect(stdout).toContain('--- "a/sub/a\\n::error::\\033[31m\\"x\\\\.txt"\n')
    expect(applyPatch(DIRTY, stdout)).toBe(SAFE)
  })
})

describe.skipIf(process.platform !== 'linux')('what cannot be written', () => {
  beforeEach(() => put('pages/a.txt', DIRTY))

  test.each([
    [
      ['pages', '--fix', '--out-dir', '/proc/x'],
      '/proc: is not writable (ENOENT); check its permissions, or name another --out-dir',
    ],
    [
      ['pages', '--fix', '--ledger', '/proc/x/l.jsonl'],
      '/proc: is not writable (ENOENT); check its permissions, or name another --ledger',
    ],
    [
      ['pages', '-f', 'json=/proc/x/r.json'],
      '/proc/x/r.json: cannot be written (ENOENT); name another file after --format NAME=',
    ],
    [
      ['restore', 'l.jsonl', '--out-dir', '/proc/x'],
      '/proc: is not writable (ENOENT); check its permissions, or name another --out-dir',
    ],
    [['pages', '-f', 'json=full'], 'full: cannot be written (ENOSPC); name another file after --format NAME='],
  ])('%j', (args, message) => {
    symlinkSync('/dev/full', join(folder, 'full'))
    expect(run(args)).toMatchObject({stdout: '', stderr: `descrape: ${message}\n`, status: 2})
    expect(readdirSync(folder).sort()).toEqual(['descrape.config.mjs', 'full', 'pages'])
    expect(lstatSync(join(folder, 'full')).isSymbolicLink()).toBe(true)
  })

  test.each([
    'pages',
    'pages -f json',
    'pages --diff',
    '--help',
    'rules',
    '--fix -',
  ])('%s where no room is left', (args) => {
    const {stderr, status} = shell(`"${process.execPath}" "${MAIN}" ${args} < pages/a.txt > /dev/full`)
    expect(status).toBe(2)
    expect(stderr).toContain('descrape: standard output cannot be written (ENOSPC); check the free space\n')
    expect(stderr).not.toMatch(/^\s+at |internal error/m)
  })

  test.runIf(process.getuid?.() === 0)('in place a file stays with its user and group', () => {
    const file = join(folder, 'pages/a.txt')
    const owner = (): number[] => [statSync(file).uid, statSync(file).gid, statSync(file).mode & 0o777]
    chownSync(file, 1234, 5678)
    chmodSync(file, 0o640)
    run(['pages', '--fix', '--in-place'])
    expect([get('pages/a.txt'), owner()]).toEqual([SAFE, [1234, 5678, 0o640]])
    run(['restore', '.', '--in-place'])
    expect([get('pages/a.txt'), owner()]).toEqual([DIRTY, [1234, 5678, 0o640]])
  })

  test.runIf(process.getuid?.() === 0)('in place nobody gets the file of another', () => {
    for (const name of ['', 'pages']) chownSync(join(folder, name), 1234, 1234)
    const asUser = (args: readonly string[]): SpawnSyncReturns<string> =>
      spawnSync(process.execPath, [MAIN, ...args], {cwd: folder, encoding: 'utf8', env: ENV, uid: 1234, gid: 1234})
    const refusal = 'a.txt: belongs to another user or group, whom its'
    expect(asUser(['pages', '--fix', '--in-place', '-f', 'concise'])).toMatchObject({
      stderr: expect.stringContaining(`pages/${refusal} copy would not belong to; use --out-dir`) as string,
      status: 2,
    })
    expect(get('pages/a.txt')).toBe(DIRTY)
    expect(filesIn('.').sort()).toEqual(['descrape.config.mjs', 'pages'])
    run(['pages', '--fix', '--in-place'])
    chownSync(join(folder, 'descrape-ledger.jsonl'), 1234, 1234)
    expect(asUser(['restore', '.', '--in-place'])).toMatchObject({
      stderr: expect.stringContaining(`pages/${refusal} original`) as string,
    })
    expect(get('pages/a.txt')).toBe(SAFE)
  })

  test('a report goes through pipes, and takes the place of links', () => {
    const command = `"${process.execPath}" "${MAIN}" pages -f`
    expect(shell(`${command} jsonl=/dev/stdout | cat`).stdout).toContain('"ruleId":"toy-teaser"')
    shell(`${command} json=/dev/stdout > out.json`)
    expect((JSON.parse(get('out.json')) as Parsed).messages).toHaveLength(2)
    put('precious.json', 'mine')
    symlinkSync('precious.json', join(folder, 'link.json'))
    symlinkSync('nowhere.json', join(folder, 'dangling.json'))
    run(['pages', '-f', 'json=link.json', '-f', 'jsonl=dangling.json'])
    expect((JSON.parse(get('link.json')) as Parsed).messages).toHaveLength(2)
    expect(get('dangling.json')).toContain('"ruleId":"toy-teaser"')
    expect(get('precious.json')).toBe('mine')
    expect(existsSync(join(folder, 'nowhere.json'))).toBe(false)
    expect(shell(`mkfifo pipe && (cat pipe > got &) && ${command} json=pipe; sleep 0.2; cat got`).stdout).toContain(
      '"summary"',
    )
    expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true)
  })

  test('nothing takes the place of a pipe', () => {
    const {stderr, status} = shell(`mkfifo a.txt && "${process.execPath}" "${MAIN}" a.txt --fix --in-place -f concise`)
    expect({stderr, status}).toEqual({
      stderr: expect.stringContaining('a.txt: cannot be written') as string,
      status: 2,
    })
    expect(lstatSync(join(folder, 'a.txt')).isFIFO()).toBe(true)
    expect(existsSync(join(folder, 'descrape-ledger.jsonl'))).toBe(false)
  })

  test('a pipe is read', () => {
    const {stdout, status} = shell(
      `mkfifo a.txt && (cat pages/a.txt > a.txt &) && "${process.execPath}" "${MAIN}" a.txt -f concise`,
    )
    expect(status).toBe(1)
    expect(stdout).toContain('toy-maybe')
  })
})

function shell(command: string): SpawnSyncReturns<string> {
  return spawnSync('/bin/sh', ['-c', command], {cwd: folder, encoding: 'utf8', env: ENV, timeout: 30_000})
}

describe('as a process', () => {
  test('many at a time may write to one folder', async () => {
    const names = Array.from({length: 8}, (_, index) => `pages/${index}.jsonl`)
    for (const name of names) put(name, `{"text":${JSON.stringify(`${name}\n\n${DIRTY}`)}}\n`.repeat(4000))
    const codes = await Promise.all(
      names.map((name) => {
        const child = spawn(process.execPath, [MAIN, name, '--fix', '--exit-zero'], {
          cwd: folder,
          env: ENV,
          stdio: 'ignore',
        })
        return new Promise((resolve) => child.on('exit', resolve))
      }),
    )
    expect(codes).toEqual(names.map(() => 0))
    expect(run(['restore', 'clean']).stderr).toBe('descrape: restored 8 files to restored\n')
    for (const name of names) expect(get(`restored/${name}`) === get(name), name).toBe(true)
  })

  test.skipIf(process.platform === 'win32').each([
    ['SIGINT', 'one large text', ['big.txt', '-f', 'concise']],
    ['SIGTERM', 'one large text', ['big.txt', '--fix']],
    ['SIGINT', 'records', ['big.jsonl', '--fix']],
    ['SIGTERM', 'records', ['big.jsonl', '-f', 'concise']],
  ] as const)('%s ends the work on %s at once', async (signal, _, args) => {
    put('big.txt', DIRTY.repeat(300_000))
    put('big.jsonl', `{"text":${JSON.stringify(DIRTY)}}\n`.repeat(400_000))
    const child = spawn(process.execPath, [MAIN, ...args], {cwd: folder, env: ENV, stdio: 'ignore'})
    await new Promise((resolve) => setTimeout(resolve, 700))
    const start = performance.now()
    child.kill(signal)
    const [code, killed] = await new Promise<unknown[]>((resolve) => child.on('exit', (...end) => resolve(end)))
    // 200 ms, and room for a busy machine.
    expect(performance.now() - start).toBeLessThan(2000)
    expect(killed ?? code).toBe(killed ? signal : {SIGINT: 130, SIGTERM: 143}[signal])
    expect(filesIn('clean')).toEqual([])
  })

  test('a reader that goes away is no error', async () => {
    put('a.txt', DIRTY.repeat(20_000))
    const child = spawn('/bin/sh', ['-c', `"${process.execPath}" "${MAIN}" a.txt -f jsonl | head -n 1`], {
      cwd: folder,
      env: ENV,
    })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
  })

  test('nor does it end the work on the texts', async () => {
    const names = Array.from({length: 12}, (_, index) => `pages/${index}.txt`)
    // Of those behind the first nothing is reported.
    for (const [index, name] of names.entries()) put(name, index === 0 ? DIRTY.repeat(2000) : 'Fine.\n')
    const run = `"${process.execPath}" "${MAIN}" pages --fix --fixable double-space -f jsonl`
    const child = spawn('/bin/sh', ['-c', `(${run}; echo "code $?" >&2) | head -n 1`], {cwd: folder, env: ENV})
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    await new Promise((resolve) => child.on('close', resolve))
    expect(stderr).toMatch(/code 1\n$/)
    expect(names.filter((name) => !existsSync(join(folder, 'clean', name)))).toEqual([])
  })

  test.skipIf(process.platform === 'win32')('Ctrl-C leaves no temporary files', async () => {
    const child = spawn(
      process.execPath,
      [MAIN, '--fix', '-', 'long.jsonl', '--ledger', 'ledger.jsonl', '-f', 'json=report.json'],
      {cwd: folder, env: ENV, stdio: ['pipe', 'pipe', 'pipe']},
    )
    put('long.jsonl', '{"text":"Fine."}\n')
    // Standard input never ends; the first text comes once it has been opened.
    child.stdin.write(`${DIRTY}\n`)
    while (!readdirSync(folder).some((name) => name.startsWith('.report.json')))
      await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 100))
    child.kill('SIGINT')
    const code = await new Promise((resolve) => child.on('exit', resolve))
    expect(code).toBe(130)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp') || name === 'report.json')).toEqual([])
  })
})

test('diffs apply, whatever changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a\n', 'bb\n', '\n', 'c'), {maxLength: 40}),
      fc.array(fc.tuple(fc.nat(12), fc.nat(8), fc.constantFrom('', 'q', '\n', 'z\ny\n')), {maxLength: 8}),
      async (pieces, edits) => {
        const text = pieces.join('')
        const bytes = encode(text)
        const changes: Change[] = []
        let place = 0
        for (const [gap, length, inserted] of edits) {
          const start = place + gap
          if (start > bytes.length) break
          const end = Math.min(bytes.length, start + length)
          changes.push({start, end, bytes: encode(inserted), rules: []})
          place = end + 1
        }
        const after = decode(applyChanges(bytes, changes))
        const diff = await formatDiff('a.txt', bytes, changes)
        expect(diff === '').toBe(after === text)
        if (diff !== '') expect(applyPatch(text, diff)).toBe(after)
      },
    ),
    {numRuns: 300},
  )
})

test('many changes in one large file cost no more than their size', async () => {
  const line = encode('one line of text\n')
  const bytes = new Uint8Array(Buffer.alloc(line.length * 50_000, line))
  const changes = Array.from(
    {length: 50_000},
    (_, index): Change => ({start: index * line.length, end: index * line.length + 1, bytes: encode('O'), rules: []}),
  )
  expect(await formatDiff('a.txt', bytes, changes)).toContain('@@ -1,50000 +1,50000 @@')
})

test('sizes', () => {
  expect(['10', '1.5k', '2 MB', '1GiB', '64mib', '7b'].map(parseSize)).toEqual([
    10,
    1500,
    2e6,
    2 ** 30,
    64 * 2 ** 20,
    7,
  ])
  expect(['', 'x', '-1', '1tb', '1 2', '9'.repeat(400), '9007199254740993'].map(parseSize)).toEqual(
    Array(7).fill(undefined),
  )
})
