import {constants} from 'node:buffer'
import {execFileSync} from 'node:child_process'
import {chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {PassThrough, Readable} from 'node:stream'
import {gunzipSync, gzipSync} from 'node:zlib'
import fc from 'fast-check'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {escapeBytes, escapeChanges, findFields, unescapeString} from '../src/corpus/json.ts'
import {type Output, type Processed, type ProcessOptions, processFile} from '../src/corpus/process.ts'
import {cleanStretch} from '../src/corpus/stretch.ts'
import type {Handle, InputFile, Item} from '../src/corpus/types.ts'
import {type FindOptions, findInputs, readFileList} from '../src/corpus/walk.ts'
import {readBytes, splitLines} from '../src/io/bytes.ts'
import {applyChanges, type Change} from '../src/repair/edits.ts'
import type {Span} from '../src/text/document.ts'
import {decode, encode} from '../src/text/utf8.ts'

let folder = ''
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'descrape-corpus-')))
})
afterEach(async () => {
  await rm(folder, {recursive: true, force: true})
})

async function put(path: string, content: string | Uint8Array = 'text\n'): Promise<string> {
  const file = join(folder, path)
  await mkdir(dirname(file), {recursive: true})
  await writeFile(file, content)
  return file
}

const options: ProcessOptions = {textField: 'text', idField: 'id', urlField: 'url', langField: 'lang'}

function inputOf(file: string | undefined, more: Partial<InputFile> = {}): InputFile {
  return {path: 'in', file, format: 'text', compressed: false, copy: 'in', ...more}
}

const keep: Handle = () => ({changes: []})

function remove(word: string): Handle {
  return ({text}) => {
    const changes: Change[] = []
    const wanted = Buffer.from(word)
    const bytes = Buffer.from(text)
    for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + wanted.length))
      changes.push({start: at, end: at + wanted.length, bytes: Buffer.alloc(0), rules: ['test']})
    return {changes}
  }
}

function clean(
  input: InputFile,
  more: ProcessOptions,
  handle: Handle,
  output?: Output,
  source?: AsyncIterable<Uint8Array>,
): Promise<Processed> {
  return processFile(input, more, (stretch) => cleanStretch(stretch, more, handle), output, source)
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

// Runs stdin to stdout.
async function run(content: string | Uint8Array, handle: Handle, more: Partial<InputFile> = {}, chunk = 1 << 16) {
  const items: Item[] = []
  const stream = new PassThrough()
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => parts.push(part))
  const seen: Handle = (item) => {
    items.push(item)
    return handle(item)
  }
  const result = await clean(
    inputOf(undefined, more),
    options,
    seen,
    {stream},
    inChunks(Buffer.from(content as string), chunk),
  )
  return {...result, seen: items, bytes: Buffer.concat(parts), out: Buffer.concat(parts).toString()}
}

const jsonl = {format: 'jsonl'} as const

