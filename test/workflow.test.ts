import {execFileSync, spawn, spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {createCache} from '../src/cli/cache.ts'
import type {CheckFlags} from '../src/cli/commands/check.ts'
import {loadExaminer} from '../src/cli/examiner.ts'
import {createTotals} from '../src/cli/totals.ts'
import type {Message} from '../src/report/message.ts'
import {CONFIG, DIRTY, ENV, MAIN} from './toys.ts'

vi.setConfig({testTimeout: 60_000})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-workflow-'))
})
afterEach(() => rmSync(folder, {recursive: true}))

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), {recursive: true})
  writeFileSync(join(folder, name), text)
}

interface Result {
  status: number | null
  out: string
  err: string
}

function run(args: readonly string[], cwd = ''): Result {
  const {status, stdout, stderr} = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: join(folder, cwd),
    encoding: 'utf8',
    env: ENV,
  })
  return {status, out: stdout, err: stderr}
}

describe('git', () => {
  const git = (...args: string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=x', '-c', 'user.email=x@example.org', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
  // Names of files with findings.
  const files = (args: readonly string[], cwd = ''): string[] => {
    const {out, err} = run([...args, '-f', 'json', '--select', 'toy-teaser'], cwd)
    expect(err).toBe('')
    const {messages} = JSON.parse(out) as {messages: {path: string}[]}
    return messages.map(({path}) => path)
  }
  beforeEach(() => {
    git('init', '-q', '-b', 'main')
    put('descrape.config.mjs', CONFIG)
    for (const name of ['a.txt', 'b.txt', 'gone.txt', 'old.txt', 'sub/c.txt']) put(name, DIRTY)
    git('add', '.')
  })

  test('before the first commit all files are new', () => {
    put('d.txt', DIRTY)
    expect(files(['--changed'])).toEqual(['a.txt', 'b.txt', 'd.txt', 'gone.txt', 'old.txt', 'sub/c.txt'])
    expect(files(['--staged'])).toEqual(['a.txt', 'b.txt', 'gone.txt', 'old.txt', 'sub/c.txt'])
  })

  describe('after it', () => {
    beforeEach(() => void git('commit', '-q', '-m', 'one'))

    test('where nothing changed nothing is read', () => {
      expect(run(['--changed'])).toEqual({status: 0, out: '0 files, no findings\n', err: ''})
    })

    test('changed, renamed and untracked files count, whatever their names', () => {
      const odd = 'sub/new\n"line" \\ ü 中.txt'
      put('a.txt', `${DIRTY}\nMore.\n`)
      put(odd, DIRTY)
      put('ignored.txt', DIRTY)
      put('.gitignore', 'ignored.txt\n')
      git('mv', 'old.txt', 'renamed.txt')
      rmSync(join(folder, 'gone.txt'))
      expect(files(['--changed'])).toEqual(['a.txt', 'renamed.txt', odd])
      expect(files(['sub', '--changed'])).toEqual([odd])
      expect(files(['--changed'], 'sub')).toEqual([odd.slice(4)])
      expect(files(['.', '../a.txt', '--changed'], 'sub')).toEqual(['../a.txt', odd.slice(4)])
      expect(files(['--staged'])).toEqual(['renamed.txt'])
    })

    test('--changed=REF counts from where the branch began', () => {
      git('checkout', '-q', '-b', 'topic')
      put('a.txt', `${DIRTY}\nMore.\n`)
      git('commit', '-qam', 'two')
      git('checkout', '-q', 'main')
      put('b.txt', `${DIRTY}\nMore.\n`)
      git('commit', '-qam', 'three')
      git('checkout', '-q', 'topic')
      put('sub/c.txt', `${DIRTY}\nMore.\n`)
      expect(files(['--changed=main'])).toEqual(['a.txt', 'sub/c.txt'])
      expect(files(['--changed'])).toEqual(['sub/c.txt'])
      expect(run(['--changed=nowhere'])).toMatchObject({
        status: 2,
        err: 'descrape: --changed: Not a valid object name nowhere\n',
      })
    })

    test('--staged reads what is staged', () => {
      put('a.txt', 'Clean again.\n')
      put('b.txt', `${DIRTY}\nZzz teaser: staged\n`)
      git('add', '.')
      put('a.txt', DIRTY)
      put('b.txt', 'Clean on the disk.\n')
      put('sub/d.txt', DIRTY)
      git('add', 'sub/d.txt')
      rmSync(join(folder, 'sub/d.txt'))
      expect(files(['--staged'])).toEqual(['b.txt', 'b.txt', 'sub/d.txt'])
      expect(files(['sub', '--staged', '--workers', '2'])).toEqual(['sub/d.txt'])
      expect(files(['--staged'], 'sub')).toEqual(['d.txt'])
    })

    test('--staged reads a file whose name looks like a stage', () => {
      put('1:a.txt', DIRTY)
      git('add', '.')
      put('1:a.txt', 'Clean on the disk.\n')
      expect(files(['--staged'])).toEqual(['1:a.txt'])
    })

    test('the program that a repository names to watch it is not run', () => {
      put('watch.sh', `#!/bin/sh\ntouch '${folder}/ran'\n`)
      chmodSync(join(folder, 'watch.sh'), 0o755)
      put('a.txt', `${DIRTY}\nMore.\n`)
      git('config', 'core.fsmonitor', './watch.sh')
      expect(files(['--changed'])).toEqual(['a.txt'])
      expect(files(['--staged'])).toEqual([])
      expect(existsSync(join(folder, 'ran'))).toBe(false)
    })

    test('what cannot be together is told', () => {
      expect(run(['--staged', '--changed']).err).toMatch(/^descrape: --staged and --changed cannot/)
      expect(run(['--staged', '--fix']).err).toMatch(/^descrape: --staged reads what will be committed/)
    })
  })

  test('outside of a repository', () => {
    rmSync(join(folder, '.git'), {recursive: true})
    expect(run(['--changed'])).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^descrape: --changed: not a git repository.*\n$/),
    })
  })
})

