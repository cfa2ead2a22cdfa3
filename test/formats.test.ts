import {createHash} from 'node:crypto'
import {mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import fc from 'fast-check'
import {parquetReadObjects} from 'hyparquet'
import {type ColumnSource, parquetWriteBuffer} from 'hyparquet-writer'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {createTotals, exitCode} from '../src/cli/totals.ts'
import {escapeChanges, escapeRaw, unescapeString} from '../src/corpus/json.ts'
import {type ProcessOptions, processFile} from '../src/corpus/process.ts'
import {cleanStretch} from '../src/corpus/stretch.ts'
import type {Handle, Item} from '../src/corpus/types.ts'
import {type InputFormat, kindOf} from '../src/corpus/walk.ts'
import {type Bytes, Gap} from '../src/io/bytes.ts'
import {type Packing, pack, unpack, unpackWhole} from '../src/packing/packing.ts'
import {
  type Field,
  get,
  inner,
  type List,
  list,
  readStruct,
  replace,
  type Struct,
  structs,
  type Value,
  writeStruct,
} from '../src/packing/thrift.ts'
import {splitWarc} from '../src/packing/warc.ts'
import {applyChanges, type Change} from '../src/repair/edits.ts'
import {openLedger} from '../src/repair/ledger-writer.ts'
import {restoreFiles} from '../src/repair/restore.ts'
import {decode, encode} from '../src/text/utf8.ts'

let folder = ''
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'descrape-formats-')))
})
afterEach(async () => {
  await rm(folder, {recursive: true, force: true})
})

const options: ProcessOptions = {textField: 'text', idField: 'id', urlField: 'url', langField: 'lang'}

// Takes a word out of every text.
function remove(word: string, seen: Item[] = []): Handle {
  return (item) => {
    seen.push({...item, text: item.text.slice()})
    const changes: Change[] = []
    const bytes = Buffer.from(item.text)
    for (let at = bytes.indexOf(word); at !== -1; at = bytes.indexOf(word, at + word.length))
      changes.push({start: at, end: at + word.length, bytes: Buffer.alloc(0), rules: ['test']})
    return {changes}
  }
}

// Cleans a file and gives back its copy, what was read, and what its ledger restores.
async function clean(name: string, content: Uint8Array, more: Partial<ProcessOptions> & {inPlace?: boolean} = {}) {
  const file = join(folder, 'in', name)
  const copy = more.inPlace ? file : join(folder, 'out', name)
  await mkdir(dirname(file), {recursive: true})
  await writeFile(file, content)
  const ledger = await openLedger(join(folder, 'out/descrape-ledger.jsonl'))
  const seen: Item[] = []
  const input = {path: name, file, copy: name, ...kindOf(name)}
  const result = await processFile(
    input,
    {...options, ...more},
    (stretch) => cleanStretch(stretch, {...options, ...more}, remove(' AD', seen)),
    {file: copy, ledger},
  )
  await ledger.close()
  const bytes = await readFile(copy).catch(() => undefined)
  const back = bytes && (await restoreFiles([ledger.file], {cwd: folder, outDir: 'back'}))
  const restored = await readFile(join(folder, 'back', name)).catch(() => undefined)
  return {...result, seen: seen.map(({text, ...rest}) => ({...rest, text: decode(text)})), bytes, restored, back}
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function all(bytes: Bytes): Promise<{bytes: Buffer; gaps: string[]}> {
  const parts: Uint8Array[] = []
  const gaps: string[] = []
  for await (const part of bytes) {
    if (part instanceof Gap) gaps.push(part.reason)
    parts.push(part)
  }
  return {bytes: Buffer.concat(parts), gaps}
}

async function packed(content: string | Uint8Array, packing: Packing): Promise<Buffer> {
  return (await all(pack(inChunks(Buffer.from(content as string), 1000), packing))).bytes
}

const unpackAll = async (bytes: Uint8Array, packing: Packing, size = 1 << 16) =>
  all(unpack(inChunks(bytes, size), packing))

// Lines that do not compress to nothing.
function records(count: number, from = 0): string {
  return Array.from({length: count}, (_, index) => {
    const number = from + index
    const words = Array.from({length: 20}, (_, at) =>
      Math.abs(Math.sin(number * 31 + at))
        .toString(36)
        .slice(3, 9),
    )
    return `${JSON.stringify({id: number, text: `${words.join(' ')}${number % 3 === 0 ? ' AD' : ''} é`})}\n`
  }).join('')
}

function damage(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes)
  for (let index = at; index < at + 8; index++) copy[index] = (copy[index] as number) ^ 0x5a
  return copy
}

describe('what a file is', () => {
  it.each<[string, InputFormat, string, string | false]>([
    ['a.txt', 'auto', 'text', false],
    ['a.md.gz', 'auto', 'markdown', 'gzip'],
    ['A.JSONL.ZST', 'auto', 'jsonl', 'zstd'],
    ['CC-MAIN-1.warc.wet.gz', 'auto', 'wet', 'warc.gz'],
    ['a.warc', 'auto', 'wet', false],
    ['a.parquet', 'auto', 'jsonl', 'parquet'],
    ['part-0', 'parquet', 'jsonl', 'parquet'],
    ['a.gz', 'jsonl', 'jsonl', 'gzip'],
    ['jsonl', 'auto', 'text', false],
  ])('%s, said to be %s', (name, said, format, compressed) => {
    expect(kindOf(name, said)).toEqual({format, compressed})
  })
})

