import {setMaxListeners} from 'node:events'

/** Exit codes of signals. */
const CODES = {SIGINT: 130, SIGTERM: 143} as const

/** Aborts work when the user or the system asks for the end of it. */
export interface Interrupt {
  signal: AbortSignal
  /** Exit code once the signal is aborted. */
  code(): number
  /**
   * Does work during which no listener could be called, as it leaves no time between. A signal ends the process at once
   * then, which is as safe as anything that may end it.
   */
  during<Result>(work: () => Result): Result
}

/**
 * Listens for Ctrl-C and `kill`. A second one ends the process at once.
 *
 * @param atOnce whether nothing has to be waited for: the process exits then
 */
export function onInterrupt(atOnce = false): Interrupt {
  const controller = new AbortController()
  // Each file that is being read listens.
  setMaxListeners(0, controller.signal)
  let code = 0
  const stop = (name: keyof typeof CODES): void => {
    unlisten()
    code = CODES[name]
    if (atOnce) process.exit(code)
    controller.abort()
    // Whoever waits for more of it would not see the signal.
    process.stdin.destroy()
  }
  const listen = (): void => {
    process.on('SIGINT', stop).on('SIGTERM', stop)
  }
  const unlisten = (): void => {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
  listen()
  return {
    signal: controller.signal,
    code: () => code,
    during(work) {
      if (controller.signal.aborted) return work()
      unlisten()
      try {
        return work()
      } finally {
        listen()
      }
    },
  }
}
