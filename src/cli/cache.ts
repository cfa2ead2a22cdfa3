import {createHash} from 'node:crypto'
import {existsSync, readFileSync, statSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {ruleUrl, VERSION} from '../about.ts'
import {knownRules} from '../config/settings.ts'
import type {InputFile} from '../corpus/types.ts'
import {systemCode} from '../io/system-code.ts'
import {writeAtomically} from '../io/write.ts'
import {UNUSED} from '../lint/suppress.ts'
import {showsEdits} from '../report/index.ts'
import type {FileReport} from '../report/reporter.ts'
import {toJson, unlessTooLong} from '../text/json.ts'
import {decode, markLength} from '../text/utf8.ts'
import type {CheckFlags} from './commands/check.ts'
import {configHash} from './config-hash.ts'
import type {Examiner} from './examiner.ts'
import type {Done} from './files.ts'
import {anything, count, flag, list, nothing, object, oneOf, table, text} from './shape.ts'
import {log, shownPath} from './usage.ts'

/** What an earlier run found in a file. */
export interface Earlier {
  done: Done
  report: FileReport
}

/** Remembers what was found in files of one text, by their content. */
export interface Cache {
  /** What was found in a file, where its content, the configuration and descrape are the same. */
  find(input: InputFile): Earlier | undefined
  /** Takes what is found in a file that `find` did not know. */
  mark(input: InputFile, found: Earlier): void
  save(): Promise<void>
}

/** As it lies on the disk. */
interface Stored {
  version: string
  /** Hash of all that decides what is found in a text, and of what reports want to know of it. */
  config: string
  /** By path from the folder of the run. */
  files: Record<string, {content: string; done: Done; report: FileReport}>
}

/** File of the cache where none is named: beside those of other tools, or hidden in the working folder. */
function usualLocation(cwd: string): string {
  return existsSync(join(cwd, 'node_modules'))
    ? join(cwd, 'node_modules/.cache/descrape.json')
    : join(cwd, '.descrape-cache.json')
}

/**
 * @param cwd absolute path of the working folder
 * @returns undefined where rules may change without any version that tells of it
 */
export async function createCache(flags: CheckFlags, examiner: Examiner, cwd: string): Promise<Cache | undefined> {
  const {packages} = examiner.loaded
  if (packages === undefined) {
    log('--cache is not used: the code of rules in a configuration may change unseen; make a package of them')
    return undefined
  }
  const file = resolve(cwd, flags.cacheLocation ?? usualLocation(cwd))
  const config = digest(
    JSON.stringify([
      await configHash(flags, examiner),
      packages,
      flags.fingerprints,
      flags.reportUnused,
      showsEdits(flags.format),
      flags.card !== undefined,
    ]),
  )
  const rules = new Set([UNUSED, ...knownRules(examiner.loaded.config).map(({id}) => id)])
  const stored = read(file, config, rules)
  const known = stored ?? {}
  const files: Stored['files'] = {}
  const digests = new Map<InputFile, string>()
  let isNew = !stored
  return {
    find(input) {
      const {file: path, format, compressed, source} = input
      if (path === undefined || compressed || source || (format !== 'text' && format !== 'markdown')) return undefined
      const bytes = readIfPossible(path)
      if (!bytes) return undefined
      const content = digest(bytes)
      const entry = Object.hasOwn(known, input.path) ? known[input.path] : undefined
      if (entry?.content !== content) {
        digests.set(input, content)
        return undefined
      }
      files[input.path] = entry
      return {done: entry.done, report: {...entry.report, text: () => decode(plain(readIfPossible(path) ?? bytes))}}
    },
    mark(input, {done, report: {text: _, mended: __, changed: ___, ...report}}) {
      const content = digests.get(input)
      digests.delete(input)
      if (content === undefined || done.problems.length > 0) return
      files[input.path] = {content, done, report}
      isNew = true
    },
    async save() {
      const gone = Object.keys(known).filter((path) => !Object.hasOwn(files, path) && !existsSync(resolve(cwd, path)))
      if (!isNew && gone.length === 0) return
      const rest = Object.entries(known).filter(([path]) => !gone.includes(path))
      const all: Stored = {version: VERSION, config, files: {...Object.fromEntries(rest), ...files}}
      await writeAtomically(file, piecesOf(all), {compressed: false}).catch((error: unknown) => {
        const code = systemCode(error)
        if (code === undefined) throw error
        log(`${shownPath(file)}: the cache cannot be written (${code}); name another file with --cache-location`)
      })
    },
  }
}

// The whole is read as one string, so that what would make it longer than that may be is left out.
const MAX_LENGTH = 1 << 28
const PIECE = 1 << 16

async function* piecesOf({version, config, files}: Stored): AsyncGenerator<Uint8Array> {
  let piece = `{"version":${toJson(version)},"config":${toJson(config)},"files":{`
  let length = 0
  let separator = ''
  for (const [path, entry] of Object.entries(files)) {
    const json = unlessTooLong(() => `${toJson(path)}:${toJson(entry)}`)
    if (json === undefined || length + json.length > MAX_LENGTH) continue
    length += json.length
    piece += separator + json
    separator = ','
    if (piece.length < PIECE) continue
    yield Buffer.from(piece)
    piece = ''
  }
  yield Buffer.from(`${piece}}}\n`)
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

// A pipe can be read but once, and not here.
function readIfPossible(file: string): Buffer | undefined {
  try {
    return statSync(file).isFile() ? readFileSync(file) : undefined
  } catch {
    return undefined
  }
}

// Without byte order mark.
function plain(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(markLength(bytes))
}

const isStored = object({version: text, config: text, files: table(text, anything)})

function read(file: string, config: string, rules: ReadonlySet<string>): Stored['files'] | undefined {
  const bytes = readIfPossible(file)
  if (!bytes) return undefined
  try {
    const value: unknown = JSON.parse(bytes.toString())
    if (isStored(value)) {
      const stored = value as Stored
      if (stored.version !== VERSION || stored.config !== config) return undefined
      if (areFiles(stored.files, rules)) return stored.files
    }
  } catch {}
  log(`${shownPath(file)}: is no cache, or a damaged one; it is made anew`)
  return undefined
}

// Reports print what they are given. Anybody may have written the file, so what no rule could have said goes nowhere.
function areFiles(files: Stored['files'], rules: ReadonlySet<string>): boolean {
  const rule = oneOf(rules)
  const message = object(
    {
      ...{path: text, ruleId: rule, severity: oneOf(['error', 'warning', 'info']), reason: text, url: text},
      ...{line: count, column: count, endLine: count, endColumn: count, start: count, end: count},
    },
    {
      fix: oneOf(['safe', 'unsafe']),
      fingerprint: text,
      edits: list(object({start: count, end: count, text})),
    },
  )
  const totals = object(
    {
      ...{files: count, documents: count, changed: count, errors: count, warnings: count, infos: count},
      ...{fixableSafe: count, fixableUnsafe: count, problems: list(nothing), accepted: table(text, count)},
      byRule: table(rule, object({findings: count, safe: count, unsafe: count})),
      work: object({
        ...{bytesIn: count, bytesOut: count},
        rules: table(rule, object({found: count, fixed: count, removed: count})),
      }),
    },
    {suppressed: count},
  )
  const sample = object({key: count, path: text, place: text, text, mended: flag})
  const entry = object({
    content: text,
    done: object(
      {problems: list(nothing), items: count, changed: count, totals},
      {incomplete: flag, samples: table(rule, list(sample))},
    ),
    report: object({path: text, messages: list(message), notices: list(text)}),
  })
  return Object.entries(files).every(
    ([path, own]) =>
      entry(own) &&
      [own.report, ...own.report.messages].every((part) => part.path === path) &&
      own.report.messages.every(({ruleId, url}) => url === ruleUrl(ruleId)),
  )
}
