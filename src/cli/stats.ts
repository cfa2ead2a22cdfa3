import {readFile} from 'node:fs/promises'
import {VERSION} from '../about.ts'
import {systemCode} from '../io/system-code.ts'
import {isObject} from '../text/json.ts'
import type {Totals} from './totals.ts'
import {UsageError, writeNamed} from './usage.ts'

/** Numbers by name, nested; such trees add up. */
export interface Counts {
  [name: string]: number | Counts | undefined
}

/**
 * Adds numbers of the same name.
 *
 * @param sum  is added to
 * @param part what is no number and holds none does not count
 */
export function addUp(sum: object, part: object): void {
  const into = sum as Counts
  for (const [name, value] of Object.entries(part) as [string, unknown][]) {
    if (typeof value === 'number') into[name] = ((into[name] as number | undefined) ?? 0) + value
    else if (isObject(value)) {
      if (!Object.hasOwn(into, name)) into[name] = {}
      addUp(into[name] as Counts, value)
    }
  }
}

/**
 * Writes what a run read, found and did, in numbers alone: those of several runs add up.
 *
 * @param file absolute path
 * @param read bytes of files that were read
 */
export async function writeStats(file: string, totals: Totals, read: number): Promise<void> {
  const {files, documents, changed, errors, warnings, infos, fixed = 0, problems, work} = totals
  const {user, system} = process.cpuUsage()
  const stats: Counts = {
    runs: 1,
    files,
    documents,
    filesChanged: changed,
    problems: problems.length,
    bytesRead: read,
    bytesIn: work.bytesIn,
    bytesOut: work.bytesOut,
    errors,
    warnings,
    infos,
    fixed,
    rules: Object.fromEntries(Object.entries(work.rules).sort(byName)) as unknown as Counts,
    seconds: {cpu: (user + system) / 1e6, wall: process.uptime()},
    versions: {[VERSION]: 1},
  }
  await writeNamed(file, formatStats(stats), '--stats')
}

/** As it is written to a file. */
export function formatStats(stats: Counts): string {
  return `${JSON.stringify(stats, undefined, 2)}\n`
}

/**
 * Adds the statistics of several runs up.
 *
 * @param files what `--stats` wrote
 * @throws UsageError where one is something else
 */
export async function mergeStats(files: readonly string[]): Promise<Counts> {
  const sum: Counts = {}
  for (const file of files) addUp(sum, await readStats(file))
  return sum
}

async function readStats(file: string): Promise<object> {
  try {
    const stats: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (isCounts(stats) && 'runs' in stats) return stats
  } catch (error) {
    const code = systemCode(error)
    if (code !== undefined) throw new UsageError(`${file}: cannot be read (${code}); name files that --stats wrote`)
  }
  throw new UsageError(`${file}: is not what --stats writes; name other files`)
}

function isCounts(value: unknown): value is Counts {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.hasOwn(value, '__proto__'))
    return false
  return Object.values(value).every((inner) => typeof inner === 'number' || isCounts(inner))
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
