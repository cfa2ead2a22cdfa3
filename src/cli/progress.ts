import type {SingleBar} from 'cli-progress'

/** Shows how far a run is. */
export interface Progress {
  /** @param done files that are done */
  update(done: number): Promise<void>
  /** Makes way for other output. */
  clear(): void
  stop(): void
}

const PATIENCE_MS = 1000

/**
 * A bar on standard error, where that is a terminal and the run takes longer than a second.
 *
 * @param total files in all
 */
export function createProgress(total: number): Progress {
  const {stderr} = process
  const start = Date.now()
  let bar: SingleBar | undefined
  const clear = (): void => {
    if (bar) stderr.write('\r\u001b[K')
  }
  return {
    async update(done) {
      if (!stderr.isTTY || Date.now() - start < PATIENCE_MS) return
      if (!bar) {
        const {SingleBar: Bar, Presets} = (await import('cli-progress')).default
        bar = new Bar(
          {
            stream: stderr,
            clearOnComplete: true,
            hideCursor: true,
            format: '{bar} {value}/{total} files, {eta_formatted} left',
          },
          Presets.shades_classic,
        )
        bar.start(total, done)
      }
      bar.update(done)
    },
    clear,
    stop() {
      bar?.stop()
      bar = undefined
    },
  }
}
