import {type SpawnSyncReturns, spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {packBodies, type ReplyBody} from '../src/cli/worker.ts'
import {createWorkers} from '../src/cli/workers.ts'
import {temporaryBeside} from '../src/io/temporary.ts'
import {CONFIG, DIRTY, ENV, MAIN} from './toys.ts'

vi.setConfig({testTimeout: 60_000})

// Says where it was loaded, and has rules that fail.
const WATCHED = `
import {appendFileSync} from 'node:fs'
import {isMainThread} from 'node:worker_threads'
if (!isMainThread) appendFileSync('threads', 'x')
${CONFIG.replace(
  'rules: [',
  `rules: [
    rule('toy-throw', {*check() { throw new Error('Oops') }}),
    rule('toy-exit', {*check() { if (isMainThread) throw new Error('Oops'); process.exit(3) }}),`,
)
  .replace(
    'phrases: [',
    `phrases: [
    {rule: 'toy-throw', lang: 'und', phrases: ['zzz throw']},
    {rule: 'toy-exit', lang: 'und', phrases: ['zzz exit']},`,
  )
  .replace('extends: [], rules: {', `extends: [], rules: {'toy-throw': 'warn', 'toy-exit': 'warn', `)}`

const PLAIN = 'One more line of plain text, with nothing to be found in it.\n'.repeat(40)
const line = (id: number, text = `Record ${id}.\n\n${DIRTY}\n${PLAIN}`): string => `${JSON.stringify({id, text})}\n`
const RECORDS = Array.from({length: 300}, (_, id) => (id % 90 === 50 ? '{"text":7}\n' : line(id))).join('')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-workers-'))
  put('descrape.config.mjs', WATCHED)
})
afterEach(() => rmSync(folder, {recursive: true}))

function put(name: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), {recursive: true})
  writeFileSync(join(folder, name), text)
}

function get(name: string): string {
  return readFileSync(join(folder, name), 'latin1')
}

function run(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...args], {cwd: folder, encoding: 'utf8', env: ENV, maxBuffer: 1 << 28})
}

function tree(name: string): Record<string, string> {
  const files = readdirSync(join(folder, name), {recursive: true, withFileTypes: true}).filter((entry) =>
    entry.isFile(),
  )
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(folder.length + name.length + 1), readFileSync(file, 'latin1')]),
  )
}

function stats(name: string): Record<string, unknown> {
  const {seconds: _, ...rest} = JSON.parse(get(name)) as Record<string, unknown>
  return rest
}

function putCorpus(): void {
  for (let index = 0; index < 60; index++)
    put(`in/pages/${index}.${index % 3 === 0 ? 'md' : 'txt'}`, `Page ${index}.\n\n${DIRTY}${PLAIN.repeat(index % 7)}`)
  put('in/a.jsonl', RECORDS)
  put('in/b.jsonl.gz', gzipSync(RECORDS))
  put('in/broken.txt', Buffer.from([0, 1, 2]))
  put('in/throws.jsonl', line(1) + line(2, 'Zzz throw\n') + line(3))
}

