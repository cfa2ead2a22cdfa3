import {type ActiveRule, type Finding, lint} from '../lint/linter.ts'
import type {Keep, Suppressed} from '../lint/suppress.ts'
import {Document, type DocumentOptions} from '../text/document.ts'
import {once, oncePer} from '../text/once.ts'
import type {PhraseTable} from '../text/phrases.ts'
import {applyChanges, type Change, changesOf, composeChanges, originalPlace} from './edits.ts'

/** Which fixes are wanted. */
export interface FixPolicy {
  /** Whether the fix of a finding is to be applied. */
  wants(finding: Finding): boolean
  /**
   * Largest share of a text's bytes that may go, 0 to 1. Where more would go, safe fixes are made alone, and guesses on
   * what those leave if the share of that is not too large; where safe fixes alone would take too much, the text stays
   * whole. Copies of what stays are no loss.
   */
  maxRemoved: number
}

/** What became of a text. */
export interface FixResult {
  bytes: Uint8Array
  /** From the text given to `bytes`. */
  changes: readonly Change[]
  /** Findings that were mended, by pass. */
  fixed: readonly Finding[]
  /** Findings in `bytes`. */
  left: readonly Finding[]
  /** The text as it was given, and `bytes`. */
  original: Document
  document: Document
  /** Findings of the text as it was given that are left alone, and not counted as left. */
  suppressed: readonly Suppressed[]
  /** Why the fixing stopped short, for the user. */
  notice?: string
}

// Of a thousand pages of wcxb one takes eight: a model judges lines anew when those beside them went.
const MAX_PASSES = 30

const decodersOf = oncePer((rules: readonly ActiveRule[]) => rules.filter(({rule}) => rule.decodes))

/**
 * Lints and mends a text until nothing changes, at most thirty times.
 *
 * @param text    UTF-8 without byte order mark
 * @param rules   active rules
 * @param table   phrases of all rules
 * @param policy  which fixes to apply
 * @param options language and masks; masks are asked for anew for each pass
 * @param keep    says which findings are left alone, and not counted as left
 */
export function fix(
  text: Uint8Array,
  rules: readonly ActiveRule[],
  table: PhraseTable,
  policy: FixPolicy,
  options: (bytes: Uint8Array) => DocumentOptions = () => ({}),
  keep: Keep = () => [],
): FixResult {
  const decoders = decodersOf(rules)
  const original = new Document(text, table, options(text))
  const {timed} = original
  const found = once(() => lint(original, rules))
  const suppressed = keep(original, found)
  // Told by their places in the original: fixes beside them may change their words, or what a comment is.
  const named = suppressed.filter(({by, hash}) => by || hash)
  const keptPlaces = new Set(named.map(({finding: {ruleId, start}}) => `${start} ${ruleId}`))
  const judge = ({document, changes}: State, active: readonly ActiveRule[]): readonly Finding[] => {
    const isWhole = document === original && active === rules
    const findings = isWhole ? found() : lint(document, active)
    const kept = new Set((isWhole ? suppressed : keep(document, () => findings)).map(({finding}) => finding))
    if (kept.size === 0 && keptPlaces.size === 0) return findings
    const place = originalPlace(changes)
    return findings.filter(
      (finding) => !kept.has(finding) && !keptPlaces.has(`${place(finding.start)} ${finding.ruleId}`),
    )
  }

  // Mends what a text is by now, until nothing changes.
  const mend = (from: State, wants: (finding: Finding) => boolean): Mended => {
    let state = from
    let since: Change[] = []
    let notice: string | undefined
    let left: readonly Finding[] | undefined
    const fixed: Finding[] = []
    const copies: Copy[] = []
    const seen = new Set<string>()
    for (let pass = 0; ; pass++) {
      const {document} = state
      const {bytes} = document
      left = undefined
      const changesFor = (findings: readonly Finding[]): ReturnType<typeof changesOf> =>
        timed('edits', () => changesOf(document, findings.filter(wants)))
      // What is misread is not judged by the other rules, unless it has to wait for theirs.
      let {changes: next, applied} = changesFor(judge(state, decoders))
      if (next.length === 0) {
        left = judge(state, rules)
        ;({changes: next, applied} = changesFor(left))
      }
      if (next.length === 0) break
      if (pass === MAX_PASSES) {
        notice = `fixes still change the text after ${MAX_PASSES} passes; stopped there`
        break
      }
      const after = timed('edits', () => applyChanges(bytes, next))
      // Nearly all texts are done after one pass, so the first result is not worth a fingerprint.
      const print = pass > 0 ? fingerprint(after) : ''
      if (pass > 0 && (seen.has(print) || print === fingerprint(from.document.bytes))) {
        notice = `fixes of ${[...new Set(applied.map((finding) => finding.ruleId))].join(', ')} undo each other; stopped after pass ${pass + 1}`
        break
      }
      if (pass > 0) seen.add(print)
      since = timed('edits', () => composeChanges(since, bytes, next))
      state = {
        document: new Document(after, table, {...options(after), before: {document, changes: next}}),
        changes: from === start ? since : timed('edits', () => composeChanges(state.changes, bytes, next)),
      }
      for (const finding of applied) fixed.push(finding)
      for (const copy of copiesIn(document, applied)) copies.push(copy)
    }
    left ??= judge(state, rules)
    const excess = since.length > 0 ? excessOf(from.document.bytes, since, state.document, copies) : undefined
    return {...state, fixed, left, notice, excess}
  }

  const ids = new Set(decoders.map(({rule}) => rule.id))
  // What makes fixes too many, if they are.
  const excessOf = (before: Uint8Array, changes: readonly Change[], after: Document, copies: readonly Copy[]) => {
    if (isEmptied(before, after)) return {why: 'fixes would empty the text', limit: ''}
    const lost = lostShare(before, changes, copiedBytes(copies, after), ids, policy.maxRemoved)
    return lost > policy.maxRemoved
      ? {
          why: `fixes would remove ${Math.round(lost * 100)} % of the text`,
          limit: ` (limit: --max-removed ${policy.maxRemoved})`,
        }
      : undefined
  }

  const start: State = {document: original, changes: []}
  const resultOf = ({document, changes, fixed, left}: Mended, notice: string | undefined): FixResult => ({
    bytes: document.bytes,
    changes,
    fixed,
    left,
    original,
    document,
    suppressed,
    ...(notice && {notice}),
  })
  const all = mend(start, policy.wants)
  if (!all.excess) return resultOf(all, all.notice)
  // Captions and lists may be most of a short text; what is surely junk goes all the same.
  const hasGuesses = all.fixed.some(({fix}) => fix !== 'safe')
  const safe = hasGuesses ? mend(start, (finding) => finding.fix === 'safe' && policy.wants(finding)) : all
  if (safe.excess) {
    const {why, limit} = safe.excess
    return resultOf({...start, fixed: [], left: judge(start, rules)}, `${why}; left as it is${limit}`)
  }
  // Guesses are weighed on what the safe fixes leave, all or none: a second run finds just that text.
  const rest = safe.changes.length > 0 ? mend(safe, policy.wants) : all
  if (!rest.excess) return resultOf({...rest, fixed: [...safe.fixed, ...rest.fixed]}, rest.notice)
  return resultOf(safe, safe.notice ?? `${rest.excess.why}; only safe fixes were applied${rest.excess.limit}`)
}

