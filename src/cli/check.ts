import {availableParallelism} from 'node:os'
import {dirname, resolve} from 'node:path'
import {ruleUrl, VERSION} from '../about.ts'
import {knownRules} from '../config/settings.ts'
import {readAhead} from '../corpus/ahead.ts'
import type {InputFile, Problem} from '../corpus/types.ts'
import {LedgerError} from '../repair/ledger.ts'
import {type Ledger, openLedger} from '../repair/ledger-writer.ts'
import {counted} from '../report/count.ts'
import {wantsFingerprints} from '../report/index.ts'
import type {FileReport} from '../report/reporter.ts'
import {startClock, type Timed} from '../text/timing.ts'
import type {CheckFlags} from './commands/check.ts'
import {type Check, type Examiner, loadExaminer} from './examiner.ts'
import {beginEach, type Checking, checkFile, type Done, weightOf} from './files.ts'
import {onInterrupt} from './interrupt.ts'
import {collectInputs, findOverwrites, outputsOf, type Plan, planOf, refuseOverwrite, withFormat} from './plan.ts'
import {createProgress, type Progress} from './progress.ts'
import {openReports, type Reports, targetsOf} from './reports.ts'
import {mergeSamples, type Samples} from './samples.ts'
import {addUp, writeStats} from './stats.ts'
import {timingTable} from './timing.ts'
import {createTotals, exitCode, type Totals} from './totals.ts'
import {log, logProblems, refuseLink, refuseUnwritable, shownPath, UsageError} from './usage.ts'
import type {Workers} from './workers.ts'

/**
 * Lints texts and, with `--fix`, writes clean copies.
 *
 * @param paths files and folders, `-` for standard input
 * @returns the exit code
 * @throws ConfigError and UsageError, before any text is read or written
 */
export async function check(paths: readonly string[], flags: CheckFlags): Promise<number> {
  const clock = flags.timing ? startClock() : undefined
  const fingerprints = targetsOf(flags.format ?? []).some(({name}) => wantsFingerprints(name))
  const {run, problems} = await prepare(paths, {...flags, fingerprints}, openReportsOf, clock?.timed)
  const {plan, reports, totals, progress} = run
  // However the run ends, no report is left half written.
  process.once('exit', reports.abort)
  const code = await runAll(run, problems)
  if (code !== undefined) return code
  if (flags.reportUnused) await reportUnused(run)
  const {work: _, accepted: __, ...summary} = totals
  reports.end(summary)
  if (!flags.quiet) sayWhatWasDone(run)
  if (flags.stats !== undefined) await writeStats(resolve(flags.stats), totals, progress.bytes())
  if (flags.card !== undefined) await (await import('./card.ts')).writeCard(resolve(flags.card), run)
  if (clock) process.stderr.write(timingTable(clock))
  return exitCode(totals, flags, plan.action === 'diff')
}

/** What lints texts for other ends than a report. */
export interface Survey {
  /** As of `check` where the run was interrupted or a text could not be read; 0 otherwise. */
  code: number
  totals: Totals
  inputs: readonly InputFile[]
  examiner: Examiner
}

/**
 * Lints texts and hands out what is found.
 *
 * @param paths files and folders
 * @param flags as of `check`, without those that fix or report
 * @param take  is given each document, in the order of a report
 * @throws ConfigError and UsageError, before any text is read
 */
export async function survey(
  paths: readonly string[],
  flags: CheckFlags,
  take: (report: FileReport) => void,
): Promise<Survey> {
  const nothing = (): void => {}
  const reports: Reports = {
    start: nothing,
    file: async (report) => take(report),
    flush: nothing,
    end: nothing,
    abort: nothing,
  }
  const {run, problems} = await prepare(paths, flags, async () => reports)
  const {totals, inputs, examiner} = run
  const code = (await runAll(run, problems)) ?? (totals.problems.length > 0 ? 2 : 0)
  return {code, totals, inputs, examiner}
}

type OpenReports = (flags: CheckFlags, plan: Plan, inputs: readonly InputFile[], examiner: Examiner) => Promise<Reports>

