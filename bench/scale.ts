import {markdownTable} from './lab.ts'
import {savedIn} from './saved.ts'

/** A corpus that was cleaned with so many workers. */
export interface CorpusRun {
  file: string
  workers: number
  /** By the clock, and of the processor. */
  seconds: number
  cpu: number
  /** Bytes of memory that all threads took at most. */
  peak: number
  /** Whether the copy has the bytes that the first number of workers gave. */
  same: boolean
}

/** What Spark did with the records of `npm run test:spark`. */
export interface SparkRun {
  what: string
  records: number
  /** Whether each record is equal to that of a local run; not judged where other code cleaned. */
  equal?: boolean
  seconds: number
  cpu: number
}

/** A merge of partial profiles. */
export interface MergeRun {
  files: number
  /** Lines of all files, and different ones. */
  lines: number
  distinct: number
  bytes: number
  /** What had to be written in between, as the files were more than are merged at once. */
  spilled: {files: number; lines: number; bytes: number}
  /** Of the processor: all, and the part that went into what lies between. */
  cpu: number
  spillCpu: number
  seconds: number
  peak: number
  /** Bytes of the result. */
  written: number
}

/** Figures of large runs, as they were last saved (`--save`). */
export interface Scale {
  corpus: {megabytes: number; cores: number; runs: readonly CorpusRun[]}
  spark: {cores: number; runs: readonly SparkRun[]}
  merge: MergeRun
}

export const scale = savedIn<Scale>('scale')

const MIB = 2 ** 20
const GB = 1e9
const BILLION = 1e9
const DISK = 200e6
/** As `FAN_IN` of `src/profile/spool.ts`. */
const FAN_IN = 64

const count = (value: number): string => Math.round(value).toLocaleString('en-US')
const seconds = (value: number): string => value.toFixed(value < 10 ? 1 : 0)

/** Tables of `docs/scale.md`, by name. */
export const SCALE_TABLES: Record<string, () => string> = {
  corpus() {
    const {corpus} = scale.read()
    if (!corpus) return missing('bench:corpus')
    const {megabytes, cores, runs} = corpus
    const rows = runs.map(({file, workers, cpu, peak, same, ...run}) => {
      const first = runs.find((other) => other.file === file) as CorpusRun
      return [
        `${count(megabytes)} MB of text, \`${file}\``,
        workers,
        seconds(run.seconds),
        `${(first.seconds / run.seconds).toFixed(2)} ×`,
        seconds(cpu),
        `${count(peak / MIB)} MiB`,
        same ? 'yes' : 'NO',
      ]
    })
    const head = ['records', 'workers', 'seconds', 'against the first', 'CPU seconds', 'memory in all', 'same bytes']
    return `${markdownTable(head, rows)}\nOn ${cores} cores (\`npm run bench:corpus -- --save\`).\n`
  },
  spark() {
    const {spark} = scale.read()
    if (!spark) return missing('test:spark')
    const rows = spark.runs.map(({what, records, equal, cpu, seconds: clock}) => [
      what,
      count(records),
      equal === undefined ? '' : equal ? 'yes' : 'NO',
      seconds(clock),
      seconds(cpu),
    ])
    const head = ['job', 'records', 'equal to a local run', 'seconds', 'CPU seconds']
    return `${markdownTable(head, rows)}\nTwo executors of one core, with the start of Spark, on ${spark.cores} cores (\`npm run test:spark -- --save\`).\n`
  },
  merge() {
    const {merge} = scale.read()
    return merge ? mergeTable(merge) : missing('bench:merge')
  },
}

function missing(script: string): string {
  return `Not measured yet: \`npm run ${script} -- --save\`.\n`
}

// Cost goes by the line that passes through a merge: once for each time that it is written.
function mergeTable({files, lines, distinct, bytes, spilled, cpu, seconds: clock, peak, written}: MergeRun): string {
  const passed = lines + spilled.lines
  const scaleBy = BILLION / distinct
  const many = {files: 1000, lines: lines * scaleBy, bytes: bytes * scaleBy, written: written * scaleBy}
  // More than are merged at once, and fewer than the square of that: all but the last few files are merged twice.
  const share = (Math.ceil((many.files - FAN_IN) / FAN_IN) * FAN_IN) / many.files
  const twice = Math.min(1, share)
  const rows = [
    ['different lines', count(distinct), count(BILLION)],
    [
      'partial files, and lines in them',
      `${count(files)}, ${count(lines)}`,
      `${count(many.files)}, ${count(many.lines)}`,
    ],
    [
      'their size, and that of the result',
      `${size(bytes)}, ${size(written)}`,
      `${size(many.bytes)}, ${size(many.written)}`,
    ],
    ['spilled between', size(spilled.bytes), size(many.bytes * twice)],
    [
      'read and written, at 200 MB/s',
      minutes(bytes + 2 * spilled.bytes + written),
      minutes(many.bytes * (1 + 2 * twice) + many.written),
    ],
    [
      'CPU time',
      `${seconds(cpu)} s (${seconds(clock)} s by the clock)`,
      hours((cpu / passed) * many.lines * (1 + twice)),
    ],
    ['CPU time a line and merge', `${((cpu / passed) * 1e6).toFixed(2)} µs`, 'the same'],
    ['memory at most', `${count(peak / MIB)} MiB`, 'the same: 64 files are open at once'],
  ]
  return `${markdownTable(['', 'measured', 'reckoned from it'], rows)}\n\`npm run bench:merge -- --save\`; \`--distinct 1000000000\` does it in full, with ${count((2 * many.bytes + many.written) / GB)} GB of disk.\n`
}

function size(bytes: number): string {
  return bytes < 10 * GB ? `${(bytes / GB).toFixed(2)} GB` : `${count(bytes / GB)} GB`
}

function minutes(bytes: number): string {
  return `${(bytes / DISK / 60).toFixed(1)} minutes`
}

function hours(time: number): string {
  return `${(time / 3600).toFixed(2)} core hours`
}
