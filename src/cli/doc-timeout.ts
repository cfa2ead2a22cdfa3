import {createContext, Script} from 'node:vm'

/** A document on which the rules worked for longer than `--doc-timeout`. */
export class DocTimeoutError extends Error {
  override name = 'DocTimeoutError'
}

/** Does work, and gives up where it takes too long. */
export type Limited = <Result>(work: () => Result) => Result

/**
 * Limits the time of work that never lets go of its thread: the machine ends it wherever it is, within a regular
 * expression as well.
 *
 * @param seconds of the clock, not of the processor; no limit where it is undefined
 * @throws DocTimeoutError from the work that took longer, beside what the work itself throws
 */
export function limitedTo(seconds: number | undefined): Limited {
  if (seconds === undefined) return (work) => work()
  const timeout = Math.max(1, Math.round(seconds * 1000))
  const state: {work?: () => unknown} = {}
  const context = createContext(state)
  const script = new Script('work()')
  return (work) => {
    state.work = work
    try {
      return script.runInContext(context, {timeout}) as ReturnType<typeof work>
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
        throw new DocTimeoutError(`took more than ${seconds} s`)
      throw error
    } finally {
      delete state.work
    }
  }
}