async function prepare(
  paths: readonly string[],
  flags: CheckFlags,
  open: OpenReports,
  timed?: Timed,
): Promise<{run: Run; problems: readonly Problem[]}> {
  const plan = planOf(flags, process.cwd())
  const examiner = await loadExaminer(flags, plan.cwd, timed)
  const {loaded, settingsOf} = examiner
  const {files, problems} = await collectInputs(paths, flags, loaded, plan)
  for (const output of outputsOf(flags)) refuseOverwrite(files, output)
  const inputs = files.map((input) => withFormat(input, settingsOf(input.file).input.format))
  const markdown = inputs.some(({format}) => format === 'markdown')
  const check = examiner.createCheck(markdown ? (await import('../corpus/markdown.ts')).masksOf : undefined)
  const reports = await open(flags, plan, inputs, examiner)
  const progress = createProgress(inputs, flags.progress)
  return {
    run: {flags, plan, inputs, examiner, check, reports, totals: createTotals(flags), samples: {}, progress},
    problems,
  }
}

const openReportsOf: OpenReports = (flags, plan, inputs, {loaded}) => {
  const writesText = plan.action === 'diff' || (plan.action !== 'lint' && inputs.some(({file}) => file === undefined))
  return openReports(
    {
      format: flags.format ?? (plan.action === 'diff' ? [] : ['stylish']),
      quiet: flags.quiet ?? false,
      statistics: flags.statistics ?? false,
      color: flags.color,
      stream: writesText ? process.stderr : process.stdout,
      texts: new Set(inputs.flatMap(({file}) => file ?? [])),
    },
    {version: VERSION, rules: knownRules(loaded.config), url: ruleUrl},
  )
}

/** A run of `check`. */
export interface Run {
  flags: CheckFlags
  plan: Plan
  inputs: readonly InputFile[]
  examiner: Examiner
  check: Check
  reports: Reports
  totals: Totals
  samples: Samples
  progress: Progress
}

// Bytes that each worker may be ahead, in records of one file and in files.
const AHEAD = 1 << 20
// Bytes of texts that this thread checks in the time in which workers would start.
const NEAR = 1 << 18

// Gives back an exit code only where the run was interrupted.
async function runAll(run: Run, problems: readonly Problem[]): Promise<number | undefined> {
  const {flags, plan, inputs, examiner, totals, reports, progress} = run
  const complain = (found: readonly Problem[]): void => {
    if (found.length === 0) return
    progress.clear()
    reports.flush()
    logProblems(found)
    for (const problem of found) totals.problems.push(problem)
  }
  const interrupt = onInterrupt(plan.action === 'lint')
  if (plan.action === 'lint') stopWithReader()
  if (plan.action === 'copy' && inputs.some(({file}) => file !== undefined)) {
    if (!plan.outDirNamed) refuseLink(plan.outDir)
    refuseUnwritable(plan.outDir, '--out-dir')
  }
  const overwrites = plan.action === 'copy' ? await findOverwrites(inputs, plan) : undefined
  const ledger = await openLedgerOf(run)
  const resume = flags.resume
    ? await (await import('./resume.ts')).createResume(flags, examiner, plan, ledger)
    : undefined
  const count = workersFor(inputs, flags)
  const workers = count > 1 ? await createWorkersOf(run, count, interrupt.signal) : undefined
  const ahead = workers ? AHEAD * count : 0
  const {settingsOf} = examiner
  const tell = createReport(run, interrupt.signal)
  const cache = flags.cache ? await (await import('./cache.ts')).createCache(flags, examiner, plan.cwd) : undefined
  // Reports of files that the cache may keep.
  const fresh = new Map<string, FileReport>()
  const report = (own: FileReport): Promise<void> => {
    if (cache) fresh.set(own.path, own)
    return tell(own)
  }
  const checking: Checking = {...run, settingsOf, interrupt, workers, ahead, near: NEAR, report}
  let skipped = 0
  const work = async (input: InputFile, turn: Promise<unknown>): Promise<Done> => {
    const overwrite = overwrites?.get(input)
    if (overwrite) return {problems: [overwrite], items: 0, changed: 0, totals: createTotals(flags)}
    const earlier = await resume?.find(input)
    if (earlier) {
      skipped++
      return earlier
    }
    const known = cache?.find(input)
    if (known) {
      await turn
      await tell(known.report)
      return known.done
    }
    const done = await checkFile(input, checking, ledger, turn)
    const found = fresh.get(input.path)
    if (found) cache?.mark(input, {done, report: found})
    fresh.delete(input.path)
    await resume?.mark(input, done)
    return done
  }
  const begin = async (input: InputFile, turn: Promise<unknown>): Promise<void> => {
    const {problems: own, items, changed, failed, totals: counts, samples = {}} = await work(input, turn)
    await turn
    complain(own)
    addUp(totals, counts)
    mergeSamples(run.samples, samples)
    totals.documents += items
    if (failed) totals.failed = (totals.failed ?? 0) + failed
    if (items > 0 || own.length === 0) totals.files++
    if (changed > 0) totals.changed++
    progress.done(input.size)
  }
  reports.start()
  complain(problems)
  try {
    for await (const {done} of readAhead(beginEach(inputs, begin), weightOf, ahead)) await done
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    return interrupt.code()
  } finally {
    progress.stop()
    await workers?.stop()
    await ledger?.close()
  }
  await cache?.save()
  if (skipped > 0 && !flags.quiet) log(`${skipped} of ${inputs.length} files were done before`)
  return undefined
}

