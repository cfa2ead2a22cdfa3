import {fileURLToPath} from 'node:url'
import {setFlagsFromString} from 'node:v8'
import type {Piscina} from 'piscina'
import {STRETCH, type Stretch, splitStretch} from '../corpus/stretch.ts'
import {type Checked, type Examiner, joinChecked} from './examiner.ts'
import type {Batch, Reply, ReplyBody, Setup, Task} from './worker.ts'

/** Threads that check stretches. */
export interface Workers {
  /**
   * @param stretch its bytes stay as they are until the promise settles
   * @param file    absolute path of its file
   * @returns rejected only where the run was aborted, or has ended
   */
  check(stretch: Stretch, file: string | undefined): Promise<Checked>
  stop(): Promise<void>
}

const MOST_JOBS = 512
// One is being worked on, one waits, so that no worker has to wait for this thread.
const BATCHES = 2

interface Job {
  stretch: Stretch
  file: string | undefined
  resolve(checked: Checked): void
  reject(error: unknown): void
}

/**
 * Starts workers when there is something to do.
 *
 * @param count number of workers
 * @param leave gives up a record that ended its worker
 */
export function createWorkers(count: number, setup: Setup, leave: Examiner['leave'], signal: AbortSignal): Workers {
  const queue: Job[] = []
  let running = 0
  let isDue = false
  let isStopped = false
  let pool: Promise<Piscina<Batch, Reply>> | undefined

  const send = async (jobs: readonly Job[]): Promise<void> => {
    try {
      signal.throwIfAborted()
      if (isStopped) throw new Error('the run has ended')
      pool ??= startPool(count)
      const batch = batchOf(jobs, setup)
      const reply = await (await pool).run(batch, {transferList: [batch.bytes.buffer as ArrayBuffer]})
      for (const [index, checked] of checkedIn(reply).entries()) jobs[index]?.resolve(checked)
    } catch (error) {
      if (signal.aborted || isStopped) for (const {reject} of jobs) reject(signal.reason ?? error)
      // One of them did it; the others are well.
      else if (jobs.length > 1) for (const job of jobs) await send([job])
      else for (const job of jobs) await sendEach(job, error)
    }
  }
  const sendEach = async ({stretch, file, resolve, reject}: Job, error: unknown): Promise<void> => {
    const [first, ...more] = splitStretch(stretch)
    if (!first || more.length === 0) {
      resolve(leave(stretch, file, lossOf(error)))
      return
    }
    const checkOne = (part: Stretch): Promise<Checked> =>
      new Promise((done, failed) => void send([{stretch: part, file, resolve: done, reject: failed}]))
    try {
      const checked: [Checked, ...Checked[]] = [await checkOne(first)]
      for (const part of more) checked.push(await checkOne(part))
      resolve(joinChecked(checked))
    } catch (reason) {
      reject(reason)
    }
  }
  const pump = (): void => {
    isDue = false
    while (running < count * BATCHES && queue.length > 0) {
      running++
      void send(takeBatch(queue)).then(() => {
        running--
        pump()
      })
    }
  }
  signal.addEventListener('abort', () => void stop())
  const stop = async (): Promise<void> => {
    isStopped = true
    for (const {reject} of queue.splice(0)) reject(signal.reason ?? new Error('the run has ended'))
    await (await pool)?.destroy()
  }
  return {
    check: (stretch, file) =>
      new Promise((resolve, reject) => {
        queue.push({stretch, file, resolve, reject})
        // More may come in this turn.
        if (!isDue) setImmediate(pump)
        isDue = true
      }),
    stop,
  }
}

async function startPool(count: number): Promise<Piscina<Batch, Reply>> {
  const {Piscina: Pool} = await import('piscina')
  // Each of the heaps would grow to four times what is in use before it is cleared.
  setFlagsFromString('--heap-growing-percent=100')
  return new Pool({
    // From the folder of the bundle's parts.
    filename: fileURLToPath(new URL('src/cli/worker.js', import.meta.url)),
    minThreads: count,
    maxThreads: count,
    // Waking them by shared memory stops this thread where processors are busy, and the other workers with it.
    atomics: 'disabled',
    // 20 MB less of each, for half as many collections again.
    resourceLimits: {maxYoungGenerationSizeMb: 16},
  })
}

function takeBatch(queue: Job[]): Job[] {
  let bytes = 0
  let end = 0
  while (end < queue.length && end < MOST_JOBS && (end === 0 || bytes < STRETCH))
    bytes += (queue[end++] as Job).stretch.bytes.length
  return queue.splice(0, end)
}

// Copied, as they may have to be sent again.
function batchOf(jobs: readonly Job[], setup: Setup): Batch {
  const all = new Uint8Array(jobs.reduce((sum, {stretch}) => sum + stretch.bytes.length, 0))
  let at = 0
  const tasks = jobs.map(({stretch: {bytes, ...stretch}, file}): Task => {
    all.set(bytes, at)
    at += bytes.length
    return {...stretch, file, length: bytes.length}
  })
  return {setup, bytes: all, tasks}
}

function checkedIn({bodies, ledgers, bytes, texts}: Reply): Checked[] {
  let at = 0
  const all = typeof bodies === 'string' ? (JSON.parse(bodies) as readonly ReplyBody[]) : bodies
  return all.map(({length, reports, ...body}, index) => {
    at += length
    const shown = texts?.[index]
    return {
      ...body,
      reports: shown ? reports.map((report, number) => ({...report, ...shown[number]})) : reports,
      ledger: ledgers[index] as string[],
      pieces: [bytes.subarray(at - length, at)],
    }
  })
}

function lossOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'took all memory that a worker may have, left as it is; run it alone with --workers 1, or split it'
    : `ended its worker (${message}), left as it is; please report it`
}
