import type {Bytes} from '../io/bytes.ts'
import {splitWarc} from '../packing/warc.ts'
import {formatSize, MAX_RECORD} from './limits.ts'
import {type Part, passedOn, type State} from './process.ts'
import {STRETCH} from './stretch.ts'
import {isTextHead, readWarcRecord} from './warc.ts'

// Others are passed on piece by piece.
const LONGEST_OTHER = 1 << 20

/** Cuts a WARC file into stretches of whole records, and hands out what is none as it is. */
export async function* readWarcParts(state: State, source: Bytes): AsyncGenerator<Part> {
  const {input, options, clean} = state
  const {path, format} = input
  const limit = options.maxDocBytes ?? MAX_RECORD
  let line = 0
  let place = 0
  let isPart = false
  let parts: Buffer[] = []
  let records: {length: number; head: number}[] = []
  let length = 0
  function* flush(): Generator<Part> {
    if (length === 0) return
    const at = {path, format, records, line: line - records.length + 1, place}
    yield {length, cleaned: clean({...at, bytes: Buffer.concat(parts)})}
    place += length
    parts = []
    records = []
    length = 0
  }
  for await (const piece of splitWarc(source, (head) => (isTextHead(head) ? limit : LONGEST_OTHER))) {
    const {bytes, head, ends, large, reason, torn} = piece
    if (reason === undefined && head > 0 && !large) {
      line++
      parts.push(bytes)
      records.push({length: bytes.length, head})
      length += bytes.length
      if (length >= STRETCH) yield* flush()
      continue
    }
    yield* flush()
    if (!isPart) line++
    let problem: string | undefined
    if (reason !== undefined)
      problem = torn ? `${reason}; records around it are left out` : `${reason}, left as it is; mend the file`
    else if (head > 0) {
      const record = readWarcRecord(path, bytes, head, line)
      if (typeof record === 'string') problem = record
      else if (record) problem = `is a record of more than ${formatSize(limit)}, left as it is; raise --max-doc-bytes`
    }
    if (torn) state.damaged = true
    yield passedOn({path, line, place}, bytes, problem, torn === true && !isPart)
    place += bytes.length
    isPart = !ends
  }
  yield* flush()
}
