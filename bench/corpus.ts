/**
 * Cleans a corpus of records with one worker and with two: `npm run bench:corpus -- --size 1000` (MB), as JSON lines in
 * gzip and as Parquet. `--save` writes the figures down, of which `npm run generate` makes the table of `docs/scale.md`. Times
 * by the clock mean something only where nothing else runs.
 */
import {execFileSync} from 'node:child_process'
import {createReadStream, createWriteStream, existsSync, mkdirSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {parseArgs} from 'node:util'
import {createGzip} from 'node:zlib'
import {fileWriter, ParquetWriter} from 'hyparquet-writer'
import {digestOf, splitLines} from '../src/io/bytes.ts'
import {generateRecords} from './generate.ts'
import {CACHE, ROOT} from './lab.ts'
import {runMetered, type Usage} from './metered.ts'
import {type CorpusRun, scale} from './scale.ts'

const {values} = parseArgs({
  options: {
    size: {type: 'string', default: '1000'},
    workers: {type: 'string', default: '1,2'},
    save: {type: 'boolean', default: false},
  },
})
const MB = 1e6
const MIB = 2 ** 20
const SIZE = Number(values.size) * MB
const FOLDER = join(CACHE, 'corpus')
const PROGRAM = join(ROOT, 'dist/src/cli/main.js')
const GROUP = 5000

interface Column {
  name: string
  data: unknown[]
  type: 'STRING' | 'INT32'
}

async function* chunks(): AsyncGenerator<Uint8Array> {
  for (const chunk of generateRecords(SIZE)) yield chunk
}

async function writeParquet(file: string): Promise<void> {
  const writer = new ParquetWriter({
    writer: fileWriter(file),
    schema: [
      {name: 'root', num_children: 2},
      {name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL'},
      {name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL'},
    ],
  })
  let rows: {id: unknown; text: string}[] = []
  const flush = (): void => {
    const columnData: Column[] = [
      {name: 'id', data: rows.map(({id}) => String(id)), type: 'STRING'},
      {name: 'text', data: rows.map(({text}) => text), type: 'STRING'},
    ]
    writer.write({columnData})
    rows = []
  }
  for await (const {bytes} of splitLines(chunks(), Number.POSITIVE_INFINITY)) {
    rows.push(JSON.parse(bytes.toString()) as {id: unknown; text: string})
    if (rows.length === GROUP) flush()
  }
  if (rows.length > 0) flush()
  writer.finish()
}

async function prepare(): Promise<string[]> {
  const done = join(FOLDER, `${values.size}.done`)
  const files = ['records.jsonl.gz', 'records.parquet']
  if (existsSync(done)) return files
  rmSync(FOLDER, {recursive: true, force: true})
  mkdirSync(FOLDER, {recursive: true})
  await pipeline(Readable.from(chunks()), createGzip(), createWriteStream(join(FOLDER, 'records.jsonl.gz')))
  await writeParquet(join(FOLDER, 'records.parquet'))
  writeFileSync(done, '')
  return files
}

async function clean(file: string, workers: string): Promise<{usage: Usage; sha256: string}> {
  const out = join(FOLDER, `clean-${workers}`)
  rmSync(out, {recursive: true, force: true})
  const flags = ['--fix', '--no-config', '--exit-zero', '--quiet', '--max-file-size', '100GB', '--out-dir', out]
  const args = [process.execPath, PROGRAM, file, ...flags, '--workers', workers] as [string, ...string[]]
  const usage = runMetered({args, cwd: FOLDER, allCores: true}, true)
  const {sha256} = await digestOf(createReadStream(join(out, file)))
  rmSync(out, {recursive: true})
  return {usage, sha256}
}

const [load = ''] = execFileSync('uptime', {encoding: 'utf8'}).match(/load average.*/) ?? []
console.log(`${values.size} MB of records, ${load}`)
const runs: CorpusRun[] = []
for (const file of await prepare()) {
  console.log(`${file}, ${Math.round(statSync(join(FOLDER, file)).size / MB)} MB`)
  let first: {usage: Usage; sha256: string} | undefined
  for (const workers of values.workers.split(',')) {
    const run = await clean(file, workers)
    first ??= run
    const {cpu, wall, peak} = run.usage
    console.log(
      `  ${workers} workers: ${wall.toFixed(1)} s, ${(first.usage.wall / wall).toFixed(2)} × the first; ${cpu.toFixed(1)} s of the processor; ${Math.round(peak / MIB)} MiB; ${run.sha256 === first.sha256 ? 'the same bytes' : 'OTHER BYTES'}`,
    )
    const same = run.sha256 === first.sha256
    if (!same) process.exitCode = 1
    runs.push({file, workers: Number(workers), seconds: wall, cpu, peak, same})
  }
}
if (values.save) scale.save('corpus', {megabytes: SIZE / MB, cores: availableParallelism(), runs})