describe.each(['gzip', 'zstd'] as const)('%s', (packing) => {
  const ending = packing === 'gzip' ? 'gz' : 'zst'

  it('gives back what was packed, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({maxLength: 300}), {maxLength: 4}), fc.nat(99), async (members, size) => {
        const whole = Buffer.concat(await Promise.all(members.map((member) => packed(member, packing))))
        expect(await unpackAll(whole, packing, size + 1)).toEqual({bytes: Buffer.concat(members), gaps: []})
      }),
      {numRuns: 60},
    )
    const large = Buffer.from(records(60_000))
    const one = await packed(large, packing)
    expect((await unpackAll(one, packing)).bytes.equals(large)).toBe(true)
    expect(await unpackAll(Buffer.concat([one, Buffer.alloc(700)]), packing)).toMatchObject({gaps: []})
  })

  it('never fails on damaged bytes, and loses no member that is whole', async () => {
    const members = Array.from({length: 6}, (_, index) => Buffer.from(records(30, index * 30)))
    const parts = await Promise.all(members.map((member) => packed(member, packing)))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(5),
        fc.nat(),
        fc.boolean(),
        fc.integer({min: 1, max: 4000}),
        async (hit, at, cut, size) => {
          const part = parts[hit] as Buffer
          const bad = cut ? part.subarray(0, at % part.length) : damage(part, at % (part.length - 8))
          const whole = Buffer.concat(parts.map((one, index) => (index === hit ? bad : one)))
          const {bytes} = await unpackAll(whole, packing, size).catch((error: Error) => {
            expect(error.name === 'PackingError' && hit === 0).toBe(true)
            return {bytes: Buffer.concat(members)}
          })
          // Half a member may claim bytes of the next ones.
          for (const [index, member] of members.entries())
            if (index < hit || index > hit + (cut ? 2 : 0)) expect(bytes.includes(member)).toBe(true)
        },
      ),
      {numRuns: 60},
    )
  })

  it('cleans and restores', async () => {
    const content = records(5000)
    const {problems, items, changed, bytes, restored, back} = await clean(
      `a.jsonl.${ending}`,
      await packed(content, packing),
    )
    expect([problems, items, changed, back?.problems]).toEqual([[], 5000, 1667, []])
    expect((await unpackAll(bytes as Buffer, packing)).bytes.toString()).toBe(content.replaceAll(' AD', ''))
    expect((await unpackAll(restored as Buffer, packing)).bytes.toString()).toBe(content)
  })

  it('salvages the records of a file that is cut off', async () => {
    const content = records(5000)
    const whole = await packed(content, packing)
    const {problems, failed, items, bytes, restored} = await clean(
      `a.jsonl.${ending}`,
      whole.subarray(0, Math.floor(whole.length * 0.8)),
    )
    expect(items).toBeGreaterThan(2000)
    expect(failed).toBe(1)
    expect(problems).toEqual([
      {
        path: `a.jsonl.${ending}`,
        line: items + 1,
        message: expect.stringMatching(/^has a .* at byte 0 that is cut off; records around it are left out$/),
        partial: true,
      },
    ])
    const lines = content.split('\n').slice(0, items).join('\n')
    expect((await unpackAll(bytes as Buffer, packing)).bytes.toString()).toBe(`${lines.replaceAll(' AD', '')}\n`)
    // Also the half record that the copy leaves out.
    expect(content.startsWith((await unpackAll(restored as Buffer, packing)).bytes.toString())).toBe(true)
  })

  it('leaves one damaged member out', async () => {
    const parts = await Promise.all([0, 1, 2].map((part) => packed(records(40, part * 40), packing)))
    const bad = damage(parts[1] as Buffer, 400)
    const {problems, items, bytes} = await clean(
      `a.jsonl.${ending}`,
      Buffer.concat([parts[0] as Buffer, bad, parts[2] as Buffer]),
    )
    expect(problems).toMatchObject([
      {message: expect.stringContaining(`at byte ${(parts[0] as Buffer).length} that is damaged`)},
    ])
    expect(items).toBeGreaterThanOrEqual(80)
    const copy = (await unpackAll(bytes as Buffer, packing)).bytes.toString()
    expect(copy.startsWith(records(40).replaceAll(' AD', ''))).toBe(true)
    expect(copy.endsWith(records(40, 80).replaceAll(' AD', ''))).toBe(true)
    for (const line of copy.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  })

  it('does not write what is damaged in place, nor half of a text', async () => {
    const bytes = await packed(records(5000), packing)
    const cut = bytes.subarray(0, bytes.length - 20)
    const inPlace = await clean(`a.jsonl.${ending}`, cut, {inPlace: true})
    expect(inPlace.bytes?.equals(cut)).toBe(true)
    expect(inPlace.problems.at(-1)?.message).toContain('--out-dir')
    const text = await clean(`a.txt.${ending}`, cut)
    expect(text.problems).toMatchObject([{message: expect.stringContaining('is cut off; take an undamaged copy')}])
    expect(text.bytes).toBeUndefined()
    expect((await readdir(join(folder, 'out'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('names what is packed otherwise', async () => {
    expect((await clean(`a.jsonl.${ending}`, Buffer.from('plain text'))).problems).toMatchObject([
      {message: expect.stringMatching(/^is no (?:gzip|Zstandard) file; rename it/)},
    ])
  })
})

it('reads Zstandard of other writers: checksums, skippable frames, no size', async () => {
  // `printf 'hello hello hello\n' | zstd --check`, twice, with a skippable frame between.
  const frame = Buffer.from('KLUv/QRYbQAAOGhlbGxvIAoBADFKEaOqdM4=', 'base64')
  const skippable = Buffer.concat([Buffer.of(0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0), Buffer.from('abc')])
  expect(await unpackAll(Buffer.concat([frame, skippable, frame]), 'zstd')).toEqual({
    bytes: Buffer.from('hello hello hello\n'.repeat(2)),
    gaps: [],
  })
  const wrong = Buffer.from(frame)
  wrong[frame.length - 1] = (frame.at(-1) as number) ^ 1
  expect((await unpackAll(wrong, 'zstd')).gaps).toEqual([
    'has a Zstandard frame at byte 0 that is damaged (its checksum is another)',
  ])
})

it('reads several files of Zstandard at a time', async () => {
  const frames = await Promise.all([0, 1].map((part) => packed(records(10_000, part * 10_000), 'zstd')))
  const read = await Promise.all(frames.map((frame) => unpackAll(frame, 'zstd', 5000)))
  for (const [part, {bytes, gaps}] of read.entries())
    expect([bytes.toString() === records(10_000, part * 10_000), gaps]).toEqual([true, []])
})

it('refuses Zstandard with a large window, and reads the frames behind it', async () => {
  const large = Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, (17 << 3) | 1, 0xa0, 0, 0, ...Buffer.alloc(20))
  const [single, whole] = [Buffer.from(large), await packed('a\n', 'zstd')]
  // A frame that says its size, of 2 GB, instead.
  single.set([0xa0, 0, 0, 0, 0x80], 4)
  expect(await unpackAll(Buffer.concat([large, whole, single, whole]), 'zstd')).toEqual({
    bytes: Buffer.from('a\na\n'),
    gaps: [
      'has a Zstandard frame at byte 0 that needs a window of 144 MiB; unpack it with zstd -d --long=31',
      `has a Zstandard frame at byte ${large.length + whole.length} that needs a window of 2048 MiB; unpack it with zstd -d --long=31`,
    ],
  })
})

function warc(type: string, body: string | Uint8Array, headers: Record<string, string> = {}): Buffer {
  const bytes = Buffer.from(body as string)
  const head = {
    'WARC-Type': type,
    'WARC-Record-ID': `<urn:test:${bytes.length}>`,
    'Content-Type': 'text/plain',
    'Content-Length': String(bytes.length),
    ...headers,
  }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`WARC/1.0\r\n${lines.join('')}\r\n`), bytes, Buffer.from('\r\n\r\n')])
}

describe('WARC', () => {
  const info = warc('warcinfo', 'software: AD\r\n', {'Content-Type': 'application/warc-fields'})
  const page = warc('conversion', 'One AD two.\n', {
    'WARC-Target-URI': 'https://example.org/ä',
    'WARC-Identified-Content-Language': 'eng',
    'WARC-Block-Digest': 'sha1:HG63NYXDDT7IL6T67UZRM7IKSK2F5AF6',
  })
  const response = warc('response', 'HTTP/1.1 200 OK\r\n\r\n AD', {'Content-Type': 'application/http'})

  it('changes texts with their length and digests, and nothing else', async () => {
    const {bytes, seen, items, changed, problems, restored} = await clean(
      'a.wet',
      Buffer.concat([info, page, response, warc('metadata', 'x AD')]),
    )
    expect([items, changed, problems]).toEqual([1, 1, []])
    expect(seen).toEqual([
      {
        path: 'a.wet',
        format: 'text',
        recordLine: 2,
        id: '<urn:test:12>',
        url: 'https://example.org/ä',
        lang: 'en',
        text: 'One AD two.\n',
      },
    ])
    const wanted = page
      .toString()
      .replace('Content-Length: 12', 'Content-Length: 9')
      .replace('One AD two', 'One two')
      .replace('HG63NYXDDT7IL6T67UZRM7IKSK2F5AF6', '56TOR3X2H3XEO6HS4U35EBQETP62LBTM')
    expect(bytes?.toString()).toBe(
      Buffer.concat([info, Buffer.from(wanted), response, warc('metadata', 'x AD')]).toString(),
    )
    expect(restored).toEqual(Buffer.concat([info, page, response, warc('metadata', 'x AD')]))
  })

  it.each([
    ['sha1', 32],
    ['sha256', 64],
    ['md5', 32],
  ])('writes %s digests anew in the same way', async (name, length) => {
    const example = name === 'sha1' ? 'A'.repeat(length) : 'a0'.repeat(length / 2)
    const record = warc('resource', 'a AD', {
      'WARC-Block-Digest': `${name}:${example}`,
      'WARC-Payload-Digest': `${name}:${example}`,
    })
    const {bytes} = await clean('a.warc', record)
    const digests = [...(bytes as Buffer).toString().matchAll(new RegExp(`${name}:(\\w+)`, 'g'))].map(
      ([, digest]) => digest,
    )
    expect(digests).toHaveLength(2)
    const hex = createHash(name).update('a').digest('hex')
    expect(digests).toEqual(Array(2).fill(name === 'sha1' ? 'Q336IN72UWT7ZYK5DXOLT2XK5I3XMZ5Y' : hex))
  })

  it('writes a gzip member for each record', async () => {
    const parts = [info, page, response, page]
    const {bytes, restored} = await clean('a.warc.wet.gz', Buffer.concat(parts.map((part) => gzipSync(part))))
    for (const file of [bytes, restored]) {
      const starts: number[] = []
      for (
        let at = file?.indexOf(Buffer.of(0x1f, 0x8b, 8, 0)) ?? -1;
        at !== -1;
        at = (file as Buffer).indexOf(Buffer.of(0x1f, 0x8b, 8, 0), at + 1)
      )
        starts.push(at)
      expect(starts).toHaveLength(4)
      expect(
        gunzipSync((file as Buffer).subarray(starts[2]))
          .toString()
          .startsWith('WARC/1.0\r\nWARC-Type: response'),
      ).toBe(true)
    }
    expect(gunzipSync(restored as Buffer)).toEqual(Buffer.concat(parts))
  })

  it('leaves what it cannot read as it is, and says so', async () => {
    const wrong = Buffer.from(page.toString().replace('Content-Length: 12', 'Content-Length: 10'))
    const latin = warc('conversion', Buffer.from('caf\xe9 AD', 'latin1'), {
      'Content-Type': 'text/plain; charset=ISO-8859-1',
    })
    const odd = warc('conversion', 'x AD', {'WARC-Block-Digest': 'crc:7'})
    const content = Buffer.concat([Buffer.from('rubbish\r\n'), page, wrong, page, latin, odd, page.subarray(0, -6)])
    const {bytes, problems, items, failed, restored} = await clean('a.wet', content)
    expect(items).toBe(2)
    expect(failed).toBe(5)
    expect(problems.map(({line, message}) => `${line} ${message}`)).toEqual([
      '1 has no whole WARC record at byte 0, left as it is; mend the file',
      expect.stringMatching(/^3 has a WARC record at byte \d+ whose Content-Length is wrong, left as it is/),
      '5 is in ISO-8859-1, not UTF-8, left as it is; convert it first',
      expect.stringMatching(/^6 has a digest of an unknown kind \(crc:7\)/),
      expect.stringMatching(/^7 has a WARC record at byte \d+ that is cut off/),
    ])
    expect(bytes?.length).toBe(content.length - 2 * (' AD'.length + 1))
    expect(restored).toEqual(content)
  })

  it('passes enormous records on in pieces', async () => {
    const large = warc('conversion', 'AD '.repeat(1000))
    const video = warc('response', Buffer.alloc(3 << 20, 1), {'Content-Type': 'application/http'})
    const {bytes, problems, items} = await clean('a.warc.gz', gzipSync(Buffer.concat([large, video, page])), {
      maxDocBytes: 2000,
    })
    expect(items).toBe(1)
    expect(problems).toMatchObject([{line: 1, message: expect.stringContaining('--max-doc-bytes')}])
    expect(
      gunzipSync(bytes as Buffer)
        .subarray(0, large.length + video.length)
        .equals(Buffer.concat([large, video])),
    ).toBe(true)
  })

  it('takes no word in a text for the beginning of a record', async () => {
    const odd = Buffer.from('no record, of the kind WARC/1.0 has them\r\n\r\n')
    const {problems, items} = await clean('a.warc', Buffer.concat([odd, page]))
    expect(items).toBe(1)
    expect(problems).toMatchObject([{message: expect.stringMatching(/^has no whole WARC record at byte 0/)}])
  })

  it('keeps all bytes, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constant(page),
            fc.constant(response),
            fc.uint8Array({maxLength: 60}),
            fc.constant(Buffer.from('WARC/1.0\r\n')),
          ),
        ),
        fc.integer({min: 1, max: 300}),
        async (parts, size) => {
          const content = Buffer.concat(parts)
          const pieces: Uint8Array[] = []
          for await (const {bytes} of splitWarc(inChunks(content, size), () => 200)) pieces.push(bytes)
          expect(Buffer.concat(pieces)).toEqual(content)
        },
      ),
    )
  })

  it.each([
    ['no end', Buffer.alloc(2e6, '\nWARC/1')],
    ['an end far away', Buffer.concat([Buffer.alloc(2e6, '\nWARC/1'), Buffer.from('\r\n\r\n')])],
    ['lengths of half the file', Buffer.alloc(6e7, `WARC/1.0\r\nContent-Length: 30000000\r\n\r\n${'x'.repeat(200)}\n`)],
  ])('takes time by its bytes where all heads have %s', async (_, content) => {
    const start = performance.now()
    let length = 0
    for await (const {bytes} of splitWarc(inChunks(content, 1 << 16), () => 1e9)) length += bytes.length
    expect(length).toBe(content.length)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe('Parquet', () => {
  const texts = (count: number): (string | null)[] =>
    Array.from({length: count}, (_, index) =>
      index % 7 === 3 ? null : `line "${index}"\n\\ tab\t é 😀${index % 5 === 0 ? ' AD' : ''}`,
    )
  const columnsOf = (count: number): ColumnSource[] => [
    {name: 'id', data: Array.from({length: count}, (_, index) => 2n ** 60n + BigInt(index)), type: 'INT64'},
    {name: 'text', data: texts(count), type: 'STRING', nullable: true},
    {
      name: 'url',
      data: Array.from({length: count}, (_, index) => (index % 2 ? `https://example.org/${index}` : null)),
      type: 'STRING',
      nullable: true,
    },
    {name: 'score', data: Array.from({length: count}, (_, index) => index / 3), type: 'DOUBLE'},
    {name: 'meta', data: Array.from({length: count}, (_, index) => ({a: [index, null]})), type: 'JSON'},
  ]
  const write = (columnData: ColumnSource[], more: object = {}): Buffer =>
    Buffer.from(parquetWriteBuffer({columnData, rowGroupSize: [40], ...more}))
  const rows = async (bytes: Buffer): Promise<Record<string, unknown>[]> => {
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
    const {compressors} = await import('hyparquet-compressors')
    return parquetReadObjects({file, compressors})
  }

  it.each([
    ['snappy', {codec: 'SNAPPY'}],
    ['no compression', {codec: 'UNCOMPRESSED'}],
    ['gzip', {codec: 'GZIP', compressors: {GZIP: (bytes: Uint8Array) => gzipSync(bytes)}}],
  ])('cleans texts and keeps the other columns: %s', async (_, more) => {
    const file = write(columnsOf(100), more)
    const {bytes, seen, items, changed, problems, restored} = await clean('a.parquet', file)
    expect([items, changed, problems]).toEqual([86, 17, []])
    expect(seen[1]).toEqual({
      path: 'a.parquet',
      format: 'text',
      recordLine: 2,
      id: String(2n ** 60n + 1n),
      url: 'https://example.org/1',
      text: texts(2)[1],
    })
    const before = await rows(file)
    const after = await rows(bytes as Buffer)
    expect(after).toEqual(
      before.map((row) => ({...row, text: typeof row.text === 'string' ? row.text.replaceAll(' AD', '') : row.text})),
    )
    expect(await rows(restored as Buffer)).toEqual(before)
  })

  it('is the same file where nothing changes', async () => {
    const file = write(
      columnsOf(100).map((column) =>
        column.name === 'text' ? {...column, data: texts(100).map((text) => text?.replace(' AD', '') ?? null)} : column,
      ),
    )
    expect((await clean('a.parquet', file)).bytes?.equals(file)).toBe(true)
  })

  it('keeps bytes that are no UTF-8, and reads each way of writing strings', async () => {
    const raw = [Buffer.from([0x41, 0xff, 0x20, 0x41, 0x44, 0x00]), Buffer.from(''), Buffer.from('" AD\u2028')]
    const file = write([{name: 'text', data: raw, type: 'BYTE_ARRAY', nullable: false}])
    const {bytes, restored, changed} = await clean('a.parquet', file)
    expect(changed).toBe(2)
    const values = async (from: Buffer) =>
      (
        await all(unpack(await put('x.parquet', from), {parquet: {text: 'text', id: 'id', url: 'url', lang: 'lang'}}))
      ).bytes.toString('latin1')
    expect(await values(bytes as Buffer)).toBe((await values(file)).replaceAll(' AD', ''))
    expect(await values(restored as Buffer)).toBe(await values(file))
    for (const encoding of ['DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY', 'PLAIN'] as const) {
      const column: ColumnSource = {name: 'text', data: texts(50), type: 'STRING', nullable: true, encoding}
      expect((await clean(`${encoding}.parquet`, write([column]))).changed).toBe(8)
    }
  })

  it('says of a file that cannot be read what is wrong', async () => {
    const file = write(columnsOf(100))
    const message = async (content: Uint8Array, more: Partial<ProcessOptions> = {}) =>
      (await clean('a.parquet', content, more)).problems.map((problem) => problem.message)
    expect(await message(file.subarray(0, file.length / 2))).toEqual([expect.stringMatching(/^is cut off/)])
    expect(await message(Buffer.from('nothing of the kind'))).toEqual([expect.stringMatching(/^is no Parquet file/)])
    expect(await message(Buffer.alloc(0))).toEqual([expect.stringMatching(/^is no Parquet file/)])
    expect(await message(file, {textField: 'body'})).toEqual([
      'has no column `body` of strings; name the one of the text with --text-field (it has id, text, url, score, meta)',
    ])
    expect(await message(file, {textField: 'score'})).toHaveLength(1)
    expect(await readdir(join(folder, 'out')).catch(() => [])).toEqual([])
  })

  it('copies a damaged page and reads the others', async () => {
    const file = write(columnsOf(100), {codec: 'GZIP', compressors: {GZIP: (bytes: Uint8Array) => gzipSync(bytes)}})
    const column = file.indexOf(gzipSync('x').subarray(0, 4), file.indexOf(gzipSync('x').subarray(0, 4)) + 1)
    const bad = damage(file, column + 12)
    const {bytes, problems, items, restored, back} = await clean('a.parquet', bad)
    expect(problems).toMatchObject([{line: 1, message: expect.stringMatching(/^has a damaged page, rows 1 to 40 \(/)}])
    expect(items).toBeGreaterThan(40)
    expect(bytes?.includes(bad.subarray(column, column + 100))).toBe(true)
    expect(back?.problems).toEqual([])
    expect(restored?.includes(bad.subarray(column, column + 100))).toBe(true)
  })

  it('survives any damage', async () => {
    const file = write(columnsOf(60))
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 9), fc.boolean(), async (at, cut) => {
        const path = await put('x.parquet', cut ? file.subarray(0, at) : damage(file, at))
        const columns = {text: 'text', id: 'id', url: 'url', lang: 'lang'}
        await all(unpackWhole(path, {parquet: columns})).catch((error: Error) =>
          expect(error.name).toBe('PackingError'),
        )
      }),
      {numRuns: 300},
    )
  })

  const footerOf = (file: Buffer): Struct =>
    readStruct(file.subarray(file.length - 8 - file.readUInt32LE(file.length - 8), -8)).struct
  const withFooter = (file: Buffer, footer: Uint8Array): Buffer => {
    const tail = Buffer.from('    PAR1')
    tail.writeUInt32LE(footer.length)
    return Buffer.concat([file.subarray(0, file.length - 8 - file.readUInt32LE(file.length - 8)), footer, tail])
  }
  // The file with its row groups described in another way.
  const withGroups = (file: Buffer, change: (group: Struct) => Struct): Buffer => {
    const struct = footerOf(file)
    const groups = list(struct, 4) as List
    const items = groups.items.map((one) => change(one as Struct))
    return withFooter(file, writeStruct(replace(struct, 4, {...groups, items})))
  }
  // What is said of the columns of a file.
  const columnsIn = (file: Buffer): Struct[] =>
    structs(footerOf(file), 4).flatMap((group) => structs(group, 1).map((chunk) => inner(chunk, 3) as Struct))

  const columns = {text: 'text', id: 'id', url: 'url', lang: 'lang'}

  it('survives a footer that has something else in the place of each of its fields', async () => {
    const file = write(columnsOf(3).slice(0, 2))
    const fieldsOf = (value: Value): Field[] => {
      if (Array.isArray(value)) return value.flatMap((field) => [field, ...fieldsOf(field.value)])
      return typeof value === 'object' && 'items' in value ? value.items.flatMap(fieldsOf) : []
    }
    const {length} = fieldsOf(footerOf(file))
    let refused = 0
    for (let index = 0; index < length; index++)
      for (const other of [
        {type: 9, value: {type: 5, items: [1n]}},
        {type: 9, value: {type: 8, items: [Buffer.from('x')]}},
        {type: 12, value: []},
        {type: 6, value: 2n ** 60n},
        {type: 8, value: Buffer.from('x')},
        {type: 1, value: true},
        // None of its kind.
        {id: 99},
      ] satisfies Partial<Field>[]) {
        const footer = footerOf(file)
        Object.assign(fieldsOf(footer)[index] as Field, other)
        const path = await put('x.parquet', withFooter(file, writeStruct(footer)))
        const run = async () => {
          const {bytes} = await all(unpackWhole(path, {parquet: columns}))
          await all(pack(inChunks(Buffer.from(bytes.toString().replaceAll(' AD', '')), 1000), {parquet: columns}, path))
        }
        await run().catch((error: Error) => {
          expect(error).toMatchObject({name: 'PackingError'})
          refused++
        })
      }
    expect(refused).toBeGreaterThan(length)
  })

  it('takes little memory for a footer of millions of nothings', async () => {
    const size = Buffer.of(0x80, 0x80, 0x80, 0x08)
    const footer = Buffer.concat([Buffer.of(0x29, 0xfc), size, Buffer.alloc(1 << 24), Buffer.of(0)])
    const path = await put('x.parquet', withFooter(write(columnsOf(3)), footer))
    await expect(all(unpackWhole(path, {parquet: columns}))).rejects.toMatchObject({
      name: 'PackingError',
      message: expect.stringContaining('has more than 8388608 values'),
    })
  })

  it('leaves out what was known of values that changed', async () => {
    // A Bloom filter of 32 bytes, said to lie at byte 4.
    const filter: Struct = [
      {id: 14, type: 6, value: 4n},
      {id: 15, type: 5, value: 32n},
    ]
    const file = withGroups(write(columnsOf(20)), (group) => {
      const chunks = list(group, 1) as List
      const items = structs(group, 1).map((chunk) => replace(chunk, 3, [...(inner(chunk, 3) as Struct), ...filter]))
      return replace(group, 1, {...chunks, items})
    })
    const {bytes} = await clean('a.parquet', file)
    const known = columnsIn(bytes as Buffer).map((meta) => [String(list(meta, 3)?.items[0]), get(meta, 14)])
    expect(known.filter(([, filter]) => filter === undefined).map(([name]) => name)).toEqual(['text'])
    expect(known.length).toBe(columnsIn(file).length)
  })

  it('takes no memory for rows that a footer only claims', async () => {
    const file = withGroups(write(columnsOf(3)), (group) => replace(group, 3, 3_000_000_000n))
    const path = await put('x.parquet', file)
    let lines = 0
    const reasons: string[] = []
    for await (const chunk of unpack(path, {parquet: {text: 'text', id: 'id', url: 'url', lang: 'lang'}})) {
      if (chunk instanceof Gap) reasons.push(chunk.reason)
      lines += chunk.length
      if (lines > 1e6) break
    }
    expect(reasons).toEqual([expect.stringMatching(/^has a damaged page, rows 4 to 3000000000 \(the pages end too/)])
  })

  it('comes back where a fix writes what JSON lines would escape', async () => {
    const data = [Buffer.from('one\u2028 \xff AD \u0084')]
    const file = await put('c.parquet', write([{name: 'text', data, type: 'BYTE_ARRAY'}]))
    const ledger = await openLedger(join(folder, 'descrape-ledger.jsonl'))
    const fresh = Buffer.concat([encode('\u0085\u2029'), Buffer.from([0xfe])])
    const {problems} = await processFile(
      {path: 'c.parquet', file, copy: 'c.parquet', ...kindOf('c.parquet')},
      options,
      (stretch) =>
        cleanStretch(stretch, options, () => ({changes: [{start: 0, end: 6, bytes: fresh, rules: ['test']}]})),
      {file: join(folder, 'copy.parquet'), ledger},
    )
    await ledger.close()
    expect(problems).toEqual([])
    expect(await restoreFiles([ledger.file], {cwd: folder, outDir: 'back'})).toMatchObject({problems: []})
  })

  it('takes the text for the other fields as well', async () => {
    const file = write([{name: 'text', data: ['one AD'], type: 'STRING'}])
    const {bytes, seen, restored} = await clean('a.parquet', file, {idField: 'text', urlField: 'text'})
    expect(seen).toMatchObject([{id: 'one AD', url: 'one AD'}])
    expect(await rows(bytes as Buffer)).toEqual([{text: 'one'}])
    expect(await rows(restored as Buffer)).toEqual([{text: 'one AD'}])
  })

  describe('fixed in place in several columns', () => {
    const before = ['a', 'b'].map((name) => ({text: `${name} AD`, body: `${name} body AD`}))
    const columnData: ColumnSource[] = (['text', 'body'] as const).map((name) => ({
      name,
      data: before.map((row) => row[name]),
      type: 'STRING',
    }))
    const path = (): string => join(folder, 'x.parquet')
    const restore = (more: object): ReturnType<typeof restoreFiles> => restoreFiles(['l.jsonl'], {cwd: folder, ...more})

    async function fix(...fields: [field: string, word: string][]): Promise<void> {
      await put('x.parquet', write(columnData))
      for (const [textField, word] of fields) {
        const ledger = await openLedger(join(folder, 'l.jsonl'))
        const own = {...options, textField}
        const {problems} = await processFile(
          {path: 'x.parquet', file: path(), copy: 'x.parquet', ...kindOf('x.parquet')},
          own,
          (stretch) => cleanStretch(stretch, own, remove(word)),
          {file: path(), ledger},
        )
        await ledger.close()
        expect(problems).toEqual([])
      }
    }

    it.each([
      [
        [
          ['text', ' AD'],
          ['body', ' AD'],
        ],
      ],
      [
        [
          ['text', 'A'],
          ['body', ' AD'],
          ['text', 'D'],
        ],
      ],
    ] as [string, string][][][])('comes back as it first was: %j', async (fields) => {
      await fix(...fields)
      expect(await restore({outDir: 'back'})).toEqual({restored: ['back/x.parquet'], problems: []})
      expect(await rows(await readFile(join(folder, 'back/x.parquet')))).toEqual(before)
      for (const _ of 'two') {
        expect(await restore({inPlace: true})).toEqual({restored: ['x.parquet'], problems: []})
        expect(await rows(await readFile(path()))).toEqual(before)
      }
      expect((await readdir(folder)).sort()).toEqual(['back', 'l.jsonl', 'x.parquet'])
    })

    it('is left where one of them was edited since', async () => {
      await fix(['text', ' AD'], ['body', ' AD'])
      const edited = write([
        {name: 'text', data: ['a', 'other']},
        {name: 'body', data: ['a body', 'b body']},
      ])
      await put('x.parquet', edited)
      expect((await restore({inPlace: true})).problems).toMatchObject([
        {message: expect.stringContaining('was changed after descrape wrote it')},
      ])
      expect((await readFile(path())).equals(edited)).toBe(true)
      expect((await readdir(folder)).sort()).toEqual(['l.jsonl', 'x.parquet'])
    })
  })

  it('is not restored from a copy that only claims to have rows', async () => {
    await put(
      'x.parquet',
      withGroups(write(columnsOf(3)), (group) => replace(group, 3, BigInt(Number.MAX_SAFE_INTEGER))),
    )
    const ledgerOf = (bytes: number): Buffer => {
      const packing = {parquet: {text: 'text', id: 'id', url: 'url', lang: 'lang'}}
      const state = {path: 'x.parquet', sha256: '', bytes}
      const line = {descrape: 1, path: 'x', name: 'x', lines: 0, original: state, copy: state, packing}
      return Buffer.from(`${JSON.stringify(line)}\n`)
    }
    await put('l.jsonl', ledgerOf(10_000))
    expect((await restoreFiles(['l.jsonl'], {cwd: folder})).problems).toMatchObject([
      {message: expect.stringContaining('it has more than 10000 bytes')},
    ])
    await put('l.jsonl', ledgerOf(Number.MAX_SAFE_INTEGER))
    const signal = AbortSignal.timeout(200)
    await expect(restoreFiles(['l.jsonl'], {cwd: folder, signal})).rejects.toThrow('timeout')
  })

  it('leaves enormous texts as they are', async () => {
    const file = write([{name: 'text', data: ['a AD', `${'x'.repeat(3000)} AD`], type: 'STRING'}])
    const {problems, bytes} = await clean('a.parquet', file, {maxDocBytes: 1000})
    expect(problems).toMatchObject([{line: 2, message: expect.stringContaining('--max-doc-bytes')}])
    expect((await rows(bytes as Buffer)).map(({text}) => (text as string).slice(-3))).toEqual(['a', ' AD'])
  })

  it('is not read from standard input', async () => {
    const result = await processFile(
      {path: 'in', file: undefined, format: 'jsonl', compressed: 'parquet', copy: 'in'},
      options,
      (stretch) => cleanStretch(stretch, options, remove('x')),
      undefined,
      inChunks(write(columnsOf(3)), 100),
    )
    expect(result.problems).toMatchObject([{message: expect.stringContaining('save it to a file')}])
  })
})

async function put(name: string, content: Uint8Array): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, content)
  return file
}

