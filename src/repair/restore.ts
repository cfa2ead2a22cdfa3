import {type BigIntStats, existsSync} from 'node:fs'
import {rename, rm, stat} from 'node:fs/promises'
import {dirname, isAbsolute, resolve} from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {type Bytes, type Digest, digesting, digestOf, type LinePiece, readBytes, splitLines} from '../io/bytes.ts'
import {isInside, isWithin, slashed} from '../io/paths.ts'
import {systemCode} from '../io/system-code.ts'
import {temporaryBeside} from '../io/temporary.ts'
import {isStill, realOf, type WriteOptions, writeAtomically} from '../io/write.ts'
import type {Packing} from '../packing/packing.ts'
import {toJson} from '../text/json.ts'
import {type Edit, LedgerError, MAX_LINE, quoted, readEdits, readSections, reasonOf, type Section} from './ledger.ts'

// Bytes of content after which signals have their turn.
const TURN = 1 << 16
// Bytes of content that go on from one step to the next.
const PIECE = 1 << 16

/** Folder of restored files where none is named. */
export const DEFAULT_RESTORED = 'restored'

export interface RestoreOptions {
  /** Absolute path of the working folder. */
  cwd: string
  /** Folder for the originals, from the working folder; `restored` unless given. */
  outDir?: string
  /** Whether the originals go back to where they were, which has to be inside the working folder. */
  inPlace?: boolean
  signal?: AbortSignal
}

/**
 * Gives the originals of all copies of ledgers back, byte for byte; of gzip files the content, compressed anew. A file
 * fixed in place several times comes back as it first was. Nothing is written for a copy that was edited since, nor
 * over a file that is something else than the copy or the original, nor where two copies would have one place.
 *
 * @param ledgers absolute, or from the working folder; of the same file the older one first
 * @returns files that hold their original now, and what went wrong; all paths from the working folder
 */
export async function restoreFiles(
  ledgers: readonly string[],
  options: RestoreOptions,
): Promise<{restored: string[]; problems: Problem[]}> {
  const {cwd, signal} = options
  const restored: string[] = []
  const problems: Problem[] = []
  const copies = new Map<string, Section[]>()
  for (const ledger of new Set(ledgers.map((path) => resolve(cwd, path)))) {
    const path = slashed(cwd, ledger)
    try {
      const onHalf = (line: number): void => {
        problems.push({path, line, message: HALF})
      }
      for await (const section of readSections(ledger, onHalf)) {
        const copy = resolve(dirname(ledger), section.copy.path)
        const own = copies.get(copy) ?? []
        if (own.push(section) === 1) copies.set(copy, own)
      }
    } catch (error) {
      problems.push({path, message: reasonOf(error)})
    }
  }
  const rivals = findRivals(copies, options)
  for (const [copy, sections] of copies) {
    signal?.throwIfAborted()
    try {
      const rival = rivals.get(copy)
      if (rival !== undefined)
        throw new LedgerError(
          `would be restored to the same place as ${quoted(slashed(cwd, rival))}; restore their ledgers apart, with two --out-dir`,
        )
      const target = await restoreCopy(copy, sections, options)
      restored.push(slashed(cwd, target))
    } catch (error) {
      if (signal?.aborted) throw error
      problems.push({path: slashed(cwd, copy), message: reasonOf(error)})
    }
  }
  return {restored, problems}
}

const HALF =
  'is not whole: a run was killed there, or the ledger was cut or edited; the file of that line is not restored'

interface Problem {
  path: string
  /** 1-based line in the ledger. */
  line?: number
  message: string
}

// Copies whose originals differ and would have the same place, each with another such copy.
function findRivals(copies: ReadonlyMap<string, readonly Section[]>, options: RestoreOptions): Map<string, string> {
  const rivals = new Map<string, string>()
  const first = new Map<string, {copy: string; sha256: string}>()
  for (const [copy, sections] of copies) {
    const last = sections.at(-1) as Section
    const {sha256} = last.original
    const target = targetOf(last, options)
    const other = target === undefined ? undefined : first.get(target)
    if (target !== undefined && !other) first.set(target, {copy, sha256})
    else if (other && other.sha256 !== sha256) {
      rivals.set(copy, other.copy)
      rivals.set(other.copy, copy)
    }
  }
  return rivals
}

// Undefined where standard input would be put back in place.
function targetOf(
  {ledger, name, original}: Section,
  {cwd, inPlace, outDir = DEFAULT_RESTORED}: RestoreOptions,
): string | undefined {
  if (!inPlace) return resolve(cwd, outDir, name)
  return original.path === undefined ? undefined : resolve(dirname(ledger), original.path)
}

