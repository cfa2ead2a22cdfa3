import {existsSync, realpathSync} from 'node:fs'
import {stat} from 'node:fs/promises'
import {basename, dirname, join, resolve} from 'node:path'
import type {FlagSettings} from '../config/files.ts'
import {createMatcher, expandBraces} from '../config/globs.ts'
import type {LoadedConfig} from '../config/load.ts'
import type {ConfigBody, InputConfig, RuleEntry} from '../config/types.ts'
import type {InputFile, Problem} from '../corpus/types.ts'
import {findInputs, isTextFile, kindOf, LEDGER_NAME, readFileList} from '../corpus/walk.ts'
import {isInside, isWithin, slashed} from '../io/paths.ts'
import {realOf} from '../io/write.ts'
import {oncePerText} from '../text/once.ts'
import {type CheckFlags, DEFAULT_OUT_DIR, type InputFlags} from './commands/check.ts'
import type {GitWish} from './git.ts'
import {targetsOf} from './reports.ts'
import {log, shownPath, UsageError} from './usage.ts'

const STDIN = '<stdin>'

/** What a run does with texts, and where to; all paths are absolute. */
export interface Plan {
  action: 'lint' | 'diff' | 'copy' | 'in-place'
  cwd: string
  outDir: string
  /** Whether the user named the folder; only then it may be a link. */
  outDirNamed: boolean
  ledger: string
  /** Whether the user named the ledger; only then text from standard input is listed in it. */
  ledgerNamed: boolean
  /** `--color`, `--no-color` or neither. */
  color: boolean | undefined
}

/**
 * @param flags flags of `check`
 * @param cwd   absolute path of the working folder
 */
export function planOf({fix, diff, inPlace, outDir, ledger, color}: Partial<CheckFlags>, cwd: string): Plan {
  const action = diff ? 'diff' : !fix ? 'lint' : inPlace ? 'in-place' : 'copy'
  const folder = resolve(cwd, outDir ?? DEFAULT_OUT_DIR)
  const usual = resolve(action === 'in-place' ? cwd : folder, LEDGER_NAME)
  return {
    action,
    cwd,
    outDir: folder,
    outDirNamed: outDir !== undefined,
    ledger: ledger === undefined ? usual : resolve(cwd, ledger),
    ledgerNamed: ledger !== undefined,
    color,
  }
}

/**
 * What the flags say on top of the configuration.
 *
 * @throws UsageError for a `--rule` that is no `id: level`
 */
export function flagSettings(flags: Partial<CheckFlags>): FlagSettings {
  const {preset, select, ignore, lang, fixable, unfixable, maxRemoved, input, textField, idField, urlField, langField} =
    flags
  const fields: InputConfig = defined({format: input, textField, idField, urlField, langField})
  const rules = flags.rule && Object.fromEntries(flags.rule.map(ruleSetting))
  const body: ConfigBody = {...defined({rules, lang, fixable, unfixable, maxRemoved}), input: fields}
  return {...defined({presets: preset, select, ignore}), body}
}

type Defined<Values> = {[Key in keyof Values]?: NonNullable<Values[Key]>}

function defined<Values extends object>(values: Values): Defined<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>
}

// `id: level`, or `id: ["level", {"option": 1}]`.
function ruleSetting(text: string): [string, RuleEntry] {
  const match = /^([\w-]+)\s*:\s*(\S.*)$/.exec(text.trim())
  if (!match)
    throw new UsageError(`--rule '${text}' is no setting; write --rule 'id: error' with error, warn, info or off`)
  const [, id, value] = match as unknown as [string, string, string]
  if (!value.startsWith('[')) return [id, value as RuleEntry]
  try {
    return [id, JSON.parse(value) as RuleEntry]
  } catch {
    throw new UsageError(`--rule '${text}' is no setting; write --rule 'id: ["error", {"option": 1}]'`)
  }
}

/**
 * Finds what to read.
 *
 * @param paths files and folders, `-` for standard input
 * @returns inputs in order, and what is wrong with `paths`
 */
