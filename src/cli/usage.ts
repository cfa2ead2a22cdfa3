import {lstatSync} from 'node:fs'
import type {Problem} from '../corpus/types.ts'
import {inOnePiece} from '../io/bytes.ts'
import {isInside, slashed} from '../io/paths.ts'
import {systemCode} from '../io/system-code.ts'
import {obstacleIn, writeAtomically} from '../io/write.ts'
import {counted} from '../report/count.ts'
import {visible} from '../report/escape.ts'

/** What the user has to change; the message is one line. */
export class UsageError extends Error {
  override name = 'UsageError'
}

// What the runner of GitHub Actions obeys: `##[…]` anywhere in a line, `::…` where one begins.
const COMMAND = /#(?=#\[)|:(?=:)(?<=^\s*:)/gm

/**
 * What people read, from outside: on GitHub Actions no command of a workflow is left in it. Its first character becomes an
 * escape, `\u0023#[…]`, which JSON reads as the same.
 *
 * @param env of the process
 */
export function withoutCommands(text: string, env = process.env): string {
  if (env.GITHUB_ACTIONS !== 'true') return text
  return text.replace(COMMAND, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)
}

/** Writes one line of log to standard error. */
export function log(message: string): void {
  process.stderr.write(withoutCommands(`descrape: ${visible(message)}\n`))
}

// Where the text has another field, every record says so.
const ALIKE = 5

/** Writes problems to the log; of many that are alike only the first. */
export function logProblems(problems: readonly Problem[]): void {
  const counts = new Map<string, number>()
  const kindOf = ({path, message}: Problem): string => `${path}\0${message}`
  for (const problem of problems) {
    const {path, line, message} = problem
    const count = (counts.get(kindOf(problem)) ?? 0) + 1
    counts.set(kindOf(problem), count)
    if (count <= ALIKE) log(`${path}${line === undefined ? '' : `:${line}`}: ${message}`)
  }
  for (const [kind, count] of counts) {
    const path = kind.slice(0, kind.indexOf('\0'))
    if (count > ALIKE) log(`${path}: the same of ${counted(count - ALIKE, 'more record')}; -f json lists them`)
  }
}

/** Path for people: from the working folder, absolute outside of it. */
export function shownPath(path: string): string {
  const cwd = process.cwd()
  return path === cwd ? '.' : isInside(cwd, path) ? slashed(cwd, path) : path
}

/**
 * @param folder absolute path; need not exist
 * @param flag   names another one
 * @throws UsageError where no file can be made in a folder, before anything is read
 */
export function refuseUnwritable(folder: string, flag: string): void {
  const obstacle = obstacleIn(folder)
  if (!obstacle) return
  const name = shownPath(obstacle.folder)
  throw new UsageError(
    obstacle.code === 'ENOTDIR'
      ? `${name}: is not a folder; name another ${flag}`
      : `${name}: is not writable (${obstacle.code}); check its permissions, or name another ${flag}`,
  )
}

/**
 * @param folder absolute path of a folder that nobody named
 * @throws UsageError where it is a link: what was downloaded may bring one
 */
export function refuseLink(folder: string): void {
  if (lstatSync(folder, {throwIfNoEntry: false})?.isSymbolicLink())
    throw new UsageError(`${shownPath(folder)}: is a link; name the folder that is meant with --out-dir`)
}

/**
 * Writes a file that a flag names.
 *
 * @param file absolute path
 * @throws UsageError where it cannot be written
 */
export async function writeNamed(file: string, text: string, flag: string): Promise<void> {
  await writeAtomically(file, inOnePiece(text), {compressed: false}).catch((error: unknown) => {
    const code = systemCode(error)
    throw code === undefined
      ? error
      : new UsageError(`${shownPath(file)}: cannot be written (${code}); name another file after ${flag}`)
  })
}

/**
 * Whether to colour what goes to a stream.
 *
 * @param wanted `--color`, `--no-color` or neither
 * @param stream where it goes
 */
export function useColor(wanted: boolean | undefined, stream: {isTTY?: boolean}): boolean {
  const {NO_COLOR, FORCE_COLOR, TERM} = process.env
  if (wanted !== undefined) return wanted
  if (NO_COLOR) return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return stream.isTTY === true && TERM !== 'dumb'
}

const UNITS: Record<string, number> = {'': 1, k: 1e3, m: 1e6, g: 1e9, ki: 2 ** 10, mi: 2 ** 20, gi: 2 ** 30}

/**
 * Bytes of a size such as `500 kB`, `1.5G` or `64MiB`; undefined where it is none.
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?)?b?$/i.exec(text.trim())
  const bytes = match && Math.floor(Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] as number))
  return Number.isSafeInteger(bytes) ? (bytes as number) : undefined
}
