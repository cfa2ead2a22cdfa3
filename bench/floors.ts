import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {BenchError} from './lab.ts'
import {figuresOf, type Results} from './results.ts'

/** The main figures, pinned: what must not get worse on the same data. */

const FILE = join(import.meta.dirname, 'floors.json')

interface Floors {
  /** Digest of the lab files. */
  lab: string
  /** Figures that must not fall, with some leeway. */
  min: Record<string, number>
  /** Figures that must not rise, with some leeway. */
  max: Record<string, number>
}

/** How far a figure may move before it counts as worse: of counts nothing, of all others one or two steps. */
const STEPS: readonly (readonly [name: RegExp, digits: number])[] = [
  [/\.f1_change$/, 4],
  [/\.content_lost_pct$/, 3],
  [/_pct$|_per_million_words$/, 1],
]

function leeway(figures: Record<string, number>, side: 'below' | 'above'): Record<string, number> {
  const entries = Object.entries(figures).map(([name, value]) => {
    const digits = STEPS.find(([pattern]) => pattern.test(name))?.[1]
    if (digits === undefined) return [name, value] as const
    const scaled = Number((value * 10 ** digits).toFixed(6))
    // What is not below zero must not fall below it.
    const low = Math.floor(scaled)
    const moved = side === 'below' ? Math.max(low - 1, Math.min(low, 0)) : Math.ceil(scaled) + 1
    return [name, Number((moved / 10 ** digits).toFixed(digits))] as const
  })
  return Object.fromEntries(entries)
}

/** Rewrites the file of floors. */
export function pinFloors(results: Results, file = FILE): void {
  const {high, low} = figuresOf(results)
  const floors: Floors = {lab: results.lab, min: leeway(high, 'below'), max: leeway(low, 'above')}
  writeFileSync(file, `${JSON.stringify(floors, undefined, 2)}\n`)
}

/**
 * @param results what was run; floors of other sets are not looked at
 * @returns one line for each figure that got worse
 * @throws BenchError where there are no floors, or those of other data
 */
export function brokenFloors(results: Results, file = FILE): string[] {
  if (!existsSync(file)) throw new BenchError('bench/floors.json is missing; write it with --pin')
  const floors = JSON.parse(readFileSync(file, 'utf8')) as Floors
  if (floors.lab !== results.lab)
    throw new BenchError('bench/floors.json is about other lab data; pin it anew with --pin')
  const {high, low} = figuresOf(results)
  const shown = (value: number | undefined): string => String(Number(value?.toPrecision(6)))
  const below = (name: string, floor: number): string[] =>
    (high[name] ?? floor) < floor ? [`${name} is ${shown(high[name])}, must be at least ${floor}`] : []
  const above = (name: string, ceiling: number): string[] =>
    (low[name] ?? ceiling) > ceiling ? [`${name} is ${shown(low[name])}, must be at most ${ceiling}`] : []
  return [
    ...Object.entries(floors.min).flatMap(([name, floor]) => below(name, floor)),
    ...Object.entries(floors.max).flatMap(([name, ceiling]) => above(name, ceiling)),
  ]
}
