import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {parseArgs} from 'node:util'
import type {Message} from '../src/report/message.ts'
import {
  ALL_SCRAPERS,
  BenchError,
  CACHE,
  cell,
  type FixMode,
  inParallel,
  LAB,
  markdownTable,
  type PageChanges,
  type Program,
  percent,
  programAt,
  programOf,
  ROOT,
  readRecords,
  requireLab,
  sha256,
} from './lab.ts'
import {inputsOf, jobOf, readSet, runAll, type SetChanges} from './sets.ts'

const USAGE = `Usage: npm run bench:read -- RULE [options]      what a rule removes, in context, to be read by eye
       npm run bench:read -- --summary           precision of the rules by what was read and is still taken;
                                                 with --all, by all that was read
  --scraper <name>   only of this scraper (repeatable)
  -n <count>         at most so many, each of another site (default: 50)
  --unsafe           what only unsafe fixes remove; safe ones unless given
  --findings         what is found, whether fixed or not: for rules that only warn
  --all              also what was judged before
  --seed <text>      another sample
  --at <rev>         by the program as it was at a revision, not the build
  --verdicts <file>  keep verdicts of the sample shown last: a JSON list of
                     {"hash": "…", "verdict": "right" | "wrong" | "unsure", "reason": "…"}
`

const VERDICTS = join(import.meta.dirname, 'verdicts')
const JUDGEMENTS = ['right', 'wrong', 'unsure'] as const
const CONTEXT = 2
const WIDTH = 220
const LINE_WIDTH = 700

type Judgement = (typeof JUDGEMENTS)[number]
/** What a sample is of. */
type Kind = FixMode | 'findings'

/** What was said of a line; nothing of its text. */
export interface Verdict {
  /** Of the line and the id of its page. */
  hash: string
  verdict: Judgement
  reason: string
  /** Whether a safe fix takes it. */
  safe: boolean
  /** Set where the finding was judged, not a fix. */
  finding?: true
}

/** A line that a rule took. */
interface Case {
  hash: string
  scraper: string
  id: string
  kind: Kind
  /** First and last line. */
  lines: readonly [number, number]
  reason: string
}

const verdictFile = (rule: string): string => join(VERDICTS, `${rule}.jsonl`)

function readVerdicts(rule: string): Verdict[] {
  return existsSync(verdictFile(rule)) ? readRecords<Verdict>(verdictFile(rule)) : []
}

const keyOf = ({hash, finding}: Pick<Verdict, 'hash' | 'finding'>): string => `${hash}${finding ? ' finding' : ''}`

function hashOf(line: string, id: string): string {
  return sha256(line.trim(), id).slice(0, 16)
}

/** What a rule does to the texts of a scraper. */
function casesOf(rule: string, scraper: string, set: SetChanges, kind: Kind): Case[] {
  if (kind === 'findings') return [...set.findings.values()].flat().flatMap((one) => caseOfFinding(rule, scraper, one))
  const safe = new Set(rowsOf(rule, set.changes.safe).map(({page, line}) => `${page.id}:${line}`))
  return rowsOf(rule, set.changes[kind])
    .filter(({page, line}) => kind === 'safe' || !safe.has(`${page.id}:${line}`))
    .map(({page, line, note}) => ({
      hash: hashOf(page.lines[line] as string, page.id),
      scraper,
      id: page.id,
      kind,
      lines: [line, line],
      reason: note,
    }))
}

function rowsOf(
  rule: string,
  changes: readonly PageChanges[],
): {page: PageChanges['page']; line: number; note: string}[] {
  return changes.flatMap(({page, removals, retouches}) => [
    ...removals.filter(({rules}) => rules.includes(rule)).map(({line}) => ({page, line, note: 'removed'})),
    ...retouches.filter(({rules}) => rules.includes(rule)).map(({line}) => ({page, line, note: 'changed'})),
  ])
}

// The hash of a finding is made of its place, as its line is known only with the text.
function caseOfFinding(
  rule: string,
  scraper: string,
  {ruleId, id, line, endLine, column, endColumn, reason}: Message,
): Case[] {
  if (ruleId !== rule) return []
  const last = endColumn === 1 && endLine > line ? endLine - 1 : endLine
  return [
    {hash: '', scraper, id: String(id), kind: 'findings', lines: [line - 1, last - 1], reason: `${column}: ${reason}`},
  ]
}

interface Source {
  text: string
  labels: string
  type: string
}

function readTexts(scraper: string, ids: ReadonlySet<string>): Map<string, Source> {
  const records = readRecords<{id: string; text: string; labels: string; page_type: string}>(
    inputsOf(scraper)[0] as string,
  )
  return new Map(
    records.filter(({id}) => ids.has(id)).map(({id, text, labels, page_type: type}) => [id, {text, labels, type}]),
  )
}

function readDomains(): Map<string, string> {
  const pages = readRecords<{id: string; domain: string}>(join(LAB, 'wcxb-dev/pages.jsonl.gz'))
  return new Map(pages.map(({id, domain}) => [id, domain]))
}

