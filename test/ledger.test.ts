import {createHash} from 'node:crypto'
import {renameSync, writeFileSync} from 'node:fs'
import {mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, truncate, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import fc from 'fast-check'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type Output, type Processed, type ProcessOptions, processFile} from '../src/corpus/process.ts'
import {cleanStretch} from '../src/corpus/stretch.ts'
import type {Handle, InputFile} from '../src/corpus/types.ts'
import {inOnePiece} from '../src/io/bytes.ts'
import {applyChanges, type Change} from '../src/repair/edits.ts'
import {type Edit, LEDGER_NAME, type LedgerFile, ledgerLines, toEdits} from '../src/repair/ledger.ts'
import {openLedger} from '../src/repair/ledger-writer.ts'
import {applyEdits, restoreFiles} from '../src/repair/restore.ts'

let cwd = ''
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'descrape-ledger-')))
})
afterEach(async () => {
  await rm(cwd, {recursive: true, force: true})
})

const options: ProcessOptions = {textField: 'text', idField: 'id', urlField: 'url', langField: 'lang'}
const LEDGER = `clean/${LEDGER_NAME}`

async function put(path: string, content: string | Uint8Array): Promise<void> {
  const file = join(cwd, path)
  await mkdir(dirname(file), {recursive: true})
  await writeFile(file, content)
}

function read(path: string): Promise<Buffer> {
  return readFile(join(cwd, path))
}

function inputOf(path: string): InputFile {
  const compressed = path.endsWith('.gz') && 'gzip'
  const format = /\.jsonl(\.gz)?$/.test(path) ? 'jsonl' : 'text'
  return {path, file: join(cwd, path), format, compressed, copy: path.replaceAll('../', '')}
}

function remove(word: string, by = ''): Handle {
  return ({text}) => {
    const changes: Change[] = []
    const bytes = Buffer.from(text)
    const size = Buffer.byteLength(word)
    for (let at = bytes.indexOf(word); at !== -1; at = bytes.indexOf(word, at + size))
      changes.push({start: at, end: at + size, bytes: Buffer.from(by), rules: ['test-rule']})
    return {changes}
  }
}

function clean(input: InputFile, more: ProcessOptions, handle: Handle, output: Output): Promise<Processed> {
  return processFile(input, more, (stretch) => cleanStretch(stretch, more, handle), output)
}

async function fix(
  paths: string[],
  handle: Handle,
  {inPlace = false, ledger}: {inPlace?: boolean; ledger?: string} = {},
) {
  const book = await openLedger(join(cwd, ledger ?? (inPlace ? LEDGER_NAME : LEDGER)))
  const results = await Promise.all(
    paths.map((path) => {
      const input = inputOf(path)
      return clean(input, options, handle, {
        file: inPlace ? (input.file as string) : join(cwd, 'clean', input.copy),
        ledger: book,
      })
    }),
  )
  await book.close()
  return results
}

