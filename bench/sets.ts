import {existsSync, readdirSync} from 'node:fs'
import {basename, join} from 'node:path'
import type {Message} from '../src/report/message.ts'
import {casesFile} from './cases.ts'
import {isTagged, runFolds} from './folds.ts'
import {
  ALL_SCRAPERS,
  FIX_MODES,
  type FixMode,
  type Job,
  LAB,
  MODES,
  type Output,
  type PageChanges,
  type Program,
  readChanges,
  readMessages,
  runProgram,
  thinned,
} from './lab.ts'

/** Sets of lab documents: one for each scraper, `clean`, `garble` and `ftfy-cases`. */
export const SETS: readonly string[] = [...ALL_SCRAPERS, 'clean', 'garble', 'ftfy-cases']

export interface Outputs {
  lint: Output
  safe: Output
  unsafe: Output
}

/** Every how many records one is taken in a quick run. */
const QUICK = 6

export function inputsOf(set: string, quick = false): string[] {
  if (set === 'garble') return [join(LAB, 'garble/garble.jsonl.gz')]
  if (set === 'ftfy-cases') return [casesFile()]
  if (set !== 'clean') return [maybeThin(join(LAB, 'wcxb-dev', `${set}.jsonl.gz`), quick)]
  const names = readdirSync(join(LAB, 'clean')).filter((name) => name.endsWith('.jsonl.gz'))
  return names.sort().map((name) => maybeThin(join(LAB, 'clean', name), quick))
}

const maybeThin = (file: string, quick: boolean): string => (quick ? thinned(file, QUICK) : file)

export function jobOf(set: string, program: Program, flags: readonly string[], quick = false): Job {
  // The cases are about encodings and nothing else.
  const own = set === 'ftfy-cases' ? ['--preset', 'encoding'] : flags
  return {name: set, program, flags: own, inputs: inputsOf(set, quick)}
}

export async function runAll(job: Job): Promise<Outputs> {
  const [lint, safe, unsafe] = (await Promise.all(
    MODES.map((mode) => (isTagged(job.flags) ? runFolds(job, mode) : runProgram(job, mode))),
  )) as [Output, Output, Output]
  return {lint, safe, unsafe}
}

/** The findings of a set and what each mode changed. */
export interface SetChanges {
  findings: ReadonlyMap<string, readonly Message[]>
  changes: Record<FixMode, PageChanges[]>
}

export function readSet(job: Job, outputs: Outputs): SetChanges {
  const findings = readMessages(outputs.lint.messages)
  const changes: Record<FixMode, PageChanges[]> = {safe: [], unsafe: []}
  for (const mode of FIX_MODES)
    for (const input of job.inputs) changes[mode].push(...readChanges(input, outputs[mode], findings))
  return {findings, changes}
}

/** Clean copy of the only input of a job. */
export function copyOf(job: Job, output: Output): string {
  const file = join(output.folder, basename(job.inputs[0] as string))
  return existsSync(file) ? file : (job.inputs[0] as string)
}