describe('findInputs', () => {
  const find = (paths: string[], more: Partial<FindOptions> = {}) =>
    findInputs(paths, {
      cwd: join(folder, 'work'),
      format: 'auto',
      ignorePatterns: [],
      respectIgnore: true,
      exclude: [],
      maxFileSize: 1e9,
      ...more,
    })
  const names = async (paths: string[], more: Partial<FindOptions> = {}) =>
    (await find(paths, more)).files.map(({path}) => path)

  it('walks folders for texts, in order, without hidden files and node_modules', async () => {
    for (const path of [
      'b.txt',
      'a/Z.md',
      'a/c.jsonl.gz',
      'a/c.ndjson',
      'a/x.html',
      '.git/x.txt',
      '.y.txt',
      'node_modules/p/readme.md',
      'descrape-ledger.jsonl',
      'B.TXT',
    ])
      await put(`work/${path}`)
    const {files, problems} = await find(['.'])
    expect(problems).toEqual([])
    expect(files.map(({path, format, compressed, copy}) => [path, format, compressed, copy])).toEqual([
      ['B.TXT', 'text', false, 'B.TXT'],
      ['a/Z.md', 'markdown', false, 'a/Z.md'],
      ['a/c.jsonl.gz', 'jsonl', 'gzip', 'a/c.jsonl.gz'],
      ['a/c.ndjson', 'jsonl', false, 'a/c.ndjson'],
      ['b.txt', 'text', false, 'b.txt'],
    ])
  })

  it('reads a named file whatever its ending, each file once', async () => {
    await put('work/a.html')
    await put('work/d/b.txt')
    await symlink('../a.html', join(folder, 'work/d/link.txt'))
    expect(await names(['a.html', './a.html', 'd', 'd/b.txt', 'd/*.txt', join(folder, 'work/d/b.txt')])).toEqual([
      'a.html',
      'd/b.txt',
    ])
    expect((await find(['a.html'], {format: 'jsonl'})).files[0]?.format).toBe('jsonl')
  })

  it('places copies of files outside the working folder by the parent of the named path', async () => {
    await put('work/in.txt')
    await put('shared/seeds/000.txt')
    await put('x/a.txt')
    expect((await find(['../shared/seeds', '../x/a.txt', 'in.txt'])).files.map(({path, copy}) => [path, copy])).toEqual(
      [
        ['../shared/seeds/000.txt', 'seeds/000.txt'],
        ['../x/a.txt', 'a.txt'],
        ['in.txt', 'in.txt'],
      ],
    )
    expect((await find(['../shared/**/*.txt'])).files.map(({copy}) => copy)).toEqual(['seeds/000.txt'])
  })

  it('names inputs that would share a copy', async () => {
    await put('work/x.txt')
    await put('a/x.txt')
    await put('b/x.txt')
    const {files, problems} = await find(['../a/x.txt', '../b/x.txt'])
    expect(files).toEqual([])
    expect(problems).toMatchObject([{path: '../b/x.txt', message: expect.stringContaining('`../a/x.txt`')}])
    expect((await find(['../a/x.txt', '../b/x.txt'], {copies: false})).files).toHaveLength(2)
  })

  it('respects .gitignore for what is walked, patterns for all', async () => {
    await put('.git/HEAD')
    await put('.gitignore', '*.log.txt\nraw/\nbuild\n')
    await put('work/.gitignore', '!keep.log.txt\n/top.txt\n')
    for (const path of [
      'a.log.txt',
      'keep.log.txt',
      'top.txt',
      'sub/top.txt',
      'raw/r.txt',
      'build/b.txt',
      'skip/s.txt',
    ])
      await put(`work/${path}`)
    expect(await names(['.'], {ignorePatterns: ['skip']})).toEqual(['keep.log.txt', 'sub/top.txt'])
    expect(await names(['.'], {respectIgnore: false, ignorePatterns: ['skip']})).toEqual([
      'a.log.txt',
      'build/b.txt',
      'keep.log.txt',
      'raw/r.txt',
      'sub/top.txt',
      'top.txt',
    ])
    expect(await names(['top.txt', 'raw/r.txt', 'skip/s.txt'], {ignorePatterns: ['skip']})).toEqual([
      'raw/r.txt',
      'top.txt',
    ])
    expect(await names(['raw'])).toEqual(['raw/r.txt'])
    expect(await names(['*.txt'])).toEqual(['keep.log.txt'])
    expect((await find(['a.log*'])).problems).toMatchObject([{message: expect.stringContaining('--no-ignore')}])
    expect(await names(['../work/skip'], {ignorePatterns: ['**/s.txt']})).toEqual([])
  })

  it('reads .gitignore files as git does, and none that would hold it up', async () => {
    for (const name of ['linked', 'pipe', 'large', 'slow']) await put(`work/${name}/a.txt`)
    await put('work/rules', '*.txt\n')
    await symlink('../rules', join(folder, 'work/linked/.gitignore'))
    execFileSync('mkfifo', [join(folder, 'work/pipe/.gitignore')])
    await put('work/large/.gitignore', '*.txt\n'.repeat(200_000))
    const deep = 'a/'.repeat(60)
    await put(`work/slow/${deep}a.txt`)
    await put('work/slow/a/b.txt')
    await put('work/slow/.gitignore', `${'a/**/'.repeat(12)}z\n${'a'.repeat(900_000)}\n${'# **'.repeat(9)}\nb.txt\n`)
    const {files, problems} = await find(['.'])
    expect(files.map(({path}) => path)).toEqual(
      ['large/a.txt', 'linked/a.txt', 'pipe/a.txt', 'slow/a.txt', `slow/${deep}a.txt`].sort(),
    )
    expect(problems.map(({path, message}) => `${path} ${message}`).sort()).toEqual([
      'large/.gitignore is larger than 1 MB, and hides nothing; shorten it',
      'slow/.gitignore has patterns of more than 3 `**` or 1000 characters, which hide nothing; shorten them',
    ])
  })

  it('names inputs that share one copy by the thousand', async () => {
    const roots = Array.from({length: 3000}, (_, index) => `apart/${index}/a`)
    await Promise.all(roots.map((root) => put(`${root}/b.txt`)))
    expect((await find(roots.map((root) => `../${root}`))).problems).toHaveLength(2999)
  })

  it('does not walk the output folder and follows no link out of the tree', async () => {
    await put('work/a.txt')
    await put('work/clean/a.txt')
    await put('work/.cache/real.txt')
    await put('secret/s.txt')
    await symlink('../secret', join(folder, 'work/out'))
    await symlink('../secret/s.txt', join(folder, 'work/s.txt'))
    await symlink('.', join(folder, 'work/loop'))
    await symlink('.cache/real.txt', join(folder, 'work/linked.txt'))
    expect(await names(['.'], {exclude: [join(folder, 'work/clean')]})).toEqual(['a.txt', 'linked.txt'])
    expect(await names(['s.txt'])).toEqual(['s.txt'])
    expect((await find(['clean'], {exclude: [join(folder, 'work/clean')]})).problems).toHaveLength(1)
  })

  it('follows no link to a device or a pipe, wherever it is run', async () => {
    await put('work/a.txt')
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await symlink('/dev/zero', join(folder, 'zero.jsonl'))
    await symlink('pipe', join(folder, 'pipe.jsonl'))
    expect(await names(['..'])).toEqual(['a.txt'])
    expect(await names(['../*.jsonl'])).toEqual([])
    expect(await names(['../pipe.jsonl'])).toEqual(['../pipe.jsonl'])
  })

  it('says in one line what is wrong', async () => {
    await put('work/empty/x.html')
    await put('work/big.txt', 'x'.repeat(100))
    const {files, problems} = await find(['missing.txt', 'empty', '*.nothing', 'big.txt'], {maxFileSize: 99})
    expect(files).toEqual([])
    expect(problems.map(({path, message}) => `${path} ${message}`)).toEqual([
      'missing.txt does not exist; check its name',
      expect.stringMatching(/^empty has no text files/),
      '*.nothing matches no file; check the pattern',
      'big.txt is larger than 99 bytes and was skipped; raise --max-file-size to read it',
    ])
  })

  it('takes a name that looks like a pattern for the file it names', async () => {
    await put('work/[id].txt')
    expect(await names(['[id].txt'])).toEqual(['[id].txt'])
  })

  it('reads lists of paths', async () => {
    const list = await put('list', '\ufeffa.txt\r\n\nb c.txt\n')
    expect(await readFileList(list)).toEqual(['a.txt', 'b c.txt'])
    expect(await readFileList('-', Readable.from([Buffer.from('x\ny')]))).toEqual(['x', 'y'])
    await expect(readFileList(join(folder, 'none'))).rejects.toThrow(/cannot be read \(ENOENT\)/)
  })
})

