import {spawn} from 'node:child_process'
import {basename, resolve} from 'node:path'
import {baselineFile} from '../config/baseline.ts'
import {loadConfig} from '../config/load.ts'
import {isInside, isWithin} from '../io/paths.ts'
import type {CheckFlags} from './commands/check.ts'
import {onInterrupt} from './interrupt.ts'
import {outputsOf, planOf} from './plan.ts'
import {log} from './usage.ts'

// Milliseconds without changes after which a run begins: editors write a file in several steps.
const QUIET = 120
const CLEAR = '\x1b[2J\x1b[3J\x1b[H'

/**
 * Checks, and checks again whenever a file changes, until Ctrl-C. Each run is a process of its own, so that it reads
 * configuration and plugins anew.
 *
 * @param paths  files and folders
 * @param args   the command line
 * @returns the exit code
 */
export async function watch(paths: readonly string[], flags: CheckFlags, args: readonly string[]): Promise<number> {
  const cwd = process.cwd()
  const {watch: watchFiles} = await import('chokidar')
  const plan = planOf(flags, cwd)
  const loaded = await loadConfig({cwd, file: flags.config}).catch(() => undefined)
  const config = flags.config === false ? undefined : (flags.config ?? loaded?.file)
  const wanted = (paths.length > 0 ? paths : ['.']).map((path) => resolve(cwd, path))
  const written = [plan.outDir, plan.ledger, ...outputsOf(flags).map(({file}) => file)]
  const baseline = loaded && baselineFile(flags.baseline, loaded, cwd)
  const others = [config, baseline, flags.profile].flatMap((file) => (file ? resolve(cwd, file) : []))
  const isIgnored = (path: string): boolean => {
    if (others.includes(path) || wanted.includes(path)) return false
    const name = basename(path)
    return (
      name === 'node_modules' ||
      (name.startsWith('.') && path !== cwd && wanted.every((root) => isInside(root, path))) ||
      written.some((file) => isWithin(file, path))
    )
  }
  const rest = args.filter((arg) => arg !== '--watch')
  const terminal = process.stdout.isTTY && !process.env.CI
  let child: ReturnType<typeof spawn> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  const start = (): void => {
    if (child) {
      again = true
      return
    }
    again = false
    if (terminal) process.stdout.write(CLEAR)
    child = spawn(process.execPath, [...process.execArgv, process.argv[1] as string, ...rest], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.once('exit', () => {
      child = undefined
      if (again) start()
      else log('waiting for changes; Ctrl-C ends')
    })
  }
  const interrupt = onInterrupt()
  const watcher = watchFiles([...wanted, ...others], {ignored: isIgnored, ignoreInitial: true})
  return new Promise((done) => {
    interrupt.signal.addEventListener('abort', () => {
      clearTimeout(timer)
      child?.kill()
      void watcher.close().then(() => done(interrupt.code()))
    })
    watcher.on('ready', start).on('all', () => {
      clearTimeout(timer)
      timer = setTimeout(start, QUIET)
    })
    watcher.on('error', (error) => log(`cannot watch (${(error as Error).message})`))
  })
}
