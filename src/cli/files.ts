import {resolve} from 'node:path'
import type {FileSettings} from '../config/files.ts'
import {type Output, type Processed, type ProcessOptions, processFile} from '../corpus/process.ts'
import type {Handle, InputFile, Item} from '../corpus/types.ts'
import {systemCode} from '../repair/io.ts'
import type {Ledger} from '../repair/ledger.ts'
import type {CheckFlags} from './commands/check.ts'
import {diffFile, diffForTerminal} from './diff.ts'
import type {Examine, Examiner, Verdict} from './examiner.ts'
import type {Interrupt} from './interrupt.ts'
import type {Plan} from './plan.ts'
import type {Progress} from './progress.ts'
import {type Samples, takeSamples} from './samples.ts'
import {createTotals, type Totals} from './totals.ts'
import {UsageError, useColor} from './usage.ts'
import type {Workers} from './workers.ts'

/** What checking files takes. */
export interface Checking {
  flags: CheckFlags
  plan: Plan
  settingsOf: Examiner['settingsOf']
  examine: Examine
  workers: Workers | undefined
  /** Bytes of records of a file that may wait for workers. */
  ahead: number
  /** Bytes of texts that are still checked in this thread, as workers would take longer to start. */
  near: number
  report: (verdict: Verdict, item: Item) => void
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
  const sampling: Checking = samples
    ? {
        ...checking,
        report(verdict, item) {
          takeSamples(samples, item, verdict)
          checking.report(verdict, item)
        },
      }
    : checking
  const {handle, reported} = createHandle(input, settings, totals, sampling, turn)
  const options: ProcessOptions = {
    ...fieldsOf(settings),
    maxFileSize: flags.maxFileSize,
    ...(flags.maxDocBytes !== undefined && {maxDocBytes: flags.maxDocBytes}),
    ...(flags.maxRatio !== undefined && {maxRatio: flags.maxRatio}),
    ahead,
    onRead: progress.read,
    signal: interrupt.signal,
  }
  const processed = await processInput(input, options, handle, plan, ledger && inTurn(ledger, turn), turn)
  await reported()
  return {...processed, totals, ...(samples && {samples})}
}

/** Names of the fields of records. */
export function fieldsOf({
  input: {textField = 'text', idField = 'id', urlField = 'url', langField = 'lang'},
}: Pick<FileSettings, 'input'>): Pick<ProcessOptions, 'textField' | 'idField' | 'urlField' | 'langField'> {
  return {textField, idField, urlField, langField}
}

/** Bytes of a text that may take so long that Ctrl-C would seem to do nothing. */
export const LONG = 1 << 18
// Documents of a file that may be done while their reports wait for those of other files.
const PATIENCE = 64

function createHandle(
  {file}: InputFile,
  settings: FileSettings,
  totals: Totals,
  checking: Checking,
  turn: Promise<unknown>,
): {handle: Handle; reported: () => Promise<unknown>} {
  const {examine, workers, report, interrupt} = checking
  const here: Handle = (item) => examine(item, settings, totals)
  if (!workers) {
    const handle: Handle = (item) => {
      const verdict = examine(item, settings, totals)
      report(verdict, item)
      return verdict
    }
    return {
      handle: (item) => (item.text.length > LONG ? interrupt.during(() => handle(item)) : handle(item)),
      reported: async () => {},
    }
  }
  let reports = turn
  let count = 0
  return {
    handle(item) {
      checking.near -= item.text.length
      const verdict = checking.near >= 0 ? here(item) : workers.examine(item, file, totals)
      const before = reports
      const reported = Promise.all([verdict, before]).then(([result]) => {
        report(result, item)
        return result
      })
      reported.catch(() => {})
      reports = reported
      return count++ < PATIENCE ? verdict : reported
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
  handle: Handle,
  plan: Plan,
  ledger: Ledger | undefined,
  turn: Promise<unknown>,
): Promise<Processed> {
  if (plan.action === 'diff') {
    const {diff, ...result} = await diffFile(input, options, handle)
    const color = useColor(plan.color, process.stdout)
    await turn
    process.stdout.write(process.stdout.isTTY || color ? diffForTerminal(diff, color) : diff)
    return result
  }
  try {
    return await processFile(input, options, handle, outputOf(input, plan, ledger))
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
