import type {Bytes} from '../io/bytes.ts'
import {Reader} from './reader.ts'

/** A stretch of a WARC file. Stretches follow each other without a gap of bytes. */
export interface WarcPiece {
  bytes: Buffer
  /** Bytes of the head of the record that begins here, its blank line included; 0 where none begins. */
  head: number
  /** Whether the record, or what else it is, ends here. */
  ends: boolean
  /** Whether it is a piece of a record of more than the limit. */
  large?: boolean
  /** Says about the file what is wrong with this stretch. */
  reason?: string
  /** Whether what follows it in the file could not be unpacked. */
  torn?: boolean
}

const START = Buffer.from('WARC/')
const END = Buffer.from('\r\n\r\n')
const LONGEST_HEAD = 1 << 20
const LENGTH = /\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n/i
const RECORD = 1 << 24

/**
 * Splits WARC into its records.
 *
 * @param source  unpacked bytes; of a gap only the record around it is given up
 * @param longest bytes of the longest record that is kept in one piece, by its head
 */
export async function* splitWarc(
  source: Bytes,
  longest: (head: string) => number = () => RECORD,
): AsyncGenerator<WarcPiece> {
  const reader = new Reader(source)
  const headLength = createHeadLength(reader)
  try {
    for (;;) {
      if (!(await reader.fill(1))) {
        if (!reader.gap) return
        yield {bytes: Buffer.alloc(0), head: 0, ends: true, reason: reader.gap.reason, torn: true}
        reader.gap = undefined
        continue
      }
      const {place} = reader
      const head = await headLength()
      const text = reader.ahead.toString('latin1', 0, head)
      const body = LENGTH.exec(text)?.[1]
      if (body === undefined) {
        // Where a record began within this head, it would have the same end and no length either.
        yield* rest(reader, head, `has no whole WARC record at byte ${place}`)
        continue
      }
      const length = head + Number(body) + END.length
      if (length > longest(text)) {
        yield* inPieces(reader, head, length, place)
        continue
      }
      if (await reader.fill(length)) {
        if (reader.ahead.subarray(length - END.length, length).equals(END))
          yield {bytes: reader.take(length), head, ends: true}
        else yield* rest(reader, head, `has a WARC record at byte ${place} whose Content-Length is wrong`)
      } else yield* rest(reader, head, `has a WARC record at byte ${place} that is cut off`)
    }
  } finally {
    await reader.close()
  }
}

// Gives 0 where no record begins. Starts may be many and ends far away, so no byte is searched for an end twice.
function createHeadLength(reader: Reader): () => Promise<number> {
  // Of the file: before it no end begins, but those of heads that were taken.
  let searched = 0
  return async () => {
    await reader.fill(START.length)
    if (!reader.ahead.subarray(0, START.length).equals(START)) return 0
    for (let wanted = 1 << 12; ; wanted = 2 * reader.ahead.length) {
      const more = reader.ahead.length >= LONGEST_HEAD || (await reader.fill(wanted))
      const end = reader.ahead.indexOf(END, Math.max(0, searched - reader.place))
      searched = reader.place + (end === -1 ? Math.max(0, reader.ahead.length - END.length + 1) : end)
      if (end !== -1 && end <= LONGEST_HEAD) return end + END.length
      if (!more || end !== -1 || reader.ahead.length >= LONGEST_HEAD) return 0
    }
  }
}

// What is no record, up to the next one or to a gap.
async function* rest(reader: Reader, skip: number, reason: string): AsyncGenerator<WarcPiece> {
  let parts: Buffer[] = [reader.take(Math.max(1, skip))]
  let length = 0
  for await (const bytes of reader.seek(START, START.length + 1, (ahead, at) => isStart(ahead, at, reader.before))) {
    parts.push(bytes)
    length += bytes.length
    if (length <= RECORD) continue
    yield {bytes: Buffer.concat(parts), head: 0, ends: true, reason}
    parts = []
    length = 0
  }
  const {gap} = reader
  const torn = gap !== undefined && reader.ahead.length === 0
  if (torn) reader.gap = undefined
  yield {bytes: Buffer.concat(parts), head: 0, ends: true, reason: torn ? gap.reason : reason, ...(torn && {torn})}
}

function isStart(bytes: Buffer, at: number, before: number | undefined): boolean {
  const version = bytes[at + START.length] as number
  return (at === 0 ? before : bytes[at - 1]) === 10 && version >= 0x30 && version <= 0x39
}

async function* inPieces(reader: Reader, head: number, length: number, place: number): AsyncGenerator<WarcPiece> {
  let own = head
  for (let left = length; left > 0; ) {
    const more = await reader.fill(1)
    if (!more) {
      const {gap} = reader
      const reason = gap?.reason ?? `has a WARC record at byte ${place} that is cut off`
      reader.gap = undefined
      yield {bytes: Buffer.alloc(0), head: 0, ends: true, large: true, reason, ...(gap && {torn: true})}
      return
    }
    const bytes = reader.take(Math.min(left, reader.ahead.length))
    left -= bytes.length
    yield {bytes, head: own, ends: left === 0, large: true}
    own = 0
  }
}
