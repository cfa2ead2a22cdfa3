import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {CACHE, digestOfFile, LAB, readRecords} from './lab.ts'

/** The cases of ftfy's own tests. */

const FILE = join(LAB, 'ftfy-cases.json')

export type Expected = 'pass' | 'negative' | 'known-failure'
export const EXPECTED: readonly Expected[] = ['pass', 'negative', 'known-failure']

interface Case {
  label: string
  original: string
  fixed: string
  /** What it is when nothing but its encoding is mended. */
  'fixed-encoding'?: string
  expect: Expected
}

/** How many there are, and the labels of those that came out otherwise. */
export type CaseScore = Record<Expected, {cases: number; failed: string[]}>

const readCases = (): Case[] => JSON.parse(readFileSync(FILE, 'utf8')) as Case[]

/** The cases as a file of records; their ids are their numbers. */
export function casesFile(): string {
  const target = join(CACHE, 'cases', `${digestOfFile(FILE).slice(0, 16)}.jsonl.gz`)
  if (existsSync(target)) return target
  mkdirSync(join(CACHE, 'cases'), {recursive: true})
  const lines = readCases().map(({original}, index) => `${JSON.stringify({id: String(index), text: original})}\n`)
  writeFileSync(target, gzipSync(lines.join('')))
  return target
}

// Whether quotes are curly is a matter of taste here.
const fold = (text: string): string => text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"')

/** @param copy file of clean records; what is missing counts as unchanged */
export function scoreCases(copy: string): CaseScore {
  const texts = new Map(readRecords<{id: string; text: string}>(copy).map(({id, text}) => [id, text]))
  const score: CaseScore = {
    pass: {cases: 0, failed: []},
    negative: {cases: 0, failed: []},
    'known-failure': {cases: 0, failed: []},
  }
  readCases().forEach(({label, original, fixed, expect, 'fixed-encoding': mended = fixed}, index) => {
    const got = fold(texts.get(String(index)) ?? original)
    const own = score[expect]
    own.cases++
    if (got !== fold(fixed) && got !== fold(mended)) own.failed.push(label)
  })
  return score
}
