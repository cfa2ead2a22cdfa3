import {resolve} from 'node:path'
import {baselineFile, baselineKey, type LoadedBaseline, readBaseline} from '../config/baseline.ts'
import {createFileSettings, type FileSettings} from '../config/files.ts'
import {type LoadedConfig, loadConfig} from '../config/load.ts'
import {knownRules} from '../config/settings.ts'
import type {Fields} from '../corpus/record.ts'
import {type Cleaned, cleanStretch, type Stretch, type StretchOptions} from '../corpus/stretch.ts'
import type {Item} from '../corpus/types.ts'
import {acceptedIn} from '../lint/baseline.ts'
import {showsEdits} from '../report/index.ts'
import {createPractice} from '../text/scan.ts'
import type {Timed} from '../text/timing.ts'
import type {CheckFlags} from './commands/check.ts'
import {DocTimeoutError, limitedTo} from './doc-timeout.ts'
import {type DocumentReport, type Examined, examine, type FindMasks, type Mode, reportOf} from './examine.ts'
import {flagSettings, planOf} from './plan.ts'
import {wantsChanges} from './reports.ts'
import {mergeSamples, type Samples, takeSamples} from './samples.ts'
import {sitesOf} from './sites.ts'
import {addUp} from './stats.ts'
import {createTotals, type Totals, tally} from './totals.ts'

/** What has become of a stretch, and what there is to say of its documents. */
export interface Checked extends Cleaned {
  totals: Totals
  /** Of those that could be checked, in order. */
  reports: readonly DocumentReport[]
  /** Only where a card is wanted. */
  samples?: Samples
}

/**
 * Checks a stretch. A rule that fails costs its document, not the run.
 *
 * @param file absolute path of its file, which the settings go by
 */
export type Check = (stretch: Stretch, file: string | undefined) => Checked

/** What checks documents as the flags and the configuration say; main thread and workers each have one. */
export interface Examiner {
  loaded: LoadedConfig
  baseline: LoadedBaseline | undefined
  settingsOf: (file: string | undefined) => FileSettings
  /**
   * Checks a document that is no Markdown.
   *
   * @throws where a rule fails
   */
  examine(item: Item, settings: FileSettings): Examined
  /** @param masksOf needed where documents are Markdown */
  createCheck(masksOf: FindMasks | undefined): Check
  /** What becomes of a stretch whose documents cannot be checked. @param problem of each of them */
  leave(stretch: Stretch, file: string | undefined, problem: string): Checked
}

/**
 * @param flags flags of `check`
 * @param cwd   absolute path of the working folder
 * @param timed takes the times of what is done
 * @throws ConfigError and UsageError
 */
export async function loadExaminer(flags: CheckFlags, cwd: string, timed?: Timed): Promise<Examiner> {
  const loaded = await loadConfig({cwd, file: flags.config})
  const settingsOf = await createFileSettings(loaded, flagSettings(flags))
  const file = baselineFile(flags.baseline, loaded, cwd)
  const baseline = file === undefined ? undefined : readBaseline(file, cwd)
  const names = new Set(knownRules(loaded.config).flatMap(({id, category}) => [id, category as string]))
  const {action} = planOf(flags, cwd)
  const practise = createPractice()
  const limited = limitedTo(flags.docTimeout)
  const limits = flags.maxDocBytes !== undefined && {maxDocBytes: flags.maxDocBytes}
  const optionsOf = (path: string | undefined): StretchOptions => ({...fieldsOf(settingsOf(path)), ...limits})
  const mode: Mode = {
    fix: wantsChanges(flags) || action !== 'lint',
    unsafe: flags.unsafeFixes ?? false,
    inPlace: action === 'in-place',
    siteOf: sitesOf(flags),
    edits: showsEdits(flags.format),
    fingerprints: (flags.fingerprints ?? false) || showsEdits(flags.format),
    timed,
    acceptedIn: baseline && ((path) => acceptedIn(baseline.baseline, baselineKey(baseline.file, resolve(cwd, path)))),
    unused: flags.reportUnused ? {isKnown: (name) => names.has(name)} : undefined,
  }
  return {
    loaded,
    baseline,
    settingsOf,
    examine: (item, settings) => limited(() => examine(item, settings, mode)),
    createCheck: (masksOf) => (stretch, file) => {
      const settings = settingsOf(file)
      const totals = createTotals(flags)
      const samples: Samples | undefined = flags.card === undefined ? undefined : {}
      const reports: DocumentReport[] = []
      const cleaned = cleanStretch(stretch, optionsOf(file), (item) => {
        try {
          practise(item.text, settings.table)
          const examined = limited(() => examine(item, settings, mode, masksOf))
          tally(totals, examined, item, settings)
          const report = reportOf(item, examined, mode)
          if (samples) takeSamples(samples, item, report)
          reports.push(report)
          return {changes: examined.changes}
        } catch (error) {
          return {changes: [], problem: failureOf(error).join(', left as it is; ')}
        }
      })
      return {...cleaned, totals, reports, ...(samples && {samples})}
    },
    leave: (stretch, file, problem) => ({
      ...cleanStretch(stretch, optionsOf(file), () => ({changes: [], problem})),
      totals: createTotals(flags),
      reports: [],
    }),
  }
}

/** What has become of a stretch that was checked in parts. */
export function joinChecked([first, ...more]: readonly [Checked, ...Checked[]]): Checked {
  const joined = {...first, ledger: [...first.ledger], pieces: [...first.pieces]}
  for (const own of more) {
    joined.items += own.items
    joined.changed += own.changed
    joined.read ||= own.read
    joined.incomplete ||= own.incomplete
    joined.problems = [...joined.problems, ...own.problems]
    joined.reports = [...joined.reports, ...own.reports]
    for (const line of own.ledger) joined.ledger.push(line)
    for (const piece of own.pieces) joined.pieces.push(piece)
    addUp(joined.totals, own.totals)
    if (joined.samples) mergeSamples(joined.samples, own.samples ?? {})
  }
  return joined
}

/** Names of the fields of records. */
export function fieldsOf({
  input: {textField = 'text', idField = 'id', urlField = 'url', langField = 'lang'},
}: Pick<FileSettings, 'input'>): Fields {
  return {textField, idField, urlField, langField}
}

/** What kept a document from being checked, and what to do. */
export function failureOf(error: unknown): [reason: string, hint: string] {
  const {message, stack} = error as Error
  if (error instanceof DocTimeoutError) return [message, 'raise --doc-timeout, or split it']
  const detail = process.env.DESCRAPE_DEBUG ? (stack ?? message) : message
  return [`could not be checked (${detail})`, 'please report it (DESCRAPE_DEBUG=1 shows where)']
}
