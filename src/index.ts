import type {Transformer} from 'unified'
import {ruleUrl} from './about.ts'
import {resolveSettings, type Settings, tableOf} from './config/settings.ts'
import type {Config, ConfigFile} from './config/types.ts'
import {type Finding, lint as lintDocument, loadTools} from './lint/linter.ts'
import {fix} from './repair/fix.ts'
import {type CleanEdit, textEdits} from './repair/text-edits.ts'
import {type Message, toMessages} from './report/message.ts'
import {report} from './rule/unified.ts'
import {Document} from './text/document.ts'
import {once} from './text/once.ts'
import {createPractice} from './text/scan.ts'
import type {Site} from './text/site.ts'
import {decodeString, encodeString} from './text/utf8.ts'

export * from '../rules/index.ts'
export type {Config, ConfigBody, ConfigFile, Level, Override, Plugin, RuleEntry} from './config/types.ts'
export type {Finding} from './lint/linter.ts'
export {hostOf} from './profile/host.ts'
export type {Change} from './repair/edits.ts'
export type {CleanEdit} from './repair/text-edits.ts'
export type {Message, MessageEdit} from './report/message.ts'
export type {
  Category,
  Check,
  Edit,
  OptionSpec,
  OptionValue,
  PresetName,
  Rule,
  RuleFinding,
  RuleMetadata,
  RuleSetting,
  Safety,
  Severity,
} from './rule/define.ts'
export {defineRule} from './rule/define.ts'
export {ConfigError} from './rule/options.ts'
export {definePhraseLine, type PhraseLine} from './rule/phrase-line.ts'
export type {Block, Document, Gap, Hit, Span} from './text/document.ts'
export {fillsLine, startsLine} from './text/document.ts'
export type {Line} from './text/line.ts'
export {Mark} from './text/marks.ts'
export type {Site} from './text/site.ts'

/** What is known of a text beside its words. */
export interface TextOptions {
  /** Named in messages. */
  path?: string
  /** BCP 47 tag; guessed where it is not given. */
  lang?: string
  /** What is known of the site that the text is a page of. */
  site?: Site | undefined
}

export interface LintOptions extends TextOptions {
  /** Whether messages tell what their fixes do. */
  edits?: boolean
}

export interface CleanResult {
  text: string
  edits: readonly CleanEdit[]
  /** Findings that are left, in the cleaned text. */
  messages: readonly Message[]
  /** Why cleaning stopped short, if it did. */
  notice?: string
}

/** A configuration made ready: phrases compiled, dictionaries loaded. */
export interface Linter {
  /**
   * Says what is wrong with a text.
   *
   * @param text one document
   * @throws TypeError for what is no string
   */
  lint(text: string, options?: LintOptions): Message[]
  /**
   * Mends a text.
   *
   * @param text one document
   * @param unsafe whether fixes that may be wrong are applied as well
   * @throws TypeError for what is no string
   */
  clean(text: string, options?: LintOptions & {unsafe?: boolean}): CleanResult
}

/**
 * Makes a linter; one serves any number of texts.
 *
 * @param config as in a configuration file; `recommended` unless it extends something else
 * @throws ConfigError for an unknown key, rule, preset or option
 */
export async function createLinter(config: Config = {}): Promise<Linter> {
  const settings: Settings = resolveSettings(config, tableOf(config))
  const rules = await loadTools(settings.rules)
  const practise = createPractice()
  const messagesOf = (document: Document, findings: readonly Finding[], {path = '', edits}: LintOptions): Message[] =>
    toMessages(document, findings, {path, url: ruleUrl, edits})
  const linter: Linter = {
    lint(text, options = {}) {
      practise(stringOf(text), settings.table)
      const document = new Document(text, settings.table, {
        lang: options.lang ?? settings.lang,
        site: options.site,
      })
      return messagesOf(document, lintDocument(document, rules), options)
    },
    clean(text, options = {}) {
      const bytes = encodeString(stringOf(text))
      practise(bytes, settings.table)
      const result = fix(bytes, rules, settings.table, settings.policy(options.unsafe ?? false), () => ({
        lang: options.lang ?? settings.lang,
        isString: true,
        site: options.site,
      }))
      const clean = decodeString(result.bytes)
      return {
        text: clean,
        edits: textEdits(bytes, result.changes, decodeString),
        // Halves of a character may have come together.
        messages: text.isWellFormed() ? messagesOf(result.document, result.left, options) : linter.lint(clean, options),
        ...(result.notice && {notice: result.notice}),
      }
    },
  }
  return linter
}

