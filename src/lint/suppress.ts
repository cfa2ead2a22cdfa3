import type {Document, Span} from '../text/document.ts'
import {oncePer} from '../text/once.ts'
import {decode, encode} from '../text/utf8.ts'
import {fingerprint} from './fingerprint.ts'
import type {ActiveRule, Finding} from './linter.ts'

/** A comment `<!-- descrape-disable-next-line related-link -- reason -->`; the span is that of the comment, in bytes. */
export interface Directive extends Span {
  /** Ids and categories of rules; empty for all. */
  rules: readonly string[]
  /** What stands behind `--`. */
  reason: string
}

/** What a user has said to leave alone in a document. */
export interface Suppressions {
  directives: readonly Directive[]
  /** How many findings of a fingerprint a baseline accepts in the document. */
  accepted?: ReadonlyMap<string, number> | undefined
  /** As `identityOf` gives it. */
  identity?: string
}

/** A finding that is not reported and not mended, and why: without a reason it would join or break lines of a comment. */
export interface Suppressed {
  finding: Finding
  /** The comment, and the word in it that names the rule; `''` where it names none. */
  by?: {directive: Directive; name: string}
  /** The fingerprint that a baseline has. */
  hash?: string
}

const categoriesOf = oncePer(
  (active: readonly ActiveRule[]) => new Map(active.map(({rule}) => [rule.id, rule.category as string])),
)

const COMMENT = /<!--\s*descrape-disable-next-line(?![\w-])([\s\S]*?)-->/g
const LESS_THAN = 0x3c

/**
 * Finds comments that suppress findings, in Markdown.
 *
 * @param bytes the document
 * @param masks what no finding may touch, as of Markdown: comments in code are none
 */
export function directivesIn(bytes: Uint8Array, masks: readonly Span[]): Directive[] {
  return masks.flatMap(({start, end}) => {
    if (bytes[start] !== LESS_THAN) return []
    const text = decode(bytes.subarray(start, end))
    let index = 0
    let place = start
    // Behind the last end there are only comments that are open: each would look for its end in all that follows.
    return [...text.slice(0, text.lastIndexOf('-->') + 3).matchAll(COMMENT)].map((match): Directive => {
      const [names = '', ...reason] = (match[1] as string).split(/(?:^|\s)--(?=\s|$)/)
      const from = place + encode(text.slice(index, match.index)).length
      index = match.index + match[0].length
      place = from + encode(match[0]).length
      return {
        start: from,
        end: place,
        rules: names.split(/[\s,]+/).filter(Boolean),
        reason: reason.join('--').trim(),
      }
    })
  })
}

/**
 * Parts findings that are to be reported from those that the user has said to leave alone.
 *
 * @param findings in order, as `lint` gives them
 * @param active   the rules that gave them
 * @returns both in order
 */
export function suppress(
  document: Document,
  findings: readonly Finding[],
  {directives, accepted, identity}: Suppressions,
  active: readonly ActiveRule[],
): {left: readonly Finding[]; suppressed: readonly Suppressed[]} {
  if (directives.length === 0 && !accepted?.size) return {left: findings, suppressed: []}
  const byLine = namesByLine(document, directives)
  const kept = new Set([...byLine.keys(), ...directives.map(({start}) => document.lineAt(start))])
  const directiveFor = ({ruleId, start}: Finding): Suppressed['by'] => {
    const named = byLine.get(document.lineAt(start))
    let first: Named | undefined
    for (const name of named ? ['', ruleId, categoriesOf(active).get(ruleId) ?? ''] : []) {
      const by = named?.get(name)
      if (by && !(first && first.place <= by.place)) first = by
    }
    return first && {directive: first.directive, name: first.name}
  }
  const room = new Map(accepted)
  const suppressed: Suppressed[] = []
  const left = findings.filter((finding) => {
    const by = byLine.size > 0 ? directiveFor(finding) : undefined
    if (by) {
      suppressed.push({finding, by})
      return false
    }
    if (kept.size > 0 && reshapes(document, finding, kept)) {
      suppressed.push({finding})
      return false
    }
    if (room.size === 0) return true
    const hash = fingerprint(document, finding, identity)
    const count = room.get(hash) ?? 0
    if (count === 0) return true
    room.set(hash, count - 1)
    suppressed.push({finding, hash})
    return false
  })
  return {left, suppressed}
}

interface Named {
  directive: Directive
  /** `''` where it names no rule. */
  name: string
  /** Place of the name among all of its line. */
  place: number
}

