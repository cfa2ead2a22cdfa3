import {accessSync, constants, existsSync, statSync} from 'node:fs'
import {dirname, relative, resolve} from 'node:path'
import {ruleUrl, VERSION} from '../about.ts'
import {createFileSettings, type FileSettings} from '../config/files.ts'
import {loadConfig} from '../config/load.ts'
import {knownRules} from '../config/settings.ts'
import {type Output, type ProcessOptions, processFile} from '../corpus/process.ts'
import type {Handle, InputFile, Problem} from '../corpus/types.ts'
import {systemCode} from '../repair/io.ts'
import {type Ledger, LedgerError, openLedger} from '../repair/ledger.ts'
import type {CheckFlags} from './commands/check.ts'
import {diffFile} from './diff.ts'
import {examine, type FindMasks} from './examine.ts'
import {onInterrupt} from './interrupt.ts'
import {collectInputs, findOverwrites, flagSettings, type Plan, planOf, withFormat} from './plan.ts'
import {createProgress} from './progress.ts'
import {openReports, type Reports} from './reports.ts'
import {createTotals, exitCode, type Totals, tally} from './totals.ts'
import {log, UsageError} from './usage.ts'

/**
 * Lints texts and, with `--fix`, writes clean copies.
 *
 * @param paths files and folders, `-` for standard input
 * @returns the exit code
 * @throws ConfigError and UsageError, before any text is read or written
 */
export async function check(paths: readonly string[], flags: CheckFlags): Promise<number> {
  const plan = planOf(flags, process.cwd())
  const loaded = await loadConfig({cwd: plan.cwd, file: flags.config})
  const settingsOf = await createFileSettings(loaded, flagSettings(flags))
  const {files, problems} = await collectInputs(paths, flags, loaded, plan)
  const inputs = files.map((input) => withFormat(input, settingsOf(input.file).input.format))
  const masksOf = inputs.some(({format}) => format === 'markdown')
    ? (await import('../corpus/markdown.ts')).masksOf
    : undefined
  const writesText = plan.action === 'diff' || (plan.action !== 'lint' && inputs.some(({file}) => file === undefined))
  const reports = await openReports(
    {
      format: flags.format ?? (plan.action === 'diff' ? [] : ['stylish']),
      quiet: flags.quiet ?? false,
      statistics: flags.statistics ?? false,
      color: flags.color,
      stream: writesText ? process.stderr : process.stdout,
    },
    {version: VERSION, rules: knownRules(loaded.config), url: ruleUrl},
  )
  const totals = createTotals(plan.action !== 'lint', flags.unsafeFixes ?? false)
  const run: Run = {flags, plan, inputs, settingsOf, masksOf, reports, totals}
  try {
    const code = await runAll(run, problems)
    if (code !== undefined) return code
  } catch (error) {
    reports.abort()
    throw error
  }
  reports.end(totals)
  if (!flags.quiet) sayWhatWasDone(run)
  return exitCode(totals, flags, plan.action === 'diff')
}

interface Run {
  flags: CheckFlags
  plan: Plan
  inputs: readonly InputFile[]
  settingsOf: (file: string | undefined) => FileSettings
  masksOf: FindMasks | undefined
  reports: Reports
  totals: Totals
}

/** @throws UsageError where no copy could be written, before any text is read */
function refuseUnwritable({cwd, outDir}: Plan): void {
  let folder = outDir
  while (!existsSync(folder)) folder = dirname(folder)
  const name = relative(cwd, folder) || '.'
  if (!statSync(folder).isDirectory()) throw new UsageError(`${name}: is not a folder; name another --out-dir`)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new UsageError(
      `${name}: is not writable (${systemCode(error)}); check its permissions, or name another --out-dir`,
    )
  }
}

