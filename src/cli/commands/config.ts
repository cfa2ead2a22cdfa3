import {resolve} from 'node:path'
import type {Command} from 'commander'
import {baselineFile} from '../../config/baseline.ts'
import {createFileSettings} from '../../config/files.ts'
import {loadConfig} from '../../config/load.ts'
import type {Run} from '../program.ts'

/** `descrape config` */
export function describeConfig(command: Command, run: Run): Command {
  return command
    .description('print the settings in force, as JSON')
    .option('--file <path>', 'print those of one file, with the overrides that match it')
    .option('-c, --config <file>', 'configuration (default: descrape.config.* here or in a folder above)')
    .option('--no-config', 'no configuration')
    .action(async ({file, config: named}: {file?: string; config?: string | false}) => {
      const cwd = process.cwd()
      const loaded = await loadConfig({cwd, file: named})
      const settings = (await createFileSettings(loaded))(file === undefined ? undefined : resolve(cwd, file))
      const rules = settings.rules.map(({rule, severity, options}) => {
        const level = severity === 'warning' ? 'warn' : severity
        return [rule.id, Object.keys(options).length > 0 ? [level, options] : level]
      })
      const shown = {
        config: loaded.file ?? null,
        baseline: baselineFile(undefined, loaded, cwd) ?? null,
        ...(file !== undefined && {file}),
        lang: settings.lang ?? 'auto',
        maxRemoved: settings.policy(false).maxRemoved,
        input: settings.input,
        ignores: loaded.config.ignores ?? [],
        rules: Object.fromEntries(rules),
      }
      process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`)
      run(0)
    })
}
