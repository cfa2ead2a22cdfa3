import type {PageDocument, PageFinding, PageText} from './data.ts'

/** What the reader of a report says of a finding. */
export type Decision = 'accepted' | 'rejected'

/** A finding in the list. */
export interface Entry extends PageFinding {
  document: ShownDocument
  /** Its place in `document.entries`. */
  index: number
  decision?: Decision
}

/** A document in the list. */
export interface ShownDocument extends Omit<PageDocument, 'findings'> {
  entries: readonly Entry[]
  /** Parsed when it is asked for. */
  text(): PageText
}

/** Which findings are wanted. What is not in a set is hidden. */
export interface Filter {
  severities: ReadonlySet<string>
  fixes: ReadonlySet<string>
  decisions: ReadonlySet<string>
  rules: ReadonlySet<string>
  /** Words that all have to stand in the reason, the rule or the name; lower case. */
  words: readonly string[]
}

export function severityOf({severity}: PageFinding): string {
  return severity ?? 'done'
}

export function fixOf({fix, isDone}: PageFinding): string {
  return isDone ? 'done' : (fix ?? 'none')
}

export function decisionOf({decision}: Entry): string {
  return decision ?? 'open'
}

/** Whether the fix of a finding is applied: what `--fix` would do, unless the reader has decided. */
export function isApplied({decision, fix, isDone}: Entry): boolean {
  return isDone === true || decision === 'accepted' || (decision === undefined && fix === 'safe')
}

export function matches(entry: Entry, {severities, fixes, decisions, rules, words}: Filter): boolean {
  if (!severities.has(severityOf(entry)) || !fixes.has(fixOf(entry)) || !decisions.has(decisionOf(entry))) return false
  if (!entry.rules.some((rule) => rules.has(rule))) return false
  if (words.length === 0) return true
  const text = `${entry.reason} ${entry.rules.join(' ')} ${entry.document.name}`.toLowerCase()
  return words.every((word) => text.includes(word))
}
