/**
 * Runs examples/spark on a Spark of its own, two workers of one core each, and compares what comes out with a local run:
 * `npm run test:spark`. `COUNT=5000 npm run test:spark` is faster. `-- --save` writes the figures down, of which
 * `npm run generate` makes the table of `docs/scale.md`. Needs Java 17; Spark comes from PyPI.
 */
import {spawnSync} from 'node:child_process'
import {readFileSync, rmSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {join} from 'node:path'
import {ROOT} from '../../bench/lab.ts'
import {pythonIn} from '../../bench/python.ts'
import {type SparkRun, scale} from '../../bench/scale.ts'

const FOLDER = join(ROOT, '.cache/spark')
const PACKAGES = ['pyspark==4.0.1', 'pyarrow==26.0.1', 'pandas<3', 'datatrove==0.10.1', 'spacy==3.8.18', 'regex']
const {COUNT = '100000'} = process.env

const python = await pythonIn(join(ROOT, '.cache/spark-python'), PACKAGES)
rmSync(FOLDER, {recursive: true, force: true})
const {status} = spawnSync(python, [join(import.meta.dirname, 'check.py'), FOLDER, COUNT], {
  stdio: 'inherit',
  env: {
    ...process.env,
    DESCRAPE: `${process.execPath} ${join(ROOT, 'dist/src/cli/main.js')}`,
    PYSPARK_PYTHON: python,
    PYSPARK_DRIVER_PYTHON: python,
  },
})
process.exitCode = status ?? 1
if (status === 0 && process.argv.includes('--save')) {
  const runs = JSON.parse(readFileSync(join(FOLDER, 'figures.json'), 'utf8')) as SparkRun[]
  scale.save('spark', {cores: availableParallelism(), runs})
}
