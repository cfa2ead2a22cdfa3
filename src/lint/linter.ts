import type {Edit, OptionValue, Rule, RuleFinding, Safety, Severity, Tool} from '../rule/define.ts'
import type {Caption} from '../text/captions.ts'
import type {Block, Document, Gap, Hit, Span} from '../text/document.ts'
import type {Echo} from '../text/echoes.ts'
import type {Line} from '../text/line.ts'
import {oncePer} from '../text/once.ts'
import {inOneLine} from '../text/one-line.ts'
import type {Repeat} from '../text/repeats.ts'
import {untimed} from '../text/timing.ts'

/** A rule as a configuration runs it. */
export interface ActiveRule {
  rule: Rule
  severity: Severity
  options: Readonly<Record<string, OptionValue>>
  /** What the rule's `load` gave; see `loadTools`. */
  tool?: Tool
}

/**
 * Loads what rules bring along, a dictionary say. Rules without need of it are given back as they are.
 *
 * @param rules active rules
 */
export async function loadTools(rules: readonly ActiveRule[]): Promise<ActiveRule[]> {
  return Promise.all(
    rules.map(async (active) =>
      active.rule.needs === 'blocks' && !active.tool ? {...active, tool: await active.rule.load()} : active,
    ),
  )
}

/** What is wrong at one place of a document. Offsets are bytes of the document's text. */
export interface Finding extends Span {
  ruleId: string
  severity: Severity
  reason: string
  /** Absent where nothing can be done. */
  fix?: Safety | undefined
  edits: readonly Edit[]
  /** Whole lines go, with the gap they leave. */
  remove: boolean
  /** Index of the line that has to stay for the removal to be right. */
  keeps?: number | undefined
}

/** Rules by what they are called for. */
type Plan = {[Need in Rule['needs']]: (ActiveRule & {rule: Extract<Rule, {needs: Need}>})[]} & {
  /** Rules about phrases by the rule that owns the phrases. */
  listeners: Map<string, Plan['phrases']>
  /** Ids of rules about mistakes that writers make as well. */
  slips: Set<string>
  /** Marks that call some rule, and the rules that a set of them calls. */
  anyMark: number
  byMarks: Map<number, Plan['marks']>
}

// Many documents are checked with one list of rules.
const planOf = oncePer((rules: readonly ActiveRule[]): Plan => {
  const plan: Plan = {
    phrases: [],
    marks: [],
    repeats: [],
    echoes: [],
    captions: [],
    gaps: [],
    blocks: [],
    document: [],
    listeners: new Map(),
    slips: new Set(rules.filter(({rule}) => rule.slips).map(({rule}) => rule.id)),
    anyMark: 0,
    byMarks: new Map(),
  }
  for (const active of rules) (plan[active.rule.needs] as ActiveRule[]).push(active)
  for (const {rule} of plan.marks) plan.anyMark |= rule.marks
  for (const active of plan.phrases) {
    const owner = active.rule.of ?? active.rule.id
    plan.listeners.set(owner, [...(plan.listeners.get(owner) ?? []), active])
  }
  return plan
})

/** What rules are shown, by what they need to see. */
interface Sight {
  line?: Line
  hit?: Hit
  repeat?: Repeat
  echo?: Echo
  caption?: Caption
  gap?: Gap
  block?: Block
}

/**
 * Runs rules over a document.
 *
 * @param document its phrase table has to hold the phrases of the rules
 * @param rules    in any order; the result does not depend on it
 * @returns findings by place, then by rule
 */
