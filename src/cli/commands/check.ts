import {existsSync} from 'node:fs'
import {type Command, InvalidArgumentError, Option} from 'commander'
import {isLanguageTag} from '../../config/languages.ts'
import {didYouMean} from '../../config/settings.ts'
import type {InputConfig} from '../../config/types.ts'
import type {PresetName} from '../../rule/define.ts'
import {check} from '../check.ts'
import type {Run} from '../program.ts'
import type {ProgressKind} from '../progress.ts'
import {parseSize, UsageError} from '../usage.ts'

/** Flags of `check` as commander hands them over. */
export interface CheckFlags {
  config?: string | false
  preset?: PresetName[]
  select?: string[]
  ignore?: string[]
  rule?: string[]
  lang?: string
  input?: NonNullable<InputConfig['format']>
  textField?: string
  idField?: string
  urlField?: string
  langField?: string
  stdinFilename?: string
  filesFrom?: string
  ignorePattern?: string[]
  noIgnore?: boolean
  maxFileSize: number
  maxDocBytes?: number
  docTimeout?: number
  maxRatio?: number
  host?: string
  profile?: string
  fix?: boolean
  unsafeFixes?: boolean
  fixable?: string[]
  unfixable?: string[]
  outDir?: string
  inPlace?: boolean
  diff?: boolean
  ledger?: string
  maxRemoved?: number
  baseline?: string | false
  reportUnused?: boolean
  /** Whether messages carry fingerprints; not a flag of the command line. */
  fingerprints?: boolean
  format?: string[]
  quiet?: boolean
  maxMessages?: number
  statistics?: boolean
  timing?: boolean
  color?: boolean
  failOn: 'error' | 'warn' | 'never'
  maxWarnings?: number
  maxErrors?: {most: number; percent: boolean}
  exitZero?: boolean
  workers?: number | 'auto'
  resume?: boolean
  changed?: boolean
  /** Of `--changed=REF`. */
  changedSince?: string
  staged?: boolean
  cache?: boolean
  cacheLocation?: string
  watch?: boolean
  progress?: ProgressKind
  stats?: string
  card?: string
  records?: boolean
  hello?: boolean
  protocol?: number
}

/** Flags that say what to read. */
export type InputFlags = Pick<
  CheckFlags,
  | 'config'
  | 'input'
  | 'textField'
  | 'idField'
  | 'urlField'
  | 'langField'
  | 'stdinFilename'
  | 'filesFrom'
  | 'ignorePattern'
  | 'noIgnore'
  | 'maxFileSize'
  | 'maxDocBytes'
  | 'maxRatio'
  | 'host'
>

/** Folder of copies where none is named. */
export const DEFAULT_OUT_DIR = 'clean'

const EXAMPLES = `
Examples:
  descrape pages/                      say what is junk in the texts of a folder
  descrape pages/ --fix                write clean copies to clean/pages/
  descrape pages/ --diff               show what --fix would change
  cat page.txt | descrape --fix -      clean text on standard output
  descrape crawl.jsonl --text-field body -f concise
  descrape restore clean/descrape-ledger.jsonl --out-dir originals

Exit codes: 0 nothing left, 1 findings left (with --diff also changes), 2 bad usage or input,
3 more bad records than --max-errors, 130 or 143 stopped by Ctrl-C or kill.`

/**
 * Gives a command the arguments, options and action of `check`.
 *
 * @param command the program itself, or its command `check`
 */
