import {type Command, Option} from 'commander'
import {ruleUrl} from '../../about.ts'
import {loadConfig} from '../../config/load.ts'
import {knownRules} from '../../config/settings.ts'
import type {Rule} from '../../rule/define.ts'
import type {Run} from '../program.ts'

/** `descrape rules` */
export function describeRules(command: Command, run: Run): Command {
  return command
    .description('list all rules')
    .addOption(new Option('--format <name>', 'table or json').choices(['table', 'json']).default('table'))
    .option('-c, --config <file>', 'configuration whose plugins count as well')
    .option('--no-config', 'built-in rules only')
    .action(async ({format, config: file}: {format: 'table' | 'json'; config?: string | false}) => {
      const {config} = await loadConfig({cwd: process.cwd(), file})
      const rules = [...knownRules(config)].sort((a, b) => (a.id < b.id ? -1 : 1))
      process.stdout.write(
        format === 'json' ? `${JSON.stringify(rules.map(metadataOf), undefined, 2)}\n` : tableOf(rules),
      )
      run(0)
    })
}

/** What there is to know of a rule, without its code. */
function metadataOf({id, category, summary, since, severity = 'warning', fix, presets, options = {}}: Rule): object {
  return {id, category, summary, since, severity, fix, presets, options, url: ruleUrl(id)}
}

function tableOf(rules: readonly Rule[]): string {
  const rows = [
    ['rule', 'category', 'level', 'fix', 'summary'],
    ...rules.map(({id, category, severity = 'warning', fix, summary}) => [
      id,
      category,
      severity,
      fix === 'none' ? '-' : fix,
      summary,
    ]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const legend = `${rules.length} rules; \`descrape explain RULE\` tells more of one`
  return `${[...rows.map(line), '', legend].join('\n')}\n`
}
