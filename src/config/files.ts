import type {PresetName} from '../rule/define.ts'
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
 * Works out the settings of files: configuration, overrides that match, flags.
 *
 * @returns settings of a file, by its absolute path; of standard input without a name, by undefined
 * @throws ConfigError for an unknown rule, option or preset
 */
export async function createFileSettings(
  {config, folder}: LoadedConfig,
  flags: FlagSettings = {},
): Promise<(file: string | undefined) => FileSettings> {
  const table = tableOf(config)
  const {overrides = []} = config
  const matchers = await Promise.all(overrides.map(({files}) => createMatcher(files, folder)))
  const base: Config = flags.presets ? {...config, extends: flags.presets} : config
  const cache = new Map<string, FileSettings>()
  const settingsOf = (file: string | undefined): FileSettings => {
    const matching = overrides.filter((_, index) => file !== undefined && matchers[index]?.(file))
    const key = matching.map((override) => overrides.indexOf(override)).join()
    let settings = cache.get(key)
    if (!settings) {
      settings = withFlags(base, matching, table, flags)
      cache.set(key, settings)
    }
    return settings
  }
  // An unknown rule in a flag is said before any file is read.
  settingsOf(undefined)
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