it('writes Thrift as it was read', () => {
  const file = parquetWriteBuffer({columnData: [{name: 'text', data: ['a'], type: 'STRING'}]})
  const bytes = Buffer.from(file)
  const footer = bytes.subarray(bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8), bytes.length - 8)
  expect(writeStruct(readStruct(footer).struct)).toEqual(footer)
})

it('escapes texts so that the same bytes come back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(Buffer.from(unescapeString(escapeRaw(bytes)))).toEqual(Buffer.from(bytes))
      expect(JSON.parse(`"${decode(escapeRaw(bytes))}"`)).toBe(decode(bytes))
    }),
  )
})

it('changes texts of rows as they are escaped when they are read again', () => {
  const pieces = fc.array(fc.oneof(fc.uint8Array({maxLength: 4}), fc.constant(encode('\u0084\u2028\n"'))))
  fc.assert(
    fc.property(pieces, pieces, pieces, (...parts) => {
      const [head, cut, fresh] = parts.map((part) => Buffer.concat(part)) as [Buffer, Buffer, Buffer]
      const text = Buffer.concat([head, cut, Buffer.from(' end')])
      const changes = [{start: head.length, end: head.length + cut.length, bytes: fresh, rules: ['test']}]
      const raw = escapeRaw(text)
      expect(Buffer.from(applyChanges(raw, escapeChanges(raw, text, changes, escapeRaw)))).toEqual(
        Buffer.from(escapeRaw(applyChanges(text, changes))),
      )
    }),
  )
})

