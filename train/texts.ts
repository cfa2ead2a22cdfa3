import {createHash} from 'node:crypto'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {ALL_SCRAPERS, LAB, ROOT, readRecords, requireLab} from '../bench/lab.ts'

/** The lab's texts as training material, split into folds by registered domain: pages of one site are never apart. */

export const CACHE = join(ROOT, '.cache/tagger')
export const FOLDS = 5
/** Renderings of the labelled pages, and texts that are all content. */
export const SETS: readonly string[] = [...ALL_SCRAPERS, 'clean']

export interface Text {
  id: string
  text: string
  /** One character a line: content, junk, mixed; missing where all is content. */
  labels?: string
}

// Domains under which sites are registered by anyone, of those that have two parts.
const SHARED =
  /(?:^|\.)((?:ac|co|com|edu|gov|net|or|org)\.[a-z]{2}|(?:blogspot|wordpress|substack|medium)\.com|github\.io)$/

/** The part of a host name that one owner has registered. */
function registeredDomain(host: string): string {
  const parts = host
    .toLowerCase()
    .replace(/^www\./, '')
    .split('.')
  return parts.slice(SHARED.test(parts.slice(-2).join('.')) ? -3 : -2).join('.')
}

function foldOf(name: string): number {
  return Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 8), 16) % FOLDS
}

let pages: Map<string, {domain: string}> | undefined

/** Fold of a page of the lab, or of a clean text. */
export function foldOfText(id: string): number {
  requireLab()
  pages ??= new Map(
    readRecords<{id: string; domain: string}>(join(LAB, 'wcxb-dev/pages.jsonl.gz')).map((page) => [page.id, page]),
  )
  return foldOf(registeredDomain(pages.get(id)?.domain ?? id))
}

/** @param set one of `SETS` */
export function textsOf(set: string): Text[] {
  if (set === 'fixture') return readFixture().map(({text}, index) => ({id: `fixture ${index}`, text}))
  requireLab()
  if (set !== 'clean') return readRecords<Text>(join(LAB, 'wcxb-dev', `${set}.jsonl.gz`))
  const names = readdirSync(join(LAB, 'clean')).filter((name) => name.endsWith('.jsonl.gz'))
  return names.sort().flatMap((name) => readRecords<Text>(join(LAB, 'clean', name)))
}

/** Texts of our own, and what the trainer says of their visible lines: how likely each is content. */
export const FIXTURE = join(ROOT, 'test/tagger.json')

export interface FixtureText {
  text: string
  /** Phrases that stood in it then, `line rule how` with 1 for inside, 2 at the start, 3 the line: later ones do not count. */
  hits: readonly string[]
  content: string
}

export function readFixture(): FixtureText[] {
  return JSON.parse(readFileSync(FIXTURE, 'utf8')) as FixtureText[]
}
