import {existsSync, readFileSync} from 'node:fs'
import {dirname, resolve} from 'node:path'
import {ruleUrl} from '../about.ts'
import {
  BASELINE_NAME,
  baselineFile,
  baselineKey,
  type LoadedBaseline,
  readBaseline,
  writeBaseline,
} from '../config/baseline.ts'
import {loadConfig} from '../config/load.ts'
import {ConfigError, knownRules} from '../config/settings.ts'
import type {InputFile} from '../corpus/types.ts'
import {slashed} from '../io/paths.ts'
import {accept, type Baseline, type BaselineEntry, prune, unusedOf} from '../lint/baseline.ts'
import {UNUSED} from '../lint/suppress.ts'
import {counted, grouped} from '../report/count.ts'
import type {Message} from '../report/message.ts'
import {type Survey, survey} from './check.ts'
import type {CheckFlags} from './commands/check.ts'
import {acceptedKey} from './totals.ts'
import {log, shownPath, UsageError} from './usage.ts'

/** Flags of `baseline write` and `baseline prune`. */
export type BaselineFlags = Omit<CheckFlags, 'failOn' | 'baseline'> & {baseline?: string}

/**
 * Accepts all that is found now. Entries of files that are not read stay.
 *
 * @param paths files and folders
 * @returns the exit code
 */
export async function write(paths: readonly string[], flags: BaselineFlags): Promise<number> {
  const cwd = process.cwd()
  const loaded = await loadConfig({cwd, file: flags.config})
  const usual = baselineFile(flags.baseline, loaded, cwd)
  const file = usual ?? resolve(cwd, BASELINE_NAME)
  const known = before(file, cwd)
  const found = new Map<string, BaselineEntry[]>()
  const checked = await survey(
    paths,
    {...flags, failOn: 'never', baseline: false, fingerprints: true},
    ({path, messages, text}) => {
      if (messages.length === 0) return
      const key = baselineKey(file, resolve(cwd, path))
      const findings = messages.map(({fingerprint = '', ...message}) => ({...message, fingerprint}))
      found.set(key, accept(found.get(key) ?? [], findings, text?.() ?? ''))
    },
  )
  if (checked.inputs.length === 0 || checked.code > 2) return checked.code
  const baseline = new Map(known)
  for (const input of readOf(checked)) {
    const key = baselineKey(file, resolve(cwd, input.path))
    baseline.set(key, found.get(key) ?? [])
  }
  await writeBaseline({file, baseline}, cwd)
  const {findings, files} = sizeOf(baseline)
  log(`${shownPath(file)}: ${counted(findings, 'finding')} in ${counted(files, 'file')} accepted`)
  if (usual === undefined)
    log(`name it in the configuration ("baseline": "${BASELINE_NAME}"), or check with --baseline ${BASELINE_NAME}`)
  return checked.code
}

