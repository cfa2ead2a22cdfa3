import {cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {FOLDS, foldOfText, CACHE as MODELS} from '../train/texts.ts'
import {
  BenchError,
  CACHE,
  digestOfFile,
  type Job,
  type Mode,
  type Output,
  outputIn,
  type Program,
  readContent,
  runProgram,
  sha256,
} from './lab.ts'

/**
 * The tagger has learnt from the lab's pages. So that no page is judged by a model that has seen its site, the program
 * runs five times, each time with the weights of one fold and only its pages, and the results are put together.
 */

/** Whether settings turn the tagger on. */
export function isTagged(flags: readonly string[]): boolean {
  return flags.some((flag) => flag === 'dump' || flag === 'strict' || flag.includes('boilerplate-line'))
}

/** As `runProgram`, each page by the weights of its fold. */
export async function runFolds(job: Job, mode: Mode): Promise<Output> {
  const parts: Output[] = []
  for (let fold = 0; fold < FOLDS; fold++)
    parts.push(
      await runProgram(
        {
          ...job,
          name: `${job.name}-${fold}`,
          program: programOf(job.program, fold),
          inputs: job.inputs.map((file) => partOf(file, fold)),
        },
        mode,
      ),
    )
  const key = sha256(...parts.map(({folder}) => folder)).slice(0, 16)
  const folder = join(CACHE, 'runs', `${job.name}-folds-${mode}-${key}`)
  const output = outputIn(folder, mode)
  if (existsSync(join(folder, 'done'))) return output
  mkdirSync(output.folder, {recursive: true})
  const joined = (files: readonly string[]): Buffer =>
    Buffer.concat(files.filter(existsSync).map((file) => readFileSync(file)))
  writeFileSync(output.messages, joined(parts.map(({messages}) => messages)))
  if (mode !== 'lint') {
    writeFileSync(output.ledger, joined(parts.map(({ledger}) => ledger)))
    for (const file of job.inputs) {
      const name = basename(file)
      const lines = parts.map((part) => readContent(join(part.folder, name)).toString().split('\n'))
      const chosen = recordsOf(file).map((record, index) => (lines[foldOf(record)] as string[])[index])
      writeFileSync(join(output.folder, name), packed(name, chosen))
    }
  }
  writeFileSync(join(folder, 'done'), '')
  return output
}

function packed(name: string, records: readonly (string | undefined)[]): Buffer {
  const bytes = Buffer.from(`${records.join('\n')}\n`)
  return name.endsWith('.gz') ? gzipSync(bytes) : bytes
}

const recordsOf = (file: string): string[] => readContent(file).toString().trimEnd().split('\n')
const foldOf = (record: string): number => foldOfText((JSON.parse(record) as {id: string}).id)

// Records of other folds become empty ones of the same length, so that places stay what they are.
function partOf(file: string, fold: number): string {
  const target = join(CACHE, 'folds', digestOfFile(file).slice(0, 16), String(fold), basename(file))
  if (existsSync(target)) return target
  const records = recordsOf(file).map((record) => {
    if (foldOf(record) === fold) return record
    const {id} = JSON.parse(record) as {id: string}
    const empty = JSON.stringify({id, text: ''})
    return empty + ' '.repeat(Buffer.byteLength(record) - Buffer.byteLength(empty))
  })
  mkdirSync(dirname(target), {recursive: true})
  writeFileSync(target, packed(target, records))
  return target
}

function programOf({main, digest}: Program, fold: number): Program {
  const folder = join(dirname(main), '../..')
  const weights = join(MODELS, `model${fold}.bin`)
  const shipped = join(MODELS, 'model-1.bin')
  if (!existsSync(weights) || !readFileSync(shipped).equals(readFileSync(join(folder, 'weights.bin'))))
    throw new BenchError(
      'the weights of the folds are missing or of another training; run `npm run train:tagger` first',
    )
  const own = sha256(digest, readFileSync(weights))
  const target = join(CACHE, 'programs', own.slice(0, 16))
  if (!existsSync(target)) {
    const draft = `${target}.${process.pid}`
    cpSync(folder, draft, {recursive: true})
    cpSync(weights, join(draft, 'weights.bin'))
    renameSync(draft, target)
  }
  return {main: join(target, 'src/cli/main.js'), digest: own}
}
