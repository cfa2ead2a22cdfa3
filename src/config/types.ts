import type {OptionValue, PresetName, Rule} from '../rule/define.ts'

export type Level = 'error' | 'warn' | 'info' | 'off'
export type RuleEntry = Level | readonly [Level, Record<string, OptionValue>]

/** Settings of records. */
export interface InputConfig {
  format?: 'auto' | 'text' | 'markdown' | 'jsonl' | 'parquet' | 'wet'
  textField?: string
  idField?: string
  urlField?: string
  langField?: string
}

/** What a configuration may set; all of it optional. */
export interface ConfigBody {
  rules?: Record<string, RuleEntry>
  /** Language of all texts, or `auto`. */
  lang?: string
  /** Unsafe fixes that `--fix` applies: all of them, or those of these rules. */
  unsafeFixes?: boolean | readonly string[]
  /** Rules (ids, categories, `all`) whose fixes are applied; all unless given. */
  fixable?: readonly string[]
  unfixable?: readonly string[]
  maxRemoved?: number
  input?: InputConfig
}

export interface Override extends ConfigBody {
  files: readonly string[]
}

/** Rules from outside: `defineRule` objects and their phrases. */
export interface Plugin {
  name: string
  rules: readonly Rule[]
  phrases?: readonly {rule: string; lang: string; phrases: readonly string[]}[]
}

/** A configuration. */
export interface Config extends ConfigBody {
  extends?: readonly PresetName[]
  overrides?: readonly Override[]
  ignores?: readonly string[]
  plugins?: readonly Plugin[]
  /** File of accepted findings, from the folder of the configuration; `descrape baseline write` makes it. */
  baseline?: string
  /** More phrases, by rule and language; their syntax is that of the built-in packs. */
  phrases?: Record<string, Record<string, readonly string[]>>
}

/** What a configuration file holds: plugins may be named as packages. */
export interface ConfigFile extends Omit<Config, 'plugins'> {
  plugins?: readonly (Plugin | string)[]
}
