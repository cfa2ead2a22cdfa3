import {isObject} from '../text/json.ts'
import {excerptOf} from './fingerprint.ts'

/** Findings of a file that read the same and are accepted. */
export interface BaselineEntry {
  rule: string
  /** As `fingerprint` gives it. */
  hash: string
  /** How many of them there may be. */
  count: number
  /** For reviewers. */
  excerpt: string
}

/** Accepted findings by file: its path from the folder of the baseline, `/` as separator. */
export type Baseline = ReadonlyMap<string, readonly BaselineEntry[]>

/** What is wrong with a baseline; the message goes behind the name of its file. */
export class BaselineError extends Error {
  override name = 'BaselineError'
}

const VERSION = 1

/**
 * @param text what `formatBaseline` wrote; merges of such texts are read as well
 * @throws BaselineError where it is something else
 */
export function parseBaseline(text: string): Baseline {
  const value = parseJson(text)
  if (!isObject(value) || !isObject(value.files))
    throw new BaselineError('is no baseline; `descrape baseline write` makes one')
  if (value.version !== VERSION)
    throw new BaselineError(
      `is of version ${JSON.stringify(value.version)}, which this descrape does not know; install the one that wrote it`,
    )
  return new Map(
    Object.entries(value.files).map(([path, entries]) => {
      if (!Array.isArray(entries) || !entries.every(isEntry))
        throw new BaselineError(
          `has entries of \`${path}\` that are not {rule, hash, count, excerpt}; write it anew with \`descrape baseline write\``,
        )
      return [path, merged(entries)]
    }),
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    const line = text.split('\n').findIndex((each) => /^(?:<{7}|={7}|>{7})/.test(each))
    throw new BaselineError(
      line === -1
        ? 'is not valid JSON; write it anew with `descrape baseline write`'
        : `has a merge conflict in line ${line + 1}; keep the lines of both sides, then \`descrape baseline prune\``,
    )
  }
}

function isEntry(value: unknown): value is BaselineEntry {
  return (
    isObject(value) &&
    typeof value.rule === 'string' &&
    typeof value.hash === 'string' &&
    typeof value.excerpt === 'string' &&
    Number.isInteger(value.count) &&
    (value.count as number) > 0
  )
}

// A merge may leave an entry twice, with the counts of either side.
function merged(entries: readonly BaselineEntry[]): BaselineEntry[] {
  const byHash = new Map<string, BaselineEntry>()
  for (const entry of entries) {
    const other = byHash.get(entry.hash)
    if (!other || other.count < entry.count) byHash.set(entry.hash, entry)
  }
  return [...byHash.values()]
}

/**
 * The baseline as a file: JSON with an entry a line, in an order of its own, so that the same findings give the same bytes
 * and changes of several people merge.
 */
export function formatBaseline(baseline: Baseline): string {
  const files = [...baseline]
    .filter(([, entries]) => entries.length > 0)
    .sort(([a], [b]) => compare(a, b))
    .map(([path, entries]) => {
      const lines = [...entries]
        .sort((a, b) => compare(a.rule, b.rule) || compare(a.excerpt, b.excerpt) || compare(a.hash, b.hash))
        .map(
          ({rule, hash, count, excerpt}) =>
            `      {"rule": ${JSON.stringify(rule)}, "excerpt": ${JSON.stringify(excerpt)}, "count": ${count}, "hash": ${JSON.stringify(hash)}}`,
        )
      return `    ${JSON.stringify(path)}: [\n${lines.join(',\n')}\n    ]`
    })
  return `{\n  "version": ${VERSION},\n  "files": {${files.length > 0 ? `\n${files.join(',\n')}\n  ` : ''}}\n}\n`
}

// Not by locale, which differs from machine to machine.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** How many findings of each fingerprint a baseline accepts in a file; undefined where it has none. */
export function acceptedIn(baseline: Baseline, path: string): ReadonlyMap<string, number> | undefined {
  const entries = baseline.get(path)
  return entries && new Map(entries.map(({hash, count}) => [hash, count]))
}

/** A finding to accept. */
export interface Accepted {
  ruleId: string
  fingerprint: string
  /** UTF-16 units of the document. */
  start: number
  end: number
}

/**
 * Adds findings of a document to what is accepted in its file.
 *
 * @param entries those of the file so far
 * @param text    the document
 * @returns new entries
 */
export function accept(
  entries: readonly BaselineEntry[],
  findings: readonly Accepted[],
  text: string,
): BaselineEntry[] {
  const byHash = new Map(entries.map((entry) => [entry.hash, entry]))
  for (const {ruleId, fingerprint: hash, start, end} of findings) {
    const known = byHash.get(hash)
    byHash.set(
      hash,
      known ? {...known, count: known.count + 1} : {rule: ruleId, hash, count: 1, excerpt: excerptOf(text, start, end)},
    )
  }
  return [...byHash.values()]
}

/**
 * Entries, or parts of them, that no finding needs.
 *
 * @param used how many findings of a fingerprint there were
 * @returns with `count` of the unneeded ones
 */
export function unusedOf(entries: readonly BaselineEntry[], used: (hash: string) => number): BaselineEntry[] {
  return entries.map((entry) => ({...entry, count: entry.count - used(entry.hash)})).filter(({count}) => count > 0)
}

/** Entries without those that no finding needs; see `unusedOf`. */
export function prune(entries: readonly BaselineEntry[], used: (hash: string) => number): BaselineEntry[] {
  return entries
    .map((entry) => ({...entry, count: Math.min(entry.count, used(entry.hash))}))
    .filter(({count}) => count > 0)
}
