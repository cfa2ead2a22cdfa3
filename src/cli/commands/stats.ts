import type {Command} from 'commander'
import type {Run} from '../program.ts'
import {formatStats, mergeStats} from '../stats.ts'

/** `descrape stats merge` */
export function describeStats(command: Command, run: Run): Command {
  command.description('add up what --stats wrote')
  command
    .command('merge')
    .description('add up what --stats wrote in several runs; the sum goes to standard output')
    .argument('<files...>', 'what --stats wrote')
    .action(async (files: string[]) => {
      process.stdout.write(formatStats(await mergeStats(files)))
      run(0)
    })
  return command
}
