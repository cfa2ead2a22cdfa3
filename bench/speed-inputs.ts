import {createHash} from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {join} from 'node:path'
import {phrases} from '../rules/packs.ts'
import {decode} from '../src/text/utf8.ts'
import {documents, generateRecords, generateText} from './generate.ts'

export const MB = 1e6
/** News texts of some 4 KB in the folder `files`. */
export const FILES = 200
const SMALL_BYTES = 5000
const PHRASES = 1000

/**
 * Writes the inputs once for each size and version of the generator.
 *
 * @param cache  folder of all versions
 * @param size   bytes of the large inputs
 * @param sample bytes of those for programs that are a hundred times slower
 * @returns folder of the inputs
 */
export function prepare(cache: string, size: number, sample: number): string {
  const hash = createHash('sha256')
  for (const file of ['generate.ts', 'speed-inputs.ts']) hash.update(readFileSync(join(import.meta.dirname, file)))
  const version = hash.digest('hex').slice(0, 12)
  const folder = join(cache, `${version}-${size}-${sample}`)
  if (existsSync(folder)) return folder
  mkdirSync(cache, {recursive: true})
  for (const entry of readdirSync(cache)) if (!entry.startsWith(version)) rmSync(join(cache, entry), {recursive: true})
  const draft = mkdtempSync(`${folder}.`)
  writePieces(join(draft, 'text.txt'), generateText(size))
  writePieces(join(draft, 'records.jsonl'), generateRecords(size))
  writePieces(join(draft, 'sample.jsonl'), generateRecords(sample))
  writePieces(join(draft, 'garbled.jsonl'), garbled(generateRecords(size)))
  writePieces(join(draft, 'garbled-sample.jsonl'), garbled(generateRecords(sample)))
  writeFiles(join(draft, 'files'), FILES)
  const [piece] = generateText(SMALL_BYTES) as Iterable<Uint8Array>
  const small = (piece as Uint8Array).subarray(0, (piece as Uint8Array).lastIndexOf(0x0a, SMALL_BYTES) + 1)
  writeFileSync(join(draft, 'small.txt'), small)
  writeFileSync(join(draft, 'phrases.txt'), plainPhrases().join('\n'))
  renameSync(draft, folder)
  return folder
}

export function writePieces(path: string, pieces: Iterable<Uint8Array>): void {
  const file = openSync(path, 'w')
  for (const piece of pieces) writeSync(file, piece)
  closeSync(file)
}

export function writeFiles(folder: string, count: number): void {
  mkdirSync(folder)
  const texts = documents()
  for (let index = 0; index < count; index++)
    writeFileSync(join(folder, `${String(index).padStart(6, '0')}.txt`), texts.next().value)
}

// Quotation marks and dashes of every other line as they are read in windows-1252.
function* garbled(records: Iterable<Uint8Array>): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  const misread: Record<string, string> = {'’': 'â€™', '“': 'â€œ', '”': 'â€\u009d', '–': 'â€“', é: 'Ã©'}
  for (const piece of records) {
    const lines = decode(piece).split('\n')
    yield encoder.encode(
      lines
        .map((line, index) => (index % 2 ? line : line.replace(/[’“”–é]/g, (char) => misread[char] as string)))
        .join('\n'),
    )
  }
}

// Phrases that a search for strings takes as they are.
function plainPhrases(): string[] {
  const plain = phrases.packs
    .flatMap(({lines}) => lines.split('\n'))
    .filter((phrase) => /^[\p{L}\p{M}' -]+ [\p{L}\p{M}' -]+$/u.test(phrase))
  return Array.from({length: PHRASES}, (_, index) => plain[Math.floor((index * plain.length) / PHRASES)] as string)
}
