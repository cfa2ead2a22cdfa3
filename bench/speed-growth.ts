import {existsSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {documents, generateRecords, generateText} from './generate.ts'
import {type Command, runMetered} from './metered.ts'
import {MB, writeFiles, writePieces} from './speed-inputs.ts'

/** Time and memory at one size. */
export interface Growth {
  series: string
  bytes: number
  cpu: number
  peak: number
}

const FILE_BYTES = 4300

/**
 * Runs the program on more and more of the same.
 *
 * @param folder  of the inputs; what is there stays
 * @param command what runs it on a file or folder
 * @param large   whether to go up to 1 GB and 100,000 files
 */
export function measureGrowth(
  folder: string,
  command: (cwd: string, input: string) => Command,
  large: boolean,
): Growth[] {
  mkdirSync(folder, {recursive: true})
  const sizes = [1, 10, 100, ...(large ? [1000] : [])]
  const measure = (series: string, name: string, megabytes: number, write: (path: string) => void): Growth => {
    const input = `${megabytes}-${name}`
    if (!existsSync(join(folder, input))) write(join(folder, input))
    const {cpu, peak} = runMetered(command(folder, input), true)
    return {series, bytes: megabytes * MB, cpu, peak}
  }
  return [
    ...sizes
      .slice(0, 3)
      .map((size) => measure('one text', 'text.txt', size, (path) => writePieces(path, generateText(size * MB)))),
    ...[1, 10].map((size) => measure('one line', 'line.txt', size, (path) => writePieces(path, oneLine(size * MB)))),
    ...sizes.map((size) =>
      measure('records', 'records.jsonl', size, (path) => writePieces(path, generateRecords(size * MB))),
    ),
    ...[1, 10, ...(large ? [430] : [])].map((size) =>
      measure('files of 4 KB', 'files', size, (path) => writeFiles(path, Math.round((size * MB) / FILE_BYTES))),
    ),
  ]
}

function* oneLine(bytes: number): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  let size = 0
  for (const text of documents()) {
    const piece = encoder.encode(text.replaceAll('\n', ' '))
    yield piece
    size += piece.length
    if (size >= bytes) return
  }
}
