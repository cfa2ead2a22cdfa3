import {writeFile} from 'node:fs/promises'
import type {Command} from 'commander'
import type {Run} from '../program.ts'
import {UsageError} from '../usage.ts'

const FILE = 'descrape.config.json'

/** `descrape init` */
export function describeInit(command: Command, run: Run): Command {
  return command.description(`write ${FILE} to start from`).action(async () => {
    const config = {
      $schema: './node_modules/descrape/descrape.schema.json',
      extends: ['recommended'],
      rules: {},
      overrides: [],
      ignores: [],
    }
    try {
      await writeFile(FILE, `${JSON.stringify(config, undefined, 2)}\n`, {flag: 'wx'})
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new UsageError(`${FILE}: cannot be written: ${(error as Error).message}`)
      throw new UsageError(`${FILE}: exists already; edit it, or remove it first`)
    }
    process.stdout.write(`Wrote ${FILE}; \`descrape rules\` lists what can be set.\n`)
    run(0)
  })
}
