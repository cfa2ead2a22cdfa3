import {z} from 'zod'
import type {OptionSpec, Rule} from '../rule/define.ts'
import {configSchema} from './schema.ts'

/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  [keyword: string]: unknown
}

const LEVEL: JsonSchema = {enum: ['error', 'warn', 'info', 'off']}

/**
 * Makes the schema of configuration files, for editors.
 *
 * @param rules built-in rules
 * @returns JSON Schema (draft 2020-12)
 */
export function makeJsonSchema(rules: readonly Rule[]): JsonSchema {
  const entries = {
    type: 'object' as const,
    description: 'Levels of rules, with options where needed.',
    properties: Object.fromEntries(rules.map((rule) => [rule.id, {$ref: `#/$defs/${rule.id}`}])),
  }
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({jsonSchema, path}) => {
      const {properties} = jsonSchema
      if (!properties) return
      // Rules are objects with functions, which JSON cannot hold; packages have names.
      if (path.length === 0) Object.assign(properties.plugins as object, {items: {type: 'string'}})
      if (properties.rules) properties.rules = {...entries}
    },
  }) as JsonSchema
  // Plugins have rules that are not known here.
  const known = {type: 'object', properties: {rules: {type: 'object', propertyNames: {enum: rules.map(({id}) => id)}}}}
  return {
    ...schema,
    if: {properties: {plugins: {type: 'array'}}, required: ['plugins']},
    else: {properties: {...known.properties, overrides: {type: 'array', items: known}}},
    title: 'Configuration of descrape',
    $defs: Object.fromEntries(rules.map((rule) => [rule.id, entryOf(rule)])),
  }
}

function entryOf({summary, options = {}}: Rule): JsonSchema {
  const names = Object.keys(options)
  if (names.length === 0) return {description: summary, ...LEVEL}
  const properties = Object.fromEntries(names.map((name) => [name, optionOf(options[name] as OptionSpec)]))
  return {
    description: summary,
    anyOf: [
      LEVEL,
      {
        type: 'array',
        prefixItems: [LEVEL, {type: 'object', properties, additionalProperties: false}],
        minItems: 2,
        maxItems: 2,
        items: false,
      },
    ],
  }
}

function optionOf({default: value, description, min, max, values}: OptionSpec): JsonSchema {
  const type = Array.isArray(value) ? {type: 'array', items: {type: 'string'}} : {type: typeof value}
  return {
    description,
    default: value,
    ...type,
    ...(min !== undefined && {minimum: min}),
    ...(max !== undefined && {maximum: max}),
    ...(values && {enum: values}),
  }
}
