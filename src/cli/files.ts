import {resolve} from 'node:path'
import {type Output, type Processed, type ProcessOptions, processFile} from '../corpus/process.ts'
import type {Clean, Stretch} from '../corpus/stretch.ts'
import type {InputFile} from '../corpus/types.ts'
import {systemCode} from '../io/system-code.ts'
import {drained} from '../io/write.ts'
import type {Ledger} from '../repair/ledger-writer.ts'
import type {FileReport} from '../report/reporter.ts'
import type {CheckFlags} from './commands/check.ts'
import {diffFile, diffForTerminal} from './diff.ts'
import {fileReport} from './examine.ts'
import {type Check, type Checked, type Examiner, fieldsOf} from './examiner.ts'
import type {Interrupt} from './interrupt.ts'
import type {Plan} from './plan.ts'
import type {Progress} from './progress.ts'
import {mergeSamples, type Samples} from './samples.ts'
import {addUp} from './stats.ts'
import {createTotals, type Totals} from './totals.ts'
import {UsageError, useColor, withoutCommands} from './usage.ts'
import type {Workers} from './workers.ts'

/** What checking files takes. */
export interface Checking {
  flags: CheckFlags
  plan: Plan
  settingsOf: Examiner['settingsOf']
  check: Check
  workers: Workers | undefined
  /** Bytes of a file that may wait for workers. */
  ahead: number
  /** Bytes that are still checked in this thread, as workers would take longer to start. */
  near: number
  report: (report: FileReport) => Promise<void>
  progress: Progress
  interrupt: Interrupt
}

/** What has become of a file. */
export interface Done extends Processed {
  totals: Totals
  /** Only where a card is wanted. */
  samples?: Samples
}

/** A file whose work has begun. */
export interface Begun {
  input: InputFile
  done: Promise<void>
}

/**
 * Begins with files as they are asked for.
 *
 * @param begin its second argument settles when all files before are done
 */
export function* beginEach(
  inputs: readonly InputFile[],
  begin: (input: InputFile, turn: Promise<unknown>) => Promise<void>,
): Generator<Begun> {
  let turn: Promise<unknown> = Promise.resolve()
  for (const input of inputs) {
    const before = turn
    const done = begin(input, before)
    turn = before.then(() => done)
    // Whoever waits for it sees the error.
    turn.catch(() => {})
    done.catch(() => {})
    yield {input, done}
  }
}

const SMALL = 1 << 16
const LARGE = 1 << 21

/** What a file counts for where several are worked on at a time; of a large one only a part is in memory. */
export function weightOf({input: {size = LARGE}}: Begun): number {
  return Math.min(LARGE, size) + SMALL
}

/**
 * Checks a file and writes what the plan says. What it has to say, and its place in the ledger, wait for its turn.
 *
 * @param turn settles when all files before are done
 */
export async function checkFile(
  input: InputFile,
  checking: Checking,
  ledger: Ledger | undefined,
  turn: Promise<unknown>,
): Promise<Done> {
  const {flags, plan, settingsOf, ahead, progress, interrupt} = checking
  const settings = settingsOf(input.file)
  const totals = createTotals(flags)
  const samples: Samples | undefined = flags.card === undefined ? undefined : {}
  const inPlace = plan.action === 'in-place'
  const {clean, reported} = createClean(input, checking, turn, async (checked) => {
    addUp(totals, checked.totals)
    if (samples) mergeSamples(samples, checked.samples ?? {})
    for (const report of checked.reports) await checking.report(fileReport(input.path, report, inPlace))
  })
  const options: ProcessOptions = {
    ...fieldsOf(settings),
    maxFileSize: flags.maxFileSize,
    ...(flags.maxDocBytes !== undefined && {maxDocBytes: flags.maxDocBytes}),
    ...(flags.maxRatio !== undefined && {maxRatio: flags.maxRatio}),
    ahead,
    onRead: progress.read,
    signal: interrupt.signal,
  }
  const processed = await processInput(input, options, clean, plan, ledger && inTurn(ledger, turn), turn)
  await reported()
  return {...processed, totals, ...(samples && {samples})}
}

/** Bytes of a text that may take so long that Ctrl-C would seem to do nothing. */
export const LONG = 1 << 18
// Stretches of a file that may be done while their reports wait for those of other files.
const PATIENCE = 4

function createClean(
  {file}: InputFile,
  checking: Checking,
  turn: Promise<unknown>,
  report: (checked: Checked) => Promise<void>,
): {clean: Clean; reported: () => Promise<unknown>} {
  const {check, workers, interrupt} = checking
  const here = (stretch: Stretch): Checked =>
    stretch.bytes.length > LONG ? interrupt.during(() => check(stretch, file)) : check(stretch, file)
  if (!workers)
    return {
      async clean(stretch) {
        const checked = here(stretch)
        await report(checked)
        return checked
      },
      reported: async () => {},
    }
  let reports = turn
  let count = 0
  return {
    clean(stretch) {
      checking.near -= stretch.bytes.length
      const checked = checking.near >= 0 ? Promise.resolve(here(stretch)) : workers.check(stretch, file)
      const reported = Promise.all([checked, reports]).then(async ([result]) => {
        await report(result)
        return result
      })
      reported.catch(() => {})
      reports = reported
      return count++ < PATIENCE ? checked : reported
    },
    reported: () => reports,
  }
}

function inTurn(ledger: Ledger, turn: Promise<unknown>): Ledger {
  return {
    ...ledger,
    section() {
      const section = ledger.section()
      return {
        ...section,
        async commit(file) {
          await turn
          await section.commit(file)
        },
      }
    },
  }
}

async function processInput(
  input: InputFile,
  options: ProcessOptions,
  clean: Clean,
  plan: Plan,
  ledger: Ledger | undefined,
  turn: Promise<unknown>,
): Promise<Processed> {
  if (plan.action === 'diff') {
    const {diff, ...result} = await diffFile(input, options, clean)
    const color = useColor(plan.color, process.stdout)
    await turn
    process.stdout.write(process.stdout.isTTY || color ? withoutCommands(diffForTerminal(diff, color)) : diff)
    await drained(process.stdout, options.signal)
    return result
  }
  try {
    return await processFile(input, options, clean, outputOf(input, plan, ledger))
  } catch (error) {
    const code = systemCode(error)
    if (input.file !== undefined || code === undefined) throw error
    // The reader of the clean text is gone; it has what it wanted.
    if (code === 'EPIPE') return {problems: [], items: 1, changed: 0}
    throw new UsageError(`standard output cannot be written (${code}); check the free space`)
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
