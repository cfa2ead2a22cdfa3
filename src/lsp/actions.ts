import {
  type CodeAction,
  CodeActionKind,
  type Command,
  type Diagnostic,
  type Position,
  type Range,
  type TextEdit,
} from 'vscode-languageserver/node'
import {fingerprint} from '../lint/fingerprint.ts'
import type {Finding} from '../lint/linter.ts'
import {type Change, changesOf, mendedText} from '../repair/edits.ts'
import {fix} from '../repair/fix.ts'
import {visible} from '../report/escape.ts'
import {decode} from '../text/utf8.ts'
import type {Checked} from './checked.ts'

/** Kind of the action that applies all safe fixes. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.descrape`

/** Name of the command that adds a finding to the baseline, by its text's address and its fingerprint. */
export const ACCEPT = 'descrape.addToBaseline'

/** What an action needs to be completed when it is chosen. */
export interface FixAllData {
  uri: string
  /** The rule whose safe fixes are applied; of all rules unless given. */
  rule?: string
}

/** What an editor asks actions for. */
export interface Wish {
  uri: string
  range: Range
  /** Kinds that are wanted; all unless given. */
  only: readonly string[] | undefined
  /** Whether a person asked, not the editor on its own: only then is it worth the time to look for suggestions. */
  asked: boolean
}

/** An action whose edits are in the terms of the text that was checked. */
export interface Offer {
  title: string
  kind: string
  /** The finding that it is about. */
  diagnostic?: Diagnostic
  preferred?: boolean
  edits?: readonly TextEdit[]
  /** In place of edits: worked out when the action is chosen. */
  data?: FixAllData
  command?: Command
}

/**
 * What can be done about the findings at a place.
 *
 * @param checked the text as it is now
 */