describe('--cache', () => {
  const CACHE = '.descrape-cache.json'
  const TEXT = 'The weir was built in 1931.\n\nRead more: The weir\n\nIt stands to this day.\n'
  const args = ['pages', '--cache', '-f', 'concise']
  const get = (): {files: Record<string, {report: {messages: {reason: string}[]}}>} =>
    JSON.parse(readFileSync(join(folder, CACHE), 'utf8'))
  // What only the cache can say.
  const forge = (): void => {
    const cache = get()
    for (const {report} of Object.values(cache.files)) for (const message of report.messages) message.reason = 'FORGED'
    put(CACHE, JSON.stringify(cache))
  }
  const patched = (cache: ReturnType<typeof get>, patch: object): unknown => {
    Object.assign(cache.files['pages/a.txt']?.report.messages[0] ?? {}, patch)
    return cache
  }
  beforeEach(() => {
    put('pages/a.txt', TEXT)
    put('pages/b.md', `\ufeff${TEXT}`)
    put('pages/clean.txt', 'It stands to this day.\n')
  })

  test('gives the same answers, in all formats', () => {
    const formats = ['stylish', 'json', 'sarif', 'gitlab', 'html', 'vfile-reporter']
    for (const format of formats) {
      const plain = run(['pages', '-f', format])
      expect(run(['pages', '-f', format, '--cache'])).toEqual(plain)
      const again = run(['pages', '-f', format, '--cache', '--workers', '2'])
      if (format !== 'html') expect(again).toEqual(plain)
      expect(again.status).toBe(1)
    }
  })

  test('is used for texts that are the same, whatever their dates', () => {
    const first = run(args)
    expect(first.status).toBe(1)
    expect(Object.keys(get().files)).toEqual(['pages/a.txt', 'pages/b.md', 'pages/clean.txt'])
    forge()
    utimesSync(join(folder, 'pages/a.txt'), 1, 1)
    expect(run(args).out).toBe(first.out.replace(/Unexpected.*`/g, 'FORGED'))
    put('pages/a.txt', `Anew.\n\n${TEXT}`)
    expect(run(args).out).toContain('pages/a.txt:5:1: warning related-link Unexpected')
    // A second folder does not drop the first.
    put('more/c.txt', TEXT)
    run(['more', '--cache'])
    expect(Object.keys(get().files)).toContain('pages/a.txt')
    rmSync(join(folder, 'pages/a.txt'))
    run(args)
    expect(Object.keys(get().files)).not.toContain('pages/a.txt')
  })

  test.each([
    ['a flag', [], ['--rule', 'related-link: error'], 'error related-link'],
    ['a configuration', [['descrape.config.json', '{"rules": {"related-link": "error"}}']], [], 'error related-link'],
    [
      'a baseline',
      [['descrape-baseline.json', '{"version": 1, "files": {}}']],
      ['--baseline', 'descrape-baseline.json'],
      'warning related-link Unexpected',
    ],
  ] as const)('%s is another question', (_, put_, more, expected) => {
    run(args)
    forge()
    for (const [name, text] of put_) put(name, text)
    const {out} = run([...args, ...more])
    expect(out).toContain(expected)
    expect(out).not.toContain('FORGED')
  })

  test('leaves out what no string can hold', async () => {
    const flags: CheckFlags = {config: false, maxFileSize: 1000, failOn: 'warn'}
    const cache = await createCache(flags, await loadExaminer(flags, folder), folder)
    for (const name of ['a.txt', 'b.md']) {
      const file = join(folder, 'pages', name)
      const input = {path: `pages/${name}`, file, format: 'text', compressed: false, copy: name} as const
      expect(cache?.find(input)).toBeUndefined()
      const message = {reason: name === 'a.txt' ? '"'.repeat(2 ** 28) : 'short'} as Message
      cache?.mark(input, {
        done: {problems: [], items: 1, changed: 0, totals: createTotals({})},
        report: {path: input.path, messages: [message], notices: []},
      })
    }
    await cache?.save()
    expect(Object.keys(get().files)).toEqual(['pages/b.md'])
  })

  test('another version is another question', () => {
    run(args)
    forge()
    put(CACHE, JSON.stringify({...get(), version: '0.0.1'}))
    const {out, err} = run(args)
    expect({out: out.includes('FORGED'), err}).toEqual({out: false, err: ''})
  })

  test.each<[string, (cache: ReturnType<typeof get>) => unknown]>([
    ['no files', (cache) => ({...cache, files: null})],
    ['a file that is none', (cache) => ({...cache, files: {'pages/a.txt': null}})],
    ['a rule with an escape', (cache) => patched(cache, {ruleId: '\x1b[31mrelated-link'})],
    ['an unknown severity', (cache) => patched(cache, {severity: 'fatal\x1b[31m'})],
    ['another address', (cache) => patched(cache, {url: 'https://example.org/'})],
    ['another file', (cache) => patched(cache, {path: 'pages/b.md'})],
    ['a line that is none', (cache) => patched(cache, {line: '\x1b[31m1'})],
    ['half a line', (cache) => patched(cache, {line: 0.5})],
    ['more than there is', (cache) => patched(cache, {id: 1})],
  ])('a planted one says nothing: %s', (_, plant) => {
    const first = run(args)
    put(CACHE, JSON.stringify(plant(get())))
    expect(run(args)).toEqual({...first, err: expect.stringContaining('is no cache, or a damaged one')})
    expect(run(args)).toEqual(first)
  })

  test('reads a pipe once', () => {
    put('dirty.txt', TEXT)
    for (const flags of ['--cache', '--fix --resume']) {
      const sh = `$DESCRAPE <(cat dirty.txt) ${flags} -f concise`
      const {stdout, stderr} = spawnSync('bash', ['-c', sh], {
        cwd: folder,
        encoding: 'utf8',
        env: {...ENV, DESCRAPE: `${process.execPath} ${MAIN}`},
      })
      expect(stdout + stderr, flags).toMatch(flags === '--cache' ? /:3:1: warning related-link/ : /1 of 1 changed/)
    }
  })

  test.each(['{', 'null', '[]', '{"version": 1}', '\0\0'])('a damaged one is made anew: %j', (text) => {
    const {out} = run(['pages', '-f', 'concise'])
    put(CACHE, text)
    expect(run(args)).toEqual({
      status: 1,
      out,
      err: `descrape: ${CACHE}: is no cache, or a damaged one; it is made anew\n`,
    })
    expect(run(args)).toEqual({status: 1, out, err: ''})
  })

  test('lies where it is said', () => {
    run([...args, '--cache-location', 'tmp/cache.json'])
    expect(readFileSync(join(folder, 'tmp/cache.json'), 'utf8')).toContain('pages/a.txt')
    mkdirSync(join(folder, 'node_modules'))
    run(args)
    expect(readFileSync(join(folder, 'node_modules/.cache/descrape.json'), 'utf8')).toContain('pages/a.txt')
  })

  test('is not used where rules may change unseen, nor with --fix', () => {
    put('descrape.config.mjs', CONFIG)
    expect(run(args).err).toBe(
      'descrape: --cache is not used: the code of rules in a configuration may change unseen; make a package of them\n',
    )
    expect(run([...args, '--fix'])).toMatchObject({
      status: 2,
      err: 'descrape: --cache serves checks; run it without --fix\n',
    })
  })
})

describe('--watch', () => {
  test('checks again what changes, also new files and configurations, until Ctrl-C', async () => {
    put('descrape.config.mjs', CONFIG)
    put('pages/a.txt', 'Clean.\n')
    // What a run writes in the folder starts no other one.
    const outputs = ['--stats', 'pages/s.json', '--card', 'pages/card.md', '-f', 'json=pages/r.json']
    const child = spawn(process.execPath, [MAIN, 'pages', '--watch', '-f', 'concise', '--statistics', ...outputs], {
      cwd: folder,
      env: ENV,
    })
    let log = ''
    let runs = 0
    const seen = async (count: number): Promise<string> => {
      await vi.waitUntil(() => runs >= count, {timeout: 30_000, interval: 50})
      const text = log
      log = ''
      return text
    }
    child.stdout.on('data', (data) => (log += data))
    child.stderr.on('data', (data) => {
      log += data
      runs += String(data).split('waiting for changes').length - 1
    })
    const ended = new Promise((done) => child.once('exit', (code) => done(code)))
    expect(await seen(1)).toBe('descrape: waiting for changes; Ctrl-C ends\n')
    put('pages/a.txt', DIRTY)
    expect(await seen(2)).toContain('pages/a.txt:3:1: warning toy-teaser')
    put('pages/new/b.txt', DIRTY)
    expect(await seen(3)).toContain('pages/new/b.txt:3:1')
    put('descrape.config.mjs', CONFIG.replace("'toy-teaser': 'warn'", "'toy-teaser': 'error'"))
    expect(await seen(4)).toContain('pages/a.txt:3:1: error toy-teaser')
    // Not what is no text of the run.
    put('pages/.hidden.txt', DIRTY)
    put('other.txt', DIRTY)
    await new Promise((done) => setTimeout(done, 600))
    expect(runs).toBe(4)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
  })

  test('needs files', () => {
    expect(run(['-', '--watch'])).toMatchObject({
      status: 2,
      err: 'descrape: --watch needs files; standard input is read once\n',
    })
  })
})
