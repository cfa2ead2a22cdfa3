/** Does a task, on the clock where times are taken; those of one name are added up. Not for asynchronous tasks. */
export type Timed = <Result>(name: string, task: () => Result) => Result

/** Does the task and takes no time. */
export const untimed: Timed = (_, task) => task()

/**
 * Where the time of a process goes. Each moment counts for the innermost thing that was going on, so that the parts
 * add up to the whole.
 */
export interface Clock {
  timed: Timed
  /** Milliseconds by name, the most first. */
  timings(): [name: string, milliseconds: number][]
}

/** Starts a clock; what came before, since the start of the process, is `everything else`. */
export function startClock(): Clock {
  const spent = new Map<string, number>()
  let doing = 'everything else'
  let since = 0
  const turnTo = (name: string): string => {
    const now = performance.now()
    spent.set(doing, (spent.get(doing) ?? 0) + now - since)
    since = now
    const before = doing
    doing = name
    return before
  }
  return {
    timed(name, task) {
      const before = turnTo(name)
      try {
        return task()
      } finally {
        turnTo(before)
      }
    },
    timings() {
      turnTo(doing)
      return [...spent].sort((a, b) => b[1] - a[1])
    },
  }
}
