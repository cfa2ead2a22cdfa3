import {type Diagnostic, DiagnosticSeverity, DiagnosticTag, type Range} from 'vscode-languageserver/node'
import {TextDocument} from 'vscode-languageserver-textdocument'
import {ruleUrl} from '../about.ts'
import type {FileSettings} from '../config/files.ts'
import {acceptedIn, type Baseline} from '../lint/baseline.ts'
import {type Finding, lint} from '../lint/linter.ts'
import {createKeep, directivesIn, type Keep, type Suppressions, suppress} from '../lint/suppress.ts'
import type {Severity} from '../rule/define.ts'
import {Document, type DocumentOptions, type Span} from '../text/document.ts'
import {createLocator} from '../text/locator.ts'
import {encode} from '../text/utf8.ts'

/** How a text of an editor is read. */
export type TextFormat = 'text' | 'markdown'

/** Finds what no finding may touch in Markdown. */
type FindMasks = (bytes: Uint8Array) => readonly Span[]

/** How a text is checked. */
export interface Reading {
  settings: FileSettings
  format: TextFormat
  /** Needed for Markdown. */
  masksOf: FindMasks
  baseline: Baseline
  /** Name of the text in the baseline; undefined where it can be in none. */
  key: string | undefined
}

/** What was found in one version of a text. */
export interface Checked {
  /** Version of the text. */
  version: number
  reading: Reading
  document: Document
  /** What a text of other bytes is to be read with. */
  optionsFor(bytes: Uint8Array): DocumentOptions
  /** Says which findings comments and the baseline suppress. */
  keep: Keep
  findings: readonly Finding[]
  /** Of each finding, in the same order. */
  diagnostics: readonly Diagnostic[]
  /** Place of a byte span in the editor. */
  rangeOf(span: Span): Range
}

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
}

const BOM = '\ufeff'

/**
 * Lints a text as an editor holds it. Places are the editor's: UTF-16 units of its lines.
 *
 * @param text any version
 */
export function check(text: TextDocument, reading: Reading): Checked {
  const {settings, format, masksOf, baseline, key} = reading
  const content = text.getText()
  // The text itself may have changed by the time a place is asked for.
  const places = TextDocument.create(text.uri, text.languageId, text.version, content)
  const shift = content.startsWith(BOM) ? BOM.length : 0
  const optionsFor = (bytes: Uint8Array): DocumentOptions => ({
    lang: settings.lang,
    isString: true,
    ...(format === 'markdown' && {masks: masksOf(bytes), isMarkdown: true}),
  })
  const bytes = encode(content.slice(shift))
  const document = new Document(bytes, settings.table, optionsFor(bytes))
  const accepted = key === undefined ? undefined : acceptedIn(baseline, key)
  const suppressionsOf = ({isMarkdown, bytes, masks}: Document): Suppressions => ({
    directives: isMarkdown ? directivesIn(bytes, masks) : [],
    accepted,
  })
  const {rules} = settings
  const {left: findings} = suppress(document, lint(document, rules), suppressionsOf(document), rules)
  const locate = createLocator(document)
  const rangeOf = (span: Span): Range => {
    const {start, end} = locate(span)
    return {start: places.positionAt(start.offset + shift), end: places.positionAt(end.offset + shift)}
  }
  const diagnostics = findings.map(
    (finding): Diagnostic => ({
      range: rangeOf(finding),
      severity: SEVERITIES[finding.severity],
      code: finding.ruleId,
      codeDescription: {href: ruleUrl(finding.ruleId)},
      source: 'descrape',
      message: finding.reason,
      ...(finding.remove && finding.fix === 'safe' && {tags: [DiagnosticTag.Unnecessary]}),
    }),
  )
  const keep = createKeep(suppressionsOf, rules)
  return {version: text.version, reading, document, optionsFor, keep, findings, diagnostics, rangeOf}
}