/** A text on its way, and how it came from the original. */
interface State {
  document: Document
  changes: readonly Change[]
}

interface Mended extends State {
  fixed: readonly Finding[]
  left: readonly Finding[]
  notice?: string | undefined
  excess?: {why: string; limit: string} | undefined
}

function fingerprint(bytes: Uint8Array): string {
  let a = 0x811c9dc5
  let b = 0x9e3779b1
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b + byte, 0x85ebca6b) ^ (b >>> 13)
  }
  return `${bytes.length}:${a}:${b}`
}

/** What went because the same stands elsewhere. */
interface Copy {
  /** Key of the line that stays. */
  key: number
  bytes: number
}

function copiesIn({bytes, scan}: Document, applied: readonly Finding[]): Copy[] {
  const copies: Copy[] = []
  let end = 0
  for (const finding of applied.filter(({keeps}) => keeps !== undefined).sort((a, b) => a.start - b.start)) {
    copies.push({
      key: scan.keys[finding.keeps as number] as number,
      bytes: visibleBytes(bytes, Math.max(end, finding.start), finding.end),
    })
    end = Math.max(end, finding.end)
  }
  return copies
}

// A copy is no loss while what it is a copy of still stands.
function copiedBytes(copies: readonly Copy[], {scan}: Document): number {
  if (copies.length === 0) return 0
  const keys = new Set(scan.keys)
  return copies.reduce((sum, {key, bytes}) => (keys.has(key) ? sum + bytes : sum), 0)
}

// White space that goes with a gap is no loss, nor is the code that a character was written in: up to twelve bytes for
// one, as `&amp;#x2019;`.
const CODE_LENGTH = 12

// Where so little goes that no more than `most` of the text does, nobody asks how much: the share is 0 then.
function lostShare(
  text: Uint8Array,
  changes: readonly Change[],
  copied: number,
  decoding: ReadonlySet<string>,
  most: number,
): number {
  let lost = -copied
  for (const {start, end, bytes, rules} of changes) {
    const length = rules.every((id) => decoding.has(id)) ? CODE_LENGTH : 1
    lost += Math.max(0, visibleBytes(text, start, end) - length * bytes.length)
  }
  if (lost <= 0) return 0
  const enough = 2 + lost / most
  const visible = visibleBytes(text, 0, text.length, enough)
  return visible < enough ? lost / visible : 0
}

// Stops counting at `most`.
function visibleBytes(text: Uint8Array, start: number, end: number, most = Number.POSITIVE_INFINITY): number {
  let count = 0
  for (let index = start; index < end && count < most; index++) if ((text[index] as number) > 0x20) count++
  return count
}

function isEmptied(text: Uint8Array, document: Document): boolean {
  for (let line = 0; line < document.lineCount; line++) if (!document.isBlank(line)) return false
  return visibleBytes(text, 0, text.length) > 0
}
