import type {Command} from 'commander'
import {phrases} from '#packs'
import {ruleUrl} from '../../about.ts'
import {loadConfig} from '../../config/load.ts'
import {knownRules, ruleOf} from '../../config/settings.ts'
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
      process.stdout.write(explain(ruleOf(knownRules(config), id), notes[id]))
      run(0)
    })
}

const FIXES = {
  safe: 'safe, with --fix; a finding with weaker evidence is unsafe',
  unsafe: 'unsafe, with --fix --unsafe-fixes',
  none: 'none',
} as const

function explain(
  {id, category, summary, since, severity = 'warning', fix, presets, options = {}}: Rule,
  notes: string | undefined,
): string {
  const languages = phrases.packs.filter(({rule}) => rule === id).map(({lang}) => (lang === 'und' ? 'all' : lang))
  const facts = {
    category,
    level: severity,
    fix: FIXES[fix],
    presets: presets.join(', ') || 'none',
    ...(languages.length > 0 && {'phrases in': languages.join(' ')}),
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

function describeOption(name: string, {default: value, description, min, max, values}: OptionSpec): string[] {
  const range = [
    min === undefined ? '' : `from ${min}`,
    max === undefined ? '' : `up to ${max}`,
    values ? `one of ${values.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join(' ')
  return [`  ${name} (default: ${JSON.stringify(value)}${range && `, ${range}`})`, `      ${description}`]
}
