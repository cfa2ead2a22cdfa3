import {phrases} from '#packs'
import {rules as builtin} from '../../rules/index.ts'
import type {ActiveRule, Finding} from '../lint/linter.ts'
import type {FixPolicy} from '../repair/fix.ts'
import type {OptionValue, PresetName, Rule, Severity} from '../rule/define.ts'
import {ConfigError, didYouMean, optionsOf} from '../rule/options.ts'
import {compilePhrases, type PhrasePack, type PhraseTable} from '../text/phrases.ts'
import {isLanguageTag} from './languages.ts'
import {PRESET_BASES, PRESET_DEFAULTS} from './presets.ts'
import type {Config, ConfigBody, ConfigFile, Level, RuleEntry} from './types.ts'

export {ConfigError, didYouMean}

/** What a run does to one document, worked out from presets, configuration and flags. */
export interface Settings {
  rules: readonly ActiveRule[]
  table: PhraseTable
  /** Language of all texts, undefined where it is to be guessed. */
  lang: string | undefined
  /** Policy of `--fix`; with `unsafe` all unsafe fixes count as wanted. */
  policy(unsafe: boolean): FixPolicy
}

/** All rules that a configuration knows: built in, then those of its plugins. */
export function knownRules(config: Config): readonly Rule[] {
  return [...builtin, ...(config.plugins ?? []).flatMap((plugin) => plugin.rules)]
}

const LISTS = '; `descrape rules` lists all'

/** Share of a text that may go at most, where nothing else is said. */
export const DEFAULT_MAX_REMOVED = 0.5

/**
 * Makes the phrase table of a configuration: compile once, use for all documents.
 *
 * @param config only its plugins and phrases matter
 * @throws ConfigError for phrases of no rule or language, and such as cannot be looked for
 */
export function tableOf(config: Config): PhraseTable {
  const own = (config.plugins ?? []).flatMap((plugin) => plugin.phrases ?? [])
  return compilePhrases([...own, ...packsOf(config)], phrases)
}

/**
 * The packs that a configuration adds.
 *
 * @throws ConfigError for phrases of no rule or language, and such as cannot be looked for
 */
export function packsOf(config: Config): PhrasePack[] {
  const packs = [...phrases.packs, ...(config.plugins ?? []).flatMap((plugin) => plugin.phrases ?? [])]
  return Object.entries(config.phrases ?? {}).flatMap(([id, languages]) => {
    const rule = ruleOf(knownRules(config), id)
    if (rule.needs !== 'phrases' && !packs.some((pack) => pack.rule === id))
      throw new ConfigError(`The rule \`${id}\` looks for no phrases`)
    return Object.entries(languages).map(([lang, sources]) => {
      if (!isLanguageTag(lang))
        throw new ConfigError(
          `Unknown language \`${lang}\` of phrases of \`${id}\`; use a BCP 47 tag such as en, or und for all`,
        )
      const [primary] = lang.toLowerCase().split(/[-_]/) as [string]
      return {rule: id, lang: primary, phrases: sources.map((source) => checkPhrase(source, id))}
    })
  })
}

function checkPhrase(source: string, rule: string): string {
  const phrase = source.trim()
  if (/[\n\r]/.test(phrase))
    throw new ConfigError(`A phrase of \`${rule}\` has several lines: ${JSON.stringify(phrase)}`)
  try {
    compilePhrases([{rule, lang: 'und', phrases: [phrase]}])
  } catch (error) {
    throw new ConfigError(`Phrase of \`${rule}\`: ${(error as Error).message}`)
  }
  return phrase
}

/** @throws ConfigError where there is no such rule */
export function ruleOf(known: readonly Rule[], id: string): Rule {
  const rule = known.find((candidate) => candidate.id === id)
  if (rule) return rule
  const ids = known.map((candidate) => candidate.id)
  throw new ConfigError(`Unknown rule \`${id}\`${didYouMean(id, ids) || LISTS}`)
}

// Files are checked by their schema, which the library does not load; the compiler keeps the two alike.
const KEYS: Readonly<Record<keyof ConfigFile | '$schema', true>> = {
  $schema: true,
  baseline: true,
  extends: true,
  fixable: true,
  ignores: true,
  input: true,
  lang: true,
  maxRemoved: true,
  overrides: true,
  phrases: true,
  plugins: true,
  rules: true,
  unfixable: true,
  unsafeFixes: true,
}

