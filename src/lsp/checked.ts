import {type Diagnostic, DiagnosticSeverity, DiagnosticTag, type Range} from 'vscode-languageserver/node'
import type {TextDocument} from 'vscode-languageserver-textdocument'
import {ruleUrl} from '../about.ts'
import type {FileSettings} from '../config/files.ts'
import {type Finding, lint} from '../lint/linter.ts'
import type {Severity} from '../rule/define.ts'
import {Document, type DocumentOptions, type Span} from '../text/document.ts'
import {createLocator} from '../text/locator.ts'
import {encode} from '../text/utf8.ts'

/** How a text of an editor is read. */
export type TextFormat = 'text' | 'markdown'

/** Finds what no finding may touch in Markdown. */
type FindMasks = (bytes: Uint8Array) => readonly Span[]

/** What was found in one version of a text. */
export interface Checked {
  /** Version of the text. */
  version: number
  settings: FileSettings
  document: Document
  /** What a text of other bytes is to be read with. */
  optionsFor(bytes: Uint8Array): DocumentOptions
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
 * @param text     any version; it must not change while the result is used
 * @param settings those of its file
 * @param masksOf  needed for Markdown
 */
export function check(text: TextDocument, settings: FileSettings, format: TextFormat, masksOf: FindMasks): Checked {
  const content = text.getText()
  const shift = content.startsWith(BOM) ? BOM.length : 0
  const optionsFor = (bytes: Uint8Array): DocumentOptions => ({
    lang: settings.lang,
    isString: true,
    ...(format === 'markdown' && {masks: masksOf(bytes), isMarkdown: true}),
  })
  const bytes = encode(content.slice(shift))
  const document = new Document(bytes, settings.table, optionsFor(bytes))
  const findings = lint(document, settings.rules)
  const locate = createLocator(document)
  const rangeOf = (span: Span): Range => {
    const {start, end} = locate(span)
    return {start: text.positionAt(start.offset + shift), end: text.positionAt(end.offset + shift)}
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
  return {version: text.version, settings, document, optionsFor, findings, diagnostics, rangeOf}
}
