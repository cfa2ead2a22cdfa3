import {spawn, spawnSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, relative} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {saveTrust} from '../bench/trust.ts'
import {CONFIG, DIRTY, ENV, MAIN} from './toys.ts'

// `npm run test:kills` kills 200 times.
const KILLS = Number(process.env.KILLS ?? 20)
const FILES = 24
const RECORDS = 1500

const record = (id: number): string => `${JSON.stringify({id, text: `Record ${id}.\n\n${DIRTY}`})}\n`
const records = Array.from({length: RECORDS}, (_, id) => record(id)).join('')
const ORIGINALS: Record<string, Buffer> = Object.fromEntries([
  ...Array.from({length: FILES}, (_, index) => [
    `pages/${index % 4}/${index}.txt`,
    Buffer.from(`Page ${index}.\n\n${DIRTY}`),
  ]),
  ['pages/many.jsonl', Buffer.from(records)],
  ['pages/packed.jsonl.gz', gzipSync(records)],
])

const base = mkdtempSync(join(tmpdir(), 'descrape-kill-'))
let folder: string
/** What the texts are once they are clean. */
let cleaned: Record<string, Buffer>

function content(name: string): Buffer {
  const bytes = readFileSync(join(folder, name))
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

function original(name: string): Buffer {
  const bytes = ORIGINALS[name] as Buffer
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

function filesIn(name: string): string[] {
  const root = join(folder, name)
  if (!existsSync(root)) return []
  return readdirSync(root, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && !/\.tmp$|\.done\.json$|ledger/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

function begin(name: string, from?: string): void {
  folder = join(base, name)
  if (from) cpSync(join(base, from), folder, {recursive: true})
  else {
    mkdirSync(folder)
    writeFileSync(join(folder, 'descrape.config.mjs'), CONFIG)
    for (const [file, bytes] of Object.entries(ORIGINALS)) {
      mkdirSync(dirname(join(folder, file)), {recursive: true})
      writeFileSync(join(folder, file), bytes)
    }
  }
}

function run(args: readonly string[]): {status: number | null; stderr: string} {
  return spawnSync(process.execPath, [MAIN, ...args], {cwd: folder, encoding: 'utf8', env: ENV})
}

async function kill(args: readonly string[], delay: number): Promise<void> {
  const child = spawn(process.execPath, [MAIN, ...args], {cwd: folder, env: ENV, stdio: 'ignore'})
  const gone = new Promise((resolve) => child.on('exit', resolve))
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, delay))])
  child.kill('SIGKILL')
  await gone
}

const FIX = ['pages', '--fix', '--format', 'concise', '--exit-zero']
const COMMANDS = {
  copies: FIX,
  'copies by workers': [...FIX, '--workers', '2', '--resume'],
  'in place': [...FIX, '--in-place'],
  restore: ['restore', 'descrape-ledger.jsonl', '--in-place'],
  'restored copies': ['restore', 'clean/descrape-ledger.jsonl', '--in-place'],
} as const
type Name = keyof typeof COMMANDS
/** How long a command takes that nobody kills. */
const durations = {} as Record<Name, number>

/** State that a command begins with, as a folder. */
const STARTS: Record<Name, string | undefined> = {
  copies: undefined,
  'copies by workers': undefined,
  'in place': undefined,
  restore: 'in place',
  'restored copies': 'removed',
}

beforeAll(() => {
  for (const name of Object.keys(COMMANDS) as Name[]) {
    if (name === 'restored copies') {
      begin('removed', 'copies')
      rmSync(join(folder, 'pages'), {recursive: true})
    }
    begin(name, STARTS[name])
    const start = performance.now()
    expect(run(COMMANDS[name])).toMatchObject({status: 0})
    durations[name] = performance.now() - start
    if (name === 'in place') cleaned = Object.fromEntries(Object.keys(ORIGINALS).map((file) => [file, content(file)]))
  }
}, 120_000)
let survived = 0
afterAll(() => {
  rmSync(base, {recursive: true})
  if (process.env.SAVE) saveTrust('kills', {survived, of: KILLS})
})

// Nothing is half, nothing is lost.
function expectWhole(): void {
  for (const file of filesIn('clean')) expect(content(`clean/${file}`).equals(cleaned[file] as Buffer), file).toBe(true)
  for (const file of filesIn('pages')) {
    const name = `pages/${file}`
    const bytes = content(name)
    expect(
      [original(name), cleaned[name] as Buffer].some((whole) => whole.equals(bytes)),
      file,
    ).toBe(true)
  }
}

