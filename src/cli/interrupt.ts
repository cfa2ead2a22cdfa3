/** Exit codes of signals. */
const CODES = {SIGINT: 130, SIGTERM: 143} as const

/** Aborts work when the user or the system asks for the end of it. */
export interface Interrupt {
  signal: AbortSignal
  /** Exit code once the signal is aborted. */
  code(): number
}

/**
 * Listens for Ctrl-C and `kill`. A second one ends the process at once.
 *
 * @param now does what is left to do where nothing has to be waited for; the process ends after it
 */
export function onInterrupt(now?: () => void): Interrupt {
  const controller = new AbortController()
  let code = 0
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      code = CODES[name]
      if (now) {
        now()
        process.exit(code)
      }
      controller.abort()
      // Whoever waits for more of it would not see the signal.
      process.stdin.destroy()
    })
  }
  return {signal: controller.signal, code: () => code}
}
