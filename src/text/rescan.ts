import type {Span} from './document.ts'
import {addHit, addLines, addSentence, buffersFor, finishScan, type PhraseKeys, type Scan, scanRange} from './scan.ts'

/** Bytes that took the place of a stretch of a text; lists of them are sorted and do not overlap. */
export interface Splice extends Span {
  bytes: Uint8Array
}

/**
 * Reads a changed text: lines that no change touched are taken over.
 *
 * @param before  scan of the text before the changes, with the candidates that are worth another look
 * @param changes ranges of the text before
 * @param bytes   the text after the changes
 * @param keys    those of the scan before
 * @returns the same as `scan(bytes, keys)`, but for candidates left out of `before`; undefined where two line ends met
 */
export function rescan(
  before: Scan,
  changes: readonly Splice[],
  bytes: Uint8Array,
  keys: PhraseKeys,
): Scan | undefined {
  if (bytes.length === 0) return undefined
  const {starts, lineCount} = before
  const out = buffersFor(bytes.length, lineCount + 16, before.sentenceKeys.length + 16, keys)
  let at = 0
  let shift = 0
  let line = 0
  let hit = 0
  let sentence = 0
  const keep = (first: number, end: number): boolean => {
    const start = (starts[first] as number) + shift
    if (cutsLineEnd(bytes, at) || scanRange(bytes, at, start, keys, out) !== start || cutsLineEnd(bytes, start))
      return false
    const offset = out.lineCount - first
    if (out.lineCount + end - first >= out.ends.length) addLines(out, out.lineCount + end - first + 16)
    for (let index = first; index < end; index++) {
      out.starts[index + offset] = (starts[index] as number) + shift
      out.ends[index + offset] = (before.ends[index] as number) + shift
    }
    out.marks.set(before.marks.subarray(first, end), out.lineCount)
    out.words.set(before.words.subarray(first, end), out.lineCount)
    out.tokens.set(before.tokens.subarray(first, end), out.lineCount)
    out.keys.set(before.keys.subarray(first, end), out.lineCount)
    out.lineCount += end - first
    const {hits, sentenceKeys, sentenceLines} = before
    for (; hit < hits.length && (hits[hit] as number) < end; hit += 4) {
      if ((hits[hit] as number) >= first)
        addHit(
          out,
          (hits[hit] as number) + offset,
          hits[hit + 1] as number,
          (hits[hit + 2] as number) + shift,
          hits[hit + 3] as number,
        )
    }
    for (; sentence < sentenceLines.length && (sentenceLines[sentence] as number) < end; sentence++) {
      if ((sentenceLines[sentence] as number) >= first)
        addSentence(out, sentenceKeys[sentence] as number, (sentenceLines[sentence] as number) + offset)
    }
    at = (starts[end] as number) + shift
    return true
  }

  for (const change of changes) {
    const growth = change.bytes.length - (change.end - change.start)
    // Within the line that the change before lies in.
    if (change.end < (starts[line] as number)) {
      shift += growth
      continue
    }
    let first = line
    while (first + 1 < lineCount && (starts[first + 1] as number) <= change.start) first++
    let next = first
    while (next < lineCount && (starts[next] as number) < change.end) next++
    // Whole lines go without a trace; else the line behind the change is another one as well.
    const isWhole = change.start === starts[first] && change.end === starts[next] && change.bytes.length === 0
    if (!isWhole && next < lineCount && change.end === starts[next]) next++
    if (!isWhole && next === first) next++
    if (first > line && !keep(line, first)) return undefined
    line = Math.max(line, next)
    shift += growth
  }
  if (line < lineCount && !keep(line, lineCount)) return undefined
  if (cutsLineEnd(bytes, at)) return undefined
  scanRange(bytes, at, bytes.length, keys, out)
  return finishScan(out, bytes.length)
}

const LINE_FEED = 10
const CARRIAGE_RETURN = 13

function cutsLineEnd(bytes: Uint8Array, place: number): boolean {
  return bytes[place] === LINE_FEED && bytes[place - 1] === CARRIAGE_RETURN
}
