import {fork} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {dirname, join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {parseArgs} from 'node:util'
import {build} from 'esbuild'
import {saveTrust} from '../../bench/trust.ts'
import {KINDS, loadSources} from './inputs.ts'
import {createWays} from './laws.ts'
import {type Case, type Counts, createCounts, tryInput} from './trial.ts'

/**
 * `npm run fuzz -- --minutes N [--seed S] [--workers N]`: holds as many inputs as there is time for to the laws.
 * `--only INDEX` tries one input of a seed again, `--save` writes the figures down for docs/trust.md.
 */
const {values} = parseArgs({
  options: {
    minutes: {type: 'string', default: '1'},
    seed: {type: 'string', default: String(Date.now() % 1_000_000)},
    workers: {type: 'string', default: String(availableParallelism())},
    only: {type: 'string'},
    save: {type: 'boolean', default: false},
  },
})

/** Inputs for a worker. */
export interface Task {
  seed: number
  from: number
  count: number
  /** Whether each input is announced before it is tried. */
  careful: boolean
}
export type Reply = {at: number} | {found: Case} | {counts: Counts; numbers: readonly number[]}

const CHUNK = 2000
// Cases are printed that often where they fail in the same way.
const SAME = 3
const SILENCE_MS = 180_000
const SAY_MS = 60_000

if (values.only !== undefined) await tryOne(Number(values.seed), Number(values.only))
else await fuzz(Number(values.seed), Number(values.minutes), Number(values.workers))

async function tryOne(seed: number, index: number): Promise<void> {
  const using = {sources: loadSources(), ways: await createWays()}
  const found = await tryInput(seed, index, using, createCounts())
  if (found) print(found)
  else console.log(`input ${index} of seed ${seed} keeps all laws`)
  process.exitCode = found ? 1 : 0
}

async function fuzz(seed: number, minutes: number, workers: number): Promise<void> {
  const program = await bundle()
  const start = Date.now()
  const end = start + minutes * 60_000
  const counts = createCounts()
  const distinct = createTally()
  const cases = new Map<string, number>()
  let next = 0
  const take = (found: Case): void => {
    const times = (cases.get(found.law) ?? 0) + 1
    cases.set(found.law, times)
    if (times <= SAME) print(found)
  }
  const beat = setInterval(() => {
    const {inputs, bytes} = sum(counts)
    console.error(
      `${inputs} inputs, ${megabytes(bytes)}, ${[...cases.values()].reduce((all, one) => all + one, 0)} cases`,
    )
  }, SAY_MS)
  const retries: Task[] = []
  const runWorker = async (): Promise<void> => {
    while (Date.now() < end || retries.length > 0) {
      const child = fork(program, {execArgv: ['--max-semi-space-size=64']})
      let task: Task | undefined
      let at = 0
      let silence: NodeJS.Timeout | undefined
      const left = await new Promise<Task | undefined>((resolve) => {
        const listen = (): void => {
          clearTimeout(silence)
          silence = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS)
        }
        child.on('message', (reply: Reply) => {
          listen()
          if ('at' in reply) at = reply.at
          else if ('found' in reply) take(reply.found)
          else {
            for (const kind of KINDS)
              for (const name of ['inputs', 'bytes', 'cases'] as const) counts[kind][name] += reply.counts[kind][name]
            for (const number of reply.numbers) distinct.add(number)
            task = retries.pop()
            if (!task && Date.now() < end) {
              task = {seed, from: next, count: CHUNK, careful: false}
              next += CHUNK
            }
            if (task) child.send(task)
            else child.kill()
          }
        })
        listen()
        child.on('exit', () => {
          clearTimeout(silence)
          resolve(task)
        })
      })
      if (!left) return
      // It died or hangs: the first time the input is one of a few, the second time it is known.
      const rest = left.from + left.count
      if (!left.careful) retries.push({...left, from: at, count: rest - at, careful: true})
      else {
        take({
          seed,
          index: at,
          kind: 'random bytes',
          form: 'text',
          way: '',
          law: '8: a hang, or the end of the process',
          detail: '',
          size: 0,
          text: '""',
        })
        if (at + 1 < rest) retries.push({...left, from: at + 1, count: rest - at - 1})
      }
    }
  }
  await Promise.all(Array.from({length: workers}, runWorker))
  clearInterval(beat)
  report(seed, (Date.now() - start) / 1000, counts, distinct.size(), cases)
}

// What runs TypeScript as it is makes each call and each late import slower: a third of the inputs.
async function bundle(): Promise<string> {
  const file = join(import.meta.dirname, '../../.cache/fuzz/worker.mjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    plugins: [
      {
        name: 'each module knows where it lies',
        setup({onLoad}) {
          onLoad({filter: /\.ts$/}, ({path}) => ({
            loader: 'ts',
            contents: readFileSync(path, 'utf8')
              .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path)))
              .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
          }))
        },
      },
    ],
  })
  return file
}

// Counts numbers, each once; a set of ten million would take four times the memory.
function createTally(): {add(number: number): void; size(): number} {
  let slots = new Float64Array(1 << 16)
  let size = 0
  const put = (number: number): boolean => {
    let at = number % slots.length
    while (slots[at] !== 0 && slots[at] !== number) at = (at + 1) % slots.length
    const isNew = slots[at] === 0
    slots[at] = number
    return isNew
  }
  return {
    add(number) {
      if (put(number)) size++
      if (size * 2 < slots.length) return
      const before = slots
      slots = new Float64Array(before.length * 2)
      for (const each of before) if (each !== 0) put(each)
    },
    size: () => size,
  }
}

function sum(counts: Counts): {inputs: number; bytes: number} {
  const all = {inputs: 0, bytes: 0}
  for (const {inputs, bytes} of Object.values(counts)) {
    all.inputs += inputs
    all.bytes += bytes
  }
  return all
}

function report(
  seed: number,
  seconds: number,
  counts: Counts,
  distinct: number,
  cases: ReadonlyMap<string, number>,
): void {
  for (const kind of KINDS) {
    const {inputs, bytes, cases: found} = counts[kind]
    console.log(
      `${kind.padEnd(35)} ${String(inputs).padStart(10)} inputs ${megabytes(bytes).padStart(12)} ${String(found).padStart(5)} cases`,
    )
  }
  const {inputs, bytes} = sum(counts)
  const found = [...cases.values()].reduce((all, one) => all + one, 0)
  console.log(
    `${'all'.padEnd(35)} ${String(inputs).padStart(10)} inputs ${megabytes(bytes).padStart(12)} ${String(found).padStart(5)} cases, seed ${seed}, ${Math.round(seconds)} s, ${Math.round(inputs / seconds)} inputs/s`,
  )
  console.log(`${distinct} of them distinct`)
  for (const [law, times] of cases) console.log(`${times} × ${law}`)
  if (values.save) saveTrust('fuzz', {inputs, distinct, bytes, cases: found, seconds: Math.round(seconds), seed})
  process.exitCode = found > 0 ? 1 : 0
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function print({seed, index, kind, form, way, law, detail, size, text, base64}: Case): void {
  console.log(
    [
      `── law ${law}`,
      `   ${detail}`,
      `   ${kind}, ${size} bytes, as ${form}, ${way}; npm run fuzz -- --seed ${seed} --only ${index}`,
      `   ${text.length > 2000 ? `${text.slice(0, 2000)}…` : text}`,
      ...(base64 === undefined || base64.length > 2000 ? [] : [`   base64 ${base64}`]),
    ].join('\n'),
  )
}
