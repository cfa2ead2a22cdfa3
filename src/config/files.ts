import {loadTools} from '../lint/linter.ts'
import type {PresetName, Rule, Tool} from '../rule/define.ts'
import type {PhraseTable} from '../text/phrases.ts'
import {createMatcher} from './globs.ts'
import type {LoadedConfig} from './load.ts'
import {knownRules, resolveSettings, type Settings, selectRules, tableOf} from './settings.ts'
import type {Config, ConfigBody, InputConfig, Override, RuleEntry} from './types.ts'

/** What the command line says on top of a configuration. */
export interface FlagSettings {
  /** Presets in place of those of the configuration. */
  presets?: readonly PresetName[]
  /** Rules (ids, categories, `all`) that alone are run, also where the configuration has them off. */
  select?: readonly string[]
  /** Rules that are not run. */
  ignore?: readonly string[]
  body?: ConfigBody
}

/** What a run does to one file. */
export interface FileSettings extends Settings {
  input: InputConfig
}

/**
 * Works out the settings of files: configuration, overrides that match, flags. What their rules bring along is loaded.
 *
 * @returns settings of a file, by its absolute path; of standard input without a name, by undefined
 * @throws ConfigError for an unknown rule, option or preset, before any file is read
 */
export async function createFileSettings(
  {config, folder}: Pick<LoadedConfig, 'config' | 'folder'>,
  flags: FlagSettings = {},
): Promise<(file: string | undefined) => FileSettings> {
  const table = tableOf(config)
  const {overrides = []} = config
  const matchers = await Promise.all(overrides.map(({files}) => createMatcher(files, folder)))
  const base: Config = flags.presets ? {...config, extends: flags.presets} : config
  const cache = new Map<string, FileSettings>()
  const tools = new Map<Rule, Tool>()
  // A rule that several overrides turn on together is turned on by one of them alone.
  for (const matching of [[], ...overrides.map((override) => [override])]) {
    const {rules} = withFlags(base, matching, table, flags)
    for (const {rule, tool} of await loadTools(rules.filter((active) => !tools.has(active.rule))))
      if (tool) tools.set(rule, tool)
  }
  const withTools = (settings: FileSettings): FileSettings =>
    tools.size === 0
      ? settings
      : {
          ...settings,
          rules: settings.rules.map((active) => {
            const tool = tools.get(active.rule)
            return tool ? {...active, tool} : active
          }),
        }
  const settingsOf = (file: string | undefined): FileSettings => {
    const matching = overrides.filter((_, index) => file !== undefined && matchers[index]?.(file))
    const key = matching.map((override) => overrides.indexOf(override)).join()
    let settings = cache.get(key)
    if (!settings) {
      settings = withTools(withFlags(base, matching, table, flags))
      cache.set(key, settings)
    }
    return settings
  }
  return settingsOf
}

function withFlags(
  config: Config,
  overrides: readonly Override[],
  table: PhraseTable,
  {select, ignore = [], body = {}}: FlagSettings,
): FileSettings {
  const known = knownRules(config)
  const rules: Record<string, RuleEntry> = {}
  if (select) {
    const selected = new Set(select.flatMap((selector) => selectRules(known, selector)))
    const active = new Set(resolveSettings(config, table, overrides).rules.map(({rule}) => rule.id))
    for (const rule of known) {
      if (!selected.has(rule)) rules[rule.id] = 'off'
      else if (!active.has(rule.id))
        rules[rule.id] = rule.severity === undefined || rule.severity === 'warning' ? 'warn' : rule.severity
    }
  }
  for (const selector of ignore) for (const rule of selectRules(known, selector)) rules[rule.id] = 'off'
  const input = Object.assign(
    {},
    config.input,
    ...overrides.map((override) => override.input),
    body.input,
  ) as InputConfig
  return {...resolveSettings(config, table, [...overrides, {rules}, body]), input}
}
