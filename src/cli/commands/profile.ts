import {resolve} from 'node:path'
import {type Command, InvalidArgumentError, Option} from 'commander'
import {mergeFiles, profile, show} from '../profile.ts'
import type {Run} from '../program.ts'
import {UsageError} from '../usage.ts'
import {decimal, type InputFlags, inputOptions, refuseMistyped, size} from './check.ts'

/** Flags of `profile`. */
export interface ProfileFlags extends InputFlags {
  output?: string
  memory: number
}

/** Flags of `profile merge`. */
export interface MergeFlags {
  output?: string
  minDocuments?: number
  minShare?: number
}

/** Flags of `profile show`. */
export interface ShowFlags {
  host?: string
  top: number
  minDocuments: number
  format: 'table' | 'jsonl'
}

const EXAMPLES = `
Examples:
  descrape profile pages/ -o site.profile               count the lines of a site
  descrape profile crawl-*.jsonl.gz -o crawl.profile    or of many: records go by their url field
  descrape profile merge part-*.profile -o all.profile  add up what was counted apart
  descrape profile show all.profile --host example.org
  descrape crawl-00.jsonl.gz --profile all.profile --fix`

/** `descrape profile`, `descrape profile merge` and `descrape profile show` */
export function describeProfile(command: Command, run: Run): Command {
  command
    .description('count on how many pages of its site each line stands')
    .argument('[paths...]', 'files and folders, - for standard input (default: .)')
    // Options behind `merge` and `show` are theirs.
    .enablePositionalOptions()
    .optionsGroup('Output:')
    .option('-o, --output <file>', 'the profile to write')
    .addOption(
      new Option('--memory <size>', 'what the counts may take; the rest waits on the disk (default: 128MB)')
        .argParser(memory)
        .default(128e6),
    )
  inputOptions(command)
    .optionsGroup('Configuration:')
    .option('-c, --config <file>', 'configuration (default: descrape.config.* here or in a folder above)')
    .option('--no-config', 'no configuration')
    .optionsGroup('Help:')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: ProfileFlags) => {
      refuseMistyped(paths, command.commands)
      run(await profile(paths, flags, outputOf(flags)))
    })
  command
    .command('merge')
    .description('add profiles up, in any order')
    .argument('<profiles...>', 'what descrape profile wrote')
    .option('-o, --output <file>', 'the profile to write')
    .option('--min-documents <n>', 'leave out lines on fewer pages; only other sites can be added then', positive)
    .option('--min-share <share>', 'leave out lines on a smaller share of the pages of their site', share)
    .action(async (files: string[], flags: MergeFlags) => run(await mergeFiles(files, flags, outputOf(flags))))
  command
    .command('show')
    .description('show the lines that stand on most pages of their site')
    .argument('<profile>', 'what descrape profile wrote')
    .option('--host <name>', 'only this site')
    .addOption(new Option('--top <n>', 'most lines of each site (default: 20)').argParser(positive).default(20))
    .addOption(
      new Option('--min-documents <n>', 'only lines on so many pages (default: 2)').argParser(positive).default(2),
    )
    .addOption(
      new Option('-f, --format <name>', 'table or jsonl, one site a line (default: table)')
        .choices(['table', 'jsonl'])
        .default('table'),
    )
    .action(async (file: string, flags: ShowFlags) => run(await show(file, flags)))
  return command
}

// Commander would ask for a required option of `profile` behind `merge` and `show` as well.
function outputOf({output}: {output?: string}): string {
  if (output === undefined) throw new UsageError('name the profile to write with -o FILE')
  return resolve(output)
}

function positive(value: string): number {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new InvalidArgumentError('Expected a whole number from 1.')
  return Number(value)
}

function share(value: string): number {
  const number = decimal(value)
  if (!(number > 0 && number <= 1)) throw new InvalidArgumentError('Expected a number above 0, up to 1.')
  return number
}

// Places in the table are numbers of 32 bits.
const MAX_MEMORY = 2 ** 31

function memory(value: string): number {
  const bytes = size(value)
  if (bytes > MAX_MEMORY) throw new InvalidArgumentError('Expected at most 2GiB.')
  return bytes
}
