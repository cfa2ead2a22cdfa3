import {lstatSync, readdirSync, readFileSync, readlinkSync, rmSync} from 'node:fs'
import {hostname} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {once} from '../text/once.ts'

// `.NAME.HOST-PID-RUN.tmp`: whose file it is says whether it is still in use.
const NAME = /^\..*\.([0-9a-f]{6})-(\d+)-([0-9a-f]{8})[0-9a-f]{4}\.tmp/
// The module of Node behind it takes a while to load.
const runMark = once(() => random(8))
const DAY_MS = 24 * 60 * 60 * 1000

let host: string | undefined
const swept = new Set<string>()

/** Name of a temporary file, or folder, in the folder of another one; no walk picks it up. */
export function temporaryBeside(file: string): string {
  const name = basename(file).slice(0, 70)
  return join(dirname(file), `.${name}.${hostMark()}-${process.pid}-${runMark()}${random(4)}.tmp`)
}

/**
 * Removes temporary files and folders that runs left which were killed: those of processes of this machine that are gone, and those
 * of other machines after a day. Of each folder once.
 *
 * @param folder absolute path
 */
export function sweep(folder: string): void {
  if (swept.has(folder)) return
  swept.add(folder)
  for (const name of readdirSync(folder)) {
    const match = NAME.exec(name)
    if (match && isLeft(join(folder, name), match)) remove(join(folder, name))
  }
}

// Profiles leave folders. What cannot be removed, as it is somebody else's, is in nobody's way.
function remove(path: string): void {
  try {
    rmSync(path, {recursive: true, force: true})
  } catch {}
}

function isLeft(file: string, [, where, pid, run]: RegExpExecArray): boolean {
  if (where === hostMark()) return Number(pid) === process.pid ? run !== runMark() : !isAlive(Number(pid))
  // It may be gone by now; nor does a link of that name lead anywhere that matters.
  try {
    return Date.now() - lstatSync(file).mtimeMs > DAY_MS
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// Containers may share a folder and the name of the host: numbers of processes say something only where the kernel runs
// since the same time and counts them together.
function hostMark(): string {
  if (host === undefined) {
    let hash = 0
    const place = [
      hostname,
      () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'),
      () => readlinkSync('/proc/self/ns/pid'),
    ].map((read) => {
      try {
        return read()
      } catch {
        return ''
      }
    })
    for (const char of place.join('\0')) hash = (Math.imul(hash, 31) + (char.codePointAt(0) as number)) >>> 0
    host = (hash & 0xffffff).toString(16).padStart(6, '0')
  }
  return host
}

function random(digits: number): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, digits)
}
