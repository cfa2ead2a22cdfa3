/**
 * Whether others read what is written: Dolma's mixer the attributes, datatrove and Hugging Face datasets the copies. All
 * have to come to the texts that `--records` gives.
 */

import {spawn} from 'node:child_process'
import {createReadStream, createWriteStream, rmSync} from 'node:fs'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {createGunzip} from 'node:zlib'
import {BenchError, CACHE, ROOT, run} from './lab.ts'
import {pythonIn} from './python.ts'

const PACKAGES = ['datasets==5.2.0', 'datatrove==0.10.1', 'orjson']
// Of its many dependencies the mixer needs none.
const ALONE = ['dolma==1.2.1']
const FOLDER = join(CACHE, 'interchange')
const PROGRAM = join(ROOT, 'dist/src/cli/main.js')

interface Row {
  what: string
  texts: number
  changed: number
  wrong: string[]
}

const python = await pythonIn(join(CACHE, 'interchange-python'), PACKAGES, ['--no-deps', ...ALONE])
const script = join(import.meta.dirname, 'interchange.py')
rmSync(FOLDER, {recursive: true, force: true})
await run(python, [script, 'make', FOLDER])
const descrape = (...args: string[]): Promise<string> =>
  run(process.execPath, [PROGRAM, ...args, '--no-config', '--exit-zero'], {cwd: FOLDER})
await descrape('documents', '-f', 'dolma=attributes/descrape')
await descrape('datatrove', 'datasets', '--fix', '--quiet')
const records = spawn(process.execPath, [PROGRAM, '--records', '--fix', '--no-config'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
await Promise.all([
  pipeline(createReadStream(join(FOLDER, 'documents/part/0.jsonl.gz')), createGunzip(), records.stdin),
  pipeline(records.stdout, createWriteStream(join(FOLDER, 'records.jsonl'))),
])
const rows = (await run(python, [script, 'check', FOLDER]))
  .trim()
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line) as Row)
for (const {what, texts, changed, wrong} of rows)
  console.log(
    `${wrong.length === 0 ? 'ok   ' : 'WRONG'} ${what}: ${changed} of ${texts} texts changed${wrong.map((fault) => `, ${fault}`).join('')}`,
  )
if (rows.length !== 4 || rows.some(({changed, wrong}) => changed === 0 || wrong.length > 0))
  throw new BenchError('others read something else')
