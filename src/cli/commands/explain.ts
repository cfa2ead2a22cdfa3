import type {Command} from 'commander'
import {ruleUrl} from '../../about.ts'
import {loadConfig} from '../../config/load.ts'
import {ConfigError, didYouMean, knownRules} from '../../config/settings.ts'
import type {OptionSpec, Rule} from '../../rule/define.ts'
import type {Run} from '../program.ts'

/** `descrape explain RULE` */
export function describeExplain(command: Command, run: Run): Command {
  return command
    .description('explain one rule: what it finds, why, and its options')
    .argument('<rule>', 'id of the rule')
    .option('-c, --config <file>', 'configuration whose plugins count as well')
    .option('--no-config', 'built-in rules only')
    .action(async (id: string, {config: file}: {config?: string | false}) => {
      const {notes} = await import('../../../rules/notes.ts')
      const {config} = await loadConfig({cwd: process.cwd(), file})
      const rules = knownRules(config)
      const rule = rules.find((candidate) => candidate.id === id)
      if (!rule)
        throw new ConfigError(
          `Unknown rule \`${id}\`${didYouMean(
            id,
            rules.map((known) => known.id),
          )}; \`descrape rules\` lists all`,
        )
      process.stdout.write(explain(rule, notes[id]))
      run(0)
    })
}

const FIXES = {safe: 'safe, with --fix', unsafe: 'unsafe, with --fix --unsafe-fixes', none: 'none'} as const

function explain(
  {id, category, summary, since, severity = 'warning', fix, presets, options = {}}: Rule,
  notes: string | undefined,
): string {
  const facts = {
    category,
    level: severity,
    fix: FIXES[fix],
    presets: presets.join(', ') || 'none',
    since,
    documentation: ruleUrl(id),
  }
  return `${[
    id,
    summary,
    '',
    ...Object.entries(facts).map(([name, value]) => `  ${`${name}:`.padEnd(15)}${value}`),
    ...(Object.keys(options).length > 0
      ? ['', 'Options:', ...Object.entries(options).flatMap(([name, spec]) => describeOption(name, spec))]
      : []),
    ...(notes ? ['', notes.trim()] : []),
  ].join('\n')}\n`
}

function describeOption(name: string, {default: value, description, min, max}: OptionSpec): string[] {
  const range = [min === undefined ? '' : `from ${min}`, max === undefined ? '' : `up to ${max}`]
    .filter(Boolean)
    .join(' ')
  return [`  ${name} (default: ${JSON.stringify(value)}${range && `, ${range}`})`, `      ${description}`]
}