function workersFor([first, ...more]: readonly InputFile[], {workers = 1, timing}: CheckFlags): number {
  // Times are those of this thread, and one text is work for one.
  if (timing || (more.length === 0 && (first?.format === 'text' || first?.format === 'markdown'))) return 1
  return workers === 'auto' ? availableParallelism() : workers
}

async function createWorkersOf(
  {flags, plan, inputs, examiner}: Run,
  count: number,
  signal: AbortSignal,
): Promise<Workers> {
  const {createWorkers} = await import('./workers.ts')
  const markdown = inputs.some(({format}) => format === 'markdown')
  const setup = {flags, cwd: plan.cwd, markdown, writes: plan.action !== 'lint'}
  return createWorkers(count, setup, examiner.leave, signal)
}

// Gives the reports of documents out, up to `--max-messages`.
function createReport(
  {flags, reports, totals, progress}: Run,
  signal: AbortSignal,
): (report: FileReport) => Promise<void> {
  let room = flags.maxMessages ?? Number.POSITIVE_INFINITY
  return (report) => {
    const wanted = flags.quiet ? report.messages.filter(({severity}) => severity !== 'info') : report.messages
    const messages = wanted.length > room ? wanted.slice(0, room) : wanted
    room -= messages.length
    if (messages.length < wanted.length) totals.truncated = (totals.truncated ?? 0) + wanted.length - messages.length
    progress.clear()
    return reports.file({...report, messages}, signal)
  }
}

// Where nothing is written there is nothing left to do once the reader of the report is gone.
function stopWithReader(): void {
  process.stdout.once('error', ({code}: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 2))
}

async function openLedgerOf({flags, plan, inputs}: Run): Promise<Ledger | undefined> {
  if (
    plan.action === 'lint' ||
    plan.action === 'diff' ||
    !(plan.ledgerNamed || inputs.some(({file}) => file !== undefined))
  )
    return undefined
  try {
    const ledger = await openLedger(plan.ledger, flags.resume)
    refuseUnwritable(dirname(plan.ledger), '--ledger')
    return ledger
  } catch (error) {
    if (error instanceof LedgerError) throw new UsageError(`${shownPath(plan.ledger)}: ${error.message}`)
    throw error
  }
}

// Told where the entries stand.
async function reportUnused({plan, inputs, examiner, reports, totals}: Run): Promise<void> {
  const {baseline} = examiner
  if (!baseline) return
  const {unusedMessages} = await import('./baseline.ts')
  const messages = unusedMessages(baseline, {inputs, examiner, totals}, plan.cwd)
  const [first] = messages
  if (!first) return
  totals.warnings += messages.length
  totals.byRule[first.ruleId] = {findings: messages.length, safe: 0, unsafe: 0}
  await reports.file({path: first.path, messages, notices: []})
}

function sayWhatWasDone({plan, inputs, totals, flags}: Run): void {
  const {files, changed, fixed = 0} = totals
  if (plan.action === 'diff')
    log(
      `${changed} of ${counted(files, 'file')} would change (${counted(fixed, 'fix', 'fixes')})${totals.fixableUnsafe > 0 && !flags.unsafeFixes ? `; ${totals.fixableUnsafe} more with --unsafe-fixes` : ''}`,
    )
  const onDisk = inputs.some(({file}) => file !== undefined)
  if (plan.action === 'copy' && onDisk && files > 0)
    log(
      `copies are in ${shownPath(plan.outDir)}, ${changed} of ${files} changed; ${shownPath(plan.ledger)} restores them`,
    )
  if (plan.action === 'in-place' && onDisk && changed > 0)
    log(`${counted(changed, 'file')} changed; ${shownPath(plan.ledger)} restores ${changed === 1 ? 'it' : 'them'}`)
}