async function lines(ledger = LEDGER): Promise<Record<string, unknown>[]> {
  return (await read(ledger))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

async function noTemporaryFiles(): Promise<void> {
  expect((await readdir(cwd, {recursive: true})).filter((name) => name.endsWith('.tmp'))).toEqual([])
}

describe('edits', () => {
  async function restored(clean: Uint8Array, edits: readonly Edit[]): Promise<Uint8Array> {
    const pieces: Uint8Array[] = []
    for await (const piece of applyEdits(inOnePiece(clean), edits, 'back')) pieces.push(piece)
    return new Uint8Array(Buffer.concat(pieces))
  }

  const changes = fc.array(fc.record({gap: fc.nat(20), length: fc.nat(10), bytes: fc.uint8Array({maxLength: 10})}), {
    maxLength: 10,
  })

  function at(length: number, list: readonly {gap: number; length: number; bytes: Uint8Array}[]): Change[] {
    const result: Change[] = []
    let end = 0
    for (const change of list) {
      const start = end + change.gap
      if (start + change.length > length) break
      end = start + change.length
      result.push({start, end, bytes: change.bytes, rules: ['r']})
    }
    return result
  }

  it('give any bytes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({maxLength: 200}), changes, async (original, list) => {
        const real = at(original.length, list)
        expect(await restored(applyChanges(original, real), toEdits(original, real))).toEqual(original)
      }),
    )
  })

  it('are refused by another text', async () => {
    const edits = toEdits(Buffer.from('one two'), [{start: 0, end: 3, bytes: Buffer.from('1'), rules: []}])
    expect(Buffer.from(await restored(Buffer.from('1 two'), edits)).toString()).toBe('one two')
    await expect(restored(Buffer.from('2 two'), edits)).rejects.toThrow(/not those of this text/)
    await expect(restored(Buffer.from(''), edits)).rejects.toThrow(/not those of this text/)
  })

  it('give any file back through the ledger, bytes and all', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({maxLength: 200}), changes, fc.boolean(), async (bytes, list, mark) => {
        const original = Buffer.concat([Buffer.from(mark ? '\ufeff' : ''), Buffer.from(bytes.map((byte) => byte || 1))])
        if (original[0] === 0xfe || original[0] === 0xff) return
        const name = `t${run++}`
        await put(`${name}/a.txt`, original)
        await fix([`${name}/a.txt`], ({text}) => ({changes: at(text.length, list)}), {ledger: `${name}/l.jsonl`})
        expect(await restoreFiles([`${name}/l.jsonl`], {cwd})).toEqual({
          restored: [`restored/${name}/a.txt`],
          problems: [],
        })
        expect(await read(`restored/${name}/a.txt`)).toEqual(original)
      }),
      {numRuns: 60},
    )
  })

  it('gives any records back', async () => {
    let run = 0
    const escaped = fc
      .array(
        fc.constantFrom(
          '\\n',
          '\\"',
          '\\\\',
          '\\/',
          '\\ud83d\\ude00',
          '\\ud83d',
          '\\udc80',
          '\\u0041',
          'é',
          '😀',
          'AD',
          'x',
          ' ',
        ),
        {maxLength: 20},
      )
      .map((parts) => parts.join(''))
    const line = fc.oneof(
      fc
        .tuple(escaped, fc.constantFrom('', '\r'))
        .map(([text, end]) => `{ "a":1.0, "text" : "${text}", "id":12345678901234567890 }${end}`),
      fc.constantFrom('', 'broken', '{"text":7}'),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, {maxLength: 12}),
        changes,
        fc.boolean(),
        fc.boolean(),
        async (list, edits, last, compressed) => {
          const original = Buffer.from(list.join('\n') + (last ? '\n' : ''))
          const name = `r${run++}/a.jsonl${compressed ? '.gz' : ''}`
          await put(name, compressed ? gzipSync(original) : original)
          await fix([name], ({text}) => ({changes: at(text.length, edits)}), {ledger: `${name}.ledger`})
          expect(await restoreFiles([`${name}.ledger`], {cwd})).toEqual({restored: [`restored/${name}`], problems: []})
          const back = await read(`restored/${name}`)
          expect(compressed ? gunzipSync(back) : back).toEqual(original)
        },
      ),
      {numRuns: 60},
    )
  })
})

