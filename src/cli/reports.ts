import {closeSync, lstatSync, openSync, renameSync, rmSync, statSync} from 'node:fs'
import {dirname, resolve} from 'node:path'
import {systemCode} from '../io/system-code.ts'
import {sweep, temporaryBeside} from '../io/temporary.ts'
import {drained, makeFolder, realOf, writeAll} from '../io/write.ts'
import {createReporter} from '../report/index.ts'
import type {FileReport, Reporter, ReporterOptions, Summary} from '../report/reporter.ts'
import type {CheckFlags} from './commands/check.ts'
import {shownPath, UsageError, useColor, withoutCommands} from './usage.ts'

/** The reports of a run, one for each `--format`. */
export interface Reports {
  start(): void
  /**
   * Settles when there is room for the next, so that a slow reader does not fill the memory.
   *
   * @param signal ends the wait
   */
  file(report: FileReport, signal?: AbortSignal): Promise<void>
  /** Lets other output come after what was reported. */
  flush(): void
  end(summary: Summary): void
  /** Drops what was written to files. */
  abort(): void
}

export interface ReportFlags {
  /** `NAME` or `NAME=FILE`. */
  format: readonly string[]
  quiet: boolean
  statistics: boolean
  color: boolean | undefined
  /** Stream of the reports without a file. */
  stream: NodeJS.WriteStream
  /** Absolute paths of what is read; no report takes the place of one. */
  texts: ReadonlySet<string>
}

/** Formats for people: only these are silent with `--quiet`, and hold statistics. */
const HUMAN = new Set(['stylish', 'concise'])

/** Formats of a file for each that is read, in a folder. */
const FOLDERS = new Set(['dolma'])

/** Formats that stay as they are on GitHub Actions: the commands of one are its own, the other is code. */
const UNGUARDED = new Set(['github', 'html'])

// UTF-16 units that are written at once.
const BATCH = 1 << 16

/** Where the text of a report goes. */
export interface Sink {
  /** @param path of the document that it is about, where it is about one */
  write(text: string, path?: string): void
  /** Settles when what was written has been taken, or nobody takes it any more. */
  drained?(signal?: AbortSignal): Promise<void>
  flush?(): void
  close(): void
  abort(): void
}

interface Target {
  name: string
  /** Absolute path; the stream where it is undefined. */
  file: string | undefined
}

/**
 * @param formats `NAME` or `NAME=FILE`, from the working folder
 * @throws UsageError where two formats would share a file or standard output
 */
export function targetsOf(formats: readonly string[]): Target[] {
  const targets = formats.map((format): Target => {
    const at = format.indexOf('=')
    if (at === -1 && FOLDERS.has(format))
      throw new UsageError(`--format ${format} needs a folder; write --format ${format}=FOLDER`)
    if (at === format.length - 1) throw new UsageError(`--format ${format} names no file; write --format ${format}FILE`)
    return at === -1
      ? {name: format, file: undefined}
      : {name: format.slice(0, at), file: resolve(format.slice(at + 1))}
  })
  targets.forEach(({name, file}, index) => {
    const other = targets.findIndex((target) => target.file === file)
    if (other < index)
      throw new UsageError(
        `formats ${targets[other]?.name} and ${name} would share one output; give one a file: --format ${name}=FILE`,
      )
  })
  return targets
}

/**
 * Whether a format is of what fixes would change, also where nothing is fixed.
 *
 * @throws UsageError where other formats, or the mode, tell of something else
 */
export function wantsChanges({
  format = [],
  fix,
  diff,
  inPlace,
}: Pick<CheckFlags, 'format' | 'fix' | 'diff' | 'inPlace'>): boolean {
  if (!targetsOf(format).some(({name}) => FOLDERS.has(name))) return false
  if (inPlace) throw new UsageError('--format dolma is of the texts as they are; leave --in-place out')
  if (format.length > 1 && !fix && !diff)
    throw new UsageError('--format dolma is of what fixes would change, other formats are not; run them apart')
  return true
}

/**
 * Opens the reports.
 *
 * @param options what formats know of the run, but for colours
 */
