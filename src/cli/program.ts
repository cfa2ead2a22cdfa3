import {type Argument, Command, type CommanderError} from 'commander'
import {VERSION} from '../about.ts'
import {describeBaseline} from './commands/baseline.ts'
import {describeCheck} from './commands/check.ts'
import {describeConfig} from './commands/config.ts'
import {describeExplain} from './commands/explain.ts'
import {describeInit} from './commands/init.ts'
import {describeLsp} from './commands/lsp.ts'
import {describeProfile} from './commands/profile.ts'
import {describeRestore} from './commands/restore.ts'
import {describeRules} from './commands/rules.ts'
import {describeStats} from './commands/stats.ts'
import {UsageError} from './usage.ts'

const WIDTH = 100

/** What a command gives back: its exit code. */
export type Run = (code: number) => void

/**
 * The command line. `check` is what the program does where no command is named.
 *
 * @param run takes the exit code of the command that ran
 */
export function createProgram(run: Run): Command {
  const program = configure(describeCheck(new Command('descrape'), run))
    .description('A linter for scraped text: says what is scrape junk, where and why; --fix writes clean copies.')
    .usage('[check] [options] [paths...]\n       descrape COMMAND [options]')
    .helpOption('-h, --help', 'print this help; descrape COMMAND --help tells of a command')
    .version(VERSION, '-v, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .enablePositionalOptions()
  const commands = [
    describeCheck(new Command('check'), run).description('lint texts; with --fix, write clean copies (the default)'),
    describeRestore(new Command('restore'), run),
    describeBaseline(new Command('baseline'), run),
    describeProfile(new Command('profile'), run),
    describeStats(new Command('stats'), run),
    describeExplain(new Command('explain'), run),
    describeRules(new Command('rules'), run),
    describeInit(new Command('init'), run),
    describeConfig(new Command('config'), run),
    describeLsp(new Command('lsp')),
  ]
  for (const command of commands) {
    for (const one of [configure(command), ...command.commands]) one.helpOption('-h, --help', 'print this help')
    // Flags of `check` before another command would be lost without a word.
    command.hook('preAction', () => {
      const given = program.options.find((option) => program.getOptionValueSource(option.attributeName()) === 'cli')
      if (given)
        throw new UsageError(`${given.long} has to stand after the command: descrape ${command.name()} … ${given.long}`)
    })
    program.addCommand(command)
  }
  return program
}

function argumentTerm(argument: Argument): string {
  const {required, variadic} = argument
  const text = argument.name() + (variadic ? '...' : '')
  return required ? `<${text}>` : `[${text}]`
}

function configure(command: Command): Command {
  command.commands.forEach(configure)
  return command
    .configureHelp({
      helpWidth: WIDTH,
      // Choices and defaults stand in the descriptions.
      optionDescription: ({description}) => description,
      subcommandTerm: (sub) => [sub.name(), ...sub.registeredArguments.map(argumentTerm)].join(' '),
    })
    .configureOutput({outputError: () => {}})
    .exitOverride((error) => {
      throw Object.assign(error, {help: `${nameOf(command)} --help`})
    })
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()
}

/**
 * The message of commander's errors in our words.
 *
 * @param error the command's `help` is told where the message does not say itself what would be right
 */
export function usageMessage({code, message, help}: CommanderError & {help?: string}): string {
  // Its help was printed.
  if (code === 'commander.help') return 'name one of these commands'
  const [first = '', suggestion] = message.replace(/^error: /, '').split('\n')
  const value = /^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. (.)(.*?)\.?$/s.exec(first)
  if (value) return `${value[1]} '${value[2]}': ${value[3]?.toLowerCase()}${value[4]}`
  if (first.endsWith('.')) return first.slice(0, -1)
  const hint = suggestion?.replace(/^\(Did you mean (.*)\?\)$/, ', did you mean $1?')
  return first + (hint ?? `; ${help ?? 'descrape --help'} lists all options`)
}
