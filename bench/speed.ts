/**
 * Speed and memory of the built program beside others, as whole processes on one core, in turns.
 *
 *     tsx bench/speed.ts [--size MB] [--runs N] [--no-peers] [--large]
 *     tsx bench/speed.ts --in-process    the linter alone, from the sources, for profiling
 *
 * Figures go to `bench/results/speed.*`, tables and the picture to `docs`.
 */
import {mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {cpus} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {parseArgs} from 'node:util'
import {resolveSettings} from '../src/config/settings.ts'
import {lint} from '../src/lint/linter.ts'
import {Document} from '../src/text/document.ts'
import {documents} from './generate.ts'
import {programOf, ROOT} from './lab.ts'
import {bestOf, type Command, isPinned, runMetered, type Usage} from './metered.ts'
import {drawGrowth} from './speed-chart.ts'
import {type Growth, measureGrowth} from './speed-growth.ts'
import {FILES, MB, prepare} from './speed-inputs.ts'
import {findPeers, type Peer, type Peers} from './speed-peers.ts'
import {measureProfile, type Profile, profileTable} from './speed-profile.ts'

const CACHED = join(ROOT, '.cache/bench-speed')
const MIB = 1024 * 1024
// Some programs take a hundred times as long.
const SAMPLE = 1e6
const STARTS = 10
const REPAIR = ['--preset', 'encoding', '--preset', 'punctuation']

/** Limits in the unit of the task; see docs/speed.md. */
interface Limits {
  floor: number
  goal: number
}

interface Task {
  name: string
  /** File or folder of the data folder that it reads. */
  input: string
  flags: readonly string[]
  unit: 'MB/s' | 'CPU s' | 'ms'
  limits: Limits
  /** Bytes; absent where no limit is set. */
  memory?: Limits
  /** What others do the same, and on which input. */
  peers: readonly {name: Peer; what: string; input: string}[]
}

interface Figure {
  value: number
  /** Bytes. */
  peak: number
}

interface Result extends Figure, Omit<Task, 'peers' | 'flags' | 'input'> {
  peers: (Figure & {name: string})[]
}

function tasksOf(folder: string): Task[] {
  const text = statSync(join(folder, 'text.txt')).size
  const fix = ['--fix', '--out-dir', 'SCRATCH']
  const repair = [...REPAIR, ...fix]
  const textMemory = {floor: 80 * MIB + 4 * text, goal: 60 * MIB + 3 * text}
  const recordMemory = {floor: 150 * MIB, goal: 100 * MIB}
  const filters = {name: 'datatrove', what: 'four filters', input: 'sample.jsonl'} as const
  const linters = (input: string): Task['peers'] => [
    {name: 'vale', what: 'four checks', input},
    {name: 'write-good', what: '', input},
    {name: 'textlint', what: 'one rule', input},
    {name: 'cspell', what: 'spelling', input},
  ]
  return [
    {
      name: 'lint, one text',
      input: 'text.txt',
      flags: [],
      unit: 'MB/s',
      limits: {floor: 60, goal: 110},
      memory: textMemory,
      peers: [{name: 'ripgrep', what: '`rg -ciF`, 1000 phrases', input: 'text.txt'}],
    },
    {
      name: '`--fix`, one text',
      input: 'text.txt',
      flags: fix,
      unit: 'MB/s',
      limits: {floor: 40, goal: 60},
      memory: textMemory,
      peers: [],
    },
    {
      name: 'lint, records',
      input: 'records.jsonl',
      flags: [],
      unit: 'MB/s',
      limits: {floor: 50, goal: 80},
      memory: recordMemory,
      peers: [filters],
    },
    {
      name: '`--fix`, records',
      input: 'records.jsonl',
      flags: fix,
      unit: 'MB/s',
      limits: {floor: 40, goal: 60},
      memory: recordMemory,
      peers: [{name: 'ftfy', what: '', input: 'sample.jsonl'}, filters],
    },
    {
      name: 'repair of garbled records',
      input: 'garbled.jsonl',
      flags: repair,
      unit: 'MB/s',
      limits: {floor: 10, goal: 30},
      memory: recordMemory,
      peers: [
        {name: 'ftfy', what: '', input: 'garbled-sample.jsonl'},
        {name: 'clean-text', what: '', input: 'garbled-sample.jsonl'},
      ],
    },
    {
      name: `lint, ${FILES} files of 4 KB`,
      input: 'files',
      flags: [],
      unit: 'CPU s',
      limits: {floor: 0.4, goal: 0.2},
      memory: recordMemory,
      peers: linters('files'),
    },
    {
      name: 'lint, one file of 5 KB, wall',
      input: 'small.txt',
      flags: [],
      unit: 'ms',
      limits: {floor: 120, goal: 90},
      peers: linters('small.txt'),
    },
  ]
}

/** A program at a task. */
interface Runner {
  name: string
  command: Command
  bytes: number
}

/** What runs the program on a file or folder. */
type Ours = (folder: string, input: string, flags?: readonly string[]) => Command

function runnersOf(task: Task, folder: string, ours: Ours, {commands}: Peers): Runner[] {
  const sizeOf = (name: string): number => statSync(join(folder, name)).size
  const peers = task.peers.flatMap(({name, what, input}) => {
    const command = commands.get(name)?.(join(folder, input))
    return command ? [{name: what ? `${name} (${what})` : name, command, bytes: sizeOf(input)}] : []
  })
  return [{name: 'descrape', command: ours(folder, task.input, task.flags), bytes: sizeOf(task.input)}, ...peers]
}

// In turns, so that a busy machine is as busy for all of them.
function runTask(task: Task, folder: string, ours: Ours, peers: Peers, runs: number): Result {
  const {name, unit, limits, memory} = task
  const runners = runnersOf(task, folder, ours, peers)
  const isWall = unit === 'ms'
  const usages = runners.map((): Usage[] => [])
  for (let round = 0; round < (isWall ? STARTS : runs); round++)
    for (const [index, {command}] of runners.entries()) usages[index]?.push(runMetered(command, !isWall))
  const figures = runners.map((runner, index) => {
    const {cpu, wall, peak} = bestOf(usages[index] as Usage[])
    const value = isWall ? wall * 1000 : unit === 'CPU s' ? cpu : runner.bytes / MB / cpu
    return {name: runner.name, value, peak}
  })
  const [{value, peak}, ...others] = figures as [Figure & {name: string}, ...(Figure & {name: string})[]]
  return {name, unit, limits, ...(memory && {memory}), value, peak, peers: others}
}

/** Milliseconds that Node itself takes to start and end. */
function nodeStart(folder: string): number {
  const command: Command = {args: [process.execPath, '-e', '0'], cwd: folder}
  return bestOf(Array.from({length: STARTS}, () => runMetered(command, false))).wall * 1000
}

function isMissed({value, unit, limits, peak, memory}: Result): boolean {
  return (
    (unit === 'MB/s' ? value < limits.floor : value > limits.floor) ||
    peak > (memory?.floor ?? Number.POSITIVE_INFINITY)
  )
}

const mib = (bytes: number): string => `${Math.round(bytes / MIB)}`

function shown(value: number, unit: Task['unit']): string {
  return `${value.toFixed(unit === 'CPU s' ? 2 : value < 10 ? 1 : 0)} ${unit}`
}

function table(results: readonly Result[], node: number): string {
  const rows = results.map(({name, unit, value, limits, peak, memory, peers}) => {
    const beside = peers.map((peer) => {
      const ratio = unit === 'MB/s' ? value / peer.value : peer.value / value
      return `${peer.name} ${shown(peer.value, unit)}: ${ratio.toFixed(ratio < 10 ? 1 : 0)} ×`
    })
    const cells = [
      name,
      shown(value, unit),
      limits.floor,
      limits.goal,
      peak > 0 ? mib(peak) : '',
      memory ? `${mib(memory.floor)} / ${mib(memory.goal)}` : '',
      beside.join('<br>'),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| task | descrape | floor | goal | peak MiB | floor / goal MiB | others, and how many times as fast descrape is |',
    '|---|--:|--:|--:|--:|--:|---|',
    ...rows,
    `| \`node -e 0\`, wall | ${node.toFixed(0)} ms | | | | | |`,
  ].join('\n')
}

function growthTable(growth: readonly Growth[]): string {
  return [
    '| input | MB | CPU s | MB per CPU s | peak MiB |',
    '|---|--:|--:|--:|--:|',
    ...growth.map(
      ({series, bytes, cpu, peak}) =>
        `| ${series} | ${(bytes / MB).toFixed(0)} | ${cpu.toFixed(2)} | ${(bytes / MB / cpu).toFixed(0)} | ${mib(peak)} |`,
    ),
  ].join('\n')
}

function plainProfile({shares, ...profile}: Profile): object {
  return {...profile, shares: Object.fromEntries(shares)}
}

function report(
  results: readonly Result[],
  node: number,
  profiles: readonly Profile[],
  growth: readonly Growth[],
  missing: Peers['missing'],
  setting: string,
): string {
  const missed = results.filter(isMissed).map(({name}) => name)
  return `${[
    table(results, node),
    setting,
    missed.length > 0 ? `Below the floor: ${missed.join('; ')}.` : 'Nothing is below its floor.',
    ...[...missing].map(([name, reason]) => `Not measured: ${name} (${reason}).`),
    profileTable(profiles),
    growthTable(growth),
  ].join('\n\n')}\n`
}

async function measureProgram(size: number, runs: number, withPeers: boolean, large: boolean): Promise<void> {
  const {main: program} = programOf(join(ROOT, 'dist'))
  const ours: Ours = (cwd, input, flags = []) => ({
    args: [process.execPath, program, input, '-f', 'jsonl', '--exit-zero', ...flags],
    cwd,
  })
  const folder = prepare(CACHED, size, SAMPLE)
  const peers: Peers = withPeers ? await findPeers() : {commands: new Map(), missing: new Map()}
  const results = tasksOf(folder).map((task) => {
    const result = runTask(task, folder, ours, peers, runs)
    process.stderr.write(`${result.name}: ${shown(result.value, result.unit)}\n`)
    return result
  })
  const node = nodeStart(folder)
  const profiles = [
    measureProfile('one text', ours(folder, 'text.txt')),
    measureProfile('records', ours(folder, 'records.jsonl')),
    measureProfile('garbled records', ours(folder, 'garbled-sample.jsonl', REPAIR)),
  ]
  const growth = measureGrowth(join(folder, 'growth'), ours, large)
  const cpu = cpus()[0]?.model ?? 'unknown'
  const setting = `Node ${process.version}, ${cpu}, ${isPinned ? 'one core' : 'not pinned to a core'}; ${size / MB} MB, best of ${runs}, the slow ones on ${SAMPLE / MB} MB.`
  const text = report(results, node, profiles, growth, peers.missing, setting)
  const target = join(import.meta.dirname, 'results')
  mkdirSync(target, {recursive: true})
  const missing = Object.fromEntries(peers.missing)
  writeFileSync(
    join(target, 'speed.json'),
    `${JSON.stringify({node: process.version, cpu, pinned: isPinned, bytes: size, runs, nodeStartMs: node, results, profiles: profiles.map(plainProfile), growth, missing}, undefined, 2)}\n`,
  )
  writeFileSync(join(target, 'speed.md'), text)
  writeFileSync(join(ROOT, 'docs/speed.svg'), drawGrowth(growth))
  const page = join(ROOT, 'docs/speed.md')
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(
      /(<!-- figures -->\n)[\s\S]*?(<!-- \/figures -->)/,
      (_, open: string, close: string) => `${open}\n${text}\n${close}`,
    ),
  )
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
  const text = readFileSync(join(prepare(CACHED, size, SAMPLE), 'text.txt'))
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

async function main(): Promise<void> {
  const {values} = parseArgs({
    options: {
      size: {type: 'string', default: '50'},
      runs: {type: 'string', default: '3'},
      'no-peers': {type: 'boolean', default: false},
      large: {type: 'boolean', default: false},
      'in-process': {type: 'boolean', default: false},
    },
  })
  const [size, runs] = [Number(values.size) * MB, Number(values.runs)]
  if (!(size > 0) || !(runs >= 1)) throw new Error('--size takes megabytes above 0, --runs a number from 1')
  if (values['in-process']) measureLinter(size, runs)
  else await measureProgram(size, runs, !values['no-peers'], values.large)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}
