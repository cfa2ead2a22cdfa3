import type {Command} from 'commander'
import type {BaselineFlags} from '../baseline.ts'
import type {Run} from '../program.ts'
import {configOptions, inputOptions, ruleOptions} from './check.ts'

const EXAMPLES = `
Examples:
  descrape baseline write pages/      accept what is found now
  descrape pages/ --baseline descrape-baseline.json    report only what is new
  descrape baseline prune             drop what is not found any more`

/** `descrape baseline write` and `descrape baseline prune` */
export function describeBaseline(command: Command, run: Run): Command {
  command.description('accept the findings of today, so that only new ones count').addHelpText('after', EXAMPLES)
  const options = (sub: Command): Command =>
    configOptions(
      inputOptions(
        ruleOptions(
          sub.option(
            '--baseline <file>',
            'the baseline (default: that of the configuration, or descrape-baseline.json)',
          ),
        ),
      ),
    )
  options(
    command
      .command('write')
      .description('accept all that is found now; files that are not named keep their entries')
      .argument('[paths...]', 'files and folders (default: .)'),
  ).action(async (paths: string[], flags: BaselineFlags) => {
    const {write} = await import('../baseline.ts')
    run(await write(paths, flags))
  })
  options(command.command('prune').description('drop what is not found any more')).action(
    async (flags: BaselineFlags) => {
      const {pruneBaseline} = await import('../baseline.ts')
      run(await pruneBaseline(flags))
    },
  )
  return command
}