export async function collectInputs(
  paths: readonly string[],
  flags: InputFlags & OutputFlags & Pick<CheckFlags, 'quiet' | 'changed' | 'changedSince' | 'staged'>,
  {config, folder}: LoadedConfig,
  plan: Plan,
): Promise<{files: InputFile[]; problems: Problem[]}> {
  const {cwd} = plan
  refuseLedger(flags, plan)
  const listed = flags.filesFrom === undefined ? [] : await readList(flags.filesFrom)
  const named = [...paths, ...listed]
  // It would stand for the working folder, which is not what a variable without value means.
  if (named.includes('')) throw new UsageError('a path is empty; name a file or a folder, or . for this one')
  const wantsStdin = named.includes('-') || (named.length === 0 && flags.stdinFilename !== undefined)
  if (wantsStdin && flags.filesFrom === '-')
    throw new UsageError('standard input cannot be both the list of files and a text; give --files-from a file')
  const onDisk = named.filter((path) => path !== '-')
  if (named.length === 0 && !wantsStdin && flags.filesFrom === undefined) onDisk.push('.')
  const ignores = config.ignores ?? []
  const own = folder === cwd ? ignores : []
  const others = new Map<string, number>()
  const {files, problems} = await findInputs(onDisk, {
    cwd,
    format: flags.input ?? 'auto',
    ignorePatterns: [...own, ...(flags.ignorePattern ?? [])].flatMap(expandBraces),
    respectIgnore: !flags.noIgnore,
    exclude: excluded(onDisk, flags, plan),
    maxFileSize: flags.maxFileSize,
    copies: plan.action === 'copy',
    onOther(name) {
      const ending = OTHER_TEXT.exec(name)?.[0].toLowerCase()
      if (ending !== undefined) others.set(ending, (others.get(ending) ?? 0) + 1)
    },
  })
  if (others.size > 0 && files.length > 0 && !flags.quiet) log(skippedKinds(others))
  const isIgnored = folder === cwd || ignores.length === 0 ? () => false : await createMatcher(ignores, folder)
  const wanted = files.filter(({file}) => file === undefined || !isIgnored(file))
  const wish = gitWish(flags)
  const found = wish ? await changedOf(wish, wanted, onDisk, cwd) : wanted
  if (wantsStdin) found.unshift(standardInput(flags))
  if (found.length === 0 && problems.length === 0 && !wish)
    problems.push({
      path: onDisk.join(', ') || (flags.filesFrom ?? '.'),
      message: 'nothing to read; every file is ignored, or none was named',
    })
  return {files: found, problems}
}

async function changedOf(
  wish: GitWish,
  files: readonly InputFile[],
  paths: readonly string[],
  cwd: string,
): Promise<InputFile[]> {
  const {filter, gone} = await (await import('./git.ts')).changedFiles(cwd, wish)
  const real = realpathSync.native(cwd)
  const isWanted = (file: string): boolean =>
    isTextFile(basename(file)) &&
    paths.some((path) => resolve(real, path) === real || isInside(resolve(real, path), file))
  const staged = gone
    .filter(({file}) => isWanted(file))
    .map(({file, source}): InputFile => {
      const path = slashed(real, file)
      return {path, file: resolve(cwd, path), ...kindOf(path), copy: path, source}
    })
  return [...filter(files), ...staged].sort((a, b) => (a.path < b.path ? -1 : 1))
}

// Files of folders that may hold scraped text as well, and are not read unless they are named.
const OTHER_TEXT =
  /\.(?:html?|xhtml|xml|csv|tsv|pdf|docx?|odt|rtf|epub|rst|adoc|tex|log|srt|vtt|(?:txt|text|md|jsonl|ndjson|wet|warc)\.(?:bz2|xz|zip))$/i

function skippedKinds(counts: ReadonlyMap<string, number>): string {
  const kinds = [...counts].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
  const count = kinds.reduce((sum, [, own]) => sum + own, 0)
  return `skipped ${count} ${count === 1 ? 'file' : 'files'} of other kinds (${kinds.map(([ending]) => ending).join(', ')}); a file that is named is read as text`
}

function gitWish({
  changed,
  changedSince,
  staged,
}: Pick<CheckFlags, 'changed' | 'changedSince' | 'staged'>): GitWish | undefined {
  if (staged) return {staged}
  return changed || changedSince !== undefined ? {staged: false, since: changedSince} : undefined
}

