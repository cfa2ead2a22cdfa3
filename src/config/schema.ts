import {z} from 'zod'
import {PRESETS} from '../rule/define.ts'
import {isLanguageTag} from './languages.ts'
import {didYouMean} from './settings.ts'
import type {ConfigFile, Plugin} from './types.ts'

const LEVELS = ['error', 'warn', 'info', 'off'] as const

// Strict, and an unknown key is answered with the nearest known one.
function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined
      const [key] = issue.keys as [string]
      return `Unknown key \`${key}\`${didYouMean(key, Object.keys(shape))}`
    },
  })
}

function oneOf<const Names extends readonly [string, ...string[]]>(
  what: string,
  names: Names,
): z.ZodEnum<{[Name in Names[number]]: Name}> {
  return z.enum(names, {
    error: ({input}) =>
      `Unknown ${what} \`${String(input)}\`${didYouMean(String(input), names) || `; use ${names.join(', ')}`}`,
  })
}

const level = oneOf('level', LEVELS)
const option = z.union([z.boolean(), z.number(), z.string(), z.array(z.string())], {
  error: 'Unexpected value of an option, expected true, false, a number, a string or a list of strings',
})
const entry = z.union([level, z.tuple([level, z.record(z.string(), option)])], {
  error: ({input}) => {
    const given: unknown = Array.isArray(input) ? input[0] : input
    if (typeof given === 'string' && !LEVELS.some((known) => known === given))
      return `Unknown level \`${given}\`; use error, warn, info or off`
    return `Unexpected ${JSON.stringify(input)}, expected a level (error, warn, info, off) or [level, {options}]`
  },
})
const selectors = z.array(z.string())

const body = {
  rules: z
    .record(z.string(), entry)
    .exactOptional()
    .describe('Levels of rules, with options where needed: `"warn"` or `["warn", {"option": 1}]`.'),
  lang: z
    .string()
    .refine((tag) => tag === 'auto' || isLanguageTag(tag), {
      error: ({input}) => `Unknown language \`${String(input)}\`; use auto, or a BCP 47 tag such as en or pt-BR`,
    })
    .exactOptional()
    .describe('Language of all texts (BCP 47), or `auto`.'),
  unsafeFixes: z
    .union([z.boolean(), selectors], {
      error: 'Unexpected value of `unsafeFixes`, expected true, false or a list of rules',
    })
    .exactOptional()
    .describe('Unsafe fixes that `--fix` applies: all, or those of these rules.'),
  fixable: selectors
    .exactOptional()
    .describe('Rules (ids, categories, `all`) whose fixes are applied; all unless given.'),
  unfixable: selectors.exactOptional().describe('Rules (ids, categories, `all`) whose fixes are not applied.'),
  maxRemoved: z
    .number()
    .min(0)
    .max(1)
    .exactOptional()
    .describe('Largest share of a text that fixes may remove; a text that would lose more stays whole.'),
  input: strict({
    format: oneOf('input format', ['auto', 'text', 'markdown', 'jsonl', 'parquet', 'wet'])
      .exactOptional()
      .describe('How files are read; by their ending unless given.'),
    textField: z.string().exactOptional().describe('Field of a record that holds the text, `text` unless given.'),
    idField: z.string().exactOptional().describe('Field of a record that names it in reports, `id` unless given.'),
    urlField: z.string().exactOptional().describe('Field with the address of a record, `url` unless given.'),
    langField: z.string().exactOptional().describe('Field with the language of a record, `lang` unless given.'),
  })
    .exactOptional()
    .describe('How files are read.'),
}

const PLUGIN_EXPECTED = 'Unexpected plugin, expected the name of a package or an object {name, rules, phrases}'
const plugin = z.custom<Plugin>(isPlugin)

/** Whether a value is a plugin, as far as its shape tells. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'rules' in value && Array.isArray(value.rules)
}

/** Shape of a configuration file. */
export const configSchema: z.ZodType<ConfigFile> = strict({
  $schema: z.string().exactOptional().describe('Schema of this file, for editors.'),
  extends: z
    .array(oneOf('preset', PRESETS))
    .exactOptional()
    .describe('Presets, later ones win; `["recommended"]` unless given.'),
  ...body,
  overrides: z
    .array(
      strict({
        files: z
          .array(z.string())
          .min(1)
          .describe('Files that this applies to: patterns as in .gitignore, from the folder of the configuration.'),
        ...body,
      }),
    )
    .exactOptional()
    .describe('Settings of some files; all that match apply, later ones win.'),
  ignores: z
    .array(z.string())
    .exactOptional()
    .describe('Files and folders that are not read: patterns as in .gitignore, from the folder of the configuration.'),
  phrases: z
    .record(z.string(), z.record(z.string(), z.array(z.string())))
    .exactOptional()
    .describe(
      'More phrases of rules, by rule and language: `{"source-link-footer": {"en": ["read it at the source"]}}`.',
    ),
  baseline: z
    .string()
    .exactOptional()
    .describe('File of accepted findings, from the folder of the configuration; `descrape baseline write` makes it.'),
  plugins: z
    .array(z.union([z.string(), plugin], {error: () => PLUGIN_EXPECTED}))
    .exactOptional()
    .describe('Rules from outside: packages by name, or objects where the configuration is code.'),
})

/** What is wrong with a value and where. */
export interface SchemaProblem {
  path: readonly PropertyKey[]
  message: string
}

/**
 * @param value what a configuration file holds
 * @returns the first problem, or undefined where `value` is a `Config`
 */
export function findSchemaProblem(value: unknown): SchemaProblem | undefined {
  const issue = configSchema.safeParse(value, {reportInput: true}).error?.issues[0]
  if (!issue) return undefined
  const key = issue.path.join('.')
  switch (issue.code) {
    case 'unrecognized_keys':
      return {
        path: [...issue.path, issue.keys[0] as string],
        message: placed(issue.message, key),
      }
    case 'invalid_type':
      return {
        path: issue.path,
        message: `Unexpected value ${JSON.stringify(issue.input)} ${key ? `for \`${key}\`` : 'as configuration'}, expected ${expectation(issue)}`,
      }
    case 'too_small':
    case 'too_big':
      return {
        path: issue.path,
        message: `Unexpected value ${JSON.stringify(issue.input)} for \`${key}\`, expected ${issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`}`,
      }
    default:
      return {path: issue.path, message: placed(issue.message, key)}
  }
}

// What is wrong, where, and only then what would be right.
function placed(message: string, key: string): string {
  return key ? message.replace(/^(?:Unknown [^`]*`[^`]*`|.*)/s, (start) => `${start} in \`${key}\``) : message
}

const TYPES: Record<string, string | undefined> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
}

function expectation({expected, input}: {expected: string; input?: unknown}): string {
  const list = expected === 'array' && typeof input === 'string' ? `: ${JSON.stringify([input])}` : ''
  return `${TYPES[expected] ?? expected}${list}`
}
