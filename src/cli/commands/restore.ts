import {statSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {type Command, Option} from 'commander'
import {LEDGER_NAME} from '../../repair/ledger.ts'
import {DEFAULT_RESTORED, restoreFiles} from '../../repair/restore.ts'
import {visible} from '../../report/escape.ts'
import {onInterrupt} from '../interrupt.ts'
import type {Run} from '../program.ts'
import {log, refuseLink, refuseUnwritable, shownPath, withoutCommands} from '../usage.ts'

/** `descrape restore` */
export function describeRestore(command: Command, run: Run): Command {
  return command
    .description('give the originals back from clean copies and their ledger')
    .argument('<ledger...>', `${LEDGER_NAME} files, or folders with one`)
    .option('--out-dir <folder>', `folder for the originals (default: ${DEFAULT_RESTORED})`)
    .addOption(new Option('--in-place', 'put the originals back where they were').conflicts('outDir'))
    .action(async (ledgers: string[], flags: {outDir?: string; inPlace?: boolean}) => {
      const interrupt = onInterrupt()
      const cwd = process.cwd()
      const outDir = resolve(cwd, flags.outDir ?? DEFAULT_RESTORED)
      if (flags.outDir === undefined && !flags.inPlace) refuseLink(outDir)
      if (!flags.inPlace) refuseUnwritable(outDir, '--out-dir')
      const result = await restoreFiles(ledgers.map(ledgerIn), {cwd, ...flags, signal: interrupt.signal}).catch(
        (error: unknown) => {
          if (interrupt.signal.aborted) return undefined
          throw error
        },
      )
      if (!result) return run(interrupt.code())
      const {restored, problems} = result
      const where = flags.inPlace ? 'in place' : `to ${shownPath(outDir)}`
      for (const path of restored) process.stdout.write(withoutCommands(`${visible(path)}\n`))
      for (const {path, line, message} of problems) log(`${path}${line === undefined ? '' : `:${line}`}: ${message}`)
      log(
        `restored ${restored.length} ${restored.length === 1 ? 'file' : 'files'} ${where}${problems.length > 0 ? `; ${problems.length} could not be` : ''}`,
      )
      run(problems.length > 0 ? 2 : 0)
    })
}

// What cannot be looked at is told with the ledgers that cannot be read.
function ledgerIn(path: string): string {
  try {
    return statSync(path).isDirectory() ? join(path, LEDGER_NAME) : path
  } catch {
    return path
  }
}