describe('any number of workers', () => {
  test.each([
    ['copies', ['--fix']],
    ['unsafe copies', ['--fix', '--unsafe-fixes', '--max-messages', '300', '--quiet']],
    ['a lint', []],
    ['a diff', ['--diff']],
  ] as const)('gives the same bytes: %s', (_, args) => {
    putCorpus()
    const results = [1, 2, 3].map((workers) => {
      const out = args[0] === '--fix' ? ['--out-dir', 'out'] : []
      const {status, stdout, stderr} = run(
        'in',
        ...args,
        ...out,
        '--workers',
        `${workers}`,
        '--statistics',
        '-f',
        'json=r.json',
        '-f',
        'stylish',
        '--stats',
        's.json',
        '--card',
        'card.md',
      )
      expect(existsSync(join(folder, 'threads'))).toBe(workers > 1)
      const copies = out.length > 0 ? tree('out') : {}
      rmSync(join(folder, 'out'), {recursive: true, force: true})
      rmSync(join(folder, 'threads'), {force: true})
      return {status, stdout, stderr, copies, report: get('r.json'), stats: stats('s.json'), card: get('card.md')}
    })
    expect(results[0]?.status).toBe(2)
    expect(results[0]?.stderr).toContain('in/throws.jsonl:2: could not be checked (Oops), left as it is')
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  test('in place', () => {
    const results = [1, 2].map((workers) => {
      putCorpus()
      const {status, stdout} = run('in', '--fix', '--in-place', '--workers', `${workers}`, '-f', 'concise')
      const ledger = get('descrape-ledger.jsonl')
      rmSync(join(folder, 'descrape-ledger.jsonl'))
      return {status, stdout, ledger, files: tree('in')}
    })
    expect(results[1]).toEqual(results[0])
  })
})

test.each([
  ['one small file', 'a.txt', DIRTY],
  ['few records', 'a.jsonl', line(1)],
  ['one large text', 'a.txt', DIRTY.repeat(5000)],
])('%s starts no worker', (_, name, text) => {
  put(name, text)
  expect(run(name, '--workers', '3', '--exit-zero').status).toBe(0)
  expect(existsSync(join(folder, 'threads'))).toBe(false)
})

test('a worker that dies costs the document that did it', () => {
  const lines = RECORDS.split('\n')
  lines[250] = line(250, 'Zzz exit\n').trimEnd()
  put('a.jsonl', lines.join('\n'))
  const {status, stderr} = run('a.jsonl', '--fix', '--workers', '2', '-f', 'json=r.json')
  expect(status).toBe(2)
  expect(stderr).toMatch(/^descrape: a\.jsonl:251: ended its worker \(.*\), left as it is; please report it$/m)
  expect(stderr.match(/ended its worker/g)).toHaveLength(1)
  const cleaned = get('clean/a.jsonl').split('\n')
  expect(cleaned[250]).toBe(lines[250])
  expect(cleaned).toHaveLength(lines.length)
  expect(cleaned.filter((text) => text.includes('Zzz teaser'))).toEqual([])
})

test.skipIf(process.platform === 'win32')('Ctrl-C stops workers at once', async () => {
  put('big.jsonl', line(1).repeat(30_000))
  const child = spawn(process.execPath, [MAIN, 'big.jsonl', '--fix', '--workers', '2'], {
    cwd: folder,
    env: ENV,
    stdio: 'ignore',
  })
  while (!existsSync(join(folder, 'threads'))) await new Promise((resolve) => setTimeout(resolve, 20))
  await new Promise((resolve) => setTimeout(resolve, 300))
  const start = performance.now()
  child.kill('SIGINT')
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(130)
  // 200 ms, and room for a busy machine.
  expect(performance.now() - start).toBeLessThan(2000)
  expect(readdirSync(folder, {recursive: true}).filter((name) => String(name).endsWith('.tmp'))).toEqual([])
})

describe('--resume', () => {
  const RESUME = ['in', '--fix', '--resume', '--exit-zero', '-f', 'json=r.json', '--stats', 's.json']

  function firstSection(): string {
    const lines = get('clean/descrape-ledger.jsonl').split('\n')
    return `${lines.slice(0, lines.findIndex((text) => text.includes('"lines":')) + 1).join('\n')}\n`
  }

  function summary(): unknown {
    return (JSON.parse(get('r.json')) as {summary: unknown}).summary
  }

  test('skips what is done and gives the same sums', () => {
    putCorpus()
    const first = run(...RESUME)
    const [copies, sums, numbers] = [tree('clean'), summary(), stats('s.json')]
    const again = run(...RESUME)
    expect(again.stderr).toContain('64 files were done before'.replace('64', '62 of 64'))
    expect(again.status).toBe(first.status)
    expect(tree('clean')).toEqual(copies)
    expect(summary()).toEqual(sums)
    expect({...stats('s.json'), bytesRead: numbers.bytesRead}).toEqual(numbers)
  })

  test.each([
    ['the text', () => put('in/a.txt', `Other. ${DIRTY}`), 1],
    ['the copy', () => put('clean/in/a.txt', 'Edited.'), 1],
    ['the ledger', () => rmSync(join(folder, 'clean/descrape-ledger.jsonl')), 2],
    ['the ledger, of which half is left', () => put('clean/descrape-ledger.jsonl', firstSection()), 1],
    ['a rule', () => put('descrape.config.mjs', WATCHED.replace("'toy-maybe': 'warn'", "'toy-maybe': 'error'")), 2],
    ['the code of a rule', () => put('descrape.config.mjs', WATCHED.replace('Unexpected teaser', 'A teaser')), 2],
    ['the mark', () => put('clean/.descrape/in/a.txt.done.json', '{"half'), 1],
    ['nothing', () => utimesSync(join(folder, 'in/a.txt'), 1, 1), 0],
  ] as const)('does again what differs: %s', (_, change, redone) => {
    put('in/a.txt', DIRTY)
    put('in/b.txt', DIRTY)
    expect(run(...RESUME).status).toBe(0)
    change()
    const {status, stderr} = run(...RESUME)
    expect(status).toBe(0)
    expect(/(\d+) of 2 files? were done before/.exec(stderr)?.[1] ?? '0').toBe(`${2 - redone}`)
    expect(get('clean/in/a.txt')).not.toContain('teaser')
  })

  test('does all again for another ledger, which then restores all', () => {
    put('in/a.txt', DIRTY)
    put('in/b.txt', DIRTY)
    expect(run(...RESUME).status).toBe(0)
    const other = [...RESUME, '--ledger', 'other.jsonl']
    expect(run(...other).stderr).not.toContain('done before')
    expect(run(...other).stderr).toContain('2 of 2 files were done before')
    expect(run('restore', 'other.jsonl', '--out-dir', 'back').status).toBe(0)
    expect(tree('back')).toEqual({'/in/a.txt': DIRTY, '/in/b.txt': DIRTY})
  })

  test('needs copies', () => {
    put('in/a.txt', DIRTY)
    for (const args of [[], ['--diff'], ['--fix', '--in-place']])
      expect(run('in', '--resume', ...args)).toMatchObject({status: 2, stdout: ''})
  })
})

const APART = ['--pid', '--fork']
const hasContainers = spawnSync('unshare', [...APART, 'true']).status === 0
test.skipIf(!hasContainers)('temporary files of another container on the same host stay', () => {
  put('in/a.txt', DIRTY)
  const {pid} = spawnSync('true')
  const name = basename(temporaryBeside('ledger.jsonl')).replace(`-${process.pid}-`, `-${pid}-`)
  put(name, 'set aside')
  const args = [MAIN, 'in', '-f', 'json=report.json', '--exit-zero']
  const {status} = spawnSync('unshare', [...APART, process.execPath, ...args], {cwd: folder, env: ENV})
  expect(status).toBe(0)
  expect(existsSync(join(folder, name))).toBe(true)
  expect(run(...args.slice(1)).status).toBe(0)
  expect(existsSync(join(folder, name))).toBe(false)
})

test('leftovers of killed runs go, those of others stay', async () => {
  put('in/a.txt', DIRTY)
  const child = spawn(
    process.execPath,
    [MAIN, '--fix', '-', 'in', '--ledger', 'ledger.jsonl', '-f', 'json=report.json'],
    {
      cwd: folder,
      env: ENV,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  const temporary = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.tmp'))
  while (temporary().length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  const report = (): number | null => run('in', '-f', 'json=other.json', '--exit-zero').status
  expect(report()).toBe(0)
  expect(temporary()).toHaveLength(1)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.on('exit', resolve))
  put('.notes.tmp', 'mine')
  expect(report()).toBe(0)
  expect(temporary()).toEqual(['.notes.tmp'])
})

test('--stats adds up, and descrape stats merge does it', () => {
  put('a.jsonl', line(1) + line(2))
  put('b.txt', DIRTY)
  for (const [name, ...files] of [
    ['all', 'a.jsonl', 'b.txt'],
    ['a', 'a.jsonl'],
    ['b', 'b.txt'],
  ] as const)
    expect(run(...files, '--fix', '--exit-zero', '--stats', `${name}.json`).status).toBe(0)
  const {status, stdout} = run('stats', 'merge', 'a.json', 'b.json')
  expect(status).toBe(0)
  const merged = JSON.parse(stdout) as Record<string, unknown>
  const both = {runs: 2, versions: expect.any(Object) as unknown, seconds: expect.any(Object) as unknown}
  expect(merged).toEqual({...stats('all.json'), ...both})
  expect(stats('all.json')).toMatchObject({
    files: 2,
    documents: 3,
    rules: {'toy-teaser': {found: 3, fixed: 3, removed: 51}, 'toy-maybe': {found: 3, fixed: 0, removed: 0}},
  })
  expect(run('stats', 'merge', 'a.json', 'b.txt')).toMatchObject({status: 2, stdout: ''})
})

test('--progress json says how far a run is', () => {
  put('a.jsonl', RECORDS)
  const {stderr} = run('a.jsonl', '--quiet', '--progress', 'json')
  const last = JSON.parse(
    stderr
      .trim()
      .split('\n')
      .findLast((text) => text.startsWith('{')) as string,
  ) as Record<string, unknown>
  expect(last).toMatchObject({files: 1, ofFiles: 1, bytes: RECORDS.length, ofBytes: RECORDS.length, secondsLeft: 0})
})

describe('--card', () => {
  function card(...args: string[]): string {
    expect(run('in', '--fix', '--exit-zero', '--quiet', '--card', 'card.md', ...args).status).toBe(0)
    return readFileSync(join(folder, 'card.md'), 'utf8')
  }

  test('tells what was done, with samples', () => {
    put('in/a.txt', `${'Words that stay. '.repeat(9)}\n\nZzz teaser: \`\` | 𝄞 \u202e\n\nC.\n\nZzz maybe: *d*\n`)
    put('in/b.jsonl', line(1) + line(2))
    const text = card()
    expect(text).toContain('| texts | 3 in 2 files, 2 of them changed |')
    expect(text).toContain('| findings | 3 mended, 3 left |')
    expect(text).toMatch(/\| \[`toy-teaser`\]\(\S+\) \| A toy\. \| warning \| 3 \| 3 \| \d+ \| [\d.]+ % \|/)
    expect(text).toContain('3 more rules found nothing: `toy-exit`, `toy-note`, `toy-throw`.')
    expect(text).toContain('- `in/a.txt`, byte 155: ```[-Zzz teaser: `` | 𝄞 \\u202e␊␊-]C.```\n')
    expect(text).toContain('- `in/a.txt`, 7:1: Unexpected maybe\n')
    expect(text).toContain('- `in/b.jsonl:2`, byte 32: `[-Zzz teaser: one␊␊-]Second line of text.`\n')
  })

  test('has twenty samples of a rule, and the same ones after --resume', () => {
    put('in/b.jsonl', Array.from({length: 100}, (_, id) => line(id)).join(''))
    for (let index = 0; index < 9; index++) put(`in/${index}.txt`, `Page ${index}.\n\n${DIRTY}`)
    const text = card('--resume')
    expect(text.match(/\[-Zzz teaser/g)).toHaveLength(20)
    expect(new Set(text.match(/in\/b\.jsonl:\d+/g)).size).toBeGreaterThan(15)
    put('in/8.txt', `Page 8.\n\n${DIRTY}`)
    expect(card('--resume')).toBe(text)
    rmSync(join(folder, 'clean/.descrape/in/3.txt.done.json'))
    expect(card('--resume', '--workers', '2')).toBe(text)
    // What was done without samples is done again.
    rmSync(join(folder, 'clean'), {recursive: true})
    expect(run('in', '--fix', '--resume', '--exit-zero').status).toBe(0)
    expect(card('--resume')).toBe(text)
  })
})

test('several runs may write one folder and one ledger at a time', async () => {
  const names = ['a', 'b', 'c']
  for (const name of names) {
    put(`in/${name}.jsonl`, RECORDS)
    for (let index = 0; index < 30; index++) put(`in/${name}/${index}.txt`, `Page ${index}.\n\n${DIRTY}`)
  }
  const before = tree('in')
  const codes = await Promise.all(
    names.map((name) => {
      const args = [
        MAIN,
        `in/${name}.jsonl`,
        `in/${name}`,
        '--fix',
        '--resume',
        '--quiet',
        '--exit-zero',
        '--max-errors',
        '9',
      ]
      const child = spawn(process.execPath, args, {cwd: folder, env: ENV, stdio: 'ignore'})
      return new Promise((resolve) => child.on('exit', resolve))
    }),
  )
  expect(codes).toEqual([0, 0, 0])
  const all = run('in', '--fix', '--resume', '--exit-zero', '--max-errors', '99', '-f', 'json=r.json')
  expect(all.stderr).toContain('93 of 93 files were done before')
  expect((JSON.parse(get('r.json')) as {summary: object}).summary).toMatchObject({files: 93, fixed: 3 * 327})
  expect(run('restore', 'clean/descrape-ledger.jsonl', '--out-dir', 'back').status).toBe(0)
  expect(
    Object.fromEntries(Object.entries(tree('back')).map(([name, text]) => [name.slice('/in'.length), text])),
  ).toEqual(before)
  expect(readdirSync(folder, {recursive: true}).filter((name) => String(name).endsWith('.tmp'))).toEqual([])
})

test('no worker starts once the run has ended', async () => {
  const setup = {flags: {maxFileSize: 1, failOn: 'warn'}, cwd: folder, markdown: false, writes: false} as const
  const leave = (): never => expect.fail()
  const workers = createWorkers(1, setup, leave, new AbortController().signal)
  await workers.stop()
  const stretch = {path: 'a', format: 'text', bytes: Buffer.from('a'), line: 1, place: 0} as const
  await expect(workers.check(stretch, undefined)).rejects.toThrow('the run has ended')
})

test('a report that no string can hold goes to the other thread as it is', () => {
  const message = {reason: '"'.repeat(2 ** 28)}
  const bodies = [{reports: [{messages: [message]}]}] as unknown as ReplyBody[]
  expect(packBodies(bodies)).toBe(bodies)
  expect(packBodies([])).toBe('[]')
})