export async function offersFor(checked: Checked, wish: Wish): Promise<Offer[]> {
  const {findings, diagnostics} = checked
  const wants = (kind: string): boolean =>
    wish.only === undefined || wish.only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`))
  const offers: Offer[] = []
  if (wants(CodeActionKind.QuickFix)) {
    const rules = new Set<string>()
    for (const [index, finding] of findings.entries()) {
      const diagnostic = diagnostics[index] as Diagnostic
      if (!touch(diagnostic.range, wish.range)) continue
      offers.push(...fixesOf(checked, finding, diagnostic))
      if (wish.asked) offers.push(...(await suggestionsFor(checked, finding, diagnostic)))
      offers.push(...acceptances(checked, finding, diagnostic, wish.uri))
      rules.add(finding.ruleId)
    }
    for (const rule of rules)
      if (findings.filter(({ruleId, fix}) => ruleId === rule && fix === 'safe').length > 1)
        offers.push({
          title: `Apply all safe fixes of ${rule}`,
          kind: CodeActionKind.QuickFix,
          data: {uri: wish.uri, rule},
        })
  }
  if (wants(FIX_ALL) && findings.some(({fix}) => fix === 'safe'))
    offers.push({title: 'Apply all safe fixes of descrape', kind: FIX_ALL, data: {uri: wish.uri}})
  return offers
}

function fixesOf(checked: Checked, finding: Finding, diagnostic: Diagnostic): Offer[] {
  if (!finding.fix) return []
  const edits = textEdits(checked, changesOf(checked.document, [finding]).changes)
  if (edits.length === 0) return []
  const what = describe(checked, finding)
  const isSafe = finding.fix === 'safe'
  return [
    {
      title: isSafe ? `${what} (${finding.ruleId})` : `${what} (unsafe fix of ${finding.ruleId})`,
      kind: CodeActionKind.QuickFix,
      diagnostic,
      preferred: isSafe,
      edits,
    },
  ]
}

// Ways to leave a finding as it is.
function acceptances(
  {document, reading: {format, key}, rangeOf}: Checked,
  finding: Finding,
  diagnostic: Diagnostic,
  uri: string,
): Offer[] {
  const {ruleId} = finding
  const line = document.line(document.lineAt(finding.start))
  const kind = CodeActionKind.QuickFix
  const offers: Offer[] = []
  if (format === 'markdown') {
    const {start} = rangeOf({start: line.start, end: line.start})
    const lineEnd = document.bytes.includes(CARRIAGE_RETURN) ? '\r\n' : '\n'
    const newText = `<!-- descrape-disable-next-line ${ruleId} -->${lineEnd}`
    offers.push({
      title: `Accept it by a comment (${ruleId})`,
      kind,
      diagnostic,
      edits: [{range: {start, end: start}, newText}],
    })
  }
  if (key !== undefined) {
    const title = `Add to the baseline (${ruleId})`
    const hash = fingerprint(document, finding, '')
    offers.push({title, kind, diagnostic, command: {title, command: ACCEPT, arguments: [uri, hash]}})
  }
  return offers
}

const CARRIAGE_RETURN = 0x0d

const MOST_SUGGESTIONS = 5

async function suggestionsFor(
  {document, reading: {settings}}: Checked,
  {ruleId, start, end}: Finding,
  diagnostic: Diagnostic,
): Promise<Offer[]> {
  const tool = settings.rules.find(({rule}) => rule.id === ruleId)?.tool
  const found = decode(document.bytes.subarray(start, end))
  const suggestions = (await tool?.suggest?.(found)) ?? []
  return suggestions.slice(0, MOST_SUGGESTIONS).map((newText) => ({
    title: `Change to ${quoted(newText)} (${ruleId})`,
    kind: CodeActionKind.QuickFix,
    diagnostic,
    edits: [{range: diagnostic.range, newText}],
  }))
}

/**
 * The edits that apply all safe fixes, as `descrape --fix` does.
 *
 * @param checked the text as it is now
 * @param rule    the rule whose fixes are applied; of all rules unless given
 * @returns edits, and why fixing stopped short, if it did
 */
export function fixAll(checked: Checked, rule?: string): {edits: TextEdit[]; notice?: string} {
  const {document, reading, optionsFor, keep} = checked
  const {settings} = reading
  const policy = settings.policy(false)
  const wants = (finding: Finding): boolean =>
    finding.fix === 'safe' && (rule === undefined || finding.ruleId === rule) && policy.wants(finding)
  const {changes, notice} = fix(document.bytes, settings.rules, settings.table, {...policy, wants}, optionsFor, keep)
  return {edits: textEdits(checked, changes), ...(notice && {notice})}
}

/**
 * An offer as the protocol has it.
 *
 * @param edit what its edits are in the workspace
 */
export function toCodeAction(
  {title, kind, diagnostic, preferred, edits, data, command}: Offer,
  edit: (edits: readonly TextEdit[]) => NonNullable<CodeAction['edit']>,
): CodeAction {
  return {
    title,
    kind,
    ...(diagnostic && {diagnostics: [diagnostic]}),
    ...(preferred && {isPreferred: true}),
    ...(edits && {edit: edit(edits)}),
    ...(data && {data}),
    ...(command && {command}),
  }
}

function textEdits({rangeOf}: Checked, changes: readonly Change[]): TextEdit[] {
  return changes.map((change) => ({range: rangeOf(change), newText: decode(change.bytes)}))
}

function describe({document}: Checked, finding: Finding): string {
  if (finding.remove) {
    const last = document.lineAt(Math.max(finding.start, finding.end - 1))
    const lines = last - document.lineAt(finding.start) + 1
    return lines === 1 ? 'Remove this line' : `Remove these ${lines} lines`
  }
  const before = decode(document.bytes.subarray(finding.start, finding.end))
  const after = mendedText(document, finding)
  if (before === '') return `Insert ${quoted(after)}`
  return after === '' ? `Delete ${quoted(before)}` : `Change ${quoted(before)} to ${quoted(after)}`
}

const LONGEST = 40

// Characters that cannot be seen are named by their code points.
function quoted(text: string): string {
  if (/^(?:[\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs})+$/u.test(text) && [...text].length <= 3)
    return [...text]
      .map((char) => `U+${(char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`)
      .join(' ')
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()}…` : text
  return `“${visible(short)}”`
}

function touch(a: Range, b: Range): boolean {
  return compare(a.start, b.end) <= 0 && compare(b.start, a.end) <= 0
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character
}

/** Whether a place lies in a range, its end included. */
export function holds(range: Range, position: Position): boolean {
  return touch(range, {start: position, end: position})
}
