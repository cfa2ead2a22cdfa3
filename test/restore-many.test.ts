import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import {Zstd} from '@hpcc-js/wasm-zstd'
import {afterAll, beforeAll, expect, it} from 'vitest'
import {saveTrust} from '../bench/trust.ts'
import {ENV, MAIN} from './toys.ts'

// `npm run test:restore` restores ten thousand.
const FILES = Number(process.env.FILES ?? 200)

const JUNK = ['Source link', 'READ MORE: The ferry is late', 'Advertisement', '5 min read', 'Share this article']
const PROSE = [
  'The ferry ran again , on time and in good weather, the harbour master said on Monday.',
  'It’s the baker&rsquo;s boat that waits at the quay, and nobody knows for how long.',
  'Τὸ πλοῖον ἦλθε. 渡し船は時間どおりに出た。 Паром снова ходит по расписанию.',
  'Itâ€™s a long way to the other shore 😀, and the bell rings twice.',
]

// Pages of many kinds: records, Markdown, packed, with marks of byte order, broken bytes, other ends of lines.
function original(index: number, zstd: Zstd): [name: string, content: Uint8Array] {
  const lines = Array.from({length: 3 + (index % 5)}, (_, line) =>
    (index + line) % 3 === 0
      ? (JUNK[(index + line) % JUNK.length] as string)
      : `${PROSE[(index * 7 + line) % PROSE.length]} ${index}`,
  )
  const end = index % 4 === 1 ? '\r\n' : index % 11 === 2 ? '\r' : '\n'
  const text = (index % 6 === 0 ? '\ufeff' : '') + lines.join(end + end) + (index % 5 === 0 ? '' : end)
  const records = lines
    .map((line, id) => JSON.stringify({id, text: `${line}\n\n${PROSE[0]}\n\nSource link\n`, big: 2 ** 60}))
    .join('\n')
  const folder = `pages/${index % 97}/ö ${index % 13}`
  switch (index % 8) {
    case 1:
      return [`${folder}/${index}.jsonl`, Buffer.from(records)]
    case 2:
      return [`${folder}/${index}.md`, Buffer.from(`# ${index}\n\n\`\`\`\na , b\n\`\`\`\n\n${text}`)]
    case 3:
      return [`${folder}/${index}.txt.gz`, gzipSync(text)]
    case 4:
      return [`${folder}/${index}.jsonl.gz`, gzipSync(records)]
    case 5:
      return [`${folder}/${index}.txt.zst`, zstd.compress(Buffer.from(text), 3)]
    case 6:
      return [`${folder}/${index}.txt`, Buffer.concat([Buffer.from(text), Buffer.of(0xff, 0xc3, 0x0a)])]
    default:
      return [`${folder}/${index} 東京.txt`, Buffer.from(text)]
  }
}

const base = mkdtempSync(join(tmpdir(), 'descrape-many-'))
afterAll(() => rmSync(base, {recursive: true}), 600_000)
let zstd: Zstd
const digests = new Map<string, string>()

function digest(name: string, bytes: Uint8Array): string {
  const content = name.endsWith('.gz') ? gunzipSync(bytes) : name.endsWith('.zst') ? zstd.decompress(bytes) : bytes
  return createHash('sha256').update(content).digest('hex')
}

function run(args: readonly string[]): string {
  const {status, stderr} = spawnSync(process.execPath, [MAIN, ...args], {cwd: base, encoding: 'utf8', env: ENV})
  expect(status, stderr.slice(-1000)).toBe(0)
  return stderr
}

function digestsIn(folder: string): Map<string, string> {
  const names = readdirSync(join(base, folder), {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(base.length + 1))
  return new Map(
    names.map((name) => [name.slice(folder.length - 'pages'.length), digest(name, readFileSync(join(base, name)))]),
  )
}

beforeAll(async () => {
  zstd = await Zstd.load()
  for (let index = 0; index < FILES; index++) {
    const [name, content] = original(index, zstd)
    mkdirSync(dirname(join(base, name)), {recursive: true})
    writeFileSync(join(base, name), content)
    digests.set(name, digest(name, content))
  }
}, 600_000)

it(`restores ${FILES} mixed files, from copies by two ledgers that were joined and in place`, {
  timeout: 1_800_000,
}, () => {
  const start = performance.now()
  // Two runs, each with a ledger of its own.
  const flags = ['--fix', '--unsafe-fixes', '--max-removed', '1', '--exit-zero', '--quiet', '--no-config']
  const folders = readdirSync(join(base, 'pages')).map((name) => `pages/${name}`)
  const half = folders.length >> 1
  run([...folders.slice(0, half), ...flags, '--ledger', 'clean/one.jsonl'])
  run([...folders.slice(half), ...flags, '--ledger', 'clean/two.jsonl'])
  const joined = Buffer.concat(['one', 'two', 'one'].map((name) => readFileSync(join(base, `clean/${name}.jsonl`))))
  writeFileSync(join(base, 'clean/all.jsonl'), joined)
  const changed = new Set(
    joined
      .toString()
      .split('\n')
      .flatMap((line) => (line.includes('"lines":') ? [JSON.parse(line).name] : [])),
  )
  expect(changed.size).toBe(FILES)
  run(['restore', 'clean/all.jsonl', '--out-dir', 'back'])
  expect(digestsIn('back/pages')).toEqual(digests)

  cpSync(join(base, 'pages'), join(base, 'originals'), {recursive: true})
  run(['pages', ...flags, '--in-place'])
  expect(digestsIn('pages')).not.toEqual(digests)
  run(['restore', 'descrape-ledger.jsonl', '--in-place'])
  expect(digestsIn('pages')).toEqual(digests)
  if (process.env.SAVE)
    saveTrust('restored', {files: FILES, of: FILES, seconds: Math.round((performance.now() - start) / 1000)})
})