// Returns the file that holds the original now.
async function restoreCopy(copy: string, sections: readonly Section[], options: RestoreOptions): Promise<string> {
  const {cwd, inPlace, signal} = options
  const last = sections.at(-1) as Section
  const stats = await statCopy(copy, last)
  const target = targetOf(last, options)
  if (target === undefined) throw new LedgerError('came from standard input; restore it with --out-dir')
  const refuseChanged = async (): Promise<void> => {
    if (target === copy && !(await isStill(copy, stats)))
      throw new LedgerError('was changed while it was read; nothing restored')
  }
  const most = sections.reduce((bytes, section) => Math.max(bytes, section.original.bytes, section.copy.bytes), 0)
  const runs = runsOf(sections)
  // Where the content is another one for older sections, the file goes back in steps, and gets its name after the last.
  const temporaries: string[] = []
  let source = copy
  try {
    for (const run of runs) {
      const newest = run.at(-1) as Section
      const read = (file: string): AsyncGenerator<Uint8Array> => readWhole(file, newest.packing, most, signal)
      const digest = await digestOf(read(source))
      const steps = stepsBack(run, digest.sha256)
      const first = steps.at(-1)
      if (!first) {
        const isOriginal = sections.some(({original}) => original.sha256 === digest.sha256)
        if (isOriginal && (run !== runs.at(-1) || source !== copy || (inPlace && target === copy))) continue
        throw new LedgerError(
          `was changed after descrape wrote it${await placeOfChange(copy, digest, newest, options, read)}; undo the changes or run descrape again; nothing restored`,
        )
      }
      guardTarget(target, last, options)
      const isBack = target !== copy && (await holds(target, read, [first.original.sha256, digest.sha256], cwd))
      if (isBack && runs.length === 1) return target
      const next: string = runs.length === 1 ? target : temporaryBeside(target)
      if (next !== target) temporaries.push(next)
      let bytes: Bytes = read(source)
      for (const step of steps) bytes = gathered(applyEdits(bytes, readEdits(step), 'back'))
      const how = {
        compressed: newest.packing,
        source,
        mode: stats.mode,
        owner: target === copy ? stats : undefined,
        signal,
      }
      await writeOriginal(next, bytes, first.original.sha256, how, refuseChanged)
      source = next
      if (first.original.path !== first.copy.path) break
    }
    if (source !== copy && source !== target) {
      await refuseChanged()
      await rename(source, target)
    }
    return target
  } finally {
    for (const file of temporaries) await rm(file, {force: true})
  }
}

async function statCopy(copy: string, {path, copy: {path: named}}: Section): Promise<BigIntStats> {
  if (isAbsolute(named)) throw new LedgerError('is an absolute path, which no ledger of descrape has; nothing restored')
  const stats = await stat(copy, {bigint: true}).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') throw new LedgerError(`is missing; put the copy of ${quoted(path)} there again`)
    throw error
  })
  if (!stats.isFile()) throw new LedgerError('is not a file; put the copy there again')
  return stats
}

// Whether the original stands at its place already. There may also be the copy, but nothing else.
async function holds(
  target: string,
  read: (file: string) => AsyncGenerator<Uint8Array>,
  [original, copy]: readonly [string, string],
  cwd: string,
): Promise<boolean> {
  if (!existsSync(target)) return false
  const there = (await digestOf(read(target)).catch(() => undefined))?.sha256
  if (there === original) return true
  if (there === copy) return false
  throw new LedgerError(
    `cannot be restored over ${quoted(slashed(cwd, target))}, which is something else; move that away or name another --out-dir`,
  )
}

async function writeOriginal(
  file: string,
  bytes: Bytes,
  sha256: string,
  how: WriteOptions,
  refuseChanged: () => Promise<void>,
): Promise<void> {
  const result = {sha256: '', bytes: 0}
  const isWritten = await writeAtomically(file, digesting(bytes, result), how, async (isOwned) => {
    if (!isOwned)
      throw new LedgerError(
        'belongs to another user or group, whom its original would not belong to; use --out-dir; nothing restored',
      )
    await refuseChanged()
    return result.sha256 === sha256
  })
  if (!isWritten)
    throw new LedgerError(
      'does not give its original back: the ledger was changed after descrape wrote it; nothing restored',
    )
}

/**
 * Gives the original of cleaned bytes back, or with `forth` the cleaned bytes of the original.
 *
 * @param bytes what the edits led to, or with `forth` what they began with
 * @param edits edits of the original
 * @throws LedgerError where the edits are not those of these bytes
 */
export async function* applyEdits(
  bytes: Bytes,
  edits: AsyncIterable<Edit> | Iterable<Edit>,
  direction: 'back' | 'forth',
): AsyncGenerator<Uint8Array> {
  const [from, to] = direction === 'back' ? (['inserted', 'removed'] as const) : (['removed', 'inserted'] as const)
  const source = bytes[Symbol.asyncIterator]()
  let chunk: Uint8Array = new Uint8Array()
  async function* take(count: number): AsyncGenerator<Uint8Array> {
    while (count > 0) {
      if (chunk.length === 0) {
        const next = await source.next()
        if (next.done) throw notItsEdits()
        chunk = next.value
      }
      const part = chunk.subarray(0, count)
      chunk = chunk.subarray(part.length)
      count -= part.length
      yield part
    }
  }
  try {
    let place = 0
    for await (const edit of edits) {
      if (edit.start < place) throw notItsEdits()
      yield* take(edit.start - place)
      let at = 0
      for await (const part of take(edit[from].length)) {
        if (Buffer.compare(part, edit[from].subarray(at, at + part.length)) !== 0) throw notItsEdits()
        at += part.length
      }
      yield edit[to]
      place = edit.end
    }
    yield chunk
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
  } finally {
    await source.return?.()
  }
}

