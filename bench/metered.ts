import {spawnSync} from 'node:child_process'
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs'
import {availableParallelism, tmpdir} from 'node:os'
import {join} from 'node:path'

/** What a process used. */
export interface Usage {
  /** Seconds of processor time, user and system. */
  cpu: number
  /** Seconds by the clock. */
  wall: number
  /** Largest resident set, bytes. */
  peak: number
}

export interface Command {
  /** Program and arguments; `SCRATCH` in one of them becomes a folder that is emptied afterwards. */
  args: readonly [string, ...string[]]
  cwd: string
  /** Exit codes that are no failure. */
  codes?: readonly number[]
  /** Whether the program prints the seconds of processor time that the work took, without its start. */
  timesItself?: boolean
  /** Whether it may use all cores. */
  allCores?: boolean
}

export const isPinned = spawnSync('taskset', ['--version']).status === 0
const hasTime = String(spawnSync('/usr/bin/time', ['--version']).output ?? '').includes('GNU')
// Written to a file as the process ends; counts all but the last moments.
const PROBE = `data:text/javascript,${encodeURIComponent(`import {writeFileSync} from 'node:fs'
process.on('exit', () => {
  const {userCPUTime, systemCPUTime, maxRSS} = process.resourceUsage()
  writeFileSync(process.env.BENCH_USAGE, [userCPUTime / 1e6, systemCPUTime / 1e6, maxRSS].join(' '))
})`)}`

/**
 * Runs a program, on one core unless it asks for all.
 *
 * @param detailed whether processor time and memory are wanted too; taking them costs some milliseconds of wall time
 * @throws Error with the first line that the process complained with
 */
export function runMetered({args, cwd, codes = [0], timesItself, allCores}: Command, detailed: boolean): Usage {
  const scratch = mkdtempSync(join(tmpdir(), 'descrape-bench-'))
  try {
    const figures = join(scratch, 'usage')
    const report = join(scratch, 'report')
    const pin = isPinned && !allCores ? ['taskset', '-c', String(availableParallelism() - 1)] : []
    const meter = detailed && hasTime ? ['/usr/bin/time', '-q', '-f', '%U %S %M', '-o', figures] : []
    const isProbed = detailed && !hasTime && args[0] === process.execPath
    const [program, ...rest] = args.map((arg) => arg.replace('SCRATCH', join(scratch, 'out'))) as [string, ...string[]]
    const [command, ...all] = [...pin, ...meter, program, ...(isProbed ? ['--import', PROBE] : []), ...rest] as [
      string,
      ...string[],
    ]
    const stdout = openSync(report, 'w')
    const before = performance.now()
    const {status, stderr, error} = spawnSync(command, all, {
      cwd,
      stdio: ['ignore', stdout, 'pipe'],
      env: {...process.env, BENCH_USAGE: figures},
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    const wall = (performance.now() - before) / 1000
    closeSync(stdout)
    if (error) throw error
    if (status === null || !codes.includes(status))
      throw new Error(`\`${args.slice(0, 3).join(' ')}\` ended with ${status}: ${stderr.trim().split('\n')[0] ?? ''}`)
    if (!detailed) return {cpu: 0, wall, peak: 0}
    const [user = 0, system = 0, peak = 0] = readFileSync(figures, 'utf8').trim().split(' ').map(Number)
    return {cpu: timesItself ? Number(readFileSync(report, 'utf8')) : user + system, wall, peak: peak * 1024}
  } finally {
    rmSync(scratch, {recursive: true})
  }
}

/** Least time and most memory of several runs. */
export function bestOf(runs: readonly Usage[]): Usage {
  return {
    cpu: Math.min(...runs.map(({cpu}) => cpu)),
    wall: Math.min(...runs.map(({wall}) => wall)),
    peak: Math.max(...runs.map(({peak}) => peak)),
  }
}