export function describeCheck(command: Command, run: Run): Command {
  ruleOptions(command.argument('[paths...]', 'files and folders, - for standard input (default: .)'))
  inputOptions(command)
    .option('--changed', 'only files that differ from the last commit; --changed=REF: from where REF was left')
    .addOption(new Option('--changed-since <ref>').hideHelp())
    .option('--staged', 'only files that are staged, as they are staged')
    .optionsGroup('Fixing:')
    .option('--fix', 'apply safe fixes and write clean copies')
    .option('--unsafe-fixes', 'apply unsafe fixes as well; only with --fix or --diff')
    .option('--fixable <rules>', 'fix only what these find', list)
    .option('--unfixable <rules>', 'do not fix what these find', list)
    .option('--out-dir <folder>', `folder of the copies (default: ${DEFAULT_OUT_DIR})`)
    .addOption(new Option('--in-place', 'change the files themselves instead').conflicts('outDir'))
    .option('--diff', 'write nothing, show what --fix would change')
    .option('--ledger <file>', 'what restores the originals (default: OUT/descrape-ledger.jsonl)')
    .option(
      '--max-removed <share>',
      'leave texts alone that would lose more, 0 to 1 (default: 0.5); unsafe fixes are\nweighed on what the safe ones leave',
      share,
    )
    .optionsGroup('Accepted findings:')
    .option('--baseline <file>', 'leave alone what descrape baseline write has accepted')
    .option('--no-baseline', 'count accepted findings as well')
    .option('--report-unused', 'warn of comments and accepted findings that nothing needs any more')
    .optionsGroup('Output:')
    .option(
      '-f, --format <name[=file]>',
      'report to standard output or a file (repeatable; default: stylish):\nstylish, concise, json, jsonl, sarif, github, gitlab, junit, html,\ndolma=FOLDER, vfile-reporter-*',
      collect,
    )
    .option('--quiet', 'show errors and warnings only, and nothing where there are none')
    .option('--max-messages <n>', 'show at most so many findings', count)
    .option('--statistics', 'count findings by rule')
    .option('--timing', 'say on standard error where the time went, rule by rule')
    .option('--color', 'use colours; NO_COLOR and FORCE_COLOR work as well')
    .option('--no-color', 'use no colours')
    .option('--stats <file>', 'write numbers of the run as JSON; descrape stats merge adds them up')
    .option('--card <file>', 'write a page in Markdown: rules, versions, shares removed and samples')
    .addOption(
      new Option(
        '--progress <kind>',
        'auto (a bar on a terminal), json (a line a second) or none, on standard error',
      ).choices(['auto', 'json', 'none']),
    )
    .optionsGroup('Speed:')
    .addOption(
      new Option('--workers <n>', 'threads for large inputs, or auto for all processors (default: 1)').argParser(
        workers,
      ),
    )
    .option('--cache', 'check only texts that changed since the last run with --cache')
    .option('--cache-location <file>', 'the cache (default: in node_modules/.cache, or .descrape-cache.json)')
    .option('--watch', 'check again whenever a file changes')
    .option('--resume', 'leave copies alone that an earlier run with --resume has made of the same texts')
    .option(
      '--doc-timeout <seconds>',
      'leave a text alone on which the rules work for longer (default: no limit)',
      seconds,
    )
    .optionsGroup('Pipes:')
    .option('--records', 'answer each JSON line of standard input with one line; see docs/records.md')
    .option('--hello', 'with --records, say first in a line what answers')
    .option('--protocol <n>', 'with --records, refuse to start unless this is its version', count)
    .optionsGroup('Exit code:')
    .addOption(
      new Option('--fail-on <level>', 'least severity for exit code 1: error, warn or never (default: warn)')
        .choices(['error', 'warn', 'never'])
        .default('warn'),
    )
    .option('--max-warnings <n>', 'tolerate so many warnings', count)
    .option('--max-errors <n>', 'tolerate so many records that cannot be read, or N%; more exit with 3', tolerance)
    .option('--exit-zero', 'exit with 0 even where findings are left')
  return configOptions(command)
    .optionsGroup('Help:')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: CheckFlags, {commands}: Command) => {
      refuseMistyped(paths, commands)
      refuseContradictions(flags)
      if (flags.watch) {
        if (paths.includes('-')) throw new UsageError('--watch needs files; standard input is read once')
        return run(await (await import('../watch.ts')).watch(paths, flags, process.argv.slice(2)))
      }
      run(flags.records ? await (await import('../records.ts')).records(paths, flags) : await check(paths, flags))
    })
}

/** Gives a command the options that say which rules run. */
export function ruleOptions(command: Command): Command {
  return command
    .optionsGroup('Rules:')
    .option('--preset <name>', 'preset in place of those of the configuration (repeatable)', list)
    .option('--select <rules>', 'run only these: rule ids, categories or all (repeat or comma)', list)
    .option('--ignore <rules>', 'do not run these', list)
    .option('--rule <setting>', "level of one rule, as 'id: error', warn, info or off (repeatable)", collect)
    .option('--lang <code>', 'language of all texts; auto guesses it for each', language)
    .option('--profile <file>', 'counts of descrape profile, to find the menus and footers of sites')
}

/** Gives a command the options that name a configuration. */
export function configOptions(command: Command): Command {
  return command
    .optionsGroup('Configuration:')
    .option('-c, --config <file>', 'configuration (default: descrape.config.* here or in a folder above)')
    .option('--no-config', 'no configuration')
}

/** Gives a command the options that say what to read. */
export function inputOptions(command: Command): Command {
  return command
    .optionsGroup('Input:')
    .addOption(
      new Option('--input <format>', 'auto (by the ending of the name), text, markdown, jsonl, parquet or wet').choices(
        ['auto', 'text', 'markdown', 'jsonl', 'parquet', 'wet'],
      ),
    )
    .option('--text-field <name>', 'field of a record that holds the text (default: text)')
    .option('--id-field <name>', 'field that names a record in reports (default: id)')
    .option('--url-field <name>', 'field with the address of a record (default: url)')
    .option('--lang-field <name>', 'field with the language of a record (default: lang)')
    .option('--stdin-filename <name>', 'name of standard input in reports; its ending tells the format')
    .option('--files-from <file>', 'read paths from a file, one a line; - for standard input')
    .option('--ignore-pattern <glob>', 'skip what matches, as in .gitignore (repeatable)', collect)
    .addOption(noIgnore())
    .addOption(
      new Option('--max-file-size <size>', 'skip larger files, with exit code 2 (default: 1GB)')
        .argParser(size)
        .default(1e9),
    )
    .option('--max-doc-bytes <size>', 'leave larger records as they are (default: 256MiB)', size)
    .option(
      '--max-ratio <n>',
      'give packed files up that unpack to more than so many times their size (default: 500)',
      ratio,
    )
    .option('--host <name>', 'site of documents without an address (default: named by their folder)')
}