// Callers without types pass what they have read.
function stringOf(text: unknown): string {
  if (typeof text === 'string') return text
  throw new TypeError(`The text is ${text === null ? 'null' : `of type ${typeof text}`}; pass a string`)
}

/**
 * Says what is wrong with one text. For many, make a linter once.
 *
 * @param text   one document
 * @param config as in a configuration file
 */
export async function lint(text: string, config?: Config): Promise<Message[]> {
  return (await createLinter(config)).lint(text)
}

/**
 * Mends one text. For many, make a linter once.
 *
 * @param text   one document
 * @param config as in a configuration file
 */
export async function clean(text: string, config?: Config): Promise<CleanResult> {
  return (await createLinter(config)).clean(text)
}

/**
 * Gives the original back from a cleaned text and its edits.
 *
 * @param text  the cleaned text, unchanged since
 * @param edits as `clean` gave them
 */
export function restore(text: string, edits: readonly CleanEdit[]): string {
  return applySteps(text, inverseOf(edits))
}

/** What takes the place of a stretch of a text, UTF-16 units. */
type Replacement = Pick<CleanEdit, 'start' | 'end' | 'inserted'>

// What takes edits back, in the text that they gave.
function inverseOf(edits: readonly CleanEdit[]): Replacement[] {
  let shift = 0
  return edits.map(({start, end, removed, inserted}) => {
    const at = start + shift
    shift += inserted.length - (end - start)
    return {start: at, end: at + inserted.length, inserted: removed}
  })
}

export interface RepairOptions {
  /** BCP 47 tag; guessed where it is not given. */
  lang?: string
  /** Whether repairs that may be wrong are made as well. */
  unsafe?: boolean
}

/** One change of a repaired text. */
export interface RepairStep extends CleanEdit {
  /** Where `inserted` stands in the repaired text, UTF-16 units. */
  at: number
}

export interface RepairResult {
  text: string
  /** In order, none inside another; `applySteps` gives `text` from the original, `restore` the original from `text`. */
  steps: readonly RepairStep[]
  /** Why repairing stopped short, if it did. */
  notice?: string
}

const repairer = once(() =>
  createLinter({extends: ['encoding', 'punctuation'], rules: {'invisible-characters': 'warn'}}),
)

/**
 * Repairs characters: wrong encodings, entities and escapes, invisible characters, quotation marks and punctuation. No
 * line goes; for junk there is `clean`.
 *
 * @param text one document
 */
export async function repair(text: string, options: RepairOptions = {}): Promise<RepairResult> {
  const result = (await repairer()).clean(text, options)
  const back = inverseOf(result.edits)
  const steps = result.edits.map((edit, index): RepairStep => ({...edit, at: (back[index] as Replacement).start}))
  return {text: result.text, steps, ...(result.notice && {notice: result.notice})}
}

/**
 * Applies the steps of a repair again.
 *
 * @param text  the text that `repair` was given
 * @param steps as `repair` gave them
 */
export function applySteps(text: string, steps: readonly Replacement[]): string {
  let result = ''
  let from = 0
  for (const {start, end, inserted} of steps) {
    result += text.slice(from, start) + inserted
    from = end
  }
  return result + text.slice(from)
}

/** Types a configuration file; the result is the object given. */
export function defineConfig<const Given extends ConfigFile>(config: Given): Given {
  return config
}

/**
 * All rules of a configuration as one unified plugin: `unified().use(retextLatin).use(descrape)`.
 *
 * @param config as in a configuration file
 */
export function descrape(config: Config = {}): Transformer {
  const settings = resolveSettings(config, tableOf(config))
  return (tree, file) => report(tree, file, settings.rules, settings.table)
}

/** Plugins named in a file such as `.remarkrc` are looked for under this name. */
export default descrape
