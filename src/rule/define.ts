import type {Plugin, Transformer} from 'unified'
import type {Caption} from '../text/captions.ts'
import type {Block, Document, Gap, Hit, Span} from '../text/document.ts'
import type {Echo} from '../text/echoes.ts'
import type {Line} from '../text/line.ts'
import type {Repeat} from '../text/repeats.ts'
import {ConfigError, optionsOf} from './options.ts'
import {report} from './unified.ts'

export type Severity = 'error' | 'warning' | 'info'
export type Safety = 'safe' | 'unsafe'

export type Category =
  | 'ads'
  | 'byline'
  | 'caption'
  | 'comments'
  | 'commerce'
  | 'cta'
  | 'date'
  | 'duplicate'
  | 'filter'
  | 'footer'
  | 'garble'
  | 'layout'
  | 'legal'
  | 'media'
  | 'navigation'
  | 'paywall'
  | 'placeholder'
  | 'punctuation'
  | 'related'
  | 'spam'
  | 'spelling'
  | 'unicode'

/** A replacement of the bytes `start` to `end` of a document. */
export interface Edit extends Span {
  text: string
}

/** What a rule finds. */
export interface RuleFinding {
  /** The place; every edit lies inside it. */
  at: Span
  /** What is wrong, in words that a reader of the text understands; the text's own words in backticks. */
  reason: string
  /** Removes the line or lines of `at`, with the gap they leave. */
  remove?: boolean
  /** Changes inside the line. */
  edits?: readonly Edit[]
  /** Safety of the fix; the rule's own where it is not given. */
  fix?: Safety
  /** Lowers a warning to an info, where the evidence is weak. */
  hint?: boolean
  /** The copy that makes the removal right: where that line goes in the same pass, this one stays. */
  keeps?: Line
}

export type OptionValue = boolean | number | string | readonly string[]

/** An option of a rule; its type follows from its default. */
export interface OptionSpec<Value extends OptionValue = OptionValue> {
  default: Value
  description: string
  /** Least value of a number. */
  min?: number
  /** Greatest value of a number. */
  max?: number
  /** What a string may be. */
  values?: readonly string[]
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>
type Widen<Value> = Value extends boolean
  ? boolean
  : Value extends number
    ? number
    : Value extends string
      ? string
      : readonly string[]

interface Context<Specs extends OptionSpecs> {
  document: Document
  options: {readonly [Name in keyof Specs]: Widen<Specs[Name]['default']>}
}

type Findings = Iterable<RuleFinding>

/** What a rule needs to see, and with what it is called for each sight of it. */
export type Check<Specs extends OptionSpecs> =
  /** Each phrase of the rule's own packs, or of another rule's. */
  | {needs: 'phrases'; of?: string; check(context: Context<Specs> & {hit: Hit; line: Line}): Findings}
  /** Each line with one of these `Mark` bits. */
  | {needs: 'marks'; marks: number; check(context: Context<Specs> & {line: Line}): Findings}
  /** Each text that stands on several lines. */
  | {needs: 'repeats'; check(context: Context<Specs> & {repeat: Repeat}): Findings}
  /** Each quoted line that another line contains. */
  | {needs: 'echoes'; check(context: Context<Specs> & {echo: Echo}): Findings}
  /** Each credit line and the caption above it. */
  | {needs: 'captions'; check(context: Context<Specs> & {caption: Caption}): Findings}
  /** The document, once: for what only the whole of a text can tell. */
  | {needs: 'document'; check(context: Context<Specs>): Findings}
  /** Each run of blank lines. */
  | {needs: 'gaps'; check(context: Context<Specs> & {gap: Gap}): Findings}
  /** Each block, with what `load` gave: for rules that bring a parser or a dictionary, loaded when they are turned on. */
  | {needs: 'blocks'; load(): Promise<Tool>; check(context: Context<Specs> & {block: Block; tool: Tool}): Findings}

/** What a rule about blocks loads. */
export interface Tool {
  /** Finds places in a text, UTF-16 units. */
  (text: string): Iterable<{start: number; end: number; reason: string}>
  /** What may be meant by a stretch that was found, best first. May be slow: asked by editors only, for one place. */
  suggest?(found: string): Promise<readonly string[]>
}

export interface RuleMetadata<Specs extends OptionSpecs = OptionSpecs> {
  /** Kebab-case name of what is wrong, also the name of the rule's folder. */
  id: string
  category: Category
  /** One sentence: what is wrong. */
  summary: string
  /** Version of descrape that first had the rule. */
  since: string
  /** Severity where the configuration only turns the rule on; `warning` unless given. */
  severity?: Severity
  /** The best fix it can offer; a finding may offer a lesser one. */
  fix: Safety | 'none'
  /** Presets that turn it on. */
  presets: readonly PresetName[]
  /** Its fixes come before those of other rules: what is misread cannot be judged. */
  decodes?: true
  /** Writers make the mistake as well: one in a long text is a hint, and its fix a guess. */
  slips?: true
  options?: Specs
}

export const PRESETS = [
  'recommended',
  'strict',
  'encoding',
  'punctuation',
  'news',
  'dump',
  'c4',
  'gopher',
  'refinedweb',
  'fineweb',
] as const
export type PresetName = (typeof PRESETS)[number]

/** What defines a rule whose options are of any shape. */
export type RuleSpec = RuleMetadata & Check<Record<never, never>>

/** How a unified pipeline sets a rule: a level, or a level and options. */
export type RuleSetting =
  | boolean
  | 0
  | 1
  | 2
  | 'error'
  | 'on'
  | 'warn'
  | 'info'
  | 'off'
  | readonly [
      level: boolean | 0 | 1 | 2 | 'error' | 'on' | 'warn' | 'info' | 'off',
      options?: Record<string, OptionValue>,
    ]

/** A rule: its definition, and a unified plugin at the same time. */
export type Rule = RuleSpec & Plugin<[setting?: RuleSetting]>

/**
 * Declares a rule.
 *
 * @param spec metadata, what the rule needs to see, and a `check` that yields findings
 * @returns a unified plugin that carries the definition: `unified().use(retextLatin).use(rule, ['error', options])`
 */
export function defineRule<const Specs extends OptionSpecs = Record<never, never>>(
  spec: RuleMetadata<Specs> & Check<Specs>,
): Rule {
  const plugin = (setting: RuleSetting = true): Transformer | undefined => {
    const [level, options] = Array.isArray(setting)
      ? (setting as readonly [RuleSetting, Record<string, OptionValue>?])
      : [setting as RuleSetting, undefined]
    const severity = severityOf(level, spec.severity ?? 'warning')
    return severity && ((tree, file) => report(tree, file, [{rule, severity, options: optionsOf(rule, options)}]))
  }
  const rule = Object.assign(plugin, spec) as unknown as Rule
  return rule
}

function severityOf(level: RuleSetting, usual: Severity): Severity | undefined {
  if (level === false || level === 0 || level === 'off') return undefined
  if (level === 2 || level === 'error') return 'error'
  if (level === 1 || level === 'warn') return 'warning'
  if (level === 'info') return 'info'
  if (level === true || level === 'on') return usual
  throw new ConfigError(`Unknown level ${JSON.stringify(level)}; use error, warn, info, off, true or false`)
}
