import {dirname} from 'node:path'
import {createFileSettings} from '../config/files.ts'
import {loadConfig} from '../config/load.ts'
import {processFile} from '../corpus/process.ts'
import {type Clean, cleanStretch} from '../corpus/stretch.ts'
import type {Handle, Problem} from '../corpus/types.ts'
import {systemCode} from '../io/system-code.ts'
import {temporaryBeside} from '../io/temporary.ts'
import {writeAtomically} from '../io/write.ts'
import {type Contents, linesOf, openFile, ProfileError, profileBytes} from '../profile/file.ts'
import {hostOf} from '../profile/host.ts'
import {mergeProfiles} from '../profile/merge.ts'
import {createProfiler} from '../profile/profiler.ts'
import {isHost, type Least, prune, type Source, TAB} from '../profile/source.ts'
import {counted, grouped} from '../report/count.ts'
import {visible} from '../report/escape.ts'
import {Document} from '../text/document.ts'
import {toJson} from '../text/json.ts'
import {compilePhrases} from '../text/phrases.ts'
import {decode} from '../text/utf8.ts'
import type {MergeFlags, ProfileFlags, ShowFlags} from './commands/profile.ts'
import {fieldsOf} from './examiner.ts'
import {onInterrupt} from './interrupt.ts'
import {collectInputs, flagSettings, planOf, refuseOverwrite, withFormat} from './plan.ts'
import {createProgress} from './progress.ts'
import {log, logProblems, refuseUnwritable, shownPath, UsageError, withoutCommands} from './usage.ts'

/**
 * Counts on how many pages of its site each line stands.
 *
 * @param paths  files and folders, `-` for standard input
 * @param output absolute path of the profile
 * @returns the exit code
 */
export async function profile(paths: readonly string[], flags: ProfileFlags, output: string): Promise<number> {
  const cwd = process.cwd()
  const loaded = await loadConfig({cwd, file: flags.config})
  const settingsOf = await createFileSettings(loaded, flagSettings(flags))
  const {files, problems} = await collectInputs(paths, flags, loaded, planOf({}, cwd))
  const progress = createProgress(files)
  const complain = (found: readonly Problem[]): void => {
    if (found.length > 0) progress.clear()
    logProblems(found)
    failed ||= found.length > 0
  }
  let failed = false
  complain(problems)
  if (files.length === 0) return 2
  refuseOverwrite(files, {flag: '-o', file: output})
  refuseUnwritable(dirname(output), '-o')
  const interrupt = onInterrupt()
  const profiler = createProfiler(flags.memory, temporaryBeside(output))
  const noPhrases = compilePhrases([])
  const handle: Handle = (item) => {
    profiler.add(hostOf(item, flags.host), new Document(item.text, noPhrases))
    return {changes: []}
  }
  try {
    for (const file of files) {
      const {input} = settingsOf(file.file)
      const options = {
        ...fieldsOf({input}),
        maxFileSize: flags.maxFileSize,
        ...(flags.maxDocBytes !== undefined && {maxDocBytes: flags.maxDocBytes}),
        ...(flags.maxRatio !== undefined && {maxRatio: flags.maxRatio}),
        signal: interrupt.signal,
        onRead: progress.read,
      }
      const clean: Clean = (stretch) => cleanStretch(stretch, options, handle)
      complain((await processFile(withFormat(file, input.format), options, clean)).problems)
      await profiler.settle(interrupt.signal)
      progress.done(file.size)
    }
    progress.stop()
    await write(output, profiler.lines(), undefined, interrupt.signal)
  } catch (error) {
    if (interrupt.signal.aborted) return interrupt.code()
    throw explained(error, output)
  } finally {
    progress.stop()
    profiler.remove()
  }
  return failed ? 2 : 0
}

/** Adds profiles up. */
export async function mergeFiles(paths: readonly string[], flags: MergeFlags, output: string): Promise<number> {
  const interrupt = onInterrupt()
  refuseUnwritable(dirname(output), '-o')
  try {
    const merging = await mergeProfiles(paths, temporaryBeside(output), interrupt.signal)
    try {
      const least = leastOf(flags, merging.least)
      await write(output, least ? prune(merging.lines, least) : merging.lines, least, interrupt.signal)
    } finally {
      merging.remove()
    }
  } catch (error) {
    if (interrupt.signal.aborted) return interrupt.code()
    throw explained(error, output)
  }
  return 0
}

// What lies between is written beside the output.
function explained(error: unknown, output: string): unknown {
  if (error instanceof ProfileError) return new UsageError(error.message)
  const code = systemCode(error)
  return code === undefined
    ? error
    : new UsageError(
        `${shownPath(output)}: cannot be written (${code}); check the free space, or name another file after -o`,
      )
}

function leastOf({minDocuments, minShare}: MergeFlags, before: Least | undefined): Least | undefined {
  if (minDocuments === undefined && minShare === undefined) return before
  return {
    documents: Math.max(minDocuments ?? 1, before?.documents ?? 1),
    share: Math.max(minShare ?? 0, before?.share ?? 0),
  }
}

async function write(output: string, lines: Source, least: Least | undefined, signal: AbortSignal): Promise<void> {
  const contents: Partial<Contents> = {}
  await writeAtomically(output, inTurns(profileBytes(lines, least, contents)), {compressed: false, signal})
  const {documents = 0, hosts = 0, lines: count = 0} = contents
  log(
    `${shownPath(output)}: ${counted(count, 'line')} of ${counted(documents, 'document')} of ${counted(hosts, 'site')}`,
  )
}

async function* inTurns(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks
}

interface Shown {
  host: string
  documents: number
  /** By number of documents, greatest first. */
  lines: {line: string; documents: number}[]
}

/** Shows the lines that stand on most pages of their site. */
export async function show(path: string, flags: ShowFlags): Promise<number> {
  try {
    const file = openFile(path)
    for (const site of sitesIn(linesOf(file), flags)) process.stdout.write(withoutCommands(formats[flags.format](site)))
    file.close()
  } catch (error) {
    throw error instanceof ProfileError ? new UsageError(error.message) : error
  }
  return 0
}

const formats: Record<ShowFlags['format'], (site: Shown) => string> = {
  jsonl: (site) => `${toJson(site)}\n`,
  table({host, documents, lines}) {
    const rows = lines.map(
      ({line, documents: count}) =>
        `${grouped(count).padStart(9)} ${percent(count / documents).padStart(7)}  ${visible(line)}\n`,
    )
    return `${visible(host)}, ${counted(documents, 'document')}\n${rows.join('')}\n`
  },
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function* sitesIn(lines: Source, {host, top, minDocuments}: ShowFlags): Generator<Shown> {
  let site: Shown | undefined
  const text = (start: number, end: number): string => decode(lines.bytes.subarray(start, end))
  while (lines.next()) {
    const {bytes, start, end, count} = lines
    if (isHost(lines)) {
      if (site) yield trimmed(site, top)
      const name = text(start, end - 1)
      site = host === undefined || host === name ? {host: name, documents: count, lines: []} : undefined
    } else if (site && count >= minDocuments) {
      site.lines.push({line: text(bytes.indexOf(TAB, start) + 1, end), documents: count})
      // No more than twice as many as are shown are ever kept.
      if (site.lines.length >= top * 2) trimmed(site, top)
    }
  }
  if (site) yield trimmed(site, top)
}

function trimmed(site: Shown, top: number): Shown {
  // Sorting is stable, so lines of one number stay in the order of the file.
  site.lines.sort((a, b) => b.documents - a.documents)
  site.lines.length = Math.min(top, site.lines.length)
  return site
}
