import {existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import type {CleanScores} from './clean-score.ts'
import {BenchError, CACHE, digestOfFile, LAB, readContent, readRecords, run, sha256} from './lab.ts'
import type {PageScores} from './page-score.ts'

/** Scores of files; what was said of the same files before is kept. */

const SCORER = join(import.meta.dirname, 'scorer.ts')
const SOURCES = ['scorer.ts', 'page-score.ts', 'clean-score.ts', 'match.ts'].map((name) =>
  join(import.meta.dirname, name),
)

// With the flags that let this process read TypeScript.
const score = (...args: readonly string[]): Promise<string> =>
  run(process.execPath, [...process.execArgv, SCORER, ...args])

/**
 * Scores clean copies of a scraper's texts.
 *
 * @param gold   file of the lab, or a part of it
 * @param copies files of records with `id` and `text`
 * @returns for each copy the figures of all pages (`all`) and by page type
 */
export async function scorePages(gold: string, copies: readonly string[]): Promise<PageScores[]> {
  const pages = join(dirname(gold), 'pages.jsonl.gz')
  if (!existsSync(pages)) symlinkSync(join(LAB, 'wcxb-dev/pages.jsonl.gz'), pages)
  const targets = copies.map((copy) => targetOf('pages', [...SOURCES, gold, pages, copy]))
  const todo = targets.flatMap((target, index) => (existsSync(target) ? [] : [{target, copy: copies[index]}]))
  if (todo.length > 0) {
    const answer = JSON.parse(await score('pages', gold, pages, ...todo.map(({copy}) => copy))) as PageScores[]
    todo.forEach(({target}, index) => {
      keep(target, JSON.stringify(answer[index]))
    })
  }
  return targets.map((target) => JSON.parse(readFileSync(target, 'utf8')) as PageScores)
}

/**
 * Scores clean copies of clean texts: every change is wrong.
 *
 * @param sources  the texts
 * @param cleaned  records of all of them
 * @param messages findings, `{"id"}` a line
 */
export async function scoreClean(sources: readonly string[], cleaned: string, messages?: string): Promise<CleanScores> {
  const given = messages === undefined ? [] : [messages]
  const answer = await cached('clean', [...SOURCES, ...sources, cleaned, ...given], () =>
    score('clean', cleaned, messages ?? '', ...sources),
  )
  return JSON.parse(answer) as CleanScores
}

/** What became of damaged documents, or of the damaged places of one kind. */
export interface GarbleCounts {
  /** Documents with this kind of damage only. */
  documents: number
  /** Of these, restored to the character. */
  restored: number
  /** Documents with this kind among others, or alone. */
  damaged: number
  /** Of these, with a warning at a damaged place. */
  warned: number
  places: number
  /** Damaged places with a warning. */
  placesWarned: number
}

export type Recovery = 'exact' | 'infer' | 'detect'

export interface GarbleScore {
  kinds: Record<string, GarbleCounts>
  /** Kinds summed up by how well they can be mended, and `several`: documents with several kinds. */
  sums: Record<Recovery | 'several', GarbleCounts>
  controls: {documents: number; edited: number; flagged: number}
  /** Warnings in damaged documents: all, and away from any damage. */
  warnings: {all: number; outside: number}
}

/** Kinds of damage in the order of the lab. */
function garbleKinds(): Record<string, {fix: Recovery}> {
  return JSON.parse(readFileSync(join(LAB, 'garble/kinds.json'), 'utf8')) as Record<string, {fix: Recovery}>
}

const noCounts = (): GarbleCounts => ({
  documents: 0,
  restored: 0,
  damaged: 0,
  warned: 0,
  places: 0,
  placesWarned: 0,
})

/** Scores clean copies of damaged texts with the lab's own scorer. */
export async function scoreGarble(source: string, cleaned: string, messages?: string): Promise<GarbleScore> {
  const script = join(LAB, 'garble/garble_score.py')
  const kinds = join(LAB, 'garble/kinds.json')
  const given = messages === undefined ? [] : [messages]
  const answer = await cached('garble-counts', [script, kinds, source, cleaned, ...given], async () => {
    const target = `${cleaned}.${process.pid}.score`
    const files = ['--garble', source, '--output', cleaned, ...given.flatMap((file) => ['--messages', file])]
    const table = await run('python3', [script, ...files, '--utf16', '--json', target])
    const counts = JSON.parse(readFileSync(target, 'utf8')) as unknown
    rmSync(target)
    return JSON.stringify({table, counts})
  })
  const {table, counts} = JSON.parse(answer) as {table: string; counts: Record<string, Record<string, number>>}
  return readGarble(table, counts)
}

const SEVERAL = '(several kinds)'

function readGarble(table: string, counts: Record<string, Record<string, number>>): GarbleScore {
  const countsOf = (kind: string): GarbleCounts => {
    const own = counts[kind] ?? {}
    return {
      documents: own.sdocs ?? 0,
      restored: own.exact ?? 0,
      damaged: own.docs ?? 0,
      warned: own.docdet ?? 0,
      places: own.inj ?? 0,
      placesWarned: own.det ?? 0,
    }
  }
  const known = garbleKinds()
  const sums = {exact: noCounts(), infer: noCounts(), detect: noCounts(), several: countsOf(SEVERAL)}
  for (const [kind, {fix}] of Object.entries(known)) {
    const [sum, own] = [sums[fix], countsOf(kind)]
    for (const key of Object.keys(sum) as (keyof GarbleCounts)[]) sum[key] += own[key]
  }
  const numbers = (pattern: RegExp): number[] => pattern.exec(table)?.slice(1).map(Number) ?? []
  const [documents = 0, edited = 0, flagged = 0] = numbers(/^controls: (\d+) .*edited (\d+), with warnings (\d+)/m)
  const [all = 0, outside = 0] = numbers(/^warnings in damaged documents: (\d+), .*injection: (\d+)/m)
  return {
    kinds: Object.fromEntries(Object.keys(known).map((kind) => [kind, countsOf(kind)])),
    sums,
    controls: {documents, edited, flagged},
    warnings: {all, outside},
  }
}

/** Puts the clean copies of several files in one. */
export function joinCopies(sources: readonly string[], folder: string, target: string): string {
  writeFileSync(target, Buffer.concat(sources.map((file) => readContent(join(folder, basename(file))))))
  return target
}

/** Writes messages as the scorers want them: warnings and errors, no hints. */
export function scorerMessages(messages: string, target: string): string {
  const records = readRecords<{id: unknown; start: number; end: number; ruleId: string; severity: string}>(messages)
  const warnings = records.filter(({severity}) => severity !== 'info')
  const lines = warnings.map(({id, start, end, ruleId}) => `${JSON.stringify({id, start, end, rule: ruleId})}\n`)
  writeFileSync(target, lines.join(''))
  return target
}

function targetOf(name: string, files: readonly string[]): string {
  const key = sha256(...files.map((file) => (file.startsWith(CACHE) ? sha256(readFileSync(file)) : digestOfFile(file))))
  return join(CACHE, 'scores', `${name}-${key.slice(0, 32)}`)
}

function keep(target: string, answer: string): void {
  mkdirSync(dirname(target), {recursive: true})
  writeFileSync(target, answer)
}

async function cached(name: string, files: readonly string[], work: () => Promise<string>): Promise<string> {
  const target = targetOf(name, files)
  if (existsSync(target)) return readFileSync(target, 'utf8')
  const answer = await work()
  if (answer === '') throw new BenchError(`the scorer of ${name} said nothing`)
  keep(target, answer)
  return answer
}
