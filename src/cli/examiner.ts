import {resolve} from 'node:path'
import {baselineFile, baselineKey, type LoadedBaseline, readBaseline} from '../config/baseline.ts'
import {createFileSettings, type FileSettings} from '../config/files.ts'
import {type LoadedConfig, loadConfig} from '../config/load.ts'
import {knownRules} from '../config/settings.ts'
import type {Item, Outcome} from '../corpus/types.ts'
import {acceptedIn} from '../lint/baseline.ts'
import {showsEdits} from '../report/index.ts'
import type {FileReport} from '../report/reporter.ts'
import {createPractice} from '../text/scan.ts'
import type {Timed} from '../text/timing.ts'
import type {CheckFlags} from './commands/check.ts'
import {DocTimeoutError, limitedTo} from './doc-timeout.ts'
import {type Examined, examine, type FindMasks, type Mode, reportOf} from './examine.ts'
import {flagSettings, planOf} from './plan.ts'
import {wantsChanges} from './reports.ts'
import {sitesOf} from './sites.ts'
import {type Totals, tally} from './totals.ts'

/** What there is to say of a document and what is to change; the report is absent where it could not be checked. */
export interface Verdict extends Outcome {
  report?: FileReport
}

/** Checks a document and counts what it finds. A rule that fails costs its document, not the run. */
export type Examine = (item: Item, settings: FileSettings, totals: Totals) => Verdict

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
  create(masksOf: FindMasks | undefined): Examine
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
    create: (masksOf) => (item, settings, totals) => {
      try {
        practise(item.text, settings.table)
        const examined = limited(() => examine(item, settings, mode, masksOf))
        tally(totals, examined, item, settings)
        return {changes: examined.changes, report: reportOf(item, examined, mode)}
      } catch (error) {
        return {changes: [], problem: failureOf(error).join(', left as it is; ')}
      }
    },
  }
}

/** What kept a document from being checked, and what to do. */
export function failureOf(error: unknown): [reason: string, hint: string] {
  const {message, stack} = error as Error
  if (error instanceof DocTimeoutError) return [message, 'raise --doc-timeout, or split it']
  const detail = process.env.DESCRAPE_DEBUG ? (stack ?? message) : message
  return [`could not be checked (${detail})`, 'please report it (DESCRAPE_DEBUG=1 shows where)']
}