it('leaves records of JSON lines that are too large as they are', async () => {
  const content = Buffer.from(`{"text":"a AD"}\n{"text":"${'x'.repeat(500)} AD"}\n{"text":"b AD"}\n`)
  const {bytes, problems, restored} = await clean('a.jsonl', content, {maxDocBytes: 100})
  expect(problems).toMatchObject([{line: 2, partial: true, message: expect.stringContaining('--max-doc-bytes')}])
  expect(bytes?.toString()).toBe(content.toString().replace('"a AD', '"a').replace('"b AD', '"b'))
  expect(restored).toEqual(content)
})

describe('--max-errors', () => {
  const totals = {...createTotals({}), documents: 98, failed: 2}
  const problem = (partial: boolean) => ({path: 'a', message: 'is odd', ...(partial && {partial})})
  const code = (most: number | undefined, percent = false, ...partial: boolean[]) =>
    exitCode(
      {...totals, problems: partial.map(problem)},
      {failOn: 'warn', maxFileSize: 1, ...(most !== undefined && {maxErrors: {most, percent}})},
      false,
    )
  it('tolerates records, not files, that cannot be read', () => {
    expect(code(undefined, false, true)).toBe(2)
    expect(code(2, false, true, true)).toBe(0)
    expect(code(1, false, true, true)).toBe(3)
    expect(code(2, true, true, true)).toBe(0)
    expect(code(1.9, true, true, true)).toBe(3)
    expect(code(9, false, true, false)).toBe(2)
  })
})
