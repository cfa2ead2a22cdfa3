/**
 * Whether other programs read what is written: files of pyarrow, warcio and zstandard are cleaned and restored, and read
 * again by them and by DuckDB. The texts have to be those that a run over plain JSON lines gives.
 */
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {BenchError, CACHE, ROOT, run} from './lab.ts'
import {pythonIn} from './python.ts'

const PACKAGES = ['pyarrow==26.0.1', 'duckdb==2.0.0', 'warcio==1.8.1', 'zstandard==0.25.0']
const FOLDER = join(CACHE, 'formats')
const PROGRAM = join(ROOT, 'dist/src/cli/main.js')

interface Row {
  file: string
  texts: number
  changed: number
  wrong: string[]
}

const python = await pythonIn(join(CACHE, 'formats-python'), PACKAGES)
const script = join(import.meta.dirname, 'formats.py')
rmSync(FOLDER, {recursive: true, force: true})
await run(python, [script, 'make', FOLDER])
const descrape = (...args: string[]): Promise<string> => run(process.execPath, [PROGRAM, ...args], {cwd: FOLDER})
await descrape('in', '--no-config', '--fix', '--exit-zero', '--statistics', '-f', 'jsonl=report')
await descrape('restore', 'clean/descrape-ledger.jsonl')
const rows = (await run(python, [script, 'check', FOLDER]))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)
for (const {file, texts, changed, wrong} of rows)
  console.log(
    `${wrong.length === 0 ? 'ok   ' : 'WRONG'} ${file}: ${changed} of ${texts} texts changed${wrong.map((what) => `, ${what}`).join('')}`,
  )
if (rows.some(({changed, wrong}) => changed === 0 || wrong.length > 0)) throw new BenchError('formats differ')
