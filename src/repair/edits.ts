import type {Finding} from '../lint/linter.ts'
import type {Document} from '../text/document.ts'
import {oncePerText} from '../text/once.ts'
import {decode, encode, markLength} from '../text/utf8.ts'

/** A change of bytes and the rules that ask for it. Lists of them are sorted and do not overlap. */
export interface Change {
  /** Half-open range of bytes of the original. */
  start: number
  end: number
  /** Bytes that stand there instead. */
  bytes: Uint8Array
  rules: readonly string[]
  /** Whether some of it is no more than a good guess. */
  unsafe?: boolean
}

const NOTHING = new Uint8Array()

/**
 * Turns findings into changes of one pass. Deletions merge; of two replacements that overlap the later waits for the
 * next pass.
 *
 * @param document the document that the findings are about
 * @param findings those whose fixes are wanted, in order
 */
export function changesOf(document: Document, findings: readonly Finding[]): {changes: Change[]; applied: Finding[]} {
  const applied: Finding[] = []
  const removed = new Map<number, Removal>()
  for (const finding of acceptRemovals(document, findings)) {
    applied.push(finding)
    for (const line of linesOf(document, finding)) {
      const {rules, unsafe} = removed.get(line) ?? {rules: [], unsafe: true}
      removed.set(line, {rules: [...rules, finding.ruleId], unsafe: unsafe && finding.fix !== 'safe'})
    }
  }
  const deletions = removalsOf(document, removed)
  const mends = findings.filter(({remove, edits}) => !remove && edits.length > 0)
  if (mends.length === 0) return {changes: deletions, applied}
  const replacements: Change[] = []
  // For each byte what takes it, or puts something before it.
  const taken = new Uint8Array(document.bytes.length + 1)
  for (const deletion of deletions) take(taken, deletion)
  // A million findings are of a few rules, and put the same few texts in.
  const bytesOf = oncePerText((text) => (text ? encode(text) : NOTHING))
  const rulesOf = oncePerText((id) => [id])
  for (const finding of mends) {
    const edits = finding.edits.map(
      ({start, end, text}): Change => ({
        start,
        end,
        bytes: bytesOf(text),
        rules: rulesOf(finding.ruleId),
        ...(finding.fix !== 'safe' && {unsafe: true}),
      }),
    )
    if (edits.some((edit) => isTaken(taken, edit) || isReadOtherwise(document, edit, taken))) continue
    applied.push(finding)
    for (const edit of edits) {
      take(taken, edit)
      replacements.push(edit)
    }
  }
  return {changes: [...deletions, ...replacements].sort(byPlace), applied}
}

/** Why a line goes, and whether nothing but guesses say so. */
interface Removal {
  rules: readonly string[]
  unsafe: boolean
}

function byPlace(a: Change, b: Change): number {
  return a.start - b.start || a.end - b.end
}

// Bytes beside a deletion in which others are looked for, so that a million in a row stay linear.
const BESIDE = 64

// What stands beside a deletion may become something else by it: U+FEFF at the start a byte order mark, halves of a
// surrogate pair, where they stand as escapes in a string of JSON, one character.
function isReadOtherwise({bytes}: Document, {start, end, bytes: inserted}: Change, taken: Uint8Array): boolean {
  if (inserted.length > 0) return false
  let [from, to] = [start, end]
  while (from > start - BESIDE && taken[from - 1] === DELETED) from--
  while (to < end + BESIDE && taken[to] === DELETED) to++
  if (from === 0) return markLength(bytes, to) > 0
  if (bytes[from - 3] !== 0xed || (bytes[from - 2] as number) >> 4 !== 0xa) return false
  const next = decode(bytes.subarray(to, to + 4)).charCodeAt(0)
  return next >= 0xdc00 && next < 0xe000
}

// Changes overlap, or two insertions stand at one place.
function isTaken(taken: Uint8Array, {start, end}: Change): boolean {
  for (let at = start; at < Math.max(end, start + 1); at++) if (taken[at] !== 0) return true
  return false
}

const [DELETED, REPLACED] = [1, 2]

function take(taken: Uint8Array, {start, end, bytes}: Change): void {
  taken.fill(bytes.length === 0 ? DELETED : REPLACED, start, Math.max(end, start + 1))
}

function linesOf(document: Document, {start, end}: Finding): number[] {
  const {starts} = document.scan
  let line = document.lineAt(start)
  const lines = [line]
  while (line + 1 < document.lineCount && (starts[line + 1] as number) < end) lines.push(++line)
  return lines
}

/**
 * A removal that names a copy is right only while the copy stays. So the copy is locked against removals of the same
 * kind; where evidence of its own takes it, an equal copy is junk as well and a mere part of it waits a pass.
 */
function acceptRemovals(document: Document, findings: readonly Finding[]): Finding[] {
  const removals = findings.filter((finding) => finding.remove)
  const gone = new Set<number>()
  for (const finding of removals)
    if (finding.keeps === undefined) for (const line of linesOf(document, finding)) gone.add(line)
  const locked = new Set<number>()
  const goneForCopy = new Set<number>()
  const {keys} = document.scan
  return removals.filter((finding) => {
    const copy = finding.keeps
    if (copy === undefined) return true
    const lines = linesOf(document, finding)
    if (goneForCopy.has(copy) || lines.some((line) => locked.has(line))) return false
    if (gone.has(copy) && lines.some((line) => keys[line] !== keys[copy])) return false
    locked.add(copy)
    for (const line of lines) goneForCopy.add(line)
    return true
  })
}

