import {type Command, InvalidArgumentError, Option} from 'commander'
import {log} from '../usage.ts'
import {size} from './check.ts'

const DEFAULT_MAX = '5MB'
// Long enough that a word is typed, short enough to seem at once.
const DEBOUNCE = 200

interface LspFlags {
  config?: string | false
  maxFileSize: number
  debounce: number
}

/** `descrape lsp`; it ends with the editor. */
export function describeLsp(command: Command): Command {
  return (
    command
      .description('language server for editors, on standard input and output')
      .addOption(new Option('--stdio', 'the only way to talk; editors pass it').hideHelp())
      // Read by the package that talks; the server ends with that process.
      .addOption(new Option('--clientProcessId <id>', 'process of the editor; editors pass it').hideHelp())
      .option('-c, --config <file>', 'configuration (default: descrape.config.* in the folder of the editor or above)')
      .option('--no-config', 'no configuration')
      .addOption(
        new Option('--max-file-size <size>', `leave longer texts alone (default: ${DEFAULT_MAX})`)
          .argParser(size)
          .default(size(DEFAULT_MAX)),
      )
      .addOption(
        new Option('--debounce <ms>', `pause of typing after which a text is checked (default: ${DEBOUNCE})`)
          .argParser(milliseconds)
          .default(DEBOUNCE),
      )
      .action(async ({config, maxFileSize, debounce}: LspFlags) => {
        if (process.stdin.isTTY) log('this is for editors, which start it themselves; docs/editors.md tells how')
        const {serveStdio} = await import('../../lsp/stdio.ts')
        serveStdio({cwd: process.cwd(), config, maxFileSize, debounce})
      })
  )
}

function milliseconds(value: string): number {
  if (!/^\d{1,5}$/.test(value)) throw new InvalidArgumentError('Expected milliseconds, 0 to 99999.')
  return Number(value)
}
