import type {Stretch} from '../corpus/stretch.ts'
import type {Change} from '../repair/edits.ts'
import {showsTexts} from '../report/index.ts'
import {unlessTooLong} from '../text/json.ts'
import {once} from '../text/once.ts'
import type {CheckFlags} from './commands/check.ts'
import {type Check, type Checked, loadExaminer} from './examiner.ts'

/** What a worker has to know of the run. */
export interface Setup {
  flags: CheckFlags
  cwd: string
  /** Whether there may be Markdown. */
  markdown: boolean
  /** Whether the clean bytes are wanted. */
  writes: boolean
}

/** Stretches for a worker. */
export interface Batch {
  setup: Setup
  /** Bytes of the stretches, one after the other. */
  bytes: Uint8Array
  tasks: readonly Task[]
}

export interface Task extends Omit<Stretch, 'bytes'> {
  /** Absolute path of its file. */
  file: string | undefined
  /** Number of its bytes. */
  length: number
}

/** What a worker gives back of each task, in order. */
export interface Reply {
  /** As JSON, which takes half as long as the structured clone of objects, where a string may be so long. */
  bodies: string | readonly ReplyBody[]
  ledgers: readonly string[][]
  /** The clean bytes, one after the other; none where they are not wanted. */
  bytes: Uint8Array
  /** Texts and changes of the documents that are reported, where a report shows them. */
  texts?: readonly {text: Uint8Array; changes: readonly Change[]}[][]
}

export interface ReplyBody extends Omit<Checked, 'ledger' | 'pieces'> {
  /** Number of the clean bytes. */
  length: number
}

let check: (() => Promise<Check>) | undefined

async function createCheck({flags, cwd, markdown}: Setup): Promise<Check> {
  const {createCheck: create} = await loadExaminer(flags, cwd)
  return create(markdown ? (await import('../corpus/markdown.ts')).masksOf : undefined)
}

/** Checks stretches in a thread of its own; all batches of a worker have the same setup. */
export default async function work({setup, bytes, tasks}: Batch): Promise<Reply> {
  check ??= once(() => createCheck(setup))
  const checkOne = await check()
  const parts: Uint8Array[] = []
  const ledgers: string[][] = []
  const texts: {text: Uint8Array; changes: readonly Change[]}[][] = []
  const withTexts = showsTexts(setup.flags.format)
  let at = 0
  const bodies = tasks.map(({length, file, ...stretch}): ReplyBody => {
    const own = bytes.subarray(at, at + length)
    at += length
    const {ledger, pieces, reports, ...body} = checkOne({...stretch, bytes: own}, file)
    const clean = setup.writes ? [...pieces] : []
    for (const piece of clean) parts.push(piece)
    ledgers.push(setup.writes ? [...ledger] : [])
    if (withTexts)
      texts.push(
        reports.map(({text, changes}) => ({
          text: (text as Uint8Array).slice(),
          changes: changes.map((change) => ({...change, bytes: change.bytes.slice()})),
        })),
      )
    return {
      ...body,
      reports: reports.map(({text: _, changes: __, ...report}) => ({...report, changes: []})),
      length: clean.reduce((sum, piece) => sum + piece.length, 0),
    }
  })
  return {bodies: packBodies(bodies), ledgers, bytes: joined(parts), ...(withTexts && {texts})}
}

/** @param bodies of one reply */
export function packBodies(bodies: readonly ReplyBody[]): Reply['bodies'] {
  return unlessTooLong(() => JSON.stringify(bodies)) ?? bodies
}

// In a buffer of its own, so that nothing else goes along.
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
