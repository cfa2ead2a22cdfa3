import {join} from 'node:path'
import {type CaseScore, scoreCases} from './cases.ts'
import type {CleanScores} from './clean-score.ts'
import {type FixMode, type Group, groupOf, type Job} from './lab.ts'
import type {PageScores} from './page-score.ts'
import {addChanges, addFindings, type Figures} from './rules.ts'
import {type GarbleScore, joinCopies, scoreClean, scoreGarble, scorePages, scorerMessages} from './score.ts'
import {copyOf, type Outputs, readSet, runAll} from './sets.ts'

/** A set, run and scored. */
export interface Measured {
  job: Job
  outputs: Outputs
  pages?: Record<FixMode, PageScores>
  clean?: Record<FixMode, CleanScores>
  garble?: Record<FixMode, GarbleScore>
  cases?: Record<FixMode, CaseScore>
}

export async function measure(job: Job): Promise<Measured> {
  const outputs = await runAll(job)
  const [input] = job.inputs as [string]
  const byMode = async <Value>(score: (mode: FixMode) => Promise<Value>): Promise<Record<FixMode, Value>> => ({
    safe: await score('safe'),
    unsafe: await score('unsafe'),
  })
  if (groupOf(job.name)) {
    const [safe, unsafe] = await scorePages(input, [copyOf(job, outputs.safe), copyOf(job, outputs.unsafe)])
    return {job, outputs, pages: {safe, unsafe}}
  }
  if (job.name === 'ftfy-cases') {
    const cases = {safe: scoreCases(copyOf(job, outputs.safe)), unsafe: scoreCases(copyOf(job, outputs.unsafe))}
    return {job, outputs, cases}
  }
  const messages = scorerMessages(outputs.lint.messages, join(outputs.lint.folder, '../findings.jsonl'))
  if (job.name === 'clean') {
    const copies = (mode: FixMode): string =>
      joinCopies(job.inputs, outputs[mode].folder, join(outputs[mode].folder, '../clean.jsonl'))
    return {job, outputs, clean: await byMode((mode) => scoreClean(job.inputs, copies(mode), messages))}
  }
  return {job, outputs, garble: await byMode((mode) => scoreGarble(input, copyOf(job, outputs[mode]), messages))}
}

/** What each rule did. */
export interface ByRule {
  /** Figures and number of documents by group of scrapers. */
  groups: Map<Group, {figures: Figures; docs: number}>
  clean: Figures
  /** Words of clean text. */
  words: number
}

export function figuresByRule(measured: readonly Measured[]): ByRule {
  const result: ByRule = {groups: new Map(), clean: new Map(), words: 0}
  for (const {job, outputs, pages, clean} of measured) {
    const group = groupOf(job.name)
    if (!group && !clean) continue
    let figures = result.clean
    if (group) {
      const own = result.groups.get(group) ?? {figures: new Map(), docs: 0}
      result.groups.set(group, own)
      own.docs += pages?.safe.all.docs ?? 0
      figures = own.figures
    }
    for (const {words} of Object.values(clean?.safe.lang ?? {})) result.words += words
    const {findings, changes} = readSet(job, outputs)
    addFindings(figures, findings)
    addChanges(figures, 'safe', changes.safe)
    addChanges(figures, 'unsafe', changes.unsafe)
  }
  return result
}