// As it is written, whole or cut off.
const START = /^\ufeff?\{\s*"version":\s*(\d+)\s*(?:,\s*(?:"files":\s*\{|$)|$)/

// One of this version that is damaged is written anew; what is somebody's work stays.
function before(file: string, cwd: string): Baseline {
  if (!existsSync(file)) return new Map()
  try {
    return readBaseline(file, cwd).baseline
  } catch (error) {
    const text = error instanceof ConfigError ? textOf(file) : undefined
    if (text === undefined) throw error
    const version = START.exec(text)?.[1]
    const conflict = /^[<>]{7}/m.test(text)
    if (version === '1' && !conflict) return new Map()
    if (version !== undefined || conflict) throw error
    throw new UsageError(`${shownPath(file)}: is no baseline, and would be lost; name another file after --baseline`)
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Drops what nothing needs any more: findings that are gone, and files.
 *
 * @returns the exit code
 */
export async function pruneBaseline(flags: BaselineFlags): Promise<number> {
  const cwd = process.cwd()
  const loaded = await loadConfig({cwd, file: flags.config})
  const file = baselineFile(flags.baseline, loaded, cwd) ?? resolve(cwd, BASELINE_NAME)
  const {baseline} = readBaseline(file, cwd)
  const paths = [...baseline.keys()].map((key) => resolve(dirname(file), key)).filter((path) => existsSync(path))
  const checked =
    paths.length > 0 ? await survey(paths, {...flags, failOn: 'never', baseline: file}, () => {}) : undefined
  if (checked && checked.code > 2) return checked.code
  const stale = new Map(staleEntries({file, baseline}, checked, cwd).map(({key, entries}) => [key, entries]))
  const left = new Map(
    [...baseline].map(([key, entries]) => {
      const used = new Map(entries.map(({hash, count}) => [hash, count]))
      for (const {hash, count} of stale.get(key) ?? []) used.set(hash, (used.get(hash) ?? 0) - count)
      return [key, prune(entries, (hash) => used.get(hash) ?? 0)]
    }),
  )
  if (stale.size > 0) await writeBaseline({file, baseline: left}, cwd)
  const {findings} = sizeOf(left)
  log(
    `${shownPath(file)}: ${counted(sizeOf(baseline).findings - findings, 'finding')} dropped, ${grouped(findings)} left`,
  )
  return checked?.code ?? 0
}

function sizeOf(baseline: Baseline): {findings: number; files: number} {
  const lists = [...baseline.values()].filter((entries) => entries.length > 0)
  return {findings: lists.flat().reduce((sum, {count}) => sum + count, 0), files: lists.length}
}

function readOf({inputs, totals}: Pick<Survey, 'inputs' | 'totals'>): InputFile[] {
  const failed = new Set(totals.problems.map(({path}) => path))
  return inputs.filter(({path}) => !failed.has(path))
}

/**
 * Entries that no finding needs: of files that were read, and of files that are gone. Rules that are not run are not
 * judged.
 *
 * @param checked undefined where no file was read
 */
function staleEntries(
  {file, baseline}: LoadedBaseline,
  checked: Pick<Survey, 'inputs' | 'totals' | 'examiner'> | undefined,
  cwd: string,
): {key: string; entries: BaselineEntry[]}[] {
  const inputs = new Map(checked && readOf(checked).map((input) => [resolve(cwd, input.path), input]))
  const known = new Set(checked && knownRules(checked.examiner.loaded.config).map(({id}) => id))
  return [...baseline].flatMap(([key, all]) => {
    const path = resolve(dirname(file), key)
    const input = inputs.get(path)
    if (!checked || !input) return existsSync(path) ? [] : [{key, entries: [...all]}]
    const runs = new Set(checked.examiner.settingsOf(input.file).rules.map(({rule}) => rule.id))
    const entries = unusedOf(
      all.filter(({rule}) => runs.has(rule) || !known.has(rule)),
      (hash) => checked.totals.accepted[acceptedKey(input.path, hash)] ?? 0,
    )
    return entries.length > 0 ? [{key, entries}] : []
  })
}

/** Messages about entries that no finding needs, at their places in the file of the baseline. */
export function unusedMessages(
  loaded: LoadedBaseline,
  checked: Pick<Survey, 'inputs' | 'totals' | 'examiner'>,
  cwd: string,
): Message[] {
  const placeOf = createPlaces(readFileSync(loaded.file, 'utf8'))
  const path = slashed(cwd, loaded.file)
  return staleEntries(loaded, checked, cwd)
    .flatMap(({key, entries}) => entries.map((entry) => ({key, entry})))
    .map(({key, entry: {rule, hash, count, excerpt}}): Message => {
      const {line, start, end} = placeOf(key, hash)
      return {
        path,
        ruleId: UNUSED,
        severity: 'warning',
        line,
        column: 1,
        endLine: line,
        endColumn: end - start + 1,
        start,
        end,
        reason: `Unneeded entry: \`${rule}\` does not find \`${excerpt}\` in ${key} ${count === 1 ? 'any more' : `${count} times any more`}; \`descrape baseline prune\` drops it`,
        url: ruleUrl(UNUSED),
      }
    })
    .sort((a, b) => a.start - b.start)
}

interface Place {
  line: number
  start: number
  end: number
}

// Lines of entries in the file of a baseline, by file and hash.
function createPlaces(text: string): (key: string, hash: string) => Place {
  const places = new Map<string, Place>()
  let key = ''
  let start = 0
  for (const [index, row] of text.split('\n').entries()) {
    const end = start + row.length
    const name = /^\s*("(?:[^"\\]|\\.)*")\s*:\s*\[\s*$/.exec(row)?.[1]
    if (name !== undefined) key = JSON.parse(name) as string
    for (const [, hash] of row.matchAll(/"hash"\s*:\s*"([^"\\]*)"/g))
      places.set(`${key}\0${hash}`, {line: index + 1, start, end})
    start = end + 1
  }
  return (file, hash) => places.get(`${file}\0${hash}`) ?? {line: 1, start: 0, end: 0}
}
