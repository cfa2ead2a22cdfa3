/**
 * Speed and memory of the built program, as a whole process on one core.
 *
 *     tsx bench/speed.ts [--size MB] [--runs N]
 *     tsx bench/speed.ts --in-process    the linter alone, from the sources, for profiling
 */
import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {availableParallelism, cpus, tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import {parseArgs} from 'node:util'
import {resolveSettings} from '../src/config/settings.ts'
import {lint} from '../src/lint/linter.ts'
import {Document} from '../src/text/document.ts'
import {documents, generateRecords, generateText} from './generate.ts'

const ROOT = resolve(import.meta.dirname, '..')
const PROGRAM = join(ROOT, 'dist/src/cli/main.js')
const MB = 1e6
const MIB = 1024 * 1024
const SMALL_BYTES = 5000
const FILES = 200
const STARTS = 10

/** What a process used. */
interface Usage {
  /** Seconds of processor time, user and system. */
  cpu: number
  /** Seconds by the clock. */
  wall: number
  /** Largest resident set, bytes. */
  peak: number
}

/** Limits in the unit of the job; see the design notes on speed. */
interface Limits {
  floor: number
  goal: number
}

interface Job {
  name: string
  /** File or folder of the data folder that it reads. */
  input: string
  /** Bytes that it reads. */
  bytes: number
  flags: readonly string[]
  unit: 'MB/s' | 'CPU s' | 'ms'
  limits: Limits
  /** Bytes; absent where no limit is set. */
  memory?: Limits
}

interface Result extends Omit<Job, 'flags' | 'input'> {
  value: number
  peak: number
}

/** Writes the inputs once for each size and version of the generator, and gives their folder. */
function prepare(size: number): string {
  const hash = createHash('sha256')
    .update(readFileSync(join(import.meta.dirname, 'generate.ts')))
    .digest('hex')
    .slice(0, 12)
  const cache = join(ROOT, '.cache/bench')
  const folder = join(cache, `${hash}-${size}`)
  if (existsSync(folder)) return folder
  mkdirSync(cache, {recursive: true})
  for (const entry of readdirSync(cache)) if (!entry.startsWith(hash)) rmSync(join(cache, entry), {recursive: true})
  const draft = mkdtempSync(`${folder}.`)
  writePieces(join(draft, 'text.txt'), generateText(size))
  writePieces(join(draft, 'records.jsonl'), generateRecords(size))
  mkdirSync(join(draft, 'files'))
  const texts = documents()
  for (let index = 0; index < FILES; index++)
    writeFileSync(join(draft, 'files', `${String(index).padStart(3, '0')}.txt`), texts.next().value)
  const [piece] = generateText(SMALL_BYTES)
  writeFileSync(
    join(draft, 'small.txt'),
    (piece as Uint8Array).subarray(0, (piece as Uint8Array).lastIndexOf(0x0a, SMALL_BYTES) + 1),
  )
  renameSync(draft, folder)
  return folder
}

function writePieces(path: string, pieces: Iterable<Uint8Array>): void {
  const file = openSync(path, 'w')
  for (const piece of pieces) writeSync(file, piece)
  closeSync(file)
}

function jobsOf(folder: string): Job[] {
  const size = (name: string): number => statSync(join(folder, name)).size
  const [text, records] = [size('text.txt'), size('records.jsonl')]
  const textMemory = {floor: 80 * MIB + 4 * text, goal: 60 * MIB + 3 * text}
  const recordMemory = {floor: 150 * MIB, goal: 100 * MIB}
  const fix = ['--fix', '--out-dir', 'OUT']
  return [
    {
      name: 'lint, one text',
      input: 'text.txt',
      bytes: text,
      flags: [],
      unit: 'MB/s',
      limits: {floor: 60, goal: 110},
      memory: textMemory,
    },
    {
      name: '`--fix`, one text',
      input: 'text.txt',
      bytes: text,
      flags: fix,
      unit: 'MB/s',
      limits: {floor: 40, goal: 60},
      memory: textMemory,
    },
    {
      name: 'lint, records',
      input: 'records.jsonl',
      bytes: records,
      flags: [],
      unit: 'MB/s',
      limits: {floor: 50, goal: 80},
      memory: recordMemory,
    },
    {
      name: '`--fix`, records',
      input: 'records.jsonl',
      bytes: records,
      flags: fix,
      unit: 'MB/s',
      limits: {floor: 40, goal: 60},
      memory: recordMemory,
    },
    {
      name: `lint, ${FILES} files of 4 KB`,
      input: 'files',
      bytes: 0,
      flags: [],
      unit: 'CPU s',
      limits: {floor: 0.4, goal: 0.2},
      memory: recordMemory,
    },
    {
      name: 'lint, one file of 5 KB, wall',
      input: 'small.txt',
      bytes: size('small.txt'),
      flags: [],
      unit: 'ms',
      limits: {floor: 120, goal: 90},
    },
  ]
}

const hasTaskset = spawnSync('taskset', ['--version']).status === 0
const hasTime = String(spawnSync('/usr/bin/time', ['--version']).output ?? '').includes('GNU')
// Written to a file as the process ends; counts all but the last moments.
const PROBE = `data:text/javascript,${encodeURIComponent(`import {writeFileSync} from 'node:fs'
process.on('exit', () => {
  const {userCPUTime, systemCPUTime, maxRSS} = process.resourceUsage()
  writeFileSync(process.env.BENCH_USAGE, [userCPUTime / 1e6, systemCPUTime / 1e6, maxRSS].join(' '))
})`)}`

/**
 * Runs Node on one core.
 *
 * @param cwd      working folder
 * @param args     arguments of `node`
 * @param scratch  folder for the report and the figures
 * @param detailed whether processor time and memory are wanted too; taking them costs some milliseconds of wall time
 * @throws Error with the first line that the process complained with
 */
function runNode(cwd: string, args: readonly string[], scratch: string, detailed: boolean): Usage {
  const figures = join(scratch, 'usage')
  const pin = hasTaskset ? ['taskset', '-c', String(availableParallelism() - 1)] : []
  const meter = detailed && hasTime ? ['/usr/bin/time', '-q', '-f', '%U %S %M', '-o', figures] : []
  const probe = detailed && !hasTime ? ['--import', PROBE] : []
  const [command, ...rest] = [...pin, ...meter, process.execPath, ...probe, ...args] as [string, ...string[]]
  const stdout = openSync(join(scratch, 'report'), 'w')
  const before = performance.now()
  const {status, stderr, error} = spawnSync(command, rest, {
    cwd,
    stdio: ['ignore', stdout, 'pipe'],
    env: {...process.env, BENCH_USAGE: figures},
    encoding: 'utf8',
  })
  const wall = (performance.now() - before) / 1000
  closeSync(stdout)
  if (error) throw error
  if (status !== 0)
    throw new Error(`\`node ${args.join(' ')}\` ended with ${status}: ${stderr.trim().split('\n')[0] ?? ''}`)
  if (!detailed) return {cpu: 0, wall, peak: 0}
  const [user = 0, system = 0, peak = 0] = readFileSync(figures, 'utf8').trim().split(' ').map(Number)
  return {cpu: user + system, wall, peak: peak * 1024}
}

function runJob(job: Job, folder: string, runs: number): Result {
  const measured: Usage[] = []
  for (let run = 0; run < runs; run++) {
    const scratch = mkdtempSync(join(tmpdir(), 'descrape-bench-'))
    const flags = job.flags.map((flag) => (flag === 'OUT' ? join(scratch, 'out') : flag))
    try {
      measured.push(
        runNode(folder, [PROGRAM, job.input, '-f', 'jsonl', '--exit-zero', ...flags], scratch, job.unit !== 'ms'),
      )
    } finally {
      rmSync(scratch, {recursive: true})
    }
  }
  const least = (key: keyof Usage): number => Math.min(...measured.map((usage) => usage[key]))
  const value =
    job.unit === 'MB/s' ? job.bytes / MB / least('cpu') : job.unit === 'CPU s' ? least('cpu') : least('wall') * 1000
  const {name, bytes, unit, limits, memory} = job
  return {
    name,
    bytes,
    unit,
    limits,
    ...(memory && {memory}),
    value,
    peak: Math.max(...measured.map((usage) => usage.peak)),
  }
}

/** Milliseconds that Node itself takes to start and end. */
function nodeStart(folder: string): number {
  const scratch = mkdtempSync(join(tmpdir(), 'descrape-bench-'))
  const walls = Array.from({length: STARTS}, () => runNode(folder, ['-e', '0'], scratch, false).wall)
  rmSync(scratch, {recursive: true})
  return Math.min(...walls) * 1000
}

function isMissed({value, unit, limits, peak, memory}: Result): boolean {
  return (
    (unit === 'MB/s' ? value < limits.floor : value > limits.floor) ||
    peak > (memory?.floor ?? Number.POSITIVE_INFINITY)
  )
}

const mib = (bytes: number): string => `${Math.round(bytes / MIB)}`

function table(results: readonly Result[], node: number): string {
  const rows = results.map(({name, unit, value, limits, peak, memory}) => {
    const digits = unit === 'CPU s' ? 2 : 0
    const cells = [
      name,
      `${value.toFixed(digits)} ${unit}`,
      limits.floor,
      limits.goal,
      peak > 0 ? mib(peak) : '',
      memory ? `${mib(memory.floor)} / ${mib(memory.goal)}` : '',
    ]
    return `| ${cells.join(' | ')} |`
  })
  const missed = results.filter(isMissed).map(({name}) => name)
  return [
    '| job | per CPU second | floor | goal | peak MiB | floor / goal MiB |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows,
    `| \`node -e 0\`, wall | ${node.toFixed(0)} ms | | | | |`,
    '',
    missed.length > 0 ? `Below the floor: ${missed.join('; ')}.` : 'Nothing is below its floor.',
    '',
  ].join('\n')
}

function measureProgram(size: number, runs: number): void {
  if (!existsSync(PROGRAM)) throw new Error('dist/src/cli/main.js is missing, run `npm run build` first')
  const folder = prepare(size)
  const results = jobsOf(folder).map((job) => runJob(job, folder, job.unit === 'ms' ? STARTS : runs))
  const node = nodeStart(folder)
  const machine = {node: process.version, cpu: cpus()[0]?.model ?? 'unknown', pinned: hasTaskset}
  const text = `${table(results, node)}\nNode ${machine.node}, ${machine.cpu}, ${hasTaskset ? 'one core' : 'not pinned to a core'}; ${size / MB} MB, best of ${runs}.\n`
  const target = join(import.meta.dirname, 'results')
  mkdirSync(target, {recursive: true})
  writeFileSync(
    join(target, 'speed.json'),
    `${JSON.stringify({...machine, bytes: size, runs, nodeStartMs: node, results}, undefined, 2)}\n`,
  )
  writeFileSync(join(target, 'speed.md'), text)
  process.stdout.write(text)
}

function best(runs: number, bytes: number, task: () => number): string {
  let cpu = Number.POSITIVE_INFINITY
  let count = 0
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage()
    count = task()
    const {user, system} = process.cpuUsage(before)
    cpu = Math.min(cpu, (user + system) / 1e6)
  }
  return `${(bytes / MB / cpu).toFixed(1)} | ${count}`
}