function checkKeys(config: Config): void {
  const names = Object.keys(KEYS)
  const unknown = Object.keys(config).find((key) => !names.includes(key))
  if (unknown !== undefined)
    throw new ConfigError(
      `Unknown key \`${unknown}\`${didYouMean(unknown, names) || `; use ${names.slice(1).join(', ')}`}`,
    )
}

/**
 * Works out what to do.
 *
 * @param config presets, rules and the rest; `extends` defaults to `recommended`
 * @param table  from `tableOf(config)`
 * @param bodies settings on top, later ones win: overrides that match the file, then flags
 * @throws ConfigError for an unknown key, rule, option or preset
 */
export function resolveSettings(
  config: Config,
  table: PhraseTable = tableOf(config),
  bodies: readonly ConfigBody[] = [],
): Settings {
  checkKeys(config)
  const known = knownRules(config)
  const presets: readonly PresetName[] = config.extends ?? ['recommended']
  const active = new Map<string, ActiveRule>()
  for (const preset of presets) {
    if (!Object.hasOwn(PRESET_DEFAULTS, preset))
      throw new ConfigError(`Unknown preset \`${preset}\`${didYouMean(preset, Object.keys(PRESET_DEFAULTS))}`)
    const base = PRESET_BASES[preset] ?? preset
    for (const rule of known)
      if (rule.presets.includes(preset) || rule.presets.includes(base))
        active.set(rule.id, activate(rule, rule.severity ?? 'warning', {}))
  }
  const layers: readonly ConfigBody[] = [...presets.map((preset) => PRESET_DEFAULTS[preset]), config, ...bodies]
  for (const layer of layers) {
    for (const [id, entry] of Object.entries(layer.rules ?? {})) apply(active, ruleOf(known, id), entry)
  }
  const last = <Key extends keyof ConfigBody>(key: Key): ConfigBody[Key] | undefined =>
    layers.findLast((layer) => layer[key] !== undefined)?.[key]
  const lang = last('lang')
  const fixable = last('fixable')
  const unfixable = last('unfixable') ?? []
  const unsafeFixes = last('unsafeFixes') ?? false
  for (const selector of [...(fixable ?? []), ...unfixable, ...(Array.isArray(unsafeFixes) ? unsafeFixes : [])])
    selectRules(known, selector)
  const within = (selectors: readonly string[], ruleId: string): boolean =>
    selectors.some((selector) => selectRules(known, selector).some((rule) => rule.id === ruleId))
  const wanted = (finding: Finding, unsafe: boolean): boolean => {
    if (!finding.fix || (fixable && !within(fixable, finding.ruleId)) || within(unfixable, finding.ruleId)) return false
    return (
      finding.fix === 'safe' ||
      unsafe ||
      (typeof unsafeFixes === 'boolean' ? unsafeFixes : within(unsafeFixes, finding.ruleId))
    )
  }
  const maxRemoved = last('maxRemoved') ?? DEFAULT_MAX_REMOVED
  return {
    rules: [...active.values()].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1)),
    table,
    lang: lang === 'auto' ? undefined : lang,
    policy: (unsafe) => ({wants: (finding) => wanted(finding, unsafe), maxRemoved}),
  }
}

function apply(active: Map<string, ActiveRule>, rule: Rule, entry: RuleEntry): void {
  const [level, options] = typeof entry === 'string' ? [entry, undefined] : entry
  if (level === 'off') {
    active.delete(rule.id)
    return
  }
  active.set(rule.id, activate(rule, severityOf(level), options ?? active.get(rule.id)?.options ?? {}))
}

function severityOf(level: Level): Severity {
  if (level === 'warn') return 'warning'
  if (level === 'error' || level === 'info') return level
  throw new ConfigError(`Unknown level \`${level}\`; use error, warn, info or off`)
}

function activate(rule: Rule, severity: Severity, given: Record<string, OptionValue>): ActiveRule {
  return {rule, severity, options: optionsOf(rule, given)}
}

/**
 * Rules that a selector names.
 *
 * @param rules    all known rules
 * @param selector id, category or `all`
 * @throws ConfigError where it names none
 */
export function selectRules(rules: readonly Rule[], selector: string): readonly Rule[] {
  const found = selector === 'all' ? rules : rules.filter((rule) => rule.id === selector || rule.category === selector)
  if (found.length === 0) {
    const names = [...rules.map((rule) => rule.id), ...new Set(rules.map((rule) => rule.category)), 'all']
    throw new ConfigError(`Unknown rule \`${selector}\`${didYouMean(selector, names) || LISTS}`)
  }
  return found
}
