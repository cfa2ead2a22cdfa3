import {Writable} from 'node:stream'
import type {StructuredPatchHunk} from 'diff'
import pc from 'picocolors'
import {
  DEFAULT_MAX_FILE_SIZE,
  type Processed,
  type ProcessOptions,
  processFile,
  readInput,
  tooLarge,
} from '../corpus/process.ts'
import type {Clean} from '../corpus/stretch.ts'
import type {InputFile} from '../corpus/types.ts'
import type {Bytes} from '../io/bytes.ts'
import {applyChanges, type Change} from '../repair/edits.ts'
import {editsIn} from '../repair/ledger.ts'
import type {Ledger} from '../repair/ledger-writer.ts'
import {visible} from '../report/escape.ts'
import {decode} from '../text/utf8.ts'

const LF = 10
const CONTEXT_LINES = 3

/** Whole lines of the original that changes touch, and what stands there instead. */
interface Block {
  start: number
  end: number
  before: readonly Uint8Array[]
  after: readonly Uint8Array[]
}

/**
 * Unified diff of a file. The changes are known, so that nothing has to be compared and the cost is linear.
 *
 * @param path    name of the file
 * @param bytes   the original
 * @param changes changes of it, sorted
 * @returns the diff with its final line break, empty where nothing changes
 */
export async function formatDiff(path: string, bytes: Uint8Array, changes: readonly Change[]): Promise<string> {
  const hunks = hunksOf(bytes, changes)
  if (hunks.length === 0) return ''
  const {formatPatch, FILE_HEADERS_ONLY} = await import('diff')
  return formatPatch(
    {
      oldFileName: `a/${path}`,
      newFileName: `b/${path}`,
      oldHeader: undefined,
      newHeader: undefined,
      hunks,
    },
    FILE_HEADERS_ONLY,
  )
}

/**
 * A diff for people: controls of texts are made visible, lines have colours.
 *
 * @param diff  as `formatDiff` gives it
 * @param color whether to use ANSI colours
 */
export function diffForTerminal(diff: string, color: boolean): string {
  const {red, green, cyan, bold} = pc.createColors(color)
  const plain = (line: string): string => line
  const paints = new Map([
    ['-', red],
    ['+', green],
    ['@', cyan],
  ])
  return diff
    .split('\n')
    .map((line) => {
      const shown = line.split('\t').map(visible).join('\t')
      const paint = /^(?:---|\+\+\+) /.test(line) ? bold : (paints.get(line.charAt(0)) ?? plain)
      return paint(shown)
    })
    .join('\n')
}

function hunksOf(bytes: Uint8Array, changes: readonly Change[]): StructuredPatchHunk[] {
  const hunks: StructuredPatchHunk[] = []
  // 1-based line of `counted`, so that line breaks are counted once.
  let line = 1
  let counted = 0
  let shift = 0
  let end = 0
  let hunk: StructuredPatchHunk | undefined
  const close = (): void => {
    if (!hunk) return
    add(hunk, ' ', linesOf(bytes.subarray(end, afterLines(bytes, end, CONTEXT_LINES))))
    shift += hunk.newLines - hunk.oldLines
    hunks.push(hunk)
    hunk = undefined
  }
  for (const block of blocksOf(bytes, changes)) {
    if (hunk && block.start > afterLines(bytes, end, 2 * CONTEXT_LINES)) close()
    let from = end
    if (!hunk) {
      from = beforeLines(bytes, block.start, CONTEXT_LINES)
      for (; counted < from; counted++) if (bytes[counted] === LF) line++
      hunk = {oldStart: line, oldLines: 0, newStart: line + shift, newLines: 0, lines: []}
    }
    add(hunk, ' ', linesOf(bytes.subarray(from, block.start)))
    add(hunk, '-', block.before)
    add(hunk, '+', block.after)
    end = block.end
  }
  close()
  return hunks
}

