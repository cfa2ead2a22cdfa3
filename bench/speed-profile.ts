import {spawnSync} from 'node:child_process'
import type {Command} from './metered.ts'

// What takes less is summed up.
const LEAST_SHARE = 0.01

/** Where the time of one run goes: shares of its whole by what was done, the rest as one. */
export interface Profile {
  input: string
  /** Milliseconds by the clock. */
  total: number
  shares: ReadonlyMap<string, number>
}

/**
 * Runs the program with `--timing`.
 *
 * @param command what runs it on a file
 * @throws Error where the parts do not add up to the whole
 */
export function measureProfile(input: string, {args, cwd}: Command): Profile {
  const [program, ...rest] = args
  const {stderr} = spawnSync(program, [...rest, '--timing'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  const rows = [...stderr.matchAll(/^ *([\d.]+) ms +[\d.]+ % {2}(.+)$/gm)].map(
    ([, time, name]) => [name as string, Number(time)] as const,
  )
  const total = rows.find(([name]) => name === 'total')?.[1] ?? 0
  const parts = rows.filter(([name]) => name !== 'total')
  const sum = parts.reduce((all, [, time]) => all + time, 0)
  if (!(total > 0) || Math.abs(sum - total) > parts.length * 0.06)
    throw new Error(`--timing of ${input}: the parts make ${sum.toFixed(1)} ms, the total is ${total} ms`)
  return {input, total, shares: new Map(parts.map(([name, time]) => [name, time / total]))}
}

/** Profiles side by side, as a Markdown table whose columns add up to 100 %. */
export function profileTable(profiles: readonly Profile[]): string {
  const names = [...new Set(profiles.flatMap(({shares}) => [...shares.keys()]))]
  const most = (name: string): number => Math.max(...profiles.map(({shares}) => shares.get(name) ?? 0))
  const shown = names.filter((name) => most(name) >= LEAST_SHARE).sort((a, b) => most(b) - most(a))
  const row = (name: string, of: (profile: Profile) => number): string =>
    `| ${name} | ${profiles.map((profile) => `${(of(profile) * 100).toFixed(1)} %`).join(' | ')} |`
  const restOf = ({shares}: Profile): number => 1 - shown.reduce((sum, name) => sum + (shares.get(name) ?? 0), 0)
  return [
    `| where the time goes | ${profiles.map(({input}) => input).join(' | ')} |`,
    `|---|${profiles.map(() => '--:|').join('')}`,
    ...shown.map((name) => row(name, ({shares}) => shares.get(name) ?? 0)),
    row(`${names.length - shown.length} other things`, restOf),
  ].join('\n')
}