async function readList(file: string): Promise<string[]> {
  try {
    return await readFileList(file)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

type OutputFlags = Pick<CheckFlags, 'format' | 'stats' | 'card' | 'cacheLocation'>

/**
 * What a run writes beside copies, by the flag that names it.
 *
 * @returns absolute paths of files, and of folders that reports fill
 */
export function outputsOf({format = [], stats, card, cacheLocation}: OutputFlags): {flag: string; file: string}[] {
  const named = Object.entries({'--stats': stats, '--card': card, '--cache-location': cacheLocation})
  return [
    ...targetsOf(format).flatMap(({name, file}) => (file === undefined ? [] : {flag: `--format ${name}=`, file})),
    ...named.flatMap(([flag, file]) => (file === undefined ? [] : {flag, file: resolve(file)})),
  ]
}

// Copies may be linted, but only where they are asked for.
function excluded(
  paths: readonly string[],
  flags: OutputFlags,
  {action, cwd, outDir, ledger}: Pick<Plan, 'action' | 'cwd' | 'outDir' | 'ledger'>,
): string[] {
  const real = realOf(outDir)
  const within = paths.map((path) => resolve(cwd, path)).filter((path) => isWithin(real, realOf(path)))
  const asked = action !== 'copy' && within.length > 0
  return [...outputsOf(flags).map(({file}) => file), ledger, ...(asked ? [] : [outDir, real, ...within])]
}

/**
 * @param files what is read
 * @param file  absolute path of something that is written, and the flag that names it
 * @throws UsageError where a text would be lost under it
 */
export function refuseOverwrite(files: readonly InputFile[], {flag, file}: {flag: string; file: string}): void {
  // A text has many names where there are links, but none where nothing is.
  const real = existsSync(file) ? realOf(file) : undefined
  if (files.some(({file: text}) => text !== undefined && (text === file || (real && realOf(text) === real))))
    throw new UsageError(
      `${shownPath(file)}: is one of the texts, which would be lost; name another file after ${flag}`,
    )
}

function refuseLedger(flags: OutputFlags, {ledger}: Plan): void {
  for (const {flag, file} of outputsOf(flags)) {
    const real = realOf(file)
    if (basename(real) === LEDGER_NAME || real === realOf(ledger))
      throw new UsageError(`${shownPath(file)}: is a ledger, which would be lost; name another file after ${flag}`)
  }
}

function standardInput({stdinFilename, input = 'auto'}: InputFlags): InputFile {
  const path = stdinFilename ?? STDIN
  const kind = kindOf(path, input)
  const {format} = kind
  return {
    path,
    file: undefined,
    ...kind,
    copy:
      stdinFilename === undefined
        ? `stdin.${format === 'text' ? 'txt' : format === 'markdown' ? 'md' : format}`
        : basename(stdinFilename),
  }
}

/**
 * Finds inputs that would be lost under the copy of another, or of their own, and those whose copy a link would lead out
 * of the output folder.
 *
 * @returns one problem for each such input
 */
export async function findOverwrites(files: readonly InputFile[], {outDir}: Plan): Promise<Map<InputFile, Problem>> {
  const inputs = new Map(files.flatMap(({file, path}) => (file === undefined ? [] : [[file, path]])))
  const overwrites = new Map<InputFile, Problem>()
  const folder = realOf(outDir)
  const folderOf = oncePerText(realOf)
  for (const input of files) {
    if (input.file === undefined) continue
    const target = resolve(outDir, input.copy)
    const place = folderOf(dirname(target))
    const lost =
      inputs.get(target) ??
      inputs.get(join(place, basename(target))) ??
      ((await isSame(target, input.file)) ? input.path : undefined)
    const message =
      lost !== undefined
        ? `its copy would overwrite ${lost === input.path ? 'it' : `\`${lost}\``}; name another --out-dir, or use --in-place`
        : isWithin(folder, place)
          ? undefined
          : `its copy would go through a link to \`${shownPath(place)}\`, outside of the output folder; remove the link, or name another --out-dir`
    if (message !== undefined) overwrites.set(input, {path: input.path, message})
  }
  return overwrites
}

// Through a link, or on a file system that does not tell cases apart.
async function isSame(a: string, b: string): Promise<boolean> {
  const one = await stat(a).catch(() => undefined)
  if (!one) return false
  const other = await stat(b).catch(() => undefined)
  return one.dev === other?.dev && one.ino === other.ino
}

/** A file whose format is not told by its ending where the settings say what it is. */
export function withFormat(input: InputFile, format: InputConfig['format'] = 'auto'): InputFile {
  return format === 'auto' ? input : {...input, ...kindOf(input.path, format)}
}