// What first names a rule, a category or nothing in the comments about a line.
function namesByLine(document: Document, directives: readonly Directive[]): Map<number, Map<string, Named>> {
  const byLine = new Map<number, Map<string, Named>>()
  targetsOf(document, directives).forEach((line, index) => {
    const directive = directives[index] as Directive
    const named = byLine.get(line) ?? new Map<string, Named>()
    byLine.set(line, named)
    for (const name of directive.rules.length > 0 ? directive.rules : [''])
      if (!named.has(name)) named.set(name, {directive, name, place: named.size})
  })
  return byLine
}

// What joins or breaks a line of a comment or one that it is about, or puts another between, would make it be about that.
function reshapes(document: Document, {edits}: Finding, lines: ReadonlySet<number>): boolean {
  return edits.some(({start, end, text}) => {
    const {starts} = document.scan
    const [first, last] = [document.lineAt(start), document.lineAt(end)]
    if (document.isBlank(first) && text.trim() !== '') return lines.has(document.nextVisible(first)?.index ?? -1)
    if ((text.match(/\r\n|\r|\n/g)?.length ?? 0) === last - first) return false
    const isWhole = start === starts[first] && end === starts[last]
    for (let line = first; line < last || (line === last && !isWhole); line++) if (lines.has(line)) return true
    return false
  })
}

/** Says which findings of a text, as it is by now, are left alone. */
export type Keep = (document: Document, findings: () => readonly Finding[]) => readonly Suppressed[]

/**
 * @param suppressionsOf what the user has said of a text
 * @param active         the rules that find
 */
export function createKeep(suppressionsOf: (document: Document) => Suppressions, active: readonly ActiveRule[]): Keep {
  return (document, findings) => {
    const suppressions = suppressionsOf(document)
    if (suppressions.directives.length === 0 && !suppressions.accepted?.size) return []
    return suppress(document, findings(), suppressions, active).suppressed
  }
}

/**
 * Index of the line that each comment is about: the next one with something to see that is no such comment itself.
 *
 * @param directives all of the document, in order
 */
export function targetsOf(document: Document, directives: readonly Directive[]): number[] {
  // By lines of comments, from the last: of many in a row each would pass over all that follow.
  const targets = new Map<number, number>()
  const target = (line: number): number => {
    const below = document.nextVisible(line)?.index ?? document.lineCount
    return targets.get(below) ?? below
  }
  for (const {start} of directives.toReversed()) {
    const line = document.lineAt(start)
    targets.set(line, target(line))
  }
  return directives.map(({end}) => target(document.lineAt(end - 1)))
}

/** Stands as rule in messages about comments and entries of a baseline that suppress nothing. */
export const UNUSED = 'unused-suppression'

/**
 * Finds comments, or names of rules in them, that suppress nothing. Rules that are not run are not judged.
 *
 * @param suppressed what `suppress` gave
 * @param active     rules that are run
 * @param isKnown    whether there is a rule of an id or category, run or not
 * @returns findings at the comments, in order
 */
export function unusedDirectives(
  document: Document,
  {directives}: Suppressions,
  suppressed: readonly Suppressed[],
  active: readonly ActiveRule[],
  isKnown: (name: string) => boolean,
): Finding[] {
  const used = new Map<Directive, Set<string>>()
  for (const {by} of suppressed) if (by) used.set(by.directive, (used.get(by.directive) ?? new Set()).add(by.name))
  const runs = new Set(active.flatMap(({rule}) => [rule.id, rule.category]))
  const lines = targetsOf(document, directives)
  return directives.flatMap((directive, index) => {
    const names = directive.rules.length > 0 ? directive.rules : ['']
    const line = (lines[index] as number) + 1
    const where = line > document.lineCount ? 'and no line follows' : `in line ${line}`
    return names.flatMap((name) => {
      if (used.get(directive)?.has(name)) return []
      if (name !== '' && !isKnown(name)) return [finding(directive, `Unknown rule \`${name}\` in the comment`)]
      if (name !== '' && !runs.has(name)) return []
      const what = name === '' ? 'no rule finds anything' : `\`${name}\` finds nothing`
      return [finding(directive, `Unneeded comment: ${what} ${where}`)]
    })
  })
}

function finding({start, end}: Directive, reason: string): Finding {
  return {start, end, ruleId: UNUSED, severity: 'warning', reason, edits: [], remove: false}
}
