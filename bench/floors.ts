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
  /** Figures that must not fall, rounded down. */
  min: Record<string, number>
  /** Figures that must not rise, rounded up. */
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
        min[`${name}.f1_after`] = score.f1_after
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

// F1 is a share, all others are per cent or counts.
const digitsOf = (name: string): number => (name.endsWith('f1_after') ? 3 : name.endsWith('content_lost_pct') ? 2 : 1)

function rounded(figures: Record<string, number>, round: (value: number) => number): Record<string, number> {
  const entries = Object.entries(figures).map(([name, value]) => {
    const factor = 10 ** digitsOf(name)
    return [name, round(Number((value * factor).toFixed(6))) / factor] as const
  })
  return Object.fromEntries(entries)
}

/** Rewrites the file of floors. */
export function pinFloors(measured: readonly Measured[]): void {
  const {min, max} = figuresOf(measured)
  const floors: Floors = {lab: labDigest(), min: rounded(min, Math.floor), max: rounded(max, Math.ceil)}
  writeFileSync(FILE, `${JSON.stringify(floors, undefined, 2)}\n`)
}

/**
 * @param measured what was run; floors of other sets are not looked at
 * @returns one line for each figure that got worse
 * @throws BenchError where there are no floors, or those of other data
 */
export function brokenFloors(measured: readonly Measured[]): string[] {
  if (!existsSync(FILE)) throw new BenchError('bench/floors.json is missing; write it with --pin')
  const floors = JSON.parse(readFileSync(FILE, 'utf8')) as Floors
  if (floors.lab !== labDigest())
    throw new BenchError('bench/floors.json is about other lab data; pin it anew with --pin')
  const {min, max} = figuresOf(measured)
  const below = (name: string, floor: number): string[] =>
    (min[name] ?? floor) < floor ? [`${name} is ${min[name]}, must be at least ${floor}`] : []
  const above = (name: string, ceiling: number): string[] =>
    (max[name] ?? ceiling) > ceiling ? [`${name} is ${max[name]}, must be at most ${ceiling}`] : []
  return [
    ...Object.entries(floors.min).flatMap(([name, floor]) => below(name, floor)),
    ...Object.entries(floors.max).flatMap(([name, ceiling]) => above(name, ceiling)),
  ]
}