describe('a ledger', () => {
  it('says what was removed, with a line for every file', async () => {
    await put('a.txt', '\ufeffone AD\u2028 two')
    const records = '{"id":12345678901234567890,"text":"x\\nAD"}\r\n{"id":"k","text":"AD"}\n'
    await put('b.jsonl', records)
    await put('c.txt', 'clean')
    await put('d.txt', Buffer.from([0x41, 0x44, 0xff]))
    await fix(['a.txt'], remove('AD\u2028'))
    await fix(['b.jsonl'], remove('AD', '"'))
    await fix(['c.txt'], remove('AD'))
    await fix(['d.txt'], ({text}) => ({changes: [{start: 0, end: 3, bytes: text.slice(0, 1), rules: ['b']}]}))
    const sha = (content: string): string => createHash('sha256').update(content).digest('hex')
    expect(await lines()).toEqual([
      {
        descrape: 1,
        edits: [{start: 7, end: 12, removed: 'AD\u2028', inserted: '', rules: ['test-rule']}],
        path: 'a.txt',
      },
      {
        descrape: 1,
        path: 'a.txt',
        name: 'a.txt',
        lines: 1,
        original: {path: '../a.txt', sha256: sha('\ufeffone AD\u2028 two'), bytes: 16},
        copy: {path: 'a.txt', sha256: sha('\ufeffone  two'), bytes: 11},
      },
      {
        descrape: 1,
        edits: [
          {
            start: records.indexOf('AD'),
            end: records.indexOf('AD') + 2,
            removed: 'AD',
            inserted: '\\"',
            rules: ['test-rule'],
          },
        ],
        path: 'b.jsonl',
        id: 12345678901234567000,
        line: 1,
      },
      {
        descrape: 1,
        edits: [
          {
            start: records.lastIndexOf('AD'),
            end: records.lastIndexOf('AD') + 2,
            removed: 'AD',
            inserted: '\\"',
            rules: ['test-rule'],
          },
        ],
        path: 'b.jsonl',
        id: 'k',
        line: 2,
      },
      expect.objectContaining({path: 'b.jsonl'}),
      expect.objectContaining({path: 'c.txt', copy: {path: 'c.txt', sha256: sha('clean'), bytes: 5}}),
      {descrape: 1, edits: [{start: 0, end: 3, removedBase64: 'QUT/', inserted: 'A', rules: ['b']}], path: 'd.txt'},
      expect.objectContaining({path: 'd.txt'}),
    ])
    const raw = (await read(LEDGER)).toString()
    expect(raw).toContain('"id":12345678901234567890,')
    expect(raw).not.toContain('\u2028')
    await noTemporaryFiles()
    expect((await restoreFiles([LEDGER], {cwd})).restored).toHaveLength(4)
  })

  it('only grows, and not where a copy is written again from the same original', async () => {
    await put('a.txt', 'one AD')
    await put('b.txt', 'two AD')
    const files = async () => (await lines()).filter((line) => 'name' in line).map(({path}) => path)
    await fix(['a.txt', 'b.txt'], remove('AD'))
    const before = await read(LEDGER)
    await fix(['b.txt', 'a.txt'], remove('AD'))
    expect(await read(LEDGER)).toEqual(before)
    await fix(['b.txt'], remove('two'))
    expect((await files()).sort()).toEqual(['a.txt', 'b.txt', 'b.txt'])
    expect(await restoreFiles([LEDGER], {cwd})).toMatchObject({problems: []})
    expect((await read('restored/b.txt')).toString()).toBe('two AD')
  })

  it('gives the original of the last run, also where that was the copy of an earlier one', async () => {
    await put('a.txt', 'one AD')
    await fix(['a.txt'], remove('AD'))
    await put('a.txt', 'one ')
    await fix(['a.txt'], remove('AD'))
    expect(await restoreFiles([LEDGER], {cwd})).toEqual({restored: ['restored/a.txt'], problems: []})
    expect((await read('restored/a.txt')).toString()).toBe('one ')
  })

  it('is whole, or says that it is not, whatever becomes of what is set aside', async () => {
    for (const harm of ['remove', 'cut'] as const) {
      const folder = join(cwd, harm)
      const ledger = await openLedger(join(folder, LEDGER_NAME))
      const section = ledger.section()
      const state = {file: join(cwd, 'a.txt'), sha256: '', bytes: 0}
      const file: LedgerFile = {path: 'a.txt', name: 'a.txt', original: state, copy: state, compressed: false}
      const line = (index: number): string =>
        `{"descrape":1,"path":"a.txt","edits":[],"line":${index},"x":"${'x'.repeat(1 << 20)}"}\n`
      for (let index = 0; index < 3; index++) {
        await section.add([line(index)])
        const [name] = (await readdir(folder)).filter((name) => name.endsWith('.tmp'))
        if (index !== 1) continue
        if (harm === 'remove') await rm(join(folder, name as string))
        else await truncate(join(folder, name as string), 1000)
      }
      const done = section.commit(file)
      if (harm === 'remove') await done
      else await expect(done).rejects.toThrow(/^cannot be written to its ledger: .*; run descrape again$/)
      await section.abort()
      await ledger.close()
      if (harm === 'remove')
        expect((await lines(`${harm}/${LEDGER_NAME}`)).map((value) => value.line)).toEqual([0, 1, 2, undefined])
      else expect(await readdir(folder)).toEqual([])
    }
    await noTemporaryFiles()
  })

  it('keeps files apart that are written side by side, and spills large sections', async () => {
    const paths = ['a.jsonl', 'b.jsonl', 'c.jsonl.gz']
    const contents = paths.map((path) =>
      Array.from(
        {length: 1500},
        (_, index) => `{"id":${index},"text":"${path} AD ${'AD'.repeat(20)} ${index}"}\n`,
      ).join(''),
    )
    await Promise.all(
      paths.map((path, index) =>
        put(path, path.endsWith('.gz') ? gzipSync(contents[index] as string) : (contents[index] as string)),
      ),
    )
    await fix(paths, remove('AD'))
    await noTemporaryFiles()
    expect((await restoreFiles([LEDGER], {cwd})).problems).toEqual([])
    for (const [index, path] of paths.entries()) {
      const bytes = await read(`restored/${path}`)
      expect((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString() === contents[index]).toBe(true)
    }
  })

  it('splits what is too long for a line', async () => {
    const original = `one${'AD\u0001'.repeat(4_000_000)}two`
    await put('a.txt', original)
    await fix(['a.txt'], ({text}) => ({
      changes: [{start: 3, end: text.length - 3, bytes: Buffer.from('é'.repeat(3_000_000)), rules: ['r']}],
    }))
    expect((await lines()).length).toBeGreaterThan(2)
    expect((await restoreFiles([LEDGER], {cwd})).problems).toEqual([])
    expect((await read('restored/a.txt')).toString() === original).toBe(true)
  })

  it('splits a million short edits as well', async () => {
    const original = 'AD,'.repeat(1_000_000)
    await put('a.txt', original)
    await fix(['a.txt'], remove('AD'))
    expect((await restoreFiles([LEDGER], {cwd})).problems).toEqual([])
    expect((await read('restored/a.txt')).toString() === original).toBe(true)
  })

  it('is not written over something else', async () => {
    await put('notes.jsonl', '{"text":"mine"}\n')
    await expect(openLedger(join(cwd, 'notes.jsonl'))).rejects.toThrow(/is not a ledger \(line 1\)/)
    await put('newer.jsonl', '{"descrape":2}\n')
    await expect(openLedger(join(cwd, 'newer.jsonl'))).rejects.toThrow(/newer descrape/)
  })

  it('is not made where nothing was written', async () => {
    const ledger = await openLedger(join(cwd, LEDGER))
    await ledger.close()
    await expect(stat(join(cwd, LEDGER))).rejects.toThrow()
  })

  it('holds nothing of a file that failed', async () => {
    await put('a.txt', 'AD')
    const ledger = await openLedger(join(cwd, LEDGER))
    const fails: Handle = () => {
      throw new Error('broken rule')
    }
    await expect(clean(inputOf('a.txt'), options, fails, {file: join(cwd, 'clean/a.txt'), ledger})).rejects.toThrow(
      'broken rule',
    )
    await ledger.close()
    expect(await readdir(join(cwd, 'clean'))).toEqual([])
  })
})

describe('restoreFiles', () => {
  it('names a copy that was edited and restores the others', async () => {
    await put('a.txt', 'one AD')
    await put('b.txt', 'two AD')
    await fix(['a.txt', 'b.txt'], remove('AD'))
    await put('clean/a.txt', 'one!')
    expect(await restoreFiles([LEDGER], {cwd})).toEqual({
      restored: ['restored/b.txt'],
      problems: [{path: 'clean/a.txt', message: expect.stringContaining('was changed after descrape wrote it')}],
    })
    await rm(join(cwd, 'clean/a.txt'))
    expect((await restoreFiles([LEDGER], {cwd})).problems).toEqual([
      {path: 'clean/a.txt', message: expect.stringContaining('is missing')},
    ])
    expect(await readdir(join(cwd, 'restored'))).toEqual(['b.txt'])
  })

  it('works twice, and not over something else', async () => {
    await put('a.txt', 'one AD')
    await fix(['a.txt'], remove('AD'))
    const result = {restored: ['out/a.txt'], problems: []}
    expect(await restoreFiles([LEDGER], {cwd, outDir: 'out'})).toEqual(result)
    expect(await restoreFiles([LEDGER], {cwd, outDir: 'out'})).toEqual(result)
    await put('out/a.txt', 'mine')
    expect((await restoreFiles([LEDGER], {cwd, outDir: 'out'})).problems).toMatchObject([
      {message: expect.stringContaining('`out/a.txt`')},
    ])
    expect((await read('out/a.txt')).toString()).toBe('mine')
  })

  it('goes all the way back for a file that was fixed in place several times', async () => {
    await put('d/a.txt', 'one AD two XX three')
    await put('d/b.txt', 'clean')
    await fix(['d/a.txt', 'd/b.txt'], remove('AD '), {inPlace: true})
    await fix(['d/a.txt', 'd/b.txt'], remove('AD '), {inPlace: true})
    await fix(['d/a.txt', 'd/b.txt'], remove('XX '), {inPlace: true})
    expect((await read('d/a.txt')).toString()).toBe('one two three')
    expect(await restoreFiles([LEDGER_NAME], {cwd, inPlace: true})).toEqual({restored: ['d/a.txt'], problems: []})
    expect((await read('d/a.txt')).toString()).toBe('one AD two XX three')
    expect(await restoreFiles([LEDGER_NAME], {cwd, inPlace: true})).toEqual({restored: ['d/a.txt'], problems: []})
    await fix(['d/a.txt'], remove('AD '), {inPlace: true})
    expect((await restoreFiles([LEDGER_NAME], {cwd, inPlace: true})).problems).toEqual([])
    expect((await read('d/a.txt')).toString()).toBe('one AD two XX three')
  })

  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  // A file from whose start each run took a character.
  const fixedOften = (count: number, rest: string): string => {
    const states = Array.from({length: count + 1}, (_, index) => 'a'.repeat(count - index) + rest)
    const sums = states.map((text) => ({path: 'a.txt', sha256: sha256(text), bytes: text.length}))
    return sums
      .slice(1)
      .map((copy, index) => {
        const edits = [{start: 0, end: 1, removed: 'a', inserted: '', rules: []}]
        const line = {descrape: 1, path: 'a.txt', name: 'a.txt', lines: 1, original: sums[index], copy}
        return `${JSON.stringify({descrape: 1, path: 'a.txt', edits})}\n${JSON.stringify(line)}\n`
      })
      .join('')
  }

  it.each([
    [3000, 0],
    [1200, 150_000],
  ])('goes back %i steps', async (count, length) => {
    const rest = `${'b'.repeat(length)}\n`
    const ledger = fixedOften(count, rest)
    await put(LEDGER_NAME, ledger)
    await put('a.txt', rest)
    expect(await restoreFiles([LEDGER_NAME], {cwd})).toEqual({restored: ['restored/a.txt'], problems: []})
    expect((await read('restored/a.txt')).toString() === 'a'.repeat(count) + rest).toBe(true)
    await rm(join(cwd, 'restored'), {recursive: true})
    // Edits that are not those of the text stop all steps.
    const cut = ledger.replace('"start":0,"end":1,', `"start":${length + count + 5},"end":${length + count + 6},`)
    await put(LEDGER_NAME, cut)
    expect((await restoreFiles([LEDGER_NAME], {cwd})).problems).toMatchObject([
      {message: expect.stringContaining('not those of this text')},
    ])
  })

  it('takes a copy that stands in its ledger very often', async () => {
    const one = fixedOften(1, '\n')
    await put(LEDGER_NAME, one.repeat(100_000))
    await put('a.txt', 'other')
    expect((await restoreFiles([LEDGER_NAME], {cwd})).problems).toMatchObject([
      {message: expect.stringContaining('was changed after descrape wrote it')},
    ])
  }, 15_000)

  it('refuses what unpacks to more than the ledger says, at once', async () => {
    const packed = fixedOften(1, '\n').replace('"copy":', '"gzip":true,"copy":')
    await put(LEDGER_NAME, packed)
    await put('a.txt', gzipSync(Buffer.alloc(1000, 'x')))
    expect((await restoreFiles([LEDGER_NAME], {cwd})).problems).toMatchObject([
      {message: expect.stringMatching(/^was changed after descrape wrote it \(it has more than 2 bytes\); /)},
    ])
  })

  it('puts an original that is gone back in its place, and spares one that was edited', async () => {
    await put('d/a.txt', 'one AD')
    await fix(['d/a.txt'], remove('AD'))
    await rm(join(cwd, 'd/a.txt'))
    expect(await restoreFiles([LEDGER], {cwd, inPlace: true})).toEqual({restored: ['d/a.txt'], problems: []})
    expect((await read('d/a.txt')).toString()).toBe('one AD')
    await put('d/a.txt', 'edited')
    expect((await restoreFiles([LEDGER], {cwd, inPlace: true})).problems).toHaveLength(1)
    expect((await read('d/a.txt')).toString()).toBe('edited')
  })

  it('keeps a link a link in place', async () => {
    await put('d/a.txt', 'one AD')
    await symlink('d/a.txt', join(cwd, 'link.txt'))
    await fix(['link.txt'], remove('AD'), {inPlace: true})
    expect((await read('d/a.txt')).toString()).toBe('one ')
    expect((await restoreFiles([LEDGER_NAME], {cwd, inPlace: true})).restored).toEqual(['d/a.txt'])
    expect((await read('link.txt')).toString()).toBe('one AD')
  })

  it('can be read by its user only, also while it is made', async () => {
    const modes = async (): Promise<number[]> =>
      Promise.all((await readdir(cwd)).map(async (name) => (await stat(join(cwd, name))).mode & 0o777))
    const ledger = await openLedger(join(cwd, LEDGER_NAME))
    const section = ledger.section()
    await section.add(['x'.repeat(1 << 20)])
    expect(await modes()).toEqual([0o600])
    await section.abort()
    await put('d/a.txt', 'one AD')
    await clean(inputOf('d/a.txt'), options, remove('AD'), {file: join(cwd, 'd/a.txt'), ledger})
    await ledger.close()
    expect((await stat(join(cwd, LEDGER_NAME))).mode & 0o777).toBe(0o600)
  })

  it('keeps what somebody writes while a file is cleaned in place', async () => {
    await put('a.txt', 'one AD')
    const writing: Handle = (item) => {
      writeFileSync(join(cwd, 'a.txt'), 'one and more AD')
      return remove('AD')(item)
    }
    const message = 'was changed while it was read; run descrape again'
    expect(await fix(['a.txt'], writing, {inPlace: true})).toMatchObject([
      {problems: [{path: 'a.txt', message}], changed: 0, incomplete: true},
    ])
    expect((await read('a.txt')).toString()).toBe('one and more AD')
    expect(await readdir(cwd)).toEqual(['a.txt'])
  })

  it('keeps what somebody writes while a file is restored in place', async () => {
    await put('a.txt', 'one AD')
    await fix(['a.txt'], remove('AD'), {inPlace: true})
    const {signal} = new AbortController()
    signal.throwIfAborted = () => {
      writeFileSync(join(cwd, 'new'), 'one ')
      renameSync(join(cwd, 'new'), join(cwd, 'a.txt'))
    }
    expect(await restoreFiles([LEDGER_NAME], {cwd, inPlace: true, signal})).toEqual({
      restored: [],
      problems: [{path: 'a.txt', message: 'was changed while it was read; nothing restored'}],
    })
    expect((await readdir(cwd)).sort()).toEqual(['a.txt', LEDGER_NAME])
  })

  it('restores what a killed run has done, and another run goes on', async () => {
    await put('a.txt', 'one AD')
    await put('b.txt', 'two AD AD AD')
    const ledger = await openLedger(join(cwd, LEDGER_NAME))
    await clean(inputOf('a.txt'), options, remove('AD'), {file: join(cwd, 'a.txt'), ledger})
    const whole = await read(LEDGER_NAME)
    const other = await openLedger(join(cwd, LEDGER))
    await clean(inputOf('b.txt'), options, remove('AD'), {file: join(cwd, 'clean/b.txt'), ledger: other})
    const section = await read(LEDGER)
    for (let cut = 0; cut <= section.length; cut += 7) {
      await put('a.txt', 'one ')
      await put('b.txt', 'two AD AD AD')
      await put(LEDGER_NAME, Buffer.concat([whole, section.subarray(0, cut)]))
      const {restored, problems} = await restoreFiles([LEDGER_NAME], {cwd, inPlace: true})
      expect(restored[0]).toBe('a.txt')
      expect(problems.every(({line, path}) => (line ?? 0) > 2 || path === 'b.txt')).toBe(true)
      expect((await read('a.txt')).toString()).toBe('one AD')
      await fix(['b.txt'], remove('AD '), {inPlace: true})
      expect((await read('b.txt')).toString()).toBe('two AD')
      expect((await restoreFiles([LEDGER_NAME], {cwd, inPlace: true})).restored).toContain('b.txt')
      expect((await read('b.txt')).toString()).toBe('two AD AD AD')
    }
  })

  it('says of a ledger that was cut off or edited what is missing', async () => {
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      await put(name, `${name} AD`)
      await fix([name], remove('AD'))
    }
    const list = (await read(LEDGER)).toString().split('\n')
    await put(LEDGER, list.join('\n').slice(0, -5))
    expect(await restoreFiles([LEDGER], {cwd})).toEqual({
      restored: ['restored/a.txt', 'restored/b.txt'],
      problems: [{path: LEDGER, line: 6, message: expect.stringContaining('is not whole')}],
    })
    await put(LEDGER, [...list.slice(0, 2), ...list.slice(3)].join('\n'))
    expect(await restoreFiles([LEDGER], {cwd})).toEqual({
      restored: ['restored/a.txt', 'restored/c.txt'],
      problems: [{path: LEDGER, line: 3, message: expect.stringContaining('is not whole')}],
    })
  })

  it('tells files of one path apart that runs of two folders write at a time', async () => {
    const contents = new Map<string, string>()
    await Promise.all(
      ['one', 'two'].map(async (folder) => {
        const content = Array.from(
          {length: 1200},
          (_, index) => `{"id":${index},"text":"${folder} AD ${'AD'.repeat(folder.length * 20)}"}\n`,
        ).join('')
        contents.set(folder, content)
        await put(`${folder}/\\"a.jsonl`, content)
        const ledger = await openLedger(join(cwd, LEDGER_NAME))
        const input = inputOf(`${folder}/\\"a.jsonl`)
        await clean({...input, path: '\\"a.jsonl'}, options, remove('AD'), {file: input.file as string, ledger})
        await ledger.close()
      }),
    )
    const sections = (await lines(LEDGER_NAME)).map(({section}) => section)
    // Of both sections there is a line between those of the other.
    expect(sections.lastIndexOf(sections[0])).toBeGreaterThan(sections.findIndex((section) => section !== sections[0]))
    expect(await restoreFiles([LEDGER_NAME], {cwd, inPlace: true})).toMatchObject({problems: []})
    for (const [folder, content] of contents)
      expect((await read(`${folder}/\\"a.jsonl`)).toString() === content).toBe(true)
  })

  it('leaves a line out that is too long to be read, and its file', async () => {
    await put('a.txt', 'one AD')
    await put('b.txt', 'two AD')
    await fix(['a.txt'], remove('AD'), {ledger: 'clean/a'})
    await fix(['b.txt'], remove('AD'), {ledger: 'clean/b'})
    const a = (await read('clean/a')).toString()
    const long = a.replace('}]}\n', `}],"id":"${'x'.repeat(1 << 26)}"}\n`)
    expect(long.length).toBeGreaterThan(1 << 26)
    await put(LEDGER, Buffer.concat([Buffer.from('\n'), Buffer.from(long), await read('clean/b')]))
    const {restored, problems} = await restoreFiles([LEDGER], {cwd})
    expect(restored).toEqual(['restored/b.txt'])
    expect(problems.map(({line}) => line)).toEqual([2, 3])
    await fix(['b.txt'], remove('two'))
    expect((await restoreFiles([LEDGER], {cwd})).restored).toEqual(['restored/b.txt'])
  })

  it('reads ledgers that were joined, or written by several runs at a time', async () => {
    const contents = ['a', 'b'].map((name) =>
      Array.from({length: 3000}, (_, index) => `{"id":${index},"text":"${name} AD ${'AD'.repeat(20)}"}\n`).join(''),
    )
    await put('a.jsonl', contents[0] as string)
    await put('b.jsonl', contents[1] as string)
    await Promise.all([fix(['a.jsonl'], remove('AD')), fix(['b.jsonl'], remove('AD'))])
    expect((await restoreFiles([LEDGER], {cwd})).problems).toEqual([])
    expect((await read('restored/b.jsonl')).toString() === contents[1]).toBe(true)
    await put('c.txt', 'one AD')
    await fix(['c.txt'], remove('AD'), {ledger: 'clean/other.jsonl'})
    await put('clean/joined.jsonl', Buffer.concat([await read(LEDGER), await read('clean/other.jsonl')]))
    expect((await restoreFiles(['clean/joined.jsonl'], {cwd})).restored).toHaveLength(3)
  })

  it('refuses two originals in one place', async () => {
    await put('one/a.txt', 'one AD')
    await put('two/a.txt', 'two AD')
    const run = async (folder: string): Promise<void> => {
      const ledger = await openLedger(join(cwd, folder, 'l.jsonl'))
      const input = {...inputOf(`${folder}/a.txt`), copy: 'a.txt'}
      await clean(input, options, remove('AD'), {file: join(cwd, folder, 'clean.txt'), ledger})
      await ledger.close()
    }
    await run('one')
    await run('two')
    const message = expect.stringMatching(/^would be restored to the same place as `(one|two)\/clean\.txt`; /)
    expect(await restoreFiles(['one/l.jsonl', 'two/l.jsonl'], {cwd})).toEqual({
      restored: [],
      problems: [
        {path: 'one/clean.txt', message},
        {path: 'two/clean.txt', message},
      ],
    })
    await expect(stat(join(cwd, 'restored'))).rejects.toThrow()
    expect(await restoreFiles(['one/l.jsonl', './one/l.jsonl'], {cwd})).toMatchObject({problems: []})
  })

  it('says where a copy was edited', async () => {
    const problem = async (): Promise<string | undefined> => (await restoreFiles([LEDGER], {cwd})).problems[0]?.message
    await put('d/a.txt', 'one\nAD two\nthree\n')
    await fix(['d/a.txt'], remove('AD '))
    await put('clean/d/a.txt', 'one\ntwo\nThree\n')
    expect(await problem()).toMatch(/^was changed after descrape wrote it \(line 3\); /)
    await rm(join(cwd, 'd/a.txt'))
    await put('clean/d/a.txt', 'one\ntwo\n')
    expect(await problem()).toMatch(/^was changed after descrape wrote it \(it has 8 bytes, not 14\); /)
  })

  describe('does not follow a hostile ledger', () => {
    const sha256 = createHash('sha256').update('x').digest('hex')
    const entry = (more: object, copy = 'a.txt') =>
      `${JSON.stringify({descrape: 1, path: 'a.txt', name: 'a.txt', lines: 0, original: {path: 'a.txt', sha256, bytes: 1}, copy: {path: copy, sha256, bytes: 1}, ...more})}\n`

    it.each([
      ['name with ..', entry({name: '../evil.txt'}), false],
      ['name that hides ..', entry({name: 'a/../../../evil.txt'}), false],
      ['absolute name', entry({name: '/tmp/descrape-evil.txt'}), false],
      ['empty name', entry({name: ''}), false],
      ['NUL in a name', entry({name: 'a\0b'}), false],
      ['original with ..', entry({original: {path: '../evil.txt', sha256, bytes: 1}}), true],
      ['absolute original', entry({original: {path: '/tmp/descrape-evil.txt', sha256, bytes: 1}}), true],
      ['no original', entry({original: {sha256, bytes: 1}}), true],
      ['absolute copy', entry({}, '/etc/hostname'), false],
      ['folder as copy', entry({}, '.'), false],
      ['other hash of the original', entry({original: {path: 'b.txt', sha256: '0', bytes: 1}}), false],
      [
        'edits out of the text',
        `{"descrape":1,"path":"a.txt","edits":[{"start":5,"end":6,"removed":"x","inserted":""}]}\n${entry({lines: 1})}`,
        false,
      ],
      [
        'edits that are none',
        `{"descrape":1,"path":"a.txt","edits":[{"start":-1,"end":0,"removed":"x","inserted":""}]}\n${entry({lines: 1})}`,
        false,
      ],
      ['edits of a wrong type', `{"descrape":1,"path":"a.txt","edits":7}\n${entry({lines: 1})}`, false],
      ['numbers for paths', entry({name: 7}), false],
      ['no ledger', 'x\n', false],
      ['binary', '\0\xff\n\n', false],
    ])('%s', async (_, ledger, inPlace) => {
      await put('work/a.txt', 'x')
      await put('work/ledger.jsonl', ledger)
      const result = await restoreFiles(['ledger.jsonl'], {cwd: join(cwd, 'work'), inPlace})
      expect(result.restored).toEqual([])
      expect(result.problems).toHaveLength(1)
      expect(result.problems[0]?.message).not.toContain('\n')
      expect((await readdir(cwd)).sort()).toEqual(['work'])
      expect((await readdir(join(cwd, 'work'))).filter((name) => name !== 'restored').sort()).toEqual([
        'a.txt',
        'ledger.jsonl',
      ])
      await noTemporaryFiles()
    })

    it('through a link', async () => {
      await put('work/a.txt', 'x')
      await put('outside/keep', '')
      await mkdir(join(cwd, 'work/restored'))
      await symlink('../../outside', join(cwd, 'work/restored/d'))
      await put('work/ledger.jsonl', entry({name: 'd/e/a.txt'}))
      expect((await restoreFiles(['ledger.jsonl'], {cwd: join(cwd, 'work')})).problems).toHaveLength(1)
      expect(await readdir(join(cwd, 'outside'))).toEqual(['keep'])
    })

    it('that is missing', async () => {
      expect((await restoreFiles(['none.jsonl'], {cwd})).problems).toEqual([
        {path: 'none.jsonl', message: 'does not exist; check its name'},
      ])
    })
  })

  it('takes the copy of standard input from beside the ledger', async () => {
    const ledger = await openLedger(join(cwd, 'l.jsonl'))
    const file: LedgerFile = {
      path: '<stdin>',
      name: 'stdin.txt',
      original: {file: undefined, sha256: createHash('sha256').update('one AD').digest('hex'), bytes: 6},
      copy: {file: join(cwd, 'stdin.txt'), sha256: createHash('sha256').update('one ').digest('hex'), bytes: 4},
      compressed: false,
    }
    const section = ledger.section()
    const edits = toEdits(Buffer.from('one AD'), [{start: 4, end: 6, bytes: Buffer.alloc(0), rules: []}])
    await section.add(ledgerLines({path: '<stdin>', edits}))
    await section.commit(file)
    await ledger.close()
    expect((await restoreFiles(['l.jsonl'], {cwd})).problems).toMatchObject([
      {path: 'stdin.txt', message: expect.stringContaining('is missing')},
    ])
    await put('stdin.txt', 'one ')
    expect((await restoreFiles(['l.jsonl'], {cwd})).restored).toEqual(['restored/stdin.txt'])
  })
})