describe('texts', () => {
  it('keeps the byte order mark, line ends and invalid bytes', async () => {
    const content = Buffer.concat([
      Buffer.from('\ufeffone AD\r\ntwo'),
      Buffer.from([0xff, 0xc3, 0x0a]),
      Buffer.from('AD no end'),
    ])
    const {bytes, seen, changed, items} = await run(content, remove('AD'))
    expect(
      Buffer.from(seen[0]?.text as Uint8Array)
        .subarray(0, 3)
        .toString(),
    ).toBe('one')
    expect(bytes).toEqual(
      Buffer.concat([Buffer.from('\ufeffone \r\ntwo'), Buffer.from([0xff, 0xc3, 0x0a]), Buffer.from(' no end')]),
    )
    expect([items, changed]).toEqual([1, 1])
  })

  it.each([
    ['NUL', Buffer.from('abc\0def'), 'is not text (NUL byte at 3); name text files only'],
    ['UTF-16', Buffer.from('\ufeffabc', 'utf16le'), expect.stringContaining('UTF-16')],
  ])('skips a binary file: %s', async (_, content, message) => {
    const file = await put('a.txt', content)
    const copy = join(folder, 'clean/a.txt')
    const result = await clean(inputOf(file), options, keep, {file: copy})
    expect(result).toEqual({problems: [{path: 'in', message}], items: 0, changed: 0, incomplete: true})
    await expect(stat(copy)).rejects.toThrow()
  })

  it('names a text that is longer than any buffer', async () => {
    const file = await put('a.txt')
    const {problems} = await clean(
      inputOf(file, {size: constants.MAX_LENGTH + 1}),
      {...options, maxFileSize: Number.MAX_SAFE_INTEGER},
      keep,
    )
    expect(problems[0]?.message).toMatch(/^is larger than [\d.]+ [GT]B/)
  })

  it('reads in one piece what says that it is empty', async () => {
    const chunks: Uint8Array[] = []
    for await (const chunk of readBytes('/proc/self/status', false)) chunks.push(chunk)
    expect(chunks.map(({length}) => length > 100)).toEqual([true])
  })

  it('reads an empty file', async () => {
    expect(await run('', keep)).toMatchObject({items: 1, out: ''})
    expect(await run('', keep, jsonl)).toMatchObject({items: 0, out: '', problems: []})
  })

  it('writes copies with the permissions of the original and leaves no temporary file', async () => {
    const file = await put('a.txt', 'one AD two')
    await chmod(file, 0o640)
    const copy = join(folder, 'clean/deep/a.txt')
    expect(await clean(inputOf(file), options, remove('AD '), {file: copy})).toEqual({
      problems: [],
      items: 1,
      changed: 1,
    })
    expect(await readFile(copy, 'utf8')).toBe('one two')
    expect((await stat(copy)).mode & 0o777).toBe(0o640)
    expect(await readdir(dirname(copy))).toEqual(['a.txt'])
  })

  it('leaves an unchanged file alone in place', async () => {
    const file = await put('a.txt', 'one AD two')
    const {ino} = await stat(file)
    await clean(inputOf(file), options, remove('XX'), {file})
    expect((await stat(file)).ino).toBe(ino)
    await clean(inputOf(file), options, remove('AD '), {file})
    expect(await readFile(file, 'utf8')).toBe('one two')
  })

  it('writes nothing when the handler throws or the run is aborted', async () => {
    const file = await put('a.jsonl', '{"text":"one"}\n'.repeat(50_000))
    const copy = join(folder, 'clean/a.jsonl')
    const fails: Handle = () => {
      throw new Error('broken rule')
    }
    await expect(clean(inputOf(file, jsonl), options, fails, {file: copy})).rejects.toThrow('broken rule')
    const abort = new AbortController()
    const aborts: Handle = ({recordLine}) => {
      if (recordLine === 30_000) abort.abort()
      return {changes: []}
    }
    await expect(clean(inputOf(file, jsonl), {...options, signal: abort.signal}, aborts, {file: copy})).rejects.toThrow(
      /abort/,
    )
    await expect(clean(inputOf(file, jsonl), {...options, signal: abort.signal}, keep, {file: copy})).rejects.toThrow(
      /abort/,
    )
    expect(await readdir(join(folder, 'clean'))).toEqual([])
  })

  it('names what cannot be read or written', async () => {
    expect((await clean(inputOf(join(folder, 'none')), options, keep)).problems).toMatchObject([
      {message: expect.stringContaining('does not exist')},
    ])
    expect((await clean(inputOf(folder), options, keep)).problems).toMatchObject([
      {message: expect.stringContaining('EISDIR')},
    ])
    const file = await put('a.txt')
    await put('clean')
    expect((await clean(inputOf(file), options, keep, {file: join(folder, 'clean/a.txt')})).problems).toMatchObject([
      {message: expect.stringContaining('cannot be written')},
    ])
    expect((await clean(inputOf(file), {...options, maxFileSize: 2}, keep)).problems).toMatchObject([
      {message: expect.stringContaining('--max-file-size')},
    ])
  })
})

