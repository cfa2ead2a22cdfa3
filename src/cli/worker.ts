import type {Item} from '../corpus/types.ts'
import type {Change} from '../repair/edits.ts'
import type {Message} from '../report/message.ts'
import {once} from '../text/once.ts'
import type {CheckFlags} from './commands/check.ts'
import {type Examine, loadExaminer} from './examiner.ts'
import {createTotals, type Totals} from './totals.ts'

/** What a worker has to know of the run. */
export interface Setup {
  flags: CheckFlags
  cwd: string
  /** Whether there may be Markdown. */
  markdown: boolean
}

/** Documents for a worker. */
export interface Batch {
  setup: Setup
  /** The texts, one after the other. */
  texts: Uint8Array
  items: readonly BatchItem[]
}

export interface BatchItem extends Pick<Item, 'path' | 'format' | 'id' | 'recordLine' | 'url' | 'lang'> {
  /** Absolute path of the file, which the settings go by. */
  file: string | undefined
  /** Number of its file in the batch. */
  group: number
  /** Bytes of its text. */
  length: number
}

/** What a worker gives back. JSON takes half as long as the structured clone of objects. */
export interface Reply {
  /** JSON of `ReplyBody`. */
  json: string
  /** What changes put in, one after the other. */
  inserted: Uint8Array
}

export interface ReplyBody {
  /** In order of the items. */
  verdicts: readonly ReplyVerdict[]
  /** By group. */
  totals: readonly Totals[]
}

export interface ReplyVerdict {
  /** Absent where the document could not be checked. */
  messages?: readonly Message[]
  notices?: readonly string[]
  changes: readonly (Omit<Change, 'bytes'> & {
    /** Bytes in `inserted`. */
    length: number
  })[]
  problem?: string
}

type Check = (item: BatchItem, text: Uint8Array, totals: Totals) => ReturnType<Examine>

let check: (() => Promise<Check>) | undefined

async function createCheck({flags, cwd, markdown}: Setup): Promise<Check> {
  const {settingsOf, create} = await loadExaminer(flags, cwd)
  const examine = create(markdown ? (await import('../corpus/markdown.ts')).masksOf : undefined)
  return (item, text, totals) => examine({...item, text}, settingsOf(item.file), totals)
}

/** Checks documents in a thread of its own; all batches of a worker have the same setup. */
export default async function work({setup, texts, items}: Batch): Promise<Reply> {
  check ??= once(() => createCheck(setup))
  const checkOne = await check()
  const totals: Totals[] = []
  const parts: Uint8Array[] = []
  let at = 0
  const verdicts = items.map((item): ReplyVerdict => {
    const text = texts.subarray(at, at + item.length)
    at += item.length
    totals[item.group] ??= createTotals(setup.flags)
    const {changes, report, problem} = checkOne(item, text, totals[item.group] as Totals)
    for (const {bytes} of changes) parts.push(bytes)
    return {
      ...(report && {messages: report.messages, notices: report.notices}),
      changes: changes.map(({start, end, bytes, rules}) => ({start, end, length: bytes.length, rules})),
      ...(problem !== undefined && {problem}),
    }
  })
  return {json: JSON.stringify({verdicts, totals} satisfies ReplyBody), inserted: Buffer.concat(parts)}
}