export async function openReports(
  {format, quiet, statistics, color, stream, texts}: ReportFlags,
  options: Omit<ReporterOptions, 'color'>,
): Promise<Reports> {
  const reports: {name: string; reporter: Reporter; sink: Sink; colored: boolean}[] = []
  for (const {name, file} of targetsOf(format)) {
    const colored = file === undefined && useColor(color, stream)
    const reporter = await createReporter(name, {...options, color: colored})
    reports.push({
      name,
      reporter,
      colored,
      sink: file === undefined ? streamSink(stream, !UNGUARDED.has(name)) : await sinkOf(name, file, texts),
    })
  }
  const table = statistics ? (await import('../report/statistics.ts')).statistics : undefined
  return {
    start() {
      for (const {reporter, sink} of reports) sink.write(reporter.start?.() ?? '')
    },
    async file(report, signal) {
      for (const {reporter, sink} of reports)
        for (const text of inBatches(reporter.file(report))) {
          sink.write(text, report.path)
          await sink.drained?.(signal)
        }
    },
    flush() {
      for (const {sink} of reports) sink.flush?.()
    },
    end(summary) {
      for (const {name, reporter, sink, colored} of reports) {
        const text = reporter.end(summary)
        const silent = quiet && HUMAN.has(name) && summary.errors + summary.warnings === 0
        if (!silent) sink.write(table && HUMAN.has(name) ? join(table(summary, colored), text) : text)
        sink.close()
      }
      if (table && !reports.some(({name}) => HUMAN.has(name)))
        process.stderr.write(table(summary, useColor(color, process.stderr)))
    },
    abort() {
      for (const {sink} of reports) sink.abort()
    },
  }
}

function join(table: string, summary: string): string {
  return table === '' ? summary : `\n${table}${summary.startsWith('\n') ? '' : '\n'}${summary}`
}

async function sinkOf(name: string, file: string, texts: ReadonlySet<string>): Promise<Sink> {
  if (!FOLDERS.has(name)) return fileSink(file)
  // A text has many names where there are links.
  return (await import('./folder-sink.ts')).folderSink(realOf(file), new Set([...texts].map(realOf)))
}

function* inBatches(pieces: Iterable<string>): Generator<string> {
  let batch = ''
  for (const piece of pieces) {
    batch += piece
    if (batch.length < BATCH) continue
    yield batch
    batch = ''
  }
  yield batch
}

// Each write is a call of the system, so what comes in one turn of the event loop is written at once.
function streamSink(stream: NodeJS.WriteStream, guards: boolean): Sink {
  let pending = ''
  const flush = (): void => {
    if (pending !== '') stream.write(pending)
    pending = ''
  }
  return {
    write(text) {
      if (pending === '' && text !== '') setImmediate(flush)
      pending += guards ? withoutCommands(text) : text
      if (pending.length >= BATCH) flush()
    },
    drained: (signal) => drained(stream, signal),
    flush,
    close: flush,
    abort: flush,
  }
}

/** A file that appears when it is closed. */
export interface FileSink extends Sink {
  write(bytes: string | Uint8Array): void
}

// Links of the system lead to what is open: standard output, say, also where it is a file.
const SYSTEM = /^\/(?:dev|proc)\//

// A pipe or a device, also by a link. Any other link is replaced, as those in the place of copies are: it may have been
// put there to have its target overwritten.
function isStream(file: string): boolean {
  const stats = statSync(file, {throwIfNoEntry: false})
  return stats !== undefined && (!stats.isFile() || (SYSTEM.test(file) && lstatSync(file).isSymbolicLink()))
}

// The file appears when the report is complete. A pipe or a device is written to as it is: nothing may take its place.
export function fileSink(file: string): FileSink {
  const explain = (error: unknown): UsageError =>
    new UsageError(
      `${shownPath(file)}: cannot be written (${systemCode(error)}); name another file after --format NAME=`,
    )
  const temporary = temporaryBeside(file)
  let isMade = false
  const drop = (): void => {
    if (isMade) rmSync(temporary, {force: true})
  }
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      drop()
      // Who read a pipe has what it wanted.
      if (systemCode(error) !== 'EPIPE') throw explain(error)
      return undefined as Result
    }
  }
  const direct = attempt(() => isStream(file))
  let descriptor: number | undefined = attempt(() => {
    makeFolder(dirname(file))
    if (direct) return openSync(file, 'w')
    sweep(dirname(file))
    const made = openSync(temporary, 'wx')
    isMade = true
    return made
  })
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  return {
    write(bytes) {
      if (bytes.length > 0 && descriptor !== undefined)
        attempt(() => writeAll(descriptor as number, Buffer.from(bytes as Uint8Array)))
    },
    close() {
      attempt(close)
      if (!direct) attempt(() => renameSync(temporary, file))
    },
    abort() {
      close()
      drop()
    },
  }
}
