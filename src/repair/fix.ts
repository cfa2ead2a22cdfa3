import {type ActiveRule, type Finding, lint} from '../lint/linter.ts'
import {Document, type DocumentOptions} from '../text/document.ts'
import {oncePer} from '../text/once.ts'
import type {PhraseTable} from '../text/phrases.ts'
import {applyChanges, type Change, changesOf, composeChanges, originalPlace} from './edits.ts'

/** Which fixes are wanted. */
export interface FixPolicy {
  /** Whether the fix of a finding is to be applied. */
  wants(finding: Finding): boolean
  /**
   * Largest share of a text's bytes that may go, 0 to 1; a text that would lose more stays whole. Copies of what stays
   * are no loss.
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
  /** Why the fixing stopped short, for the user. */
  notice?: string
}

const MAX_PASSES = 10

const decodersOf = oncePer((rules: readonly ActiveRule[]) => rules.filter(({rule}) => rule.decodes))

/**
 * Lints and mends a text until nothing changes, at most ten times.
 *
 * @param text    UTF-8 without byte order mark
 * @param rules   active rules
 * @param table   phrases of all rules
 * @param policy  which fixes to apply
 * @param options language and masks; masks are asked for anew for each pass
 * @param keep    says which findings of the text as it was given are left alone, and not counted as left
 */
export function fix(
  text: Uint8Array,
  rules: readonly ActiveRule[],
  table: PhraseTable,
  policy: FixPolicy,
  options: (bytes: Uint8Array) => DocumentOptions = () => ({}),
  keep: (original: Document) => readonly Finding[] = () => [],
): FixResult {
  let bytes = text
  let changes: Change[] = []
  const fixed: Finding[] = []
  const seen = new Set<string>()
  let notice: string | undefined
  const copies: Copy[] = []
  const decoders = decodersOf(rules)
  const original = new Document(bytes, table, options(bytes))
  const {timed} = original
  let document = original
  let left: readonly Finding[] | undefined
  const kept = keep(original)
  // Told by their places in the original: fixes beside them may change their words.
  const keptPlaces = new Set(kept.map(({ruleId, start}) => `${start} ${ruleId}`))
  const judge = (text: Document, active: readonly ActiveRule[]): readonly Finding[] => {
    const findings = lint(text, active)
    if (keptPlaces.size === 0) return findings
    const place = originalPlace(text === original ? [] : changes)
    return findings.filter(({ruleId, start}) => !keptPlaces.has(`${place(start)} ${ruleId}`))
  }
  for (let pass = 0; ; pass++) {
    left = undefined
    // What is misread is not judged by the other rules.
    let wanted = judge(document, decoders).filter(policy.wants)
    if (wanted.length === 0) {
      left = judge(document, rules)
      wanted = left.filter(policy.wants)
    }
    const {changes: next, applied} = timed('edits', () => changesOf(document, wanted))
    if (next.length === 0) break
    if (pass === MAX_PASSES) {
      notice = `fixes still change the text after ${MAX_PASSES} passes; stopped there`
      break
    }
    const after = timed('edits', () => applyChanges(bytes, next))
    // Nearly all texts are done after one pass, so the first result is not worth a fingerprint.
    const print = pass > 0 ? fingerprint(after) : ''
    if (pass > 0 && (seen.has(print) || print === fingerprint(text))) {
      notice = `fixes of ${[...new Set(applied.map((finding) => finding.ruleId))].join(', ')} undo each other; stopped after pass ${pass + 1}`
      break
    }
    if (pass > 0) seen.add(print)
    changes = timed('edits', () => composeChanges(changes, bytes, next))
    bytes = after
    for (const finding of applied) fixed.push(finding)
    for (const copy of copiesIn(document, applied)) copies.push(copy)
    document = new Document(bytes, table, {...options(bytes), before: {document, changes: next}})
  }
  left ??= judge(document, rules)
  const ids = new Set(decoders.map(({rule}) => rule.id))
  const lost = changes.length > 0 ? lostShare(text, changes, copiedBytes(copies, document), ids) : 0
  const emptied = changes.length > 0 && isEmptied(text, document)
  if (emptied || lost > policy.maxRemoved) {
    const why = emptied ? 'fixes would empty the text' : `fixes would remove ${Math.round(lost * 100)} % of the text`
    const limit = emptied ? '' : ` (limit: --max-removed ${policy.maxRemoved})`
    // Captions and lists may be most of a short text; what is surely junk goes all the same.
    const isSafe = (finding: Finding): boolean => finding.fix === 'safe' && policy.wants(finding)
    if (fixed.some((finding) => finding.fix !== 'safe')) {
      const safe = fix(text, rules, table, {...policy, wants: isSafe}, options, () => kept)
      return {...safe, notice: safe.notice ?? `${why}; only safe fixes were applied${limit}`}
    }
    return {
      bytes: text,
      changes: [],
      fixed: [],
      left: judge(original, rules),
      original,
      document: original,
      notice: `${why}; left as it is${limit}`,
    }
  }
  return {bytes, changes, fixed, left, original, document, ...(notice && {notice})}
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
  const keys = new Set(scan.keys)
  return copies.reduce((sum, {key, bytes}) => (keys.has(key) ? sum + bytes : sum), 0)
}

// White space that goes with a gap is no loss, nor is the code that a character was written in: up to twelve bytes for
// one, as `&amp;#x2019;`.
const CODE_LENGTH = 12

function lostShare(
  text: Uint8Array,
  changes: readonly Change[],
  copied: number,
  decoding: ReadonlySet<string>,
): number {
  let lost = -copied
  for (const {start, end, bytes, rules} of changes) {
    const length = rules.every((id) => decoding.has(id)) ? CODE_LENGTH : 1
    lost += Math.max(0, visibleBytes(text, start, end) - length * bytes.length)
  }
  return lost / visibleBytes(text, 0, text.length)
}

function visibleBytes(text: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let index = start; index < end; index++) if ((text[index] as number) > 0x20) count++
  return count
}

function isEmptied(text: Uint8Array, document: Document): boolean {
  for (let line = 0; line < document.lineCount; line++) if (!document.isBlank(line)) return false
  return visibleBytes(text, 0, text.length) > 0
}