function expectOriginals(): void {
  expect(
    filesIn('.')
      .filter((file) => file.startsWith('pages/'))
      .sort(),
  ).toEqual(Object.keys(ORIGINALS).sort())
  for (const name of Object.keys(ORIGINALS)) expect(content(name).equals(original(name)), name).toBe(true)
}

// Every sixth run that is killed is a pipe of records.
const PIPED = 6
const isPiped = (index: number): boolean => index % PIPED === PIPED - 1
const numbers = Array.from({length: KILLS}, (_, index) => index)

test.each(
  numbers.filter((index) => !isPiped(index)).map((index) => [Object.keys(COMMANDS)[index % 5] as Name, index] as const),
)('killed: %s (%i)', {timeout: 60_000}, async (name, index) => {
  begin(`killed ${index}`, STARTS[name])
  await kill(COMMANDS[name], durations[name] * (0.2 + 0.9 * Math.random()))
  expectWhole()
  const ledger = name === 'in place' || name === 'restore' ? 'descrape-ledger.jsonl' : 'clean/descrape-ledger.jsonl'
  // Of a copy that was to come next the ledger may know already.
  const expected =
    STARTS[name] === undefined && name !== 'in place'
      ? /^(descrape: clean\S+ is missing; .*\n)?descrape: restored/
      : /^descrape: restored/
  if (existsSync(join(folder, ledger))) {
    expect(run(['restore', ledger, '--in-place']).stderr).toMatch(expected)
    expectOriginals()
  }
  if (STARTS[name] === undefined) {
    expect(run(COMMANDS[name])).toMatchObject({status: 0})
    expectWhole()
    if (name !== 'in place') expect(filesIn('clean').sort()).toEqual(Object.keys(ORIGINALS).sort())
    expect(readdirSync(folder, {recursive: true}).filter((file) => String(file).endsWith('.tmp'))).toEqual([])
    expect(run(['restore', ledger, '--in-place'])).toMatchObject({status: 0})
  }
  expectOriginals()
  rmSync(folder, {recursive: true})
  survived++
})

const PIPE = ['--records', '--fix', '--unsafe-fixes', '-']

function answersOf(name: string): string {
  const shell = '"$0" "$@" < pages/many.jsonl > answers.jsonl'
  spawnSync('bash', ['-c', shell, process.execPath, MAIN, ...PIPE], {cwd: join(base, name), env: ENV})
  return readFileSync(join(base, name, 'answers.jsonl'), 'utf8')
}

test('killed: a pipe of records', {timeout: 60_000 + KILLS * 3000}, async () => {
  begin('piped')
  const start = performance.now()
  const all = answersOf('piped')
  const duration = performance.now() - start
  expect(all.trimEnd().split('\n')).toHaveLength(RECORDS)
  for (const index of numbers.filter(isPiped)) {
    const child = spawn(
      'bash',
      ['-c', 'exec "$0" "$@" < pages/many.jsonl > answers.jsonl', process.execPath, MAIN, ...PIPE],
      {
        cwd: folder,
        env: ENV,
        stdio: 'ignore',
      },
    )
    const gone = new Promise((resolve) => child.on('exit', resolve))
    await new Promise((resolve) => setTimeout(resolve, duration * (0.2 + 0.9 * Math.random())))
    child.kill('SIGKILL')
    await gone
    // What came out is a beginning of all; each whole line gives its text back, and the input is untouched.
    const some = readFileSync(join(folder, 'answers.jsonl'), 'utf8')
    expect(all.startsWith(some), String(index)).toBe(true)
    const lines = some
      .slice(0, some.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1)
    for (const [id, line] of lines.entries()) {
      const {text, descrape} = JSON.parse(line)
      let at = 0
      let from = 0
      let back = ''
      for (const {start: place, end, removed, replacement} of descrape.edits) {
        back += text.slice(at, at + place - from) + removed
        at += place - from + replacement.length
        from = end
      }
      expect(back + text.slice(at)).toBe(JSON.parse(record(id)).text)
    }
    expect(content('pages/many.jsonl').equals(original('pages/many.jsonl'))).toBe(true)
    survived++
  }
})
