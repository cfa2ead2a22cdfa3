import {fileURLToPath} from 'node:url'
import {setFlagsFromString} from 'node:v8'
import type {Piscina} from 'piscina'
import type {Item} from '../corpus/types.ts'
import {applyChanges, type Change} from '../repair/edits.ts'
import {textEdits} from '../repair/text-edits.ts'
import {decode} from '../text/utf8.ts'
import type {Verdict} from './examiner.ts'
import {addUp} from './stats.ts'
import type {Totals} from './totals.ts'
import type {Batch, BatchItem, Reply, ReplyBody, ReplyVerdict, Setup} from './worker.ts'

/** Threads that check documents. */
export interface Workers {
  /**
   * @param item   its text stays as it is until the promise settles
   * @param file   absolute path of its file
   * @param totals of its file, counted in when the promise settles
   * @returns rejected only where the run was aborted, or has ended
   */
  examine(item: Item, file: string | undefined, totals: Totals): Promise<Verdict>
  stop(): Promise<void>
}

/** Bytes of texts that are handed over at once; a worker takes some 10 ms for them. */
const BATCH = 1 << 17
const MOST_ITEMS = 512
// One is being worked on, one waits, so that no worker has to wait for this thread.
const BATCHES = 2

interface Job {
  item: Item
  file: string | undefined
  totals: Totals
  resolve(verdict: Verdict): void
  reject(error: unknown): void
}

/**
 * Starts workers when there is something to do.
 *
 * @param count   number of workers
 * @param inPlace whether reports are about the mended texts
 */
export function createWorkers(count: number, setup: Setup, inPlace: boolean, signal: AbortSignal): Workers {
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
      const reply = await (await pool).run(batch, {transferList: [batch.texts.buffer as ArrayBuffer]})
      settle(jobs, reply, inPlace)
    } catch (error) {
      if (signal.aborted || isStopped) for (const {reject} of jobs) reject(signal.reason ?? error)
      // One of them did it; the others are well.
      else if (jobs.length > 1) for (const job of jobs) await send([job])
      else jobs[0]?.resolve({changes: [], problem: lossOf(error)})
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
    examine: (item, file, totals) =>
      new Promise((resolve, reject) => {
        queue.push({item, file, totals, resolve, reject})
        // More may come in this turn.
        if (!isDue) setImmediate(pump)
        isDue = true
      }),
    stop,
  }
}

async function startPool(count: number): Promise<Piscina<Batch, Reply>> {
  const {Piscina: Pool} = await import('piscina')
  // Each of the heaps would grow to four times what is in use before it is cleared: 340 MB in all, so 240 MB.
  setFlagsFromString('--heap-growing-percent=50')
  return new Pool({
    // From the folder of the bundle's parts.
    filename: fileURLToPath(new URL('src/cli/worker.js', import.meta.url)),
    minThreads: count,
    maxThreads: count,
    // Waking them by shared memory stops this thread where processors are busy, and the other workers with it.
    atomics: 'disabled',
    // Less to copy about costs a little more often.
    resourceLimits: {maxYoungGenerationSizeMb: 16},
  })
}

function takeBatch(queue: Job[]): Job[] {
  let bytes = 0
  let end = 0
  while (end < queue.length && end < MOST_ITEMS && (end === 0 || bytes < BATCH))
    bytes += (queue[end++] as Job).item.text.length
  return queue.splice(0, end)
}

function batchOf(jobs: readonly Job[], setup: Setup): Batch {
  const groups = groupsOf(jobs)
  const texts = new Uint8Array(jobs.reduce((sum, {item}) => sum + item.text.length, 0))
  let at = 0
  const items = jobs.map(({item: {path, format, id, recordLine, url, lang, text}, file, totals}): BatchItem => {
    texts.set(text, at)
    at += text.length
    return {
      path,
      format,
      ...(id !== undefined && {id}),
      ...(recordLine !== undefined && {recordLine}),
      ...(url !== undefined && {url}),
      ...(lang !== undefined && {lang}),
      file,
      group: groups.indexOf(totals),
      length: text.length,
    }
  })
  return {setup, texts, items}
}

function groupsOf(jobs: readonly Job[]): Totals[] {
  return [...new Set(jobs.map(({totals}) => totals))]
}

function settle(jobs: readonly Job[], {json, inserted}: Reply, inPlace: boolean): void {
  const {verdicts, totals} = JSON.parse(json) as ReplyBody
  for (const [group, own] of groupsOf(jobs).entries()) addUp(own, totals[group] as Totals)
  let at = 0
  jobs.forEach(({item, resolve}, index) => {
    const {changes: sent, messages, notices, problem} = verdicts[index] as ReplyVerdict
    const changes = sent.map(({start, end, length, rules}): Change => {
      at += length
      return {start, end, bytes: inserted.subarray(at - length, at), rules}
    })
    if (!messages || !notices) {
      resolve({changes, ...(problem !== undefined && {problem})})
      return
    }
    const {path, id, recordLine, text} = item
    const report = {
      path,
      ...(id !== undefined && {id}),
      ...(recordLine !== undefined && {recordLine}),
      messages: id === undefined ? messages : messages.map((message) => ({...message, id})),
      text: () => decode(inPlace ? applyChanges(text, changes) : text),
      ...(!inPlace && changes.length > 0 && {mended: () => textEdits(text, changes)}),
      notices,
    }
    resolve({changes, report})
  })
}

function lossOf(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'took all memory that a worker may have, left as it is; run it alone with --workers 1, or split it'
    : `ended its worker (${message}), left as it is; please report it`
}
