import {setImmediate} from 'node:timers/promises'

/** Milliseconds since the process began; `performance` would have to be loaded, which takes longer than a small file. */
export function now(): number {
  return process.uptime() * 1000
}

const TURN_MS = 50

/**
 * For work in many small pieces: called between them, lets signals and streams have their turn now and then.
 *
 * @returns what to wait for where a turn is due
 */
export function createTurns(): () => Promise<void> | undefined {
  let last = now()
  return () => {
    if (now() - last < TURN_MS) return undefined
    return setImmediate().then(() => {
      last = now()
    })
  }
}