describe('gzip', () => {
  it('reads concatenated members and writes gzip', async () => {
    const file = await put(
      'a.jsonl.gz',
      Buffer.concat([gzipSync('{"text":"one AD"}\n{"te'), gzipSync('xt":"two AD"}\n')]),
    )
    const copy = join(folder, 'clean/a.jsonl.gz')
    expect(await clean(inputOf(file, {...jsonl, compressed: 'gzip'}), options, remove(' AD'), {file: copy})).toEqual({
      problems: [],
      items: 2,
      changed: 2,
    })
    expect(gunzipSync(await readFile(copy)).toString()).toBe('{"text":"one"}\n{"text":"two"}\n')
  })

  it('names a file that is no gzip, and writes nothing', async () => {
    const file = await put('a.jsonl.gz', 'plain text')
    const result = await clean(inputOf(file, {...jsonl, compressed: 'gzip'}), options, keep, {
      file: join(folder, 'clean/a.jsonl.gz'),
    })
    expect(result.problems).toMatchObject([{message: expect.stringContaining('gzip')}])
    expect(await readdir(join(folder, 'clean'))).toEqual([])
  })
})

describe('records', () => {
  it('hands out text, id, url and lang', async () => {
    const {seen} = await run(
      '\ufeff{"id":7,"text":"a\\u00e9","url":"u","lang":"en"}\r\n\n  \n{"id":"7","text":""}',
      keep,
      jsonl,
    )
    expect(seen.map(({text, ...rest}) => ({...rest, text: decode(text)}))).toEqual([
      {path: 'in', format: 'text', recordLine: 1, id: 7, url: 'u', lang: 'en', text: 'aé'},
      {path: 'in', format: 'text', recordLine: 4, id: '7', text: ''},
    ])
  })

  it('passes on what it cannot read and says so', async () => {
    const content = '{"text":1}\n[1]\n{"text":\n{"body":"x"}\n"s"\nnull\n{"constructor":1}\n{"text":"AD"}\n'
    const {out, problems, items} = await run(content, remove('AD'), jsonl)
    expect(out).toBe(content.replace('AD', ''))
    expect(items).toBe(1)
    expect(problems.map(({line}) => line)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(problems.every(({message}) => !message.includes('\n') && message.includes(';'))).toBe(true)
  })

  it('changes the bytes of the text only', async () => {
    const line =
      ' { "n" : 12345678901234567890 , "text" : "no" , "t\\u0065xt" :\t"a\\/b AD\\u0020\\ud83d\\ude00 \\u2028AD c\\n" , "x":{"text":"AD","y":["}"]} }\r\n'
    const {out, changed} = await run(line, remove('AD'), jsonl)
    expect(out).toBe(line.replace('b AD', 'b ').replace('2028AD', '2028'))
    expect(changed).toBe(1)
  })

  it('escapes what it inserts', async () => {
    const insert: Handle = () => ({
      changes: [{start: 0, end: 0, bytes: Buffer.from('"\\\n\u2028\u0085é\0'), rules: []}],
    })
    const {out} = await run('{"text":"x"}', insert, jsonl)
    expect(out).toBe('{"text":"\\"\\\\\\n\\u2028\\u0085é\\u0000x"}')
  })

  it('does not count a change that changes nothing', async () => {
    const same: Handle = ({text}) => ({changes: [{start: 0, end: 1, bytes: text.slice(0, 1), rules: []}]})
    expect(await run('{"text":"\\u0041b"}\n', same, jsonl)).toMatchObject({changed: 0, out: '{"text":"\\u0041b"}\n'})
  })

  it('keeps the number of problems bounded', async () => {
    const {problems} = await run('x\n'.repeat(1500), keep, jsonl)
    expect(problems).toHaveLength(1001)
    expect(problems.at(-1)?.message).toContain('500 more')
  })

  it('survives a broken character, cut by a change', async () => {
    const cut: Handle = () => ({
      changes: [
        {start: 2, end: 3, bytes: Buffer.alloc(0), rules: ['a']},
        {start: 3, end: 3, bytes: Buffer.from('x'), rules: ['b']},
      ],
    })
    const {out} = await run('{"text":"a\\ud83d\\ude00b"}\n', cut, jsonl)
    expect(Buffer.from(encode(JSON.parse(out).text))).toEqual(
      Buffer.concat([Buffer.from('a'), Buffer.from([0xf0, 0x78, 0x98, 0x80]), Buffer.from('b')]),
    )
  })
})

// A JSON string written in any way that is allowed, and the same string.
const unit = fc.oneof(
  fc.string({unit: 'binary', maxLength: 1}),
  fc.constantFrom('\n', '"', '\\', '/', '😀', 'é', '\u2028', '\ud83d', '\ude00', '\udc80', '\ufeff', '\u0000', 'a'),
)
const spelling = fc.record({char: unit, escaped: fc.boolean(), upper: fc.boolean()})
const SHORT: Record<string, string> = {
  '\n': '\\n',
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
}

function spell(parts: readonly {char: string; escaped: boolean; upper: boolean}[]): string {
  return parts
    .map(({char, escaped, upper}) => {
      if (!escaped && char.isWellFormed() && !/["\\\p{Cc}]/u.test(char)) return char
      if (!upper && SHORT[char]) return SHORT[char]
      return [...Array(char.length).keys()]
        .map((index) =>
          `\\u${char.charCodeAt(index).toString(16).padStart(4, '0')}`.replace(/[a-f]/g, (hex) =>
            upper ? hex.toUpperCase() : hex,
          ),
        )
        .join('')
    })
    .join('')
}

// Halves of a character may join at a change: both sides are read unit by unit.
function readUnits(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; ) {
    const lead = bytes[index] as number
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    const second = bytes[index + 1] ?? 0
    const isHalf = lead === 0xed && second >= 0xa0
    text += isHalf
      ? String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | ((bytes[index + 2] ?? 0) & 0x3f))
      : Buffer.from(bytes.subarray(index, index + size)).toString()
    index += size
  }
  return text
}

// What rules insert is text: half a character would join the other half beside it, which no spelling in JSON avoids.
const places = fc.array(
  fc.record({
    gap: fc.nat(6),
    length: fc.nat(5),
    bytes: fc.uint8Array({maxLength: 4}),
    text: unit.filter((char) => char.isWellFormed()),
    raw: fc.boolean(),
  }),
  {maxLength: 8},
)

function changesOf(
  length: number,
  list: readonly {gap: number; length: number; bytes: Uint8Array; text: string; raw: boolean}[],
): Change[] {
  const changes: Change[] = []
  let at = 0
  for (const place of list) {
    const start = at + place.gap
    const end = start + place.length
    if (end > length) break
    changes.push({start, end, bytes: place.raw ? place.bytes : encode(place.text), rules: ['test']})
    at = end + (place.length === 0 ? 1 : 0)
  }
  return changes
}

describe('JSON strings', () => {
  it('finds fields as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('text', 't\\u0065xt', 'id', '__proto__', 'te\\"xt', ''),
            fc.json({maxDepth: 2}),
            fc.constantFrom('', ' ', '\t\r'),
          ),
          {maxLength: 6},
        ),
        (entries) => {
          const json = `${entries[0]?.[2] ?? ''}{${entries.map(([key, value, space]) => `${space}"${key}"${space}:${space}${value}${space}`).join(',')}}`
          const parsed = JSON.parse(json) as Record<string, unknown>
          const bytes = Buffer.from(json)
          const found = findFields(bytes, ['text', 'id', '__proto__']) as Map<string, Span>
          for (const name of ['text', 'id', '__proto__']) {
            const span = found.get(name)
            expect(span !== undefined).toBe(Object.hasOwn(parsed, name))
            if (span) expect(JSON.parse(bytes.subarray(span.start, span.end).toString())).toEqual(parsed[name])
          }
        },
      ),
    )
  })

  it('takes for an object what JSON.parse does', () => {
    const isObject = (json: string): boolean => {
      try {
        const value: unknown = JSON.parse(json)
        return typeof value === 'object' && value !== null && !Array.isArray(value)
      } catch {
        return false
      }
    }
    const damage = fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...' \n"\\u{}[]:,-+.0e1tnx\u0001é'))
    fc.assert(
      fc.property(fc.json({maxDepth: 3}), fc.array(damage, {maxLength: 2}), (json, damages) => {
        let text = `{"text": ${json}, "id": -1.5e+3}`
        for (const [at, cut, char] of damages) {
          const place = at % (text.length + 1)
          text = text.slice(0, place) + char + text.slice(place + cut)
        }
        expect(findFields(Buffer.from(text), ['text']) instanceof Map, text).toBe(isObject(text))
      }),
      {numRuns: 3000},
    )
    for (const text of [
      '',
      ' ',
      '{',
      '[]',
      '1',
      '{}x',
      '{"a":01}',
      '{"a":1.}',
      '{"a":tru}',
      '{"a":"\t"}',
      '{"a":1,}',
      ' {} ',
    ])
      expect(findFields(Buffer.from(text), []) instanceof Map, text).toBe(isObject(text))
  })

  it('reads a string as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.array(spelling, {maxLength: 30}), (parts) => {
        const raw = spell(parts)
        expect(Buffer.from(unescapeString(Buffer.from(raw)))).toEqual(Buffer.from(encode(JSON.parse(`"${raw}"`))))
      }),
    )
  })

  it('changes a string as its text is changed', () => {
    fc.assert(
      fc.property(fc.array(spelling, {maxLength: 30}), places, (parts, list) => {
        const raw = Buffer.from(spell(parts))
        const text = unescapeString(raw)
        // What rules change are characters, and what they insert is text.
        const isInside = (place: number): boolean => ((text[place] ?? 0) & 0xc0) === 0x80
        const changes = changesOf(
          text.length,
          list.filter((place) => !place.raw),
        ).filter(({start, end}) => !isInside(start) && !isInside(end))
        const escaped = applyChanges(raw, escapeChanges(raw, text, changes))
        expect(() => JSON.parse(`"${decode(escaped)}"`)).not.toThrow()
        expect(readUnits(unescapeString(escaped))).toBe(readUnits(applyChanges(text, changes)))
      }),
      {numRuns: 500},
    )
  })

  it('writes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(JSON.parse(`"${decode(escapeBytes(bytes))}"`)).toBe(decode(bytes))
      }),
    )
  })
})

