import {ruleUrl} from '../about.ts'
import type {FileSettings} from '../config/files.ts'
import type {Item} from '../corpus/types.ts'
import {fingerprint, identityOf} from '../lint/fingerprint.ts'
import {type Finding, lint} from '../lint/linter.ts'
import {createKeep, directivesIn, type Suppressions, suppress, unusedDirectives} from '../lint/suppress.ts'
import {applyChanges, type Change, originalPlace} from '../repair/edits.ts'
import {fix} from '../repair/fix.ts'
import {textEdits} from '../repair/text-edits.ts'
import {toMessages} from '../report/message.ts'
import type {FileReport} from '../report/reporter.ts'
import {Document, type DocumentOptions, type Span} from '../text/document.ts'
import type {Site} from '../text/site.ts'
import type {Timed} from '../text/timing.ts'
import {decode} from '../text/utf8.ts'

/** What to do with documents. */
export interface Mode {
  fix: boolean
  /** Whether unsafe fixes are wanted as well. */
  unsafe: boolean
  /** Whether messages name places of the mended text instead of the original. */
  inPlace: boolean
  /** What is known of the site that a document is a page of. */
  siteOf?: ((item: Item) => Site | undefined) | undefined
  /** Whether messages tell what their fixes do. */
  edits: boolean
  /** Whether messages carry fingerprints. */
  fingerprints: boolean
  /** Takes the times of what is done. */
  timed?: Timed | undefined
  /** How many findings of each fingerprint a baseline accepts in the documents of a file. */
  acceptedIn?: ((path: string) => ReadonlyMap<string, number> | undefined) | undefined
  /** Whether comments that suppress nothing are findings; says whether there is a rule of an id or category. */
  unused?: {isKnown(rule: string): boolean} | undefined
}

/** What was found in a document and what has become of it. */
export interface Examined {
  /** Changes of the item's text. */
  changes: readonly Change[]
  /** Findings that are left, and the text that they are in. */
  left: readonly Finding[]
  fixed: readonly Finding[]
  /** Those of `left` as they are reported: in the text as it was given, unless that is no more. */
  reported: {document: Document; findings: readonly Finding[]}
  /** Why the fixing stopped short. */
  notices: readonly string[]
  /** Number of findings that comments or the baseline suppress. */
  suppressed: number
  /** Fingerprints of those that the baseline accepts. */
  accepted: readonly string[]
}

/** Finds what no finding may touch in Markdown. */
export type FindMasks = (bytes: Uint8Array) => readonly Span[]

/**
 * Lints a document, and mends it where that is asked for.
 *
 * @param item     the document
 * @param settings those of its file
 * @param masksOf  needed for Markdown only
 */
export function examine(item: Item, settings: FileSettings, mode: Mode, masksOf: FindMasks = () => []): Examined {
  const {rules, table} = settings
  const site = mode.siteOf?.(item)
  const options = (bytes: Uint8Array): DocumentOptions => ({
    lang: settings.lang ?? item.lang,
    site,
    timed: mode.timed,
    isRecord: item.recordLine !== undefined,
    ...(item.format === 'markdown' && {masks: masksOf(bytes), isMarkdown: true}),
  })
  const accepted = mode.acceptedIn?.(item.path)
  const identity = accepted ? identityOf(item) : ''
  const suppressionsOf = (document: Document): Suppressions => ({
    directives: document.isMarkdown ? directivesIn(document.bytes, document.masks) : [],
    accepted,
    identity,
  })
  if (!mode.fix) {
    const document = new Document(item.text, table, options(item.text))
    const suppressions = suppressionsOf(document)
    const {left, suppressed} = suppress(document, lint(document, rules), suppressions, rules)
    const unused = mode.unused ? unusedDirectives(document, suppressions, suppressed, rules, mode.unused.isKnown) : []
    const findings = unused.length > 0 ? [...left, ...unused].sort((a, b) => a.start - b.start) : left
    return {
      changes: [],
      left: findings,
      fixed: [],
      reported: {document, findings},
      notices: [],
      suppressed: suppressed.length,
      accepted: suppressed.flatMap(({hash}) => hash ?? []),
    }
  }
  const {original, document, changes, left, fixed, notice, suppressed} = fix(
    item.text,
    rules,
    table,
    settings.policy(mode.unsafe),
    options,
    createKeep(suppressionsOf, rules),
  )
  const reported = mode.inPlace
    ? {document, findings: left}
    : {document: original, findings: changes.length === 0 ? left : inOriginal(left, changes, item.text)}
  const notices = notice === undefined ? [] : [notice]
  return {changes, left, fixed, reported, notices, suppressed: suppressed.length, accepted: []}
}

/** What there is to say of a document. */
export interface DocumentReport extends Pick<FileReport, 'id' | 'recordLine' | 'messages' | 'notices'> {
  /** Changes of its text. */
  changes: readonly Change[]
  /** As it was given; absent where no report shows it. */
  text?: Uint8Array
  /** As of `Item`. */
  marked?: boolean
}

/** What there is to say of a document, in UTF-16 units. */
export function reportOf(
  item: Item,
  {reported, notices, changes}: Examined,
  {edits, fingerprints}: Mode,
): DocumentReport {
  const {path, id, recordLine, text, marked} = item
  const {document, findings} = reported
  const identity = fingerprints ? identityOf(item) : ''
  const fingerprintOf = fingerprints ? (finding: Finding) => fingerprint(document, finding, identity) : undefined
  return {
    ...(id !== undefined && {id}),
    ...(recordLine !== undefined && {recordLine}),
    messages:
      findings.length === 0
        ? []
        : document.timed('messages', () =>
            toMessages(document, findings, {path, id, url: ruleUrl, fingerprintOf, edits}),
          ),
    notices,
    changes,
    text,
    ...(marked && {marked}),
  }
}

/**
 * The same as formats take it.
 *
 * @param inPlace whether it is about the mended text
 */
export function fileReport(
  path: string,
  {changes, text, marked, ...report}: DocumentReport,
  inPlace: boolean,
): FileReport {
  if (!text) return {path, ...report}
  return {
    path,
    ...report,
    text: () => decode(inPlace ? applyChanges(text, changes) : text),
    ...(!inPlace && changes.length > 0 && {mended: () => textEdits(text, changes)}),
    changed: {item: {text, ...(marked && {marked})}, changes},
  }
}

// The end goes by the last byte, as the place after it may be behind a removal. What a fix would do there cannot be
// said in terms of the original.
function inOriginal(
  findings: readonly Finding[],
  changes: readonly Change[],
  original: Uint8Array,
): readonly Finding[] {
  if (findings.length === 0) return findings
  const place = originalPlace(changes)
  return findings.map((finding) => {
    const start = place(finding.start)
    let end = finding.end > finding.start ? Math.min(place(finding.end - 1) + 1, original.length) : start
    while (end < original.length && ((original[end] as number) & 0xc0) === 0x80) end++
    return {...finding, start, end: Math.max(start, end), edits: [], remove: false}
  })
}
