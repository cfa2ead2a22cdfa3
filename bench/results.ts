import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {CaseScore} from './cases.ts'
import {addScores, type CleanScore, type CleanScores} from './clean-score.ts'
import {FIX_MODES, type FixMode, type Group, labDigest, ROOT} from './lab.ts'
import type {ByRule, Measured} from './measure.ts'
import type {PageScores} from './page-score.ts'
import type {Peers} from './peers.ts'
import type {RuleFigures} from './rules.ts'
import type {GarbleScore} from './score.ts'

/** All that a run measured, as it is written down; tables, floors and pages are made of it. */
export interface Results extends Partial<Record<Group, {docs: number; rules: Record<string, RuleFigures>}>> {
  /** Digest of the lab files. */
  lab: string
  pages: Record<string, Record<FixMode, PageScores>>
  /** By group of texts: a language, `others`, `verse and drama`, `all`. */
  texts?: Record<FixMode, Record<string, CleanScore>>
  garble?: Record<FixMode, GarbleScore>
  cases?: Record<FixMode, CaseScore>
  peers?: Omit<Peers, 'clean'> & {texts: Record<string, Record<string, CleanScore>>}
  /** Rules over clean text. */
  clean: {words: number; rules: Record<string, RuleFigures>}
}

// Languages in which nothing may be edited, with their ISO 639-3 codes as UDHR has them.
const UNTOUCHED: Record<string, readonly string[]> = {
  zh: ['cmn', 'yue', 'nan', 'hak', 'gan', 'wuu'],
  ja: ['jpn'],
  ko: ['kor'],
  ar: ['arb', 'ara'],
  he: ['heb'],
  hi: ['hin'],
  th: ['tha'],
  vi: ['vie'],
  fr: ['fra'],
  de: ['deu'],
  ru: ['rus'],
}
export const UNTOUCHED_LANGUAGES = Object.keys(UNTOUCHED)
const VERSE: readonly string[] = ['verse-drama', 'poetry', 'drama', 'dialogue']
export const VERSE_GROUP = 'verse, drama, dialogue'

const isLanguage = (lang: string, code: string): boolean =>
  lang === code || UNTOUCHED[code].some((three) => lang === `x-${three}` || lang.startsWith(`x-${three}_`))

function textGroups({lang, genre}: CleanScores): Record<string, CleanScore> {
  const pick = (scores: Record<string, CleanScore>, keeps: (name: string) => boolean): CleanScore =>
    addScores(Object.entries(scores).flatMap(([name, score]) => (keeps(name) ? [score] : [])))
  const isOther = (name: string): boolean =>
    name !== 'en' && !UNTOUCHED_LANGUAGES.some((code) => isLanguage(name, code))
  const languages = UNTOUCHED_LANGUAGES.map((code) => [code, pick(lang, (name) => isLanguage(name, code))] as const)
  return {
    all: pick(lang, () => true),
    en: pick(lang, (name) => name === 'en'),
    ...Object.fromEntries(languages.filter(([, {docs}]) => docs > 0)),
    others: pick(lang, isOther),
    [VERSE_GROUP]: pick(genre, (name) => VERSE.includes(name)),
  }
}

export function resultsOf(measured: readonly Measured[], {groups, clean, words}: ByRule, peers?: Peers): Results {
  const results: Results = {lab: labDigest(), pages: {}, clean: {words, rules: sorted(clean)}}
  for (const {job, pages, clean: texts, garble, cases} of measured) {
    if (pages) results.pages[job.name] = pages
    if (texts) results.texts = {safe: textGroups(texts.safe), unsafe: textGroups(texts.unsafe)}
    if (garble) results.garble = garble
    if (cases) results.cases = cases
  }
  for (const [group, {figures, docs}] of groups) results[group] = {docs, rules: sorted(figures)}
  if (peers) {
    const {clean: own, ...rest} = peers
    const texts = Object.entries(own).map(([name, scores]) => [name, textGroups(scores)] as const)
    results.peers = {...rest, texts: Object.fromEntries(texts)}
  }
  return results
}

const sorted = <Value>(map: ReadonlyMap<string, Value>): Record<string, Value> =>
  Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))

const FOLDER = join(ROOT, 'bench/results')

/** @param name of the run: `accuracy`, with the presets it was made with */
export function writeResults(name: string, results: Results, report: string): void {
  mkdirSync(FOLDER, {recursive: true})
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(results, undefined, 1)}\n`)
  writeFileSync(join(FOLDER, `${name}.md`), report)
}

const known = new Map<string, Results | undefined>()

/** @returns what was written down of a run, undefined where there is none */
export function readResults(name: string): Results | undefined {
  const file = join(FOLDER, `${name}.json`)
  if (!known.has(name))
    known.set(name, existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined)
  return known.get(name)
}

/** Main figures by name. */
export interface Figures {
  /** Those that are better the higher they are. */
  high: Record<string, number>
  /** Those that are better the lower they are. */
  low: Record<string, number>
}

/** The figures that floors and goals are about. */
export function figuresOf({pages, texts, garble, cases}: Results): Figures {
  const high: Record<string, number> = {}
  const low: Record<string, number> = {}
  for (const mode of FIX_MODES) {
    for (const [scraper, scores] of Object.entries(pages)) {
      const score = scores[mode].all
      const name = `${scraper}.${mode}`
      high[`${name}.junk_short_removed_pct`] = score.junk_short_removed_pct ?? 0
      high[`${name}.junk_removed_pct`] = score.junk_removed_pct ?? 0
      high[`${name}.f1_change`] = score.f1_after - score.f1_before
      low[`${name}.content_lost_pct`] = score.content_lost_pct ?? 0
      low[`${name}.docs_losing_content_line_pct`] = score.docs_losing_content_line_pct ?? 0
    }
    if (texts) {
      const {all, ...groups} = texts[mode]
      low[`clean.${mode}.edits_per_million_words`] = (1e6 * all.edits) / all.words
      low[`clean.${mode}.edits_in_untouched_languages`] = addScores(
        UNTOUCHED_LANGUAGES.flatMap((code) => groups[code] ?? []),
      ).edits
      low[`clean.${mode}.edits_in_verse`] = groups[VERSE_GROUP].edits
    }
    if (garble) {
      for (const [name, {documents, restored}] of Object.entries(garble[mode].sums))
        high[`garble.${mode}.${name}_restored_pct`] = (100 * restored) / documents
      low[`garble.${mode}.controls_edited`] = garble[mode].controls.edited
    }
    if (cases)
      for (const [name, {cases: count, failed}] of Object.entries(cases[mode]))
        high[`ftfy-cases.${mode}.${name}_solved`] = count - failed.length
  }
  if (texts) {
    const {all} = texts.safe
    low['clean.findings_per_million_words'] = (1e6 * all.messages) / all.words
    low['clean.docs_flagged_pct'] = (100 * all.flagged) / all.docs
  }
  if (garble) {
    const {sums, controls, warnings} = garble.safe
    for (const name of ['exact', 'infer', 'detect'] as const) {
      const {damaged, warned, places, placesWarned} = sums[name]
      high[`garble.${name}_documents_warned_pct`] = (100 * warned) / damaged
      high[`garble.${name}_places_warned_pct`] = (100 * placesWarned) / places
    }
    low['garble.controls_flagged'] = controls.flagged
    low['garble.warnings_outside_pct'] = (100 * warnings.outside) / warnings.all
  }
  return {high, low}
}
