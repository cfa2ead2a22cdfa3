import {inOneLine} from '../text/one-line.ts'
import type {OptionSpec, OptionValue, RuleSpec} from './define.ts'

/** A configuration that cannot be followed; the message is one line for the user. */
export class ConfigError extends Error {
  override name = 'ConfigError'

  constructor(message: string) {
    super(inOneLine(message, LONGEST_MESSAGE))
  }
}

const LONGEST_MESSAGE = 900

/**
 * Options of a rule with its defaults filled in.
 *
 * @param rule  the rule
 * @param given options set by a configuration
 * @throws ConfigError for an unknown option or a value of the wrong type or size
 */
export function optionsOf(
  {id, options: specs = {}}: Pick<RuleSpec, 'id' | 'options'>,
  given: Readonly<Record<string, OptionValue>> = {},
): Record<string, OptionValue> {
  const options: Record<string, OptionValue> = {}
  for (const [name, spec] of Object.entries(specs)) options[name] = spec.default
  for (const [name, value] of Object.entries(given)) {
    const spec = Object.hasOwn(specs, name) && specs[name]
    if (!spec) throw new ConfigError(`Unknown option \`${name}\` of \`${id}\`${didYouMean(name, Object.keys(specs))}`)
    const fits = Array.isArray(spec.default)
      ? Array.isArray(value) && value.every((item) => typeof item === 'string')
      : typeof value === typeof spec.default
    if (
      !fits ||
      (typeof value === 'string' && spec.values && !spec.values.includes(value)) ||
      (typeof value === 'number' &&
        !(value >= (spec.min ?? Number.NEGATIVE_INFINITY) && value <= (spec.max ?? Number.POSITIVE_INFINITY)))
    ) {
      throw new ConfigError(
        `Unexpected value ${JSON.stringify(value)} for option \`${name}\` of \`${id}\`, expected ${expectation(spec)}`,
      )
    }
    options[name] = value
  }
  return options
}

function expectation({default: value, min, max, values}: OptionSpec): string {
  if (Array.isArray(value)) return 'a list of strings'
  if (typeof value === 'boolean') return 'true or false'
  if (typeof value === 'string') return values ? `one of ${values.join(', ')}` : 'a string'
  return `a number${min === undefined ? '' : ` from ${min}`}${max === undefined ? '' : ` up to ${max}`}`
}

/**
 * The nearest known name, as the end of an error message.
 *
 * @param name  what was given
 * @param known what exists
 */
export function didYouMean(name: string, known: readonly string[]): string {
  let best = ''
  let bestDistance = Math.max(2, name.length / 3) + 1
  for (const candidate of known) {
    const distance = editDistance(name, candidate)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best ? `, did you mean \`${best}\`?` : ''
}

// Levenshtein distance, one row at a time.
function editDistance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min(
          (next[j - 1] as number) + 1,
          (row[j] as number) + 1,
          (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    }
    row = next
  }
  return row[b.length] as number
}
