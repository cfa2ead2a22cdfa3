import {closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync} from 'node:fs'
import {rm} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {splitLines} from '../io/bytes.ts'
import {systemCode} from '../io/system-code.ts'
import {sweep, temporaryBeside} from '../io/temporary.ts'
import {makeFolder, syncFolder, writeAll} from '../io/write.ts'
import {fileLine, LedgerError, type LedgerFile, MAX_LINE, quoted, readSections, reasonOf} from './ledger.ts'

/** SHA-256 of what a file and its copy hold, unpacked. */
export interface LedgerKey {
  original: string
  copy: string
}

/** Entries of one file; sections of several files may be open at a time. */
export interface LedgerSection {
  /** @param lines from `ledgerLines` */
  add(lines: Iterable<string>): Promise<void>
  /** Appends the section to the ledger. For a file fixed in place it is on the disk before the promise settles. */
  commit(file: LedgerFile): Promise<void>
  /** Drops the section, unless it is committed. */
  abort(): Promise<void>
}

/** A ledger that is written to. */
export interface Ledger {
  file: string
  /**
   * Whether it can give a file back.
   *
   * @param original absolute path of the file
   * @param copy     absolute path of its copy
   */
  holds(original: string, copy: string, key: LedgerKey): boolean
  section(): LedgerSection
  /** To be called also after an interrupted run. Without a committed section nothing was touched. */
  close(): Promise<void>
}

const UP_TO_PATH = /^\{"descrape":\d+,"path":"(?:[^"\\]|\\.)*"/
// UTF-16 units that are held before they are written.
const MAX_PENDING = 1 << 20
// Bytes that are read at a time.
const CHUNK = 1 << 18
const LF = 10
// What was removed may stand in texts that nobody else may read.
const MODE = 0o600

/**
 * Opens a ledger for writing; what is there already stays.
 *
 * @param file    absolute path
 * @param durable whether every committed section has to be on the disk at once, not only those of files fixed in place
 * @throws LedgerError where something else than a ledger of this version lies there
 */
export async function openLedger(file: string, durable = false): Promise<Ledger> {
  const folder = dirname(file)
  // A copy that is written again from the same original needs no second section.
  const known = new Set<string>()
  const keyOf = (original: string | undefined, copy: string, key: LedgerKey): string =>
    [key.original, original, key.copy, copy].join('\0')
  if (existsSync(file)) {
    try {
      for await (const {original, copy} of readSections(file)) {
        const from = original.path === undefined ? undefined : resolve(folder, original.path)
        const to = resolve(folder, copy.path)
        if (from !== to) known.add(keyOf(from, to, {original: original.sha256, copy: copy.sha256}))
      }
    } catch (error) {
      throw new LedgerError(reasonOf(error))
    }
  }
  let descriptor: number | undefined
  // Whether the name of the file is on the disk, not only its bytes.
  let hasName = false
  let queue: Promise<unknown> = Promise.resolve()

  // What belongs together is one write where it is not large: several processes may write at a time.
  const append = async (lines: string, overflow: Overflow | undefined, sync: boolean): Promise<void> => {
    // A ledger with a part of a section would be one that cannot give the file back.
    if (overflow && fstatSync(overflow.descriptor).size !== overflow.bytes)
      throw new LedgerError(
        `cannot be written to its ledger: somebody changed ${quoted(overflow.file)} meanwhile; run descrape again`,
      )
    makeFolder(folder)
    sweep(folder)
    descriptor ??= openSync(file, 'a+', MODE)
    const mend = isCut(descriptor) ? '\n' : ''
    if (overflow !== undefined) {
      writeAll(descriptor, Buffer.from(mend))
      for await (const {bytes} of splitLines(readOpen(overflow.descriptor), MAX_LINE)) writeAll(descriptor, bytes)
    }
    writeAll(descriptor, Buffer.from((overflow === undefined ? mend : '') + lines))
    if (sync) {
      fsyncSync(descriptor)
      if (!hasName) syncFolder(folder)
      hasName = true
    }
  }

  const section = (): LedgerSection => {
    let pending: string[] = []
    let length = 0
    let count = 0
    let overflow: Overflow | undefined
    const abort = async (): Promise<void> => {
      pending = []
      if (!overflow) return
      const {file, descriptor} = overflow
      overflow = undefined
      closeSync(descriptor)
      await rm(file, {force: true})
    }
    return {
      async add(lines) {
        for (const line of lines) {
          pending.push(line)
          count++
          length += line.length
          if (length < MAX_PENDING) continue
          overflow ??= openOverflow(file)
          const bytes = Buffer.from(joined(pending, overflow.mark))
          writeAll(overflow.descriptor, bytes)
          overflow.bytes += bytes.length
          pending = []
          length = 0
        }
      },
      async commit(entry) {
        const {original, copy} = entry
        const inPlace = original.file === copy.file
        const key = {original: original.sha256, copy: copy.sha256}
        if (inPlace || !known.has(keyOf(original.file, copy.file, key))) {
          const lines = joined([...pending, fileLine(entry, count, folder)], overflow?.mark)
          const done = queue
            .then(() => append(lines, overflow, inPlace || durable))
            .catch((error: unknown) => {
              if (error instanceof LedgerError) throw error
              throw new LedgerError(
                `its ledger cannot be written (${systemCode(error) ?? error}); check the free space`,
              )
            })
          queue = done.catch(() => {})
          await done
        }
        await abort()
      },
      abort,
    }
  }

  return {
    file,
    holds: (original, copy, key) => known.has(keyOf(original, copy, key)),
    section,
    async close() {
      await queue
      if (descriptor === undefined) return
      try {
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
        descriptor = undefined
      }
    },
  }
}

/** Lines of a section that are not held in memory. It stays open, so that it lasts even where its name is removed. */
interface Overflow {
  file: string
  /** Stands in all lines, as they need not stay side by side. */
  mark: string
  descriptor: number
  /** Written so far. */
  bytes: number
}

function openOverflow(ledger: string): Overflow {
  makeFolder(dirname(ledger))
  const file = temporaryBeside(ledger)
  // What is cut has another size than was written, whatever is written after that.
  return {file, mark: crypto.randomUUID().slice(0, 8), descriptor: openSync(file, 'ax+', MODE), bytes: 0}
}

// Of a section that is more than one write.
function joined(lines: readonly string[], mark: string | undefined): string {
  const marked = (line: string): string => line.replace(UP_TO_PATH, `$&,"section":"${mark}"`)
  return (mark === undefined ? lines : lines.map(marked)).join('')
}

// From its first byte on.
async function* readOpen(descriptor: number): AsyncGenerator<Uint8Array> {
  for (let place = 0; ; ) {
    const chunk = Buffer.allocUnsafeSlow(CHUNK)
    const length = readSync(descriptor, chunk, 0, CHUNK, place)
    if (length === 0) return
    place += length
    yield chunk.subarray(0, length)
    await setImmediate()
  }
}

// As after a run that was killed while it wrote.
function isCut(descriptor: number): boolean {
  const {size} = fstatSync(descriptor)
  const last = Buffer.alloc(1, LF)
  if (size > 0) readSync(descriptor, last, 0, 1, size - 1)
  return last[0] !== LF
}
