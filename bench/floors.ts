import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {BenchError, FIX_MODES, labDigest} from './lab.ts'
import type {Measured} from './measure.ts'
import {restoredShares} from './score.ts'
import {untouchedEdits} from './tables.ts'

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

type Figures = Pick<Floors, 'min' | 'max'>

function figuresOf(measured: readonly Measured[]): Figures {
  const min: Record<string, number> = {}
  const max: Record<string, number> = {}
  for (const {job, pages, clean, garble} of measured)
    for (const mode of FIX_MODES) {
      const name = `${job.name}.${mode}`
      const score = pages?.[mode].all
      if (score) {
        min[`${name}.junk_short_removed_pct`] = score.junk_short_removed_pct
        min[`${name}.junk_removed_pct`] = score.junk_removed_pct
        min[`${name}.f1_change`] = score.f1_after - score.f1_before
        max[`${name}.content_lost_pct`] = score.content_lost_pct
        max[`${name}.docs_losing_content_line_pct`] = score.docs_losing_content_line_pct
      }
      const all = clean?.[mode].ALL
      if (clean && all) {
        max[`${name}.edits_per_million_words`] = (1e6 * all.edits) / all.words
        max[`${name}.edits_in_untouched_languages`] = untouchedEdits(clean[mode])
        if (mode === 'safe') {
          max['clean.findings_per_million_words'] = (1e6 * all.messages) / all.words
          max['clean.docs_flagged_pct'] = (100 * all.flagged) / all.docs
        }
      }
      for (const [kind, share] of Object.entries(restoredShares(garble?.[mode] ?? '')))
        min[`${name}.${kind}_restored_pct`] = share
    }
  return {min, max}
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
export function pinFloors(measured: readonly Measured[], file = FILE): void {
  const {min, max} = figuresOf(measured)
  const floors: Floors = {lab: labDigest(), min: leeway(min, 'below'), max: leeway(max, 'above')}
  writeFileSync(file, `${JSON.stringify(floors, undefined, 2)}\n`)
}

/**
 * @param measured what was run; floors of other sets are not looked at
 * @returns one line for each figure that got worse
 * @throws BenchError where there are no floors, or those of other data
 */
export function brokenFloors(measured: readonly Measured[], file = FILE): string[] {
  if (!existsSync(file)) throw new BenchError('bench/floors.json is missing; write it with --pin')
  const floors = JSON.parse(readFileSync(file, 'utf8')) as Floors
  if (floors.lab !== labDigest())
    throw new BenchError('bench/floors.json is about other lab data; pin it anew with --pin')
  const {min, max} = figuresOf(measured)
  const shown = (value: number | undefined): string => String(Number(value?.toPrecision(6)))
  const below = (name: string, floor: number): string[] =>
    (min[name] ?? floor) < floor ? [`${name} is ${shown(min[name])}, must be at least ${floor}`] : []
  const above = (name: string, ceiling: number): string[] =>
    (max[name] ?? ceiling) > ceiling ? [`${name} is ${shown(max[name])}, must be at most ${ceiling}`] : []
  return [
    ...Object.entries(floors.min).flatMap(([name, floor]) => below(name, floor)),
    ...Object.entries(floors.max).flatMap(([name, ceiling]) => above(name, ceiling)),
  ]
}
