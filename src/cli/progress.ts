import type {SingleBar} from 'cli-progress'
import {formatSize} from '../corpus/limits.ts'
import type {InputFile} from '../corpus/types.ts'
import {now} from '../io/turns.ts'

/** Shows how far a run is. */
export interface Progress {
  /** Bytes of the file that is being read. */
  read(bytes: number): void
  /** @param size bytes of a file that is done, where they are known */
  done(size: number | undefined): void
  /** Makes way for other output. */
  clear(): void
  stop(): void
  /** All bytes that were read. */
  bytes(): number
}

/** On a terminal a bar, JSON lines, or nothing. */
export type ProgressKind = 'auto' | 'json' | 'none'

const PATIENCE_MS = 1000
const PACE_MS = {auto: 200, json: 1000, none: Number.POSITIVE_INFINITY} as const

/**
 * Shows on standard error how far a run is: with a bar where that is a terminal and the run takes longer than a second,
 * or once a second as JSON.
 *
 * @param inputs what will be read
 */
export function createProgress(inputs: readonly InputFile[], kind: ProgressKind = 'auto'): Progress {
  const {stderr} = process
  const start = now()
  const isShown = kind === 'json' || (kind === 'auto' && stderr.isTTY)
  const total = inputs.reduce((sum, {size = 0}) => sum + size, 0)
  let files = 0
  let read = 0
  // Files that are done, by their sizes: not all of a file need have been read in order.
  let settled = 0
  let last = start
  let bar: SingleBar | 'loading' | undefined

  const state = () => {
    const seconds = (now() - start) / 1000
    const bytes = Math.min(Math.max(read, settled), Math.max(total, read))
    const bytesPerSecond = Math.round(bytes / Math.max(seconds, 0.001))
    const left = total > bytes && bytesPerSecond > 0 ? (total - bytes) / bytesPerSecond : 0
    return {
      files,
      ofFiles: inputs.length,
      bytes,
      ofBytes: Math.max(total, bytes),
      seconds: Number(seconds.toFixed(1)),
      bytesPerSecond,
      secondsLeft: Math.round(left),
    }
  }
  const showBar = async (): Promise<void> => {
    if (!bar) {
      bar = 'loading'
      const {SingleBar: Bar, Presets} = (await import('cli-progress')).default
      if (bar !== 'loading') return
      const format = '{bar} {percentage} %, {files} of {ofFiles} files, {rate}/s, {left} left'
      bar = new Bar({stream: stderr, clearOnComplete: true, hideCursor: true, format}, Presets.shades_classic)
      bar.start(1, 0)
    }
    if (bar === 'loading') return
    const {files: done, ofFiles, bytes, ofBytes, bytesPerSecond, secondsLeft} = state()
    bar.setTotal(Math.max(ofBytes, 1))
    bar.update(bytes, {files: done, ofFiles, rate: formatSize(bytesPerSecond), left: duration(secondsLeft)})
  }
  const show = (): void => {
    if (!isShown) return
    const time = now()
    if (time - last < PACE_MS[kind] || time - start < PATIENCE_MS) return
    last = time
    if (kind === 'json') stderr.write(`${JSON.stringify(state())}\n`)
    else void showBar()
  }
  return {
    read(bytes) {
      read += bytes
      show()
    },
    done(size = 0) {
      files++
      settled += size
      show()
    },
    clear() {
      if (typeof bar === 'object') stderr.write('\r\u001b[K')
    },
    stop() {
      if (typeof bar === 'object') bar.stop()
      bar = undefined
      if (kind === 'json') stderr.write(`${JSON.stringify(state())}\n`)
    },
    bytes: () => read,
  }
}

function duration(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const [hours, minutes, rest] = parts.map((part) => String(part).padStart(2, '0'))
  return hours === '00' ? `${minutes}:${rest}` : `${hours}:${minutes}:${rest}`
}
