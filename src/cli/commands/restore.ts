import {type Command, Option} from 'commander'
import {restoreFiles} from '../../repair/ledger.ts'
import {onInterrupt} from '../interrupt.ts'
import type {Run} from '../program.ts'
import {log} from '../usage.ts'

/** `descrape restore` */
export function describeRestore(command: Command, run: Run): Command {
  return command
    .description('give the originals back from clean copies and their ledger')
    .argument('<ledger...>', 'descrape-ledger.jsonl files')
    .option('--out-dir <folder>', 'folder for the originals (default: restored)')
    .addOption(new Option('--in-place', 'put the originals back where they were').conflicts('outDir'))
    .action(async (ledgers: string[], flags: {outDir?: string; inPlace?: boolean}) => {
      const interrupt = onInterrupt()
      let restored = 0
      let failed = 0
      for (const ledger of ledgers) {
        const result = await restoreFiles(ledger, {cwd: process.cwd(), ...flags, signal: interrupt.signal}).catch(
          (error: unknown) => {
            if (interrupt.signal.aborted) return undefined
            throw error
          },
        )
        if (!result) return run(interrupt.code())
        for (const path of result.restored) process.stdout.write(`${path}\n`)
        for (const {path, message} of result.problems) log(`${path}: ${message}`)
        restored += result.restored.length
        failed += result.problems.length
      }
      log(`restored ${restored} ${restored === 1 ? 'file' : 'files'}${failed > 0 ? `, ${failed} failed` : ''}`)
      run(failed > 0 ? 2 : 0)
    })
}
