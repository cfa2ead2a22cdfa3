import {
  type Dirent,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {basename, dirname, join, resolve} from 'node:path'
import type {Ignore} from 'ignore'
import {isInside, isWithin, slashed} from '../io/paths.ts'
import {systemCode} from '../io/system-code.ts'
import {LEDGER_NAME} from '../repair/ledger.ts'
import {formatSize} from './limits.ts'
import type {Format, InputFile, Problem} from './types.ts'

export {LEDGER_NAME}

export interface FindOptions {
  /** Absolute path of the working folder. */
  cwd: string
  format: InputFormat
  /** Files that are never read, as patterns of .gitignore from the working folder. */
  ignorePatterns: readonly string[]
  /** Whether `.gitignore` files hide files of walked folders. */
  respectIgnore: boolean
  /** Absolute paths of folders (or files) that are never walked: the output folder, the ledger. */
  exclude: readonly string[]
  /** Bytes of the largest file to read. */
  maxFileSize: number
  /** Whether copies will be written, so that two inputs must not share one; true unless given. */
  copies?: boolean
  /** Told of each walked file that is no text by its name. */
  onOther?: (name: string) => void
}

const TEXT_FILE = /\.(?:(?:txt|text|md|markdown|jsonl|ndjson|wet|warc)(?:\.gz|\.zst)?|parquet)$/i
const ENDINGS = '.txt .text .md .markdown .jsonl .ndjson .wet .warc, also with .gz or .zst, and .parquet'

// A file, the folder whose name does not belong to its copy, and whether a link led to it.
interface Found {
  file: string
  base: string
  real: string
  size: number
  link: boolean
}

// System calls are synchronous here: through the thread pool each would take several times longer.

/**
 * Finds the files to read. Folders are walked for text files, without hidden files and folders, `node_modules` and
 * links that lead out; a file named outright is read whatever its ending.
 *
 * @param paths   files, folders and globs, from the working folder
 * @param options what to leave out
 * @returns files in order of their paths, each once, and what is wrong with `paths`
 */
export async function findInputs(
  paths: readonly string[],
  options: FindOptions,
): Promise<{files: InputFile[]; problems: Problem[]}> {
  const {cwd, maxFileSize} = options
  const problems: Problem[] = []
  const complain: Complain = (file, message) => problems.push({path: slashed(cwd, file), message})
  const finder = await createFinder(options, complain)
  const byRealPath = new Map<string, Found>()
  for (const path of new Set(paths)) {
    const {found, problems: own} = await finder(path)
    for (const problem of own) problems.push(problem)
    for (const candidate of found) {
      const other = byRealPath.get(candidate.real)
      if (!other || (other.link && !candidate.link)) byRealPath.set(candidate.real, candidate)
    }
  }
  const files: InputFile[] = []
  for (const found of byRealPath.values()) {
    const input = toInput(found, options)
    if (found.size <= maxFileSize) files.push(input)
    else
      problems.push({
        path: slashed(cwd, found.file),
        message: `is larger than ${formatSize(maxFileSize)} and was skipped; raise --max-file-size to read it`,
      })
  }
  files.sort(byPath)
  if (options.copies === false) return {files, problems}
  const clashes = findClashes(files)
  return {
    files: files.filter((file) => !clashes.has(file.copy)),
    problems: [...problems, ...[...clashes.values()].flat()],
  }
}

function byPath(a: {path: string}, b: {path: string}): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

function findClashes(files: readonly InputFile[]): Map<string, Problem[]> {
  const first = new Map<string, string>()
  const clashes = new Map<string, Problem[]>()
  for (const {path, copy} of files) {
    const other = first.get(copy)
    if (other === undefined) {
      first.set(copy, path)
      continue
    }
    const message = `would share the copy \`${copy}\` with \`${other}\`; name a folder that holds both, or run them apart with two --out-dir`
    const known = clashes.get(copy)
    if (known) known.push({path, message})
    else clashes.set(copy, [{path, message}])
  }
  return clashes
}

function toInput({file, base, size}: Found, {cwd, format}: FindOptions): InputFile {
  return {
    path: slashed(cwd, file),
    file,
    ...kindOf(basename(file), format),
    copy: slashed(isInside(cwd, file) ? cwd : base, file),
    size,
  }
}

/** What may be said of the format of a file. */
export type InputFormat = 'auto' | Format | 'parquet'

/**
 * What a file is and what it is packed in, by its ending; text where the ending says nothing.
 *
 * @param name   any path
 * @param format what the user says it is
 */
export function kindOf(name: string, format: InputFormat = 'auto'): Pick<InputFile, 'format' | 'compressed'> {
  const packed = /\.(?:gz|zst)$/i.exec(name)
  const ending = /\.(\w+)$/.exec(name.slice(0, packed?.index))?.[1]?.toLowerCase() ?? ''
  const own = format === 'auto' ? (FORMATS.get(ending) ?? 'text') : format
  if (own === 'parquet') return {format: 'jsonl', compressed: 'parquet'}
  if (!packed) return {format: own, compressed: false}
  const isZstd = packed[0].toLowerCase() === '.zst'
  return {format: own, compressed: isZstd ? 'zstd' : own === 'wet' ? 'warc.gz' : 'gzip'}
}

const FORMATS: ReadonlyMap<string, Format | 'parquet'> = new Map([
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['wet', 'wet'],
  ['warc', 'wet'],
  ['parquet', 'parquet'],
])

/** Whether a folder is walked for a file, by its name. */
export function isTextFile(name: string): boolean {
  return TEXT_FILE.test(name) && name !== LEDGER_NAME
}

/** Takes what is wrong with a file that says what is read. */
type Complain = (file: string, message: string) => void

interface Finding {
  found: Found[]
  problems: Problem[]
}

// One file named outright needs no patterns, so the package is loaded where there are some.
async function createIgnore(patterns: readonly string[]): Promise<Ignore | undefined> {
  if (patterns.length === 0) return undefined
  const {default: ignore} = await import('ignore')
  return ignore({allowRelativePaths: true}).add([...patterns])
}

async function createFinder(options: FindOptions, complain: Complain): Promise<(path: string) => Promise<Finding>> {
  const {cwd, exclude, respectIgnore} = options
  const patterns = await createIgnore(options.ignorePatterns)
  const isUnwanted = (file: string, isFolder: boolean): boolean =>
    file !== cwd && patterns?.ignores(slashed(cwd, file) + (isFolder ? '/' : '')) === true
  const isExcluded = (file: string): boolean => exclude.some((folder) => isWithin(folder, file))
  const gitignores = createGitignores(cwd, complain)

  const walk = async (root: string): Promise<Finding> => {
    const found: Found[] = []
    const problems: Problem[] = []
    let ignored = 0
    let unwanted = 0
    const realRoot = realpathSync.native(root)
    const base = dirname(root)
    const folders: {folder: string; layers: readonly Layer[]}[] = [
      {folder: root, layers: respectIgnore ? (await gitignores(root)).layers : []},
    ]
    for (let next = folders.pop(); next; next = folders.pop()) {
      const {folder, layers} = next
      let entries: Dirent[]
      try {
        entries = readdirSync(folder, {withFileTypes: true})
      } catch (error) {
        problems.push({path: slashed(cwd, folder) || '.', message: unreadable(error, folder)})
        continue
      }
      const files: {file: string; link: boolean}[] = []
      for (const entry of entries) {
        const {name} = entry
        const file = join(folder, name)
        if (name.startsWith('.') || name === 'node_modules' || isExcluded(file)) continue
        if (entry.isDirectory()) {
          if (isUnwanted(file, true)) unwanted++
          else if (isIgnored(layers, file, true)) ignored++
          else folders.push({folder: file, layers: respectIgnore ? await enter(layers, file, complain) : layers})
        } else if (isTextFile(name)) {
          if (isUnwanted(file, false)) unwanted++
          else if (isIgnored(layers, file, false)) ignored++
          else if (entry.isFile() || entry.isSymbolicLink()) files.push({file, link: entry.isSymbolicLink()})
        } else if (options.onOther && entry.isFile() && !isUnwanted(file, false) && !isIgnored(layers, file, false))
          options.onOther(name)
      }
      for (const {file, link} of files) {
        const result = look(file, base, {link, real: link ? undefined : join(realRoot, file.slice(root.length))})
        if (!result) continue
        if ('message' in result) problems.push({path: slashed(cwd, result.file), message: result.message})
        else if (!result.link || (isInside(realRoot, result.real) && !isExcluded(result.real))) found.push(result)
      }
    }
    if (found.length === 0 && problems.length === 0)
      problems.push({path: slashed(cwd, root) || '.', message: emptyReason(ignored, unwanted)})
    found.sort((a, b) => (a.file < b.file ? -1 : 1))
    return {found, problems}
  }

  const matchGlob = async (pattern: string): Promise<Finding | undefined> => {
    const {glob, isDynamicPattern} = await import('tinyglobby')
    if (!isDynamicPattern(pattern)) return undefined
    const matches = await glob(pattern, {
      cwd,
      absolute: true,
      expandDirectories: false,
      followSymbolicLinks: false,
      ignore: ['**/node_modules/**'],
    })
    const base = resolve(
      cwd,
      fixedPart(pattern, (part) => isDynamicPattern(part)),
    )
    const realBase = matches.length > 0 ? realpathSync.native(base) : base
    const found: Found[] = []
    const problems: Problem[] = []
    let ignored = 0
    for (const match of matches.sort()) {
      const file = resolve(match)
      if (basename(file) === LEDGER_NAME || isExcluded(file) || isUnwanted(file, false)) continue
      const state = await gitignores(dirname(file))
      // A hidden folder that the pattern names is read, as when it is walked.
      if (
        respectIgnore &&
        ((state.ignored && !(await gitignores(base)).ignored) || isIgnored(state.layers, file, false))
      ) {
        ignored++
        continue
      }
      const result = look(file, base)
      if (!result) continue
      if ('message' in result) problems.push({path: slashed(cwd, file), message: result.message})
      else if (isInside(realBase, result.real)) found.push({...result, link: result.real !== file})
    }
    if (found.length === 0 && problems.length === 0)
      problems.push({path: pattern, message: ignored > 0 ? ignoredOnly : 'matches no file; check the pattern'})
    return {found, problems}
  }

  return async (path) => {
    const file = resolve(cwd, path)
    const problem = (message: string): Finding => ({found: [], problems: [{path, message}]})
    let stats: Stats
    try {
      stats = statSync(file)
    } catch (error) {
      const code = systemCode(error)
      if (code === 'ENOENT' || code === 'ENOTDIR')
        return (await matchGlob(path)) ?? problem('does not exist; check its name')
      return problem(unreadable(error, file))
    }
    if (stats.isDirectory()) {
      if (isExcluded(file)) return problem('lies in the output folder, which is never read; name another --out-dir')
      if (isUnwanted(file, true)) return {found: [], problems: []}
      return walk(file)
    }
    if (stats.isBlockDevice() || stats.isSocket())
      return problem('is neither a file nor a folder; name text files only')
    // Hooks and patterns of a shell name ledgers along with texts.
    if (basename(file) === LEDGER_NAME || isUnwanted(file, false)) return {found: [], problems: []}
    const result = look(file, dirname(file), {named: true})
    if (!result || 'message' in result) return problem(result?.message ?? 'is no file any more; check its name')
    return {found: [{...result, link: result.real !== file}], problems: []}
  }
}

const ignoredOnly = 'has only texts that .gitignore hides; read them with --no-ignore'

function emptyReason(ignored: number, unwanted: number): string {
  if (ignored > 0) return ignoredOnly
  return unwanted > 0
    ? 'has only texts that ignore patterns hide; change the patterns'
    : `has no text files (${ENDINGS}); name other files outright`
}

function unreadable(error: unknown, file: string): string {
  const code = systemCode(error)
  if (code === undefined) throw error
  if (code === 'ENOENT')
    return file.includes('\ufffd') ? 'has a name that is not UTF-8; rename it' : 'does not exist any more'
  return `cannot be read (${code}); check its permissions`
}

// Nothing for what is no file, such as a device or a pipe, unless the user named it. `real` is given where no link is on
// the way.
function look(
  file: string,
  base: string,
  {link = false, real, named = false}: {link?: boolean; real?: string | undefined; named?: boolean} = {},
): Found | {file: string; message: string} | undefined {
  try {
    const stats = statSync(file)
    if (!named && !stats.isFile()) return undefined
    // A pipe that a shell names has no other name.
    return {file, base, real: real ?? (stats.isFIFO() ? file : realpathSync.native(file)), size: stats.size, link}
  } catch (error) {
    return {
      file,
      message:
        systemCode(error) === 'ENOENT' && link ? 'is a link to nothing; remove it or mend it' : unreadable(error, file),
    }
  }
}

// Leading parts of a pattern that are plain names.
function fixedPart(pattern: string, isDynamic: (part: string) => boolean): string {
  const parts = pattern.split('/')
  const first = parts.findIndex(isDynamic)
  const fixed = parts.slice(0, first === -1 ? -1 : first).join('/')
  return fixed === '' && pattern.startsWith('/') ? '/' : fixed
}

/** Patterns of one `.gitignore`. */
interface Layer {
  folder: string
  rules: Ignore
}

interface FolderState {
  layers: readonly Layer[]
  ignored: boolean
}

// The deepest file that says something decides, as in git.
function isIgnored(layers: readonly Layer[], file: string, isFolder: boolean): boolean {
  for (const {folder, rules} of layers.toReversed()) {
    const {ignored, unignored} = rules.test(slashed(folder, file) + (isFolder ? '/' : ''))
    if (ignored || unignored) return ignored
  }
  return false
}

// A `.gitignore` that hides a folder which is walked all the same has no say inside.
async function enter(layers: readonly Layer[], folder: string, complain: Complain): Promise<readonly Layer[]> {
  const kept = layers.filter((layer) => !isIgnored([layer], folder, true))
  const rules = await createIgnore(patternsOf(join(folder, '.gitignore'), complain))
  return rules ? [...kept, {folder, rules}] : kept
}

// Whoever made the corpus must not choose what is read, nor hold the run up: each `**` of a pattern multiplies the ways
// to try it by the depth of the path.
const MAX_GITIGNORE = 1_000_000
const MAX_PATTERN = 1000
const MAX_STARS = 3

// As in git, a link is no such file.
function patternsOf(file: string, complain: Complain): string[] {
  try {
    const stats = lstatSync(file, {throwIfNoEntry: false})
    if (!stats?.isFile()) return []
    if (stats.size > MAX_GITIGNORE) {
      complain(file, `is larger than ${formatSize(MAX_GITIGNORE)}, and hides nothing; shorten it`)
      return []
    }
    const lines = readFileSync(file, 'utf8').split('\n')
    const quick = lines.filter(
      (line) => line.startsWith('#') || (line.length <= MAX_PATTERN && line.split('**').length - 1 <= MAX_STARS),
    )
    if (quick.length < lines.length)
      complain(
        file,
        `has patterns of more than ${MAX_STARS} \`**\` or ${MAX_PATTERN} characters, which hide nothing; shorten them`,
      )
    return quick
  } catch {
    return []
  }
}

// States of folders, from the root of their git repository down; outside of one, from the working folder.
function createGitignores(cwd: string, complain: Complain): (folder: string) => Promise<FolderState> {
  const states = new Map<string, Promise<FolderState>>()
  const compute = async (folder: string, top: string): Promise<FolderState> => {
    if (folder === top) return {layers: await enter([], folder, complain), ignored: false}
    const parent = await stateOf(dirname(folder), top)
    return {
      layers: await enter(parent.layers, folder, complain),
      ignored: parent.ignored || isIgnored(parent.layers, folder, true),
    }
  }
  const stateOf = (folder: string, top: string): Promise<FolderState> => {
    const key = `${top}\0${folder}`
    const known = states.get(key)
    if (known) return known
    const state = compute(folder, top)
    states.set(key, state)
    return state
  }
  return async (folder) => stateOf(folder, gitRoot(folder) ?? (isInside(cwd, folder) ? cwd : folder))
}

function gitRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (at === dirname(at)) return undefined
  }
}

/**
 * Reads a list of paths, one a line; blank lines do not count.
 *
 * @param file  a path, `-` for standard input
 * @param stdin stands for standard input
 * @throws Error with one line for the user where the list cannot be read
 */
export async function readFileList(file: string, stdin: AsyncIterable<Uint8Array> = process.stdin): Promise<string[]> {
  const chunks: Uint8Array[] = []
  if (file === '-') for await (const chunk of stdin) chunks.push(chunk)
  else {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new Error(
        `\`${file}\` cannot be read (${systemCode(error)}); name a file with one path a line after --files-from`,
      )
    })
    chunks.push(bytes)
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\ufeff/, '')
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}