/** The linter without files, formats and messages; each row includes the ones above it. */
function measureLinter(size: number, runs: number): void {
  const {rules, table: phrases} = resolveSettings({})
  const text = readFileSync(join(prepare(size), 'text.txt'))
  const encoder = new TextEncoder()
  const texts: Uint8Array[] = []
  let bytes = 0
  for (const document of documents()) {
    texts.push(encoder.encode(document))
    bytes += (texts.at(-1) as Uint8Array).length
    if (bytes >= size) break
  }
  const each = (task: (text: Uint8Array) => number): number => texts.reduce((sum, one) => sum + task(one), 0)
  const lines = (one: Uint8Array): number => new Document(one, phrases).lineCount
  const hits = (one: Uint8Array): number => new Document(one, phrases).hits.length
  const findings = (one: Uint8Array): number => lint(new Document(one, phrases), rules).length
  const rows = [
    `| one text, scan (lines) | ${best(runs, text.length, () => lines(text))} |`,
    `| one text, phrases (hits) | ${best(runs, text.length, () => hits(text))} |`,
    `| one text, lint (findings) | ${best(runs, text.length, () => findings(text))} |`,
    `| 4 KB texts, scan (lines) | ${best(runs, bytes, () => each(lines))} |`,
    `| 4 KB texts, phrases (hits) | ${best(runs, bytes, () => each(hits))} |`,
    `| 4 KB texts, lint (findings) | ${best(runs, bytes, () => each(findings))} |`,
  ]
  const peak = process.resourceUsage().maxRSS * 1024
  process.stdout.write(
    `${rules.length} rules, ${new Set(phrases.owners).size} phrases, peak ${mib(peak)} MiB\n\n| stage | MB per CPU second | found |\n|---|--:|--:|\n${rows.join('\n')}\n`,
  )
}

function main(): void {
  const {values} = parseArgs({
    options: {
      size: {type: 'string', default: '50'},
      runs: {type: 'string', default: '3'},
      'in-process': {type: 'boolean', default: false},
    },
  })
  const [size, runs] = [Number(values.size) * MB, Number(values.runs)]
  if (!(size > 0) || !(runs >= 1)) throw new Error('--size takes megabytes above 0, --runs a number from 1')
  if (values['in-process']) measureLinter(size, runs)
  else measureProgram(size, runs)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    main()
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}
