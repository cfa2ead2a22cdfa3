#!/usr/bin/env node
import {setFlagsFromString} from 'node:v8'
import {CommanderError} from 'commander'
import {ConfigError} from '../config/settings.ts'
import {createProgram, usageMessage} from './program.ts'
import {log, UsageError} from './usage.ts'

// Most runs are short, and V8's eagerness to compile cost a fifth of the processor time of 50 MB, a third of that of 200
// small files (`npm run bench:speed`); what stays hot is compiled all the same. V8 of Node.js 22 and later has no such flag
// and says so aloud.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=500000')

// Exit codes of signals begin here.
const SIGNALS = 128

// A reader that closes the pipe early is no error, a full disk is one; what is written to files goes on.
let failed = false
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({code}: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || failed) return
    failed = true
    process.exitCode = 2
    if (stream === process.stdout) log(`standard output cannot be written (${code}); check the free space`)
  })
}

// What no promise brings here: a thread that cannot start, a timer of a plugin.
process.on('uncaughtException', (error) => {
  const {message, stack} = error
  if (process.env.DESCRAPE_DEBUG) log(stack ?? message)
  else if (/\bEMFILE\b/.test(message))
    log('too many files are open; raise the limit (`ulimit -n`), or use fewer --workers')
  else log(`stopped by an error beside the work, of a plugin or of descrape: ${message} (DESCRAPE_DEBUG=1 shows where)`)
  process.exit(2)
})

try {
  await createProgram((code) => {
    process.exitCode = failed ? 2 : code
    // Input that never ends would keep an interrupted process alive.
    if (code > SIGNALS) process.exit()
  }).parseAsync(withRef(process.argv))
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

// A value that may be left out would take the next word.
function withRef(args: readonly string[]): string[] {
  const end = args.indexOf('--')
  return args.map((arg, index) =>
    end === -1 || index < end ? arg.replace(/^--changed=(?=.)/s, '--changed-since=') : arg,
  )
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    log(usageMessage(error))
  } else if (error instanceof ConfigError || error instanceof UsageError) {
    log(error.message)
  } else {
    const {message, stack} = error as Error
    log(
      process.env.DESCRAPE_DEBUG
        ? (stack ?? message)
        : `internal error: ${message}; please report it (DESCRAPE_DEBUG=1 shows where)`,
    )
  }
  return 2
}