async function gather(rule: string, scrapers: readonly string[], kind: Kind, program: Program): Promise<Case[]> {
  const cases = await inParallel(
    scrapers.map((scraper) => async () => {
      const job = jobOf(scraper, program, [])
      const found = casesOf(rule, scraper, readSet(job, await runAll(job)), kind)
      return kind === 'findings' ? withHashes(scraper, found) : found
    }),
  )
  return cases.flat()
}

function withHashes(scraper: string, cases: readonly Case[]): Case[] {
  const texts = readTexts(scraper, new Set(cases.map(({id}) => id)))
  return cases.map((one) => {
    const lines = texts.get(one.id)?.text.split('\n') ?? []
    return {...one, hash: hashOf(lines[one.lines[0]] ?? '', one.id)}
  })
}

// One of each site first, in an order that the seed gives; a line that several scrapers show comes once.
function sampleOf(cases: readonly Case[], count: number, seed: string): Case[] {
  const domains = readDomains()
  const order = (hash: string): string => sha256(seed, hash)
  const unique = [...new Map(cases.map((one) => [one.hash, one])).values()]
  unique.sort((a, b) => (order(a.hash) < order(b.hash) ? -1 : 1))
  const seen = new Set<string>()
  const picked = unique.filter(({id}) => {
    const site = domains.get(id) ?? id
    return !seen.has(site) && seen.add(site)
  })
  return picked.slice(0, count)
}