describe('splitLines', () => {
  it('keeps lines whole up to the limit and passes longer ones on in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(8)), fc.boolean(), fc.integer({min: 1, max: 9}), async (lengths, last, size) => {
        const lines = lengths
          .map((length, index) => `${'x'.repeat(length)}${last || index < lengths.length - 1 ? '\n' : ''}`)
          .filter((line) => line !== '')
        const seen: string[] = []
        let overlong = ''
        for await (const {bytes, whole} of splitLines(inChunks(Buffer.from(lines.join('')), size), 5)) {
          if (whole) expect(bytes.length).toBeLessThanOrEqual(5)
          overlong = whole ? '' : overlong + bytes.toString()
          if (whole) seen.push(bytes.toString())
          else if (overlong.endsWith('\n') || overlong.length === lines.at(-1)?.length) {
            if (overlong.endsWith('\n') || seen.length === lines.length - 1) {
              seen.push(overlong)
              overlong = ''
            }
          }
        }
        expect(seen).toEqual(lines)
      }),
    )
  })
})

describe('chunks', () => {
  it('do not matter', async () => {
    const line = fc.oneof(
      fc.record({text: fc.string({unit: 'grapheme'}), id: fc.integer()}).map((record) => JSON.stringify(record)),
      fc.array(spelling, {maxLength: 10}).map((parts) => `{"text":"AD${spell(parts)}AD"}`),
      fc.constantFrom('', '\r', ' ', 'broken', '{"text":"AD"}\r'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.boolean(), fc.integer({min: 1, max: 9}), async (lines, last, size) => {
        const content = lines.join('\n') + (last ? '\n' : '')
        const whole = await run(content, remove('AD'), jsonl)
        const cut = await run(content, remove('AD'), jsonl, size)
        expect(cut.bytes).toEqual(whole.bytes)
        expect(cut.problems).toEqual(whole.problems)
        const untouched = await run(content, keep, jsonl, size)
        expect(untouched.out).toBe(content)
      }),
    )
  })

  it('survives any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({maxLength: 200}),
        fc.constantFrom('text', 'jsonl', 'markdown'),
        fc.integer({min: 1, max: 50}),
        async (bytes, format, size) => {
          const result = await run(bytes, keep, {format: format as 'text'}, size)
          if (result.items > 0 && result.problems.length === 0) expect(result.bytes).toEqual(Buffer.from(bytes))
        },
      ),
    )
  })

  it('are pulled at the pace of the reader', async () => {
    let pulled = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; pulled < 1000; pulled++) yield Buffer.from(`{"text":"${'x'.repeat(60_000)}"}\n`)
    }
    const stream = new PassThrough()
    const running = clean(inputOf(undefined, jsonl), options, keep, {stream}, endless())
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(pulled).toBeLessThan(20)
    stream.resume()
    await running
    expect(pulled).toBe(1000)
  })
})