function notItsEdits(): LedgerError {
  return new LedgerError('the edits are not those of this text; restore from the ledger that was written with it')
}

/**
 * Content of a file that has to be whole.
 *
 * @param most bytes of it, by the ledger: what is packed may claim to hold any number
 */
async function* readWhole(
  file: string,
  packing: Packing | false,
  most: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (!packing) {
    yield* readBytes(file, false)
    return
  }
  let length = 0
  let turn = 0
  for await (const chunk of (await import('../packing/packing.ts')).unpackWhole(file, packing)) {
    length += chunk.length
    if (length > most)
      throw new LedgerError(
        `was changed after descrape wrote it (it has more than ${most} bytes); undo the changes or run descrape again; nothing restored`,
      )
    yield chunk
    turn += chunk.length + 1
    if (turn < TURN) continue
    turn = 0
    await setImmediate()
    signal?.throwIfAborted()
  }
}

// Sections side by side whose places and hashes are of the same content, newest first: of Parquet that is another one
// for other columns.
function runsOf(sections: readonly Section[]): Section[][] {
  const viewOf = ({packing}: Section): string => (typeof packing === 'object' ? toJson(packing) : '')
  const runs: Section[][] = []
  for (const section of sections) {
    const run = runs[0]
    if (run?.[0] && viewOf(run[0]) === viewOf(section)) run.push(section)
    else runs.unshift([section])
  }
  return runs
}

// Of many steps each would cut the content smaller. Between two of them the stack is left: it does not hold the calls of
// all.
async function* gathered(source: Bytes): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    if (chunk.length > 0) parts.push(chunk)
    length += chunk.length
    if (length < PIECE) continue
    try {
      yield Buffer.concat(parts)
    } finally {
      await undefined
    }
    parts = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(parts)
}

// Sections that lead from a state of the copy to the oldest original, newest first. Only a file that was fixed in place
// is the original of the next one.
function stepsBack(sections: readonly Section[], sha256: string): Section[] {
  const steps: Section[] = []
  let wanted = sha256
  for (const section of sections.toReversed()) {
    const {original, copy} = section
    if (copy.sha256 !== wanted) continue
    steps.push(section)
    if (original.path !== copy.path) break
    wanted = original.sha256
  }
  return steps
}

// Where a copy differs from what was written: by line where the original still stands, else by its length.
async function placeOfChange(
  copy: string,
  {bytes}: Digest,
  section: Section,
  {cwd}: RestoreOptions,
  read: (file: string) => AsyncGenerator<Uint8Array>,
): Promise<string> {
  const {ledger, original} = section
  const file = original.path === undefined ? copy : resolve(dirname(ledger), original.path)
  const stands = file !== copy && isInside(cwd, file) && (await stat(file).catch(() => undefined))?.isFile()
  if (stands && (await digestOf(read(file)).catch(() => undefined))?.sha256 === original.sha256) {
    const written = applyEdits(read(file), readEdits(section), 'forth')
    const line = await firstDifference(splitLines(written, MAX_LINE), splitLines(read(copy), MAX_LINE))
    if (line !== undefined) return ` (line ${line})`
  }
  return bytes === section.copy.bytes ? '' : ` (it has ${bytes} bytes, not ${section.copy.bytes})`
}

// 1-based line.
async function firstDifference(
  a: AsyncGenerator<LinePiece>,
  b: AsyncGenerator<LinePiece>,
): Promise<number | undefined> {
  try {
    for (let line = 1; ; line++) {
      const [one, other] = [await a.next(), await b.next()]
      if (one.done && other.done) return undefined
      if (one.done || other.done || !one.value.bytes.equals(other.value.bytes)) return line
    }
  } finally {
    await a.return(undefined)
    await b.return(undefined)
  }
}

// A ledger from elsewhere must not reach out of the folder, neither by its paths nor through a link.
function guardTarget(
  target: string,
  {name, original}: Section,
  {cwd, inPlace, outDir = DEFAULT_RESTORED}: RestoreOptions,
): void {
  const folder = inPlace ? cwd : resolve(cwd, outDir)
  const named = (inPlace ? original.path : name) ?? ''
  const outside = new LedgerError(
    `would be restored to ${quoted(named)}, outside of ${quoted(folder)}; nothing restored`,
  )
  if (isAbsolute(named) || named.includes('\0') || !isInside(folder, target)) throw outside
  if (!isWithin(realOf(folder), realOf(dirname(target)))) throw outside
}
