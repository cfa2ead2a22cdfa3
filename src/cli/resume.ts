import {readFile, stat} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {VERSION} from '../about.ts'
import type {InputFile} from '../corpus/types.ts'
import {type Digest, digestOf, inOnePiece, readBytes} from '../io/bytes.ts'
import {systemCode} from '../io/system-code.ts'
import {writeAtomically} from '../io/write.ts'
import type {Ledger} from '../repair/ledger-writer.ts'
import {toJson} from '../text/json.ts'
import type {CheckFlags} from './commands/check.ts'
import {configHash} from './config-hash.ts'
import type {Examiner} from './examiner.ts'
import type {Done} from './files.ts'
import type {Plan} from './plan.ts'

/** Folder below that of the copies; hidden, so that no walk goes there. */
export const MARKS = '.descrape'

/** Remembers which copies are done. */
export interface Resume {
  /** What an earlier run has made of a file, where the file, its copy, the configuration and descrape are the same. */
  find(input: InputFile): Promise<Done | undefined>
  /** To be called when the copy and its ledger are on the disk. */
  mark(input: InputFile, done: Done): Promise<void>
}

/** `.descrape/COPY.done.json` */
interface Mark {
  version: string
  /** Hash of all that decides what becomes of a text. */
  config: string
  input: Digest
  copy: Digest
  /** What `Done` holds. */
  result: Done
}

/**
 * @param plan   of a run that writes copies
 * @param ledger without what it holds of a file, its copy could not be undone
 */
export async function createResume(
  flags: CheckFlags,
  examiner: Pick<Examiner, 'loaded' | 'baseline'>,
  plan: Plan,
  ledger: Ledger | undefined,
): Promise<Resume> {
  const hash = await configHash(flags, examiner)
  // The input is read before the work: where it changes meanwhile, the mark does not fit and the work is done again.
  const digests = new Map<InputFile, Digest>()
  const markOf = ({copy}: InputFile): string => join(plan.outDir, MARKS, `${copy}.done.json`)
  return {
    async find(input) {
      if (input.file === undefined) return undefined
      // A pipe can be read but once, and not here.
      if (!(await stat(input.file).catch(() => undefined))?.isFile()) return undefined
      const digest = await digestOf(readBytes(input.file, false)).catch(() => undefined)
      if (!digest) return undefined
      digests.set(input, digest)
      const mark = await readMark(markOf(input))
      if (mark?.version !== VERSION || mark.config !== hash || !isSame(mark.input, digest)) return undefined
      const file = resolve(plan.outDir, input.copy)
      const {entry} = mark.result
      if (flags.card !== undefined && !mark.result.samples) return undefined
      if (!entry || !ledger?.holds(input.file, file, entry)) return undefined
      const copy = await digestOf(readBytes(file, false)).catch(() => undefined)
      if (!isSame(mark.copy, copy)) return undefined
      digests.delete(input)
      const {problems, samples} = mark.result
      for (const own of [...problems, ...Object.values(samples ?? {}).flat()]) own.path = input.path
      return mark.result
    },
    async mark(input, done) {
      const digest = digests.get(input)
      digests.delete(input)
      if (!digest || done.incomplete) return
      const copy = await digestOf(readBytes(resolve(plan.outDir, input.copy), false))
      const mark: Mark = {version: VERSION, config: hash, input: digest, copy, result: done}
      // Without a mark the file is done again, no more.
      await writeAtomically(markOf(input), inOnePiece(`${toJson(mark)}\n`), {compressed: false}).catch(
        (error: unknown) => {
          if (!systemCode(error)) throw error
        },
      )
    },
  }
}

// A mark that cannot be read is none.
async function readMark(file: string): Promise<Mark | undefined> {
  try {
    const mark = JSON.parse(await readFile(file, 'utf8')) as Partial<Mark> | null
    return mark?.result?.totals ? (mark as Mark) : undefined
  } catch {
    return undefined
  }
}

function isSame(a: Digest | undefined, b: Digest | undefined): boolean {
  return a !== undefined && a.bytes === b?.bytes && a.sha256 === b.sha256
}