function show(rule: string, cases: readonly Case[], judged: ReadonlyMap<string, Verdict>): string {
  const domains = readDomains()
  const texts = new Map<string, Source>()
  for (const scraper of new Set(cases.map((one) => one.scraper))) {
    const ids = new Set(cases.filter((one) => one.scraper === scraper).map(({id}) => id))
    for (const [id, source] of readTexts(scraper, ids)) texts.set(`${scraper} ${id}`, source)
  }
  const clip = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width)}…` : text)
  const parts = cases.map((one, index) => {
    const {text, labels, type} = texts.get(`${one.scraper} ${one.id}`) as Source
    const lines = text.split('\n')
    const [first, last] = one.lines
    const row = (line: number, mark: string, width: number): string =>
      `  ${mark} ${labels[line] ?? ' '} ${clip((lines[line] as string).trim(), width)}`
    const around = (step: number, from: number): number[] => {
      const near: number[] = []
      for (let line = from + step; line >= 0 && line < lines.length && near.length < CONTEXT; line += step)
        if ((lines[line] as string).trim() !== '') near.push(line)
      return step < 0 ? near.reverse() : near
    }
    const own = Array.from({length: Math.min(last - first + 1, 12)}, (_, offset) => first + offset)
    const verdict = judged.get(keyOf({hash: one.hash, ...(one.kind === 'findings' && {finding: true as const})}))
    const place = `line ${first + 1} of ${lines.length}`
    return [
      `${index + 1}. ${one.hash}  ${rule}, ${one.kind}, ${one.scraper}, ${type}, ${domains.get(one.id)} ${one.id}, ${place}, ${clip(one.reason, WIDTH)}${verdict ? `  [${verdict.verdict}: ${verdict.reason}]` : ''}`,
      ...around(-1, first).map((line) => row(line, ' ', WIDTH)),
      ...own.map((line) => row(line, '>', LINE_WIDTH)),
      ...around(1, last).map((line) => row(line, ' ', WIDTH)),
    ].join('\n')
  })
  return `${parts.join('\n\n')}\n`
}

const sampleFile = (rule: string): string => join(CACHE, 'samples', `${rule}.json`)

/** @throws BenchError where a verdict is not one, or is about a line that was not shown */
function keepVerdicts(rule: string, file: string): number {
  if (!existsSync(sampleFile(rule)))
    throw new BenchError(`no sample of ${rule} was shown yet; show one without --verdicts`)
  const shown = JSON.parse(readFileSync(sampleFile(rule), 'utf8')) as Record<string, Kind>
  const given: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(given)) throw new BenchError(`${file} is no JSON list of verdicts`)
  const verdicts = new Map(readVerdicts(rule).map((one) => [keyOf(one), one]))
  for (const {hash, verdict, reason = ''} of given as Partial<Verdict>[]) {
    const kind = hash === undefined ? undefined : shown[hash]
    if (hash === undefined || kind === undefined)
      throw new BenchError(`${file}: ${hash} was not in the sample of ${rule}`)
    if (!JUDGEMENTS.includes(verdict as Judgement))
      throw new BenchError(`${file}: ${hash} is judged '${verdict}'; write ${JUDGEMENTS.join(', ')}`)
    const own: Verdict = {
      hash,
      verdict: verdict as Judgement,
      reason,
      safe: kind === 'safe',
      ...(kind === 'findings' && {finding: true}),
    }
    verdicts.set(keyOf(own), own)
  }
  mkdirSync(VERDICTS, {recursive: true})
  const lines = [...verdicts.values()]
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .map((one) => `${JSON.stringify(one)}\n`)
  writeFileSync(verdictFile(rule), lines.join(''))
  return given.length
}

/** What the program does now, for each of some rules: keys of verdicts. */
async function currentKeys(rules: readonly string[], program: Program): Promise<Map<string, Set<string>>> {
  const keys = new Map(rules.map((rule) => [rule, new Set<string>()]))
  for (const scraper of ALL_SCRAPERS) {
    const job = jobOf(scraper, program, [])
    const set = readSet(job, await runAll(job))
    for (const [rule, own] of keys) {
      for (const {hash} of withHashes(scraper, casesOf(rule, scraper, set, 'findings')))
        own.add(keyOf({hash, finding: true}))
      for (const {hash} of casesOf(rule, scraper, set, 'safe')) own.add(hash)
      for (const {hash} of casesOf(rule, scraper, set, 'unsafe')) own.add(hash)
    }
  }
  return keys
}

/** What was read of each rule, and the share that was right; the unsure ones count as neither. */
function summary(keeps: (rule: string, verdict: Verdict) => boolean): string {
  const rows = judgedRules().map((rule) => {
    const verdicts = readVerdicts(rule).filter((one) => keeps(rule, one))
    const cells = (own: readonly Verdict[]): (string | number)[] => {
      const count = (judgement: Judgement): number => own.filter(({verdict}) => verdict === judgement).length
      return [own.length, cell(percent(count('right'), count('right') + count('wrong')), 1)]
    }
    return [
      rule,
      ...cells(verdicts.filter(({safe}) => safe)),
      ...cells(verdicts.filter(({safe, finding}) => !safe && !finding)),
      ...cells(verdicts.filter(({finding}) => finding === true)),
    ]
  })
  if (rows.length === 0) return 'No rule was read yet.\n'
  return markdownTable(['rule', 'safe: read', 'right %', 'unsafe: read', 'right %', 'findings: read', 'right %'], rows)
}

function judgedRules(): string[] {
  const files = existsSync(VERDICTS) ? readdirSync(VERDICTS).filter((name) => name.endsWith('.jsonl')) : []
  return files.map((name) => name.slice(0, -'.jsonl'.length)).sort()
}

async function main(): Promise<void> {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      scraper: {type: 'string', multiple: true, default: []},
      count: {type: 'string', short: 'n', default: '50'},
      unsafe: {type: 'boolean', default: false},
      findings: {type: 'boolean', default: false},
      all: {type: 'boolean', default: false},
      seed: {type: 'string', default: '1'},
      at: {type: 'string'},
      verdicts: {type: 'string'},
      summary: {type: 'boolean', default: false},
      help: {type: 'boolean', short: 'h', default: false},
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  if (values.summary) {
    if (values.all) {
      process.stdout.write(summary(() => true))
      return
    }
    requireLab()
    const keys = await currentKeys(judgedRules(), programOf(join(ROOT, 'dist')))
    process.stdout.write(summary((rule, one) => keys.get(rule)?.has(keyOf(one)) ?? false))
    return
  }
  const [rule, ...rest] = positionals
  if (rule === undefined || rest.length > 0 || !/^[\w-]+$/.test(rule))
    throw new BenchError('name one rule, say `npm run bench:read -- related-link`; --help tells more')
  if (values.verdicts !== undefined) {
    process.stdout.write(`${keepVerdicts(rule, values.verdicts)} verdicts kept in bench/verdicts/${rule}.jsonl\n`)
    return
  }
  requireLab()
  const strange = values.scraper.find((name) => !ALL_SCRAPERS.includes(name))
  if (strange) throw new BenchError(`there is no scraper '${strange}'; name one of ${ALL_SCRAPERS.join(', ')}`)
  const count = Number(values.count)
  if (!(count >= 1)) throw new BenchError('-n takes a number from 1')
  const kind: Kind = values.findings ? 'findings' : values.unsafe ? 'unsafe' : 'safe'
  const program = values.at === undefined ? programOf(join(ROOT, 'dist')) : await programAt(values.at)
  const scrapers = values.scraper.length > 0 ? values.scraper : ALL_SCRAPERS
  const cases = await gather(rule, scrapers, kind, program)
  const judged = new Map(readVerdicts(rule).map((one) => [keyOf(one), one]))
  const sample = sampleOf(cases, count, values.seed)
  const isJudged = ({hash}: Case): boolean =>
    judged.has(keyOf({hash, ...(kind === 'findings' && {finding: true as const})}))
  const wanted = values.all ? sample : sample.filter((one) => !isJudged(one))
  mkdirSync(join(CACHE, 'samples'), {recursive: true})
  writeFileSync(sampleFile(rule), JSON.stringify(Object.fromEntries(sample.map(({hash}) => [hash, kind]))))
  const unique = new Set(cases.map(({hash}) => hash)).size
  process.stdout.write(wanted.length > 0 ? `${show(rule, wanted, judged)}\n` : '')
  process.stdout.write(
    `${rule}, ${kind}: ${unique} different lines, ${sample.length} in the sample, ${sample.filter(isJudged).length} of them judged before\n`,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}