// Deletes lines and closes the gap: of the blank lines above and below only the longer run stays, none at an edge, where
// U+FEFF would be a byte order mark.
function removalsOf(document: Document, removed: ReadonlyMap<number, Removal>): Change[] {
  const {starts, ends} = document.scan
  const {lineCount, bytes} = document
  const lines = [...removed.keys()].sort((a, b) => a - b)
  const changes: Change[] = []
  for (let at = 0; at < lines.length; ) {
    const first = lines[at] as number
    let last = first
    const run = [removed.get(first) as Removal]
    at++
    for (;;) {
      let next = last + 1
      while (next < lineCount && document.isBlank(next) && !removed.has(next)) next++
      if (lines[at] !== next) break
      run.push(removed.get(next) as Removal)
      last = next
      at++
    }
    let above = first
    while (above > 0 && document.isBlank(above - 1)) above--
    let below = last + 1
    while (below < lineCount && document.isBlank(below)) below++
    let start: number
    let end: number
    if (below === lineCount) {
      end = bytes.length
      const endsWithBreak = end > 0 && (ends[lineCount - 1] as number) < end
      start = above === 0 ? 0 : endsWithBreak ? (starts[above] as number) : (ends[above - 1] as number)
    } else if (above === 0) {
      start = 0
      end = starts[below] as number
      while (markLength(bytes, end) > 0) end += markLength(bytes, end)
    } else if (below - last - 1 > first - above) {
      start = starts[above] as number
      end = starts[last + 1] as number
    } else {
      start = starts[first] as number
      end = starts[below] as number
    }
    const rules = [...new Set(run.flatMap((removal) => removal.rules))].sort()
    changes.push({start, end, bytes: NOTHING, rules, ...(run.some(({unsafe}) => unsafe) && {unsafe: true})})
  }
  return changes
}

/**
 * What should stand at the place of a finding; nothing where its lines go.
 *
 * @param document the text that it is about
 * @param finding  one with a fix
 */
export function mendedText({bytes}: Document, {start, end, edits, remove}: Finding): string {
  if (remove) return ''
  let text = ''
  let from = start
  for (const edit of edits) {
    text += decode(bytes.subarray(from, edit.start)) + edit.text
    from = edit.end
  }
  return text + decode(bytes.subarray(from, end))
}

/**
 * Applies changes.
 *
 * @param bytes   the original
 * @param changes changes of it
 */
export function applyChanges(bytes: Uint8Array, changes: readonly Change[]): Uint8Array {
  let length = bytes.length
  for (const change of changes) length += change.bytes.length - (change.end - change.start)
  const result = new Uint8Array(length)
  let to = 0
  for (const piece of changedPieces(bytes, changes)) {
    result.set(piece, to)
    to += piece.length
  }
  return result
}

/**
 * The changed text piece by piece, without a copy of it.
 *
 * @param bytes   the original
 * @param changes in order, without overlap
 */
export function* changedPieces(bytes: Uint8Array, changes: readonly Change[]): Generator<Uint8Array> {
  let from = 0
  for (const change of changes) {
    if (change.start > from) yield bytes.subarray(from, change.start)
    if (change.bytes.length > 0) yield change.bytes
    from = change.end
  }
  if (from < bytes.length) yield bytes.subarray(from)
}

/**
 * Joins the changes of two passes into changes of the first one's original.
 *
 * @param first  from the original to `middle`
 * @param middle bytes between the passes
 * @param second from `middle` on
 */
export function composeChanges(first: readonly Change[], middle: Uint8Array, second: readonly Change[]): Change[] {
  if (first.length === 0) return [...second]
  const composed: Change[] = []
  let shift = 0 // place in the original minus place in the middle
  let a = 0
  let b = 0
  while (a < first.length || b < second.length) {
    const left = first[a]
    const right = second[b]
    const leftStart = left ? left.start - shift : Number.POSITIVE_INFINITY
    const start = Math.min(leftStart, right?.start ?? Number.POSITIVE_INFINITY)
    let end = start
    const originalStart = start + shift
    const rules = new Set<string>()
    let unsafe = false
    const inner: Change[] = []
    for (;;) {
      const nextLeft = first[a]
      const nextRight = second[b]
      if (nextLeft && nextLeft.start - shift <= end) {
        end = Math.max(end, nextLeft.start - shift + nextLeft.bytes.length)
        shift += nextLeft.end - nextLeft.start - nextLeft.bytes.length
        for (const rule of nextLeft.rules) rules.add(rule)
        unsafe ||= nextLeft.unsafe ?? false
        a++
      } else if (nextRight && nextRight.start <= end) {
        end = Math.max(end, nextRight.end)
        inner.push({...nextRight, start: nextRight.start - start, end: nextRight.end - start})
        for (const rule of nextRight.rules) rules.add(rule)
        unsafe ||= nextRight.unsafe ?? false
        b++
      } else break
    }
    composed.push({
      start: originalStart,
      end: end + shift,
      bytes: applyChanges(middle.subarray(start, end), inner),
      rules: [...rules].sort(),
      ...(unsafe && {unsafe}),
    })
  }
  return composed
}

/**
 * Place in the original of a place in the changed text; inside inserted text, the start of the change.
 *
 * @param changes changes of the original
 */
export function originalPlace(changes: readonly Change[]): (place: number) => number {
  const starts: number[] = []
  let shift = 0
  for (const change of changes) {
    starts.push(change.start - shift)
    shift += change.end - change.start - change.bytes.length
  }
  return (place) => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] as number) <= place) low = middle + 1
      else high = middle
    }
    const change = changes[low - 1]
    if (!change) return place
    const offset = place - (starts[low - 1] as number)
    return offset < change.bytes.length ? change.start : change.end + offset - change.bytes.length
  }
}