function add(hunk: StructuredPatchHunk, sign: ' ' | '-' | '+', lines: readonly Uint8Array[]): void {
  for (const line of lines) {
    const complete = line.at(-1) === LF
    hunk.lines.push(sign + decode(complete ? line.subarray(0, -1) : line))
    if (!complete) hunk.lines.push('\\ No newline at end of file')
  }
  if (sign !== '+') hunk.oldLines += lines.length
  if (sign !== '-') hunk.newLines += lines.length
}

function* blocksOf(bytes: Uint8Array, changes: readonly Change[]): Generator<Block> {
  for (let index = 0; index < changes.length; ) {
    const start = beforeLines(bytes, (changes[index] as Change).start, 0)
    let end = start
    const inner: Change[] = []
    // What is added at the end of a last line without line break belongs to that line.
    const touches = (change: Change): boolean => change.start < end || (end === bytes.length && bytes.at(-1) !== LF)
    for (let change = changes[index]; change && (inner.length === 0 || touches(change)); change = changes[++index]) {
      if (change.end >= end) end = afterLines(bytes, change.end, 1)
      inner.push({...change, start: change.start - start, end: change.end - start})
    }
    const old = bytes.subarray(start, end)
    const before = linesOf(old)
    const after = linesOf(applyChanges(old, inner))
    const same = (a: number, b: number): boolean =>
      Buffer.compare(before[a] as Uint8Array, after[b] as Uint8Array) === 0
    const shorter = Math.min(before.length, after.length)
    let head = 0
    while (head < shorter && same(head, head)) head++
    let tail = 0
    while (tail < shorter - head && same(before.length - 1 - tail, after.length - 1 - tail)) tail++
    if (head === before.length && head === after.length) continue
    yield {
      start: start + lengthOf(before.slice(0, head)),
      end: end - lengthOf(before.slice(before.length - tail)),
      before: before.slice(head, before.length - tail),
      after: after.slice(head, after.length - tail),
    }
  }
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = afterLines(bytes, start, 1)
    lines.push(bytes.subarray(start, end))
    start = end
  }
  return lines
}

function lengthOf(lines: readonly Uint8Array[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0)
}

// Start of the line that stands `count` lines above that of `place`.
function beforeLines(bytes: Uint8Array, place: number, count: number): number {
  let start = place
  for (let left = count; ; left--) {
    start = start === 0 ? 0 : bytes.lastIndexOf(LF, start - 1) + 1
    if (left === 0 || start === 0) return start
    start--
  }
}

// End of `count` lines from `place` on, with their line breaks.
function afterLines(bytes: Uint8Array, place: number, count: number): number {
  let end = place
  for (let left = count; left > 0 && end < bytes.length; left--) {
    const found = bytes.indexOf(LF, end)
    end = found === -1 ? bytes.length : found + 1
  }
  return end
}

/**
 * Processes a file without writing it.
 *
 * @returns what `processFile` gives, and the unified diff of what it would write
 */
export async function diffFile(
  input: InputFile,
  options: ProcessOptions,
  clean: Clean,
): Promise<Processed & {diff: string}> {
  const chunks: Uint8Array[] = []
  const changes: Change[] = []
  const collector: Ledger = {
    file: '',
    holds: () => false,
    section: () => ({
      async add(lines) {
        for (const line of lines)
          for (const {start, end, inserted, rules} of editsIn(line)) changes.push({start, end, bytes: inserted, rules})
      },
      async commit() {},
      async abort() {},
    }),
    async close() {},
  }
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()})
  const {onRead: _, ...inner} = options
  const source = readInput(input.file ?? process.stdin, input, options)
  const result = await processFile(
    {...input, compressed: false},
    inner,
    clean,
    {stream: nowhere, ledger: collector},
    tee(source, chunks, options.maxFileSize ?? DEFAULT_MAX_FILE_SIZE),
  )
  return {...result, diff: result.changed === 0 ? '' : await formatDiff(input.path, Buffer.concat(chunks), changes)}
}

async function* tee(source: Bytes, chunks: Uint8Array[], limit: number): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const chunk of source) {
    length += chunk.length
    if (length > limit) throw tooLarge(limit)
    chunks.push(chunk)
    yield chunk
  }
}
