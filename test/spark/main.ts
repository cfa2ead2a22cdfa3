/**
 * Runs examples/spark on a Spark of its own, two workers of one core each, and compares what comes out with a local run:
 * `npm run test:spark`. `COUNT=5000 npm run test:spark` is faster. Needs Java 17; Spark comes from PyPI.
 */
import {spawn} from 'node:child_process'
import {existsSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const ENVIRONMENT = join(ROOT, '.cache/spark-python')
const PYTHON = join(ENVIRONMENT, 'bin/python')
const FOLDER = join(ROOT, '.cache/spark')
const PACKAGES = ['pyspark==4.0.1', 'pyarrow==26.0.1', 'pandas<3', 'datatrove==0.10.1', 'spacy==3.8.18', 'regex']
const {COUNT = '100000'} = process.env

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(command, args, {stdio: 'inherit', env: {...process.env, ...env}})
  const code = await new Promise<number | null>((resolve, reject) => child.on('exit', resolve).on('error', reject))
  if (code !== 0) process.exit(code ?? 1)
}

const done = join(ENVIRONMENT, 'done')
if (!existsSync(done)) {
  await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT])
  await run(PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES])
  writeFileSync(done, '')
}
rmSync(FOLDER, {recursive: true, force: true})
await run(PYTHON, [join(import.meta.dirname, 'check.py'), FOLDER, COUNT], {
  DESCRAPE: `${process.execPath} ${join(ROOT, 'dist/src/cli/main.js')}`,
  PYSPARK_PYTHON: PYTHON,
  PYSPARK_DRIVER_PYTHON: PYTHON,
})