export function lint(document: Document, rules: readonly ActiveRule[]): Finding[] {
  const plan = planOf(rules)
  const {listeners, byMarks} = plan
  const findings: Finding[] = []
  const {timed} = document
  // The one place that calls rules, with one shape for all: machine code for a place of each kind took longer to make
  // than ten thousand documents to lint.
  const add = (active: ActiveRule, {line, hit, repeat, echo, caption, gap, block}: Sight): void => {
    const {rule, options, tool} = active
    const context = {document, options, line, hit, repeat, echo, caption, gap, block, tool}
    for (const finding of rule.check(context as never)) findings.push(complete(finding, active))
  }
  const show = (sight: Sight, to: readonly ActiveRule[]): void => {
    for (const active of to)
      if (timed === untimed) add(active, sight)
      else timed(active.rule.id, () => add(active, sight))
  }

  if (plan.phrases.length > 0) {
    for (const hit of firstHits(document.hits)) show({hit, line: hit.line}, listeners.get(hit.phrase.rule) ?? [])
  }
  if (plan.marks.length > 0) {
    const {marks} = document.scan
    for (let index = 0; index < marks.length; index++) {
      const mark = (marks[index] as number) & plan.anyMark
      if (mark === 0) continue
      let called = byMarks.get(mark)
      if (!called) {
        called = plan.marks.filter(({rule}) => rule.marks & mark)
        byMarks.set(mark, called)
      }
      show({line: document.line(index)}, called)
    }
  }
  if (plan.repeats.length > 0) for (const repeat of document.repeats) show({repeat}, plan.repeats)
  if (plan.echoes.length > 0) for (const echo of document.echoes) show({echo}, plan.echoes)
  if (plan.captions.length > 0) for (const caption of document.captions) show({caption}, plan.captions)
  if (plan.gaps.length > 0) for (const gap of document.gaps()) show({gap}, plan.gaps)
  show({}, plan.document)
  if (plan.blocks.length > 0) {
    const unready = plan.blocks.find(({tool}) => !tool)
    if (unready) throw new Error(`The rule ${unready.rule.id} has not been loaded; await loadTools(rules) first`)
    for (const block of document.blocks()) show({block}, plan.blocks)
  }

  if (findings.length === 0) return findings
  findings.sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : 0),
  )
  const visible = document.masks.length === 0 ? findings : outside(findings, document.masks)
  weakenSlips(document, visible, plan.slips)
  return visible
}

// Words of a text in which a writer may make the same slip once.
const WORDS_PER_SLIP = 400

// A slip now and then is the writer's own, unless other remains of a page stand beside it.
function weakenSlips(document: Document, findings: readonly Finding[], rules: ReadonlySet<string>): void {
  const counts = new Map<string, number>()
  for (const {ruleId, severity} of findings)
    if (rules.has(ruleId) && severity !== 'info') counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1)
  if (counts.size === 0) return
  const most = document.words / WORDS_PER_SLIP
  const areMany = [...counts.values()].every((count) => count > most)
  if (areMany || document.claimed.size > 0 || document.echoes.length > 0) return
  for (const finding of findings) {
    if ((counts.get(finding.ruleId) ?? most + 1) > most) continue
    if (finding.severity === 'warning') finding.severity = 'info'
    if (finding.fix) finding.fix = 'unsafe'
  }
}

// Both lists are in order.
function outside(findings: readonly Finding[], masks: readonly Span[]): Finding[] {
  let first = 0
  return findings.filter(({start, end}) => {
    while (first < masks.length && (masks[first] as Span).end <= start) first++
    const mask = masks[first]
    return !mask || mask.start >= end
  })
}

// Hits of one line that are compared with each other, so that a long line of nothing but phrases stays linear.
const RIVALS = 16

// Two phrases of one rule often fit the same words ("source link", "source…"): the longer one speaks.
function firstHits(hits: readonly Hit[]): Hit[] {
  const first: Hit[] = []
  // Where the hits of the present line begin.
  let open = 0
  for (const hit of hits) {
    if (first.at(-1)?.line.index !== hit.line.index) open = first.length
    let rival = first.length - 1
    const last = Math.max(open, first.length - RIVALS)
    while (rival >= last && !overlap(first[rival] as Hit, hit)) rival--
    if (rival < last) first.push(hit)
    else if (hit.end - hit.start > (first[rival] as Hit).end - (first[rival] as Hit).start) first[rival] = hit
  }
  return first
}

function overlap(a: Hit, b: Hit): boolean {
  return a.phrase.rule === b.phrase.rule && a.start < b.end && b.start < a.end
}

function complete(found: RuleFinding, {rule, severity}: ActiveRule): Finding {
  const edits = found.edits?.map(sameShape) ?? NO_EDITS
  const remove = found.remove ?? false
  const fix = found.fix ?? (rule.fix === 'none' ? undefined : rule.fix)
  // All fields, absent or not, in one order: findings of one shape are quicker to sort and to report.
  return {
    start: found.at.start,
    end: found.at.end,
    ruleId: rule.id,
    severity: found.hint && severity === 'warning' ? 'info' : severity,
    reason: inOneLine(found.reason, LONGEST_REASON),
    edits,
    remove,
    fix: remove || edits.length > 0 ? fix : undefined,
    keeps: found.keeps?.index,
  }
}

const NO_EDITS: readonly Edit[] = []

// V8 may give each object that a spread makes a shape of its own, which takes three times the memory of the object.
function sameShape({start, end, text}: Edit): Edit {
  return {start, end, text}
}

const LONGEST_REASON = 400
