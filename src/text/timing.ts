/**
 * Where the time of a process goes. Each moment counts for the innermost thing that was going on, so that the parts
 * add up to the whole.
 */

const REST = 'everything else'
const spent = new Map<string, number>()
let doing = REST
let since: number | undefined

/** Starts the clock; what came before, since the start of the process, is `everything else`. */
export function startTiming(): void {
  spent.clear()
  since = 0
}

/** Whether times are taken. */
export function isTiming(): boolean {
  return since !== undefined
}

/**
 * Does a thing, on the clock where times are taken.
 *
 * @param name of the thing; those of one name are added up
 * @param task not asynchronous
 */
export function timed<Result>(name: string, task: () => Result): Result {
  if (since === undefined) return task()
  const before = turnTo(name)
  try {
    return task()
  } finally {
    turnTo(before)
  }
}

function turnTo(name: string): string {
  const now = performance.now()
  spent.set(doing, (spent.get(doing) ?? 0) + now - (since as number))
  since = now
  const before = doing
  doing = name
  return before
}

/** Milliseconds by name, the most first. */
export function timings(): [name: string, milliseconds: number][] {
  turnTo(doing)
  return [...spent].sort((a, b) => b[1] - a[1])
}