/**
 * @param paths    the first of them may be meant as a command
 * @param commands that there are
 * @throws UsageError where it is no file and looks like one of them
 */
export function refuseMistyped([first]: readonly string[], commands: readonly Command[]): void {
  if (first === undefined || existsSync(first)) return
  const hint = didYouMean(
    first,
    commands.map((command) => command.name()),
  )
  if (hint) throw new UsageError(`${first}: no such file or command${hint}`)
}

function refuseContradictions(flags: CheckFlags): void {
  const {fix, diff, unsafeFixes, inPlace, outDir, ledger, resume, reportUnused} = flags
  if (!flags.records && (flags.hello || flags.protocol !== undefined))
    throw new UsageError(`${flags.hello ? '--hello' : '--protocol'} needs --records`)
  const written = Object.entries({'--in-place': inPlace, '--out-dir': outDir, '--ledger': ledger}).find(
    ([, value]) => value !== undefined,
  )
  if (written && !fix && !diff) throw new UsageError(`${written[0]} needs --fix`)
  const {changed, changedSince, staged, cache, watch} = flags
  if (staged && (changed || changedSince !== undefined))
    throw new UsageError('--staged and --changed cannot be used together; staged files are changed as well')
  if (staged && (fix || diff))
    throw new UsageError('--staged reads what will be committed; fix the files themselves with --changed --fix')
  if (cache && (fix || diff)) throw new UsageError('--cache serves checks; run it without --fix')
  if (watch && (flags.records || flags.filesFrom === '-'))
    throw new UsageError('--watch needs files; standard input is read once')
  if (unsafeFixes && !fix && !diff) throw new UsageError('--unsafe-fixes needs --fix or --diff')
  if (reportUnused && (fix || diff))
    throw new UsageError('--report-unused tells what a check finds; run it without --fix')
  if (resume && (!fix || diff || inPlace))
    throw new UsageError('--resume needs --fix with copies; what is fixed in place is not fixed twice anyway')
}

// Commander would take it for the opposite of `--ignore RULES`.
function noIgnore(): Option {
  const option = new Option('--no-ignore', 'read also what .gitignore files hide').preset(true as never)
  option.attributeName = () => 'noIgnore'
  option.negate = false
  return option
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

function list(value: string, before: readonly string[] = []): string[] {
  const names = value.split(',').map((name) => name.trim())
  // An empty one would choose nothing, or leave nothing out, without a word.
  if (names.includes('')) throw new InvalidArgumentError('Expected names with commas between.')
  return [...before, ...names]
}

function language(value: string): string {
  if (value !== 'auto' && !isLanguageTag(value))
    throw new InvalidArgumentError('Unknown language; use auto, or a BCP 47 tag such as en or pt-BR.')
  return value
}

function count(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(value)
}

function workers(value: string): number | 'auto' {
  if (value === 'auto') return value
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('Expected a number from 1 to 999, or auto.')
  return Number(value)
}

function tolerance(value: string): {most: number; percent: boolean} {
  const [, number, percent] = /^(\d{1,15}(?:\.\d+)?)(%?)$/.exec(value) ?? []
  if (number === undefined || (!percent && number.includes('.')))
    throw new InvalidArgumentError('Expected a whole number, or a share such as 0.5%.')
  return {most: Number(number), percent: percent === '%'}
}

/** A number as people write it; NaN for all else that is one for JavaScript, such as `0x10`, `Infinity` or nothing. */
export function decimal(value: string): number {
  const number = /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(value) ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : Number.NaN
}

function seconds(value: string): number {
  const number = decimal(value)
  if (!(number >= 0.001 && number <= 1e6)) throw new InvalidArgumentError('Expected seconds, such as 10 or 0.5.')
  return number
}

function ratio(value: string): number {
  const number = decimal(value)
  if (!(number >= 1)) throw new InvalidArgumentError('Expected a number from 1 on.')
  return number
}

function share(value: string): number {
  const number = decimal(value)
  if (!(number >= 0 && number <= 1)) throw new InvalidArgumentError('Expected a number from 0 to 1.')
  return number
}

/** Reads a flag that is a size. */
export function size(value: string): number {
  const bytes = parseSize(value)
  if (bytes === undefined) throw new InvalidArgumentError('Expected a size such as 500kB, 64MiB or 2GB.')
  return bytes
}
