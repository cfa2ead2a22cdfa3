import {existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {BenchError, CACHE, digestOfFile, LAB, readContent, readRecords, run, sha256} from './lab.ts'

/** The lab's own scorers; what they said of the same files before is kept. */

/** Figures of score.py, in per cent where the name says so, F1 0 to 1. */
export interface Score {
  docs: number
  junk_removed_pct: number
  junk_short_removed_pct: number
  junk_long_removed_pct: number
  content_lost_pct: number
  removal_precision_pct: number | null
  docs_changed_pct: number
  docs_losing_content_line_pct: number
  f1_before: number
  f1_after: number
  docs_f1_up_pct: number
  docs_f1_down_pct: number
  with_found_before_pct: number
  with_found_after_pct: number
}

/** Counts of clean_score.py for some documents. */
export interface CleanScore {
  docs: number
  words: number
  edits: number
  touched: number
  messages: number
  flagged: number
}

/**
 * Scores clean copies of a scraper's texts.
 *
 * @param gold    file of the lab, or a part of it
 * @param cleaned records with `id` and `text`
 * @returns figures of all pages (`all`) and by page type
 */
export async function scorePages(gold: string, cleaned: string): Promise<Record<string, Score>> {
  const pages = join(dirname(gold), 'pages.jsonl.gz')
  if (!existsSync(pages)) symlinkSync(join(LAB, 'wcxb-dev/pages.jsonl.gz'), pages)
  const script = join(LAB, 'score.py')
  const answer = await cached('pages', [script, gold, pages, cleaned], () =>
    run('python3', [script, gold, cleaned, '--by', 'page_type', '--json-only']),
  )
  return JSON.parse(answer) as Record<string, Score>
}

/**
 * Scores clean copies of clean texts: every change is wrong.
 *
 * @param sources  the texts
 * @param cleaned  records of all of them
 * @param messages findings, `{"id", "rule"}` a line
 * @returns counts by language, and `ALL`
 */
export async function scoreClean(
  sources: readonly string[],
  cleaned: string,
  messages?: string,
): Promise<Record<string, CleanScore>> {
  const script = join(LAB, 'clean/clean_score.py')
  const given = messages === undefined ? [] : [messages]
  const answer = await cached('clean', [script, ...sources, cleaned, ...given], async () => {
    const target = `${cleaned}.score`
    const files = ['--clean', ...sources, '--output', cleaned, ...given.flatMap((file) => ['--messages', file])]
    await run('python3', [script, ...files, '--by', 'lang', '--json', target])
    return readFileSync(target, 'utf8')
  })
  return JSON.parse(answer) as Record<string, CleanScore>
}

/** @returns the table of garble_score.py and the lines under it */
export async function scoreGarble(source: string, cleaned: string, messages?: string): Promise<string> {
  const script = join(LAB, 'garble/garble_score.py')
  const given = messages === undefined ? [] : [messages]
  return cached('garble', [script, join(LAB, 'garble/kinds.json'), source, cleaned, ...given], () =>
    run('python3', [
      script,
      '--garble',
      source,
      '--output',
      cleaned,
      '--utf16',
      ...given.flatMap((file) => ['--messages', file]),
    ]),
  )
}

/** Share of the damaged documents of some kind (`exact`, `infer`, `detect`) that came back whole, in per cent. */
export function restoredShares(table: string): Record<string, number> {
  const rows = table.matchAll(/^\| of these: (\w+) \|[^|]*\|[^|]*\| ([\d.]+) \|/gm)
  return Object.fromEntries([...rows].map(([, kind, share]) => [kind, Number(share)]))
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

async function cached(name: string, files: readonly string[], work: () => Promise<string>): Promise<string> {
  const key = sha256(...files.map((file) => (file.startsWith(CACHE) ? sha256(readFileSync(file)) : digestOfFile(file))))
  const target = join(CACHE, 'scores', `${name}-${key.slice(0, 32)}`)
  if (existsSync(target)) return readFileSync(target, 'utf8')
  const answer = await work()
  if (answer === '') throw new BenchError(`the scorer of ${name} said nothing`)
  mkdirSync(dirname(target), {recursive: true})
  writeFileSync(target, answer)
  return answer
}