// Gives back an exit code only where the run was interrupted.
async function runAll(run: Run, problems: readonly Problem[]): Promise<number | undefined> {
  const {flags, plan, inputs, settingsOf, reports, totals} = run
  const progress = createProgress(inputs.length)
  const complain = (found: readonly Problem[]): void => {
    if (found.length > 0) progress.clear()
    for (const {path, line, message} of found) log(`${path}${line === undefined ? '' : `:${line}`}: ${message}`)
    totals.problems.push(...found)
  }
  const interrupt = onInterrupt(plan.action === 'lint' ? reports.abort : undefined)
  if (plan.action === 'lint') stopWithReader(reports)
  if (plan.action === 'copy' && inputs.some(({file}) => file !== undefined)) refuseUnwritable(plan)
  const overwrites = plan.action === 'copy' ? await findOverwrites(inputs, plan) : undefined
  const ledger = await openLedgerOf(run)
  const handleOf = createHandles(run, progress.clear)
  reports.start()
  complain(problems)
  try {
    for (const [index, input] of inputs.entries()) {
      await progress.update(index)
      const overwrite = overwrites?.get(input)
      if (overwrite) {
        complain([overwrite])
        continue
      }
      const settings = settingsOf(input.file)
      const options = {...fieldsOf(settings), maxFileSize: flags.maxFileSize, signal: interrupt.signal}
      const {problems: own, items, changed} = await processInput(input, options, handleOf(settings), plan, ledger)
      complain(own)
      totals.documents += items
      if (items > 0 || own.length === 0) totals.files++
      if (changed > 0) totals.changed++
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    reports.abort()
    return interrupt.code()
  } finally {
    progress.stop()
    await ledger?.close()
  }
  return undefined
}

// Where nothing is written there is nothing left to do once the reader of the report is gone.
function stopWithReader(reports: Reports): void {
  process.stdout.once('error', () => {
    reports.abort()
    process.exit(0)
  })
}

function createHandles(
  {flags, plan, masksOf, reports, totals}: Run,
  clear: () => void,
): (settings: FileSettings) => Handle {
  const mode = {fix: plan.action !== 'lint', unsafe: flags.unsafeFixes ?? false, inPlace: plan.action === 'in-place'}
  let room = flags.maxMessages ?? Number.POSITIVE_INFINITY
  return (settings) => (item) => {
    const examined = examine(item, settings, mode, masksOf)
    tally(totals, examined, settings)
    const wanted = flags.quiet
      ? examined.report.messages.filter(({severity}) => severity !== 'info')
      : examined.report.messages
    const messages = wanted.length > room ? wanted.slice(0, room) : wanted
    room -= messages.length
    if (messages.length < wanted.length) totals.truncated = (totals.truncated ?? 0) + wanted.length - messages.length
    clear()
    reports.file({...examined.report, messages})
    return {changes: examined.changes}
  }
}

async function processInput(
  input: InputFile,
  options: ProcessOptions,
  handle: Handle,
  plan: Plan,
  ledger: Ledger | undefined,
): ReturnType<typeof processFile> {
  if (plan.action === 'diff') {
    const {diff, ...result} = await diffFile(input, options, handle)
    process.stdout.write(diff)
    return result
  }
  try {
    return await processFile(input, options, handle, outputOf(input, plan, ledger))
  } catch (error) {
    // The reader of the clean text is gone; it has what it wanted.
    if (input.file === undefined && systemCode(error) === 'EPIPE') return {problems: [], items: 1, changed: 0}
    throw error
  }
}

function outputOf(
  {file, copy}: InputFile,
  {action, outDir, ledgerNamed}: Plan,
  ledger: Ledger | undefined,
): Output | undefined {
  if (action === 'lint') return undefined
  if (file === undefined) return {stream: process.stdout, ledger: ledgerNamed ? ledger : undefined}
  return {file: action === 'in-place' ? file : resolve(outDir, copy), ledger}
}

async function openLedgerOf({plan, inputs}: Run): Promise<Ledger | undefined> {
  if (
    plan.action === 'lint' ||
    plan.action === 'diff' ||
    !(plan.ledgerNamed || inputs.some(({file}) => file !== undefined))
  )
    return undefined
  try {
    return await openLedger(plan.ledger)
  } catch (error) {
    if (error instanceof LedgerError) throw new UsageError(error.message)
    throw error
  }
}

function fieldsOf({
  input: {textField = 'text', idField = 'id', urlField = 'url', langField = 'lang'},
}: FileSettings): Pick<ProcessOptions, 'textField' | 'idField' | 'urlField' | 'langField'> {
  return {textField, idField, urlField, langField}
}

function sayWhatWasDone({plan, inputs, totals, flags}: Run): void {
  const {files, changed, fixed = 0} = totals
  const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
  if (plan.action === 'diff')
    log(
      `${changed} of ${counted(files, 'file')} would change (${counted(fixed, 'fix').replace('fixs', 'fixes')})${totals.fixableUnsafe > 0 && !flags.unsafeFixes ? `; ${totals.fixableUnsafe} more with --unsafe-fixes` : ''}`,
    )
  const onDisk = inputs.some(({file}) => file !== undefined)
  if (plan.action === 'copy' && onDisk && files > 0)
    log(
      `copies are in ${relative(plan.cwd, plan.outDir) || '.'}, ${changed} of ${files} changed; ${relative(plan.cwd, plan.ledger)} restores them`,
    )
  if (plan.action === 'in-place' && onDisk && changed > 0)
    log(
      `${counted(changed, 'file')} changed; ${relative(plan.cwd, plan.ledger)} restores ${changed === 1 ? 'it' : 'them'}`,
    )
}
