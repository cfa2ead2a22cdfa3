import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {crc32} from 'node:zlib'
import fc from 'fast-check'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {createLinter} from '../src/index.ts'
import {temporaryBeside} from '../src/io/temporary.ts'
import {linesOf, openFile, profileBytes} from '../src/profile/file.ts'
import {hostOf} from '../src/profile/host.ts'
import {openProfile} from '../src/profile/lookup.ts'
import {mergeProfiles} from '../src/profile/merge.ts'
import {createProfiler} from '../src/profile/profiler.ts'
import {type Least, prune, type Source} from '../src/profile/source.ts'
import {createSpool} from '../src/profile/spool.ts'
import {Table} from '../src/profile/table.ts'
import {Document} from '../src/text/document.ts'
import {compilePhrases} from '../src/text/phrases.ts'
import {lineKey} from '../src/text/site.ts'

const MAIN = join(import.meta.dirname, '../dist/src/cli/main.js')
const NO_PHRASES = compilePhrases([])
const PLENTY = 1 << 24

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-profile-'))
})
afterEach(() => rmSync(folder, {recursive: true}))

function put(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, content)
  return file
}

interface Page {
  host: string
  text: string
}

function bytesOf(lines: Source, least?: Least): Buffer {
  return Buffer.concat([...profileBytes(lines, least)])
}

async function profileOf(pages: readonly Page[], memory = PLENTY): Promise<Buffer> {
  const profiler = createProfiler(memory, join(folder, 'spool'))
  for (const {host, text} of pages) profiler.add(host, new Document(text, NO_PHRASES))
  await profiler.settle()
  const bytes = bytesOf(profiler.lines())
  profiler.remove()
  return bytes
}

async function merged(files: readonly string[]): Promise<Buffer> {
  const merging = await mergeProfiles(files, join(folder, 'between'))
  const bytes = bytesOf(merging.lines, merging.least)
  merging.remove()
  return bytes
}

// Profiles of parts of the pages, as files.
async function partsOf(pages: readonly Page[], parts: number): Promise<string[]> {
  const profiles = Array.from({length: parts}, (_, part) =>
    profileOf(pages.filter((_, index) => index % parts === part)),
  )
  return (await Promise.all(profiles)).map((profile, part) => put(`part-${part}`, profile))
}

// The same by plain means.
function expectedOf(pages: readonly Page[]): Buffer {
  const counts = new Map<string, number>()
  const lines = new Set<string>()
  for (const {host, text} of pages)
    for (const key of new Set(['', ...text.split('\n').map(lineKey)])) {
      counts.set(`${host}\t${key}`, (counts.get(`${host}\t${key}`) ?? 0) + 1)
      if (key !== '') lines.add(`${host}\t${key}`)
    }
  const sorted = [...counts].map(([line, count]) => Buffer.from(`${line}\t${count}\n`)).sort(Buffer.compare)
  const body = Buffer.concat(sorted)
  const contents = {
    hosts: new Set(pages.map(({host}) => host)).size,
    documents: pages.length,
    lines: lines.size,
    crc32: crc32(body).toString(16).padStart(8, '0'),
  }
  const head = Buffer.from(`${JSON.stringify({format: 'descrape-profile', version: 1, keys: 1})}\n`)
  return Buffer.concat([head, body, Buffer.from(`${JSON.stringify(contents)}\n`)])
}

const line = fc.oneof(
  fc.constantFrom('Home', 'Home ', 'About  us', 'About us', '“Quoted”', '"Quoted"', '', ' ', '|', 'é', 'e\u0301'),
  fc.string({unit: 'grapheme', maxLength: 8}).map((text) => text.replace(/[\r\n\u2028\u2029\u0085\v\f]/g, ' ')),
  fc.nat(400).map((length) => 'long '.repeat(length)),
)
const page: fc.Arbitrary<Page> = fc.record({
  host: fc.constantFrom('example.org', 'example.org.au', 'a', 'mill'),
  text: fc.array(line, {maxLength: 12}).map((lines) => lines.join('\n')),
})

describe('counting', () => {
  test('counts each line once for a document and by host, whatever the memory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(page, {maxLength: 20}), async (pages) => {
        const expected = expectedOf(pages)
        expect((await profileOf(pages)).toString()).toBe(expected.toString())
        expect((await profileOf(pages, 1)).equals(expected)).toBe(true)
      }),
      {numRuns: 60},
    )
  })

  test('spills and merges in several steps', async () => {
    const pages = Array.from({length: 300}, (_, index) => ({
      host: `h${index % 7}`,
      text: `Home\nOnly here ${index}\n${'x'.repeat(index)}`,
    }))
    expect((await profileOf(pages, 1)).equals(await profileOf(pages))).toBe(true)
    expect(existsSync(join(folder, 'spool'))).toBe(false)
  })
})

describe('merging', () => {
  test('64 partial profiles in any order, at once or in steps, give the bytes of one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(page, {minLength: 64, maxLength: 128}),
        fc.infiniteStream(fc.nat()),
        fc.integer({min: 2, max: 63}),
        async (pages, numbers, cut) => {
          const files = await partsOf(pages, 64)
          const order = files.map((file) => ({file, by: numbers.next().value as number})).sort((a, b) => a.by - b.by)
          const shuffled = order.map(({file}) => file)
          const expected = await profileOf(pages)
          expect((await merged(shuffled)).equals(expected)).toBe(true)
          const left = put('left', await merged(shuffled.slice(0, cut)))
          const right = put('right', await merged(shuffled.slice(cut)))
          expect((await merged([right, left])).equals(expected)).toBe(true)
        },
      ),
      {numRuns: 10},
    )
  })

  test('more than are merged at once', async () => {
    const pages = Array.from({length: 150}, (_, index) => ({host: `h${index % 3}`, text: `Home\nOnly here ${index}`}))
    const files = await partsOf(pages, 150)
    expect((await merged(files)).equals(await profileOf(pages))).toBe(true)
    expect(existsSync(join(folder, 'between'))).toBe(false)
  })

  test('opens few files at a time, however many there are', async () => {
    let open = 0
    let most = 0
    const {take, settle, lines, remove} = createSpool(join(folder, 'between'))
    for (let index = 0; index < 1000; index++)
      take({
        open() {
          most = Math.max(most, ++open)
          return new Table().sorted()
        },
        close: () => open--,
        remove() {},
      })
    await settle()
    expect(lines().next()).toBe(false)
    remove()
    expect(most).toBe(64)
  })

  test('rare lines can be left out, and then only other sites can be added', async () => {
    const pages = ['a', 'b', 'c', 'd'].map((own) => ({host: 'mill', text: `Home\n${own}`}))
    const least = {documents: 2, share: 0.5}
    const file = put('all', await profileOf([...pages, {host: 'other', text: 'Home'}]))
    const pruned = bytesOf(prune(linesOf(openFile(file)), least), least)
    expect(pruned.toString().split('\n').slice(1, -2)).toEqual(['mill\t\t4', 'mill\tHome\t4', 'other\t\t1'])
    const other = put('pruned', pruned)
    expect((await merged([other])).equals(pruned)).toBe(true)
    await expect(merged([other, file])).rejects.toThrow('lacks other rare lines')
    await expect(merged([other, put('same', pruned)])).rejects.toThrow('mill: is in two profiles')
    const apart = await profileOf([{host: 'apart', text: 'Home'}])
    const source = prune(linesOf(openFile(put('apart', apart))), least)
    const both = await merged([put('pruned-apart', bytesOf(source, least)), other])
    expect(both.toString().split('\n').slice(1, -2)).toEqual(['apart\t\t1', 'mill\t\t4', 'mill\tHome\t4', 'other\t\t1'])
  })

  test('files that are none, cut short, damaged, or named twice are refused', async () => {
    const bytes = await profileOf([{host: 'mill', text: 'Home\nThe wheel'}])
    const whole = put('whole', bytes)
    await expect(merged([put('none', 'Home\n')])).rejects.toThrow('is no profile')
    await expect(merged([put('empty', '')])).rejects.toThrow('is no profile')
    await expect(merged([put('newer', bytes.toString().replace('"version":1', '"version":2'))])).rejects.toThrow(
      'version',
    )
    for (let length = bytes.indexOf(10) + 1; length < bytes.length; length++)
      await expect(merged([put('cut', bytes.subarray(0, length))])).rejects.toThrow('is cut short')
    await expect(merged([put('damaged', bytes.toString().replace('wheel', 'wheat'))])).rejects.toThrow('is damaged')
    await expect(merged([whole, whole])).rejects.toThrow('is named twice')
    await expect(merged([join(folder, 'missing')])).rejects.toThrow('cannot be read (ENOENT)')
  })
})

describe('looking up', () => {
  test('gives what was counted, of every site, in a file of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.nat(120), async (hosts, length) => {
        const pages = Array.from({length: hosts * 4}, (_, index) => ({
          host: `h${index % hosts}`,
          text: [`Home of ${index % hosts}`, `Half ${index % 2}`, `Own ${index}`, 'x'.repeat(length) + index].join(
            '\n',
          ),
        }))
        const profile = openProfile(put('profile', await profileOf(pages)))
        for (let host = 0; host < hosts; host++) {
          const site = profile.site(`h${host}`)
          expect(site?.documents).toBe(4)
          expect(site?.count(`Home of ${host}`)).toBe(4)
          expect(site?.count(`Own ${host}`)).toBe(0)
          expect(site?.count('Home')).toBe(0)
        }
        for (const host of ['', 'h', 'h0\t', 'g', 'h9999', 'i', '{']) expect(profile.site(host)).toBeUndefined()
        profile.close()
      }),
      {numRuns: 40},
    )
  })

  test('knows lines on a twentieth of the pages, and rarer ones not', async () => {
    const pages = Array.from({length: 60}, (_, index) => ({
      host: 'h',
      text: ['Home', ...(index < 3 ? ['On three'] : []), ...(index < 2 ? ['On two'] : [])].join('\n'),
    }))
    const profile = openProfile(put('profile', await profileOf(pages)))
    const site = profile.site('h')
    expect(['Home', 'On three', 'On two'].map((line) => site?.count(line))).toEqual([60, 3, 0])
    profile.close()
  })
})

describe('keys and hosts', () => {
  test('a key is one field of one line', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 300}), (text) => {
        const key = lineKey(text)
        expect(key).not.toMatch(/[\t\n\r]/)
        expect(key.isWellFormed()).toBe(true)
        expect(key.length).toBeLessThanOrEqual(97)
        expect(lineKey(` ${text}\t`)).toBe(key)
      }),
    )
  })

  test('long lines that begin and end alike have keys of their own', () => {
    const keys = new Set<string>()
    for (let index = 0; index < 20_000; index++) keys.add(lineKey(`${'a'.repeat(90)} ${index} ${'b'.repeat(90)}`))
    for (let at = 0; at < 200; at++)
      for (const letter of 'acgt') keys.add(lineKey(`${'b'.repeat(100 + at)}${letter}${'b'.repeat(200 - at)}`))
    expect(keys.size).toBe(20_800)
  })

  test.each([
    [{url: 'https://www.Example.org:8080/a', path: 'x/a.jsonl'}, 'example.org'],
    [{url: 'example.org/a', path: 'a.jsonl'}, 'example.org'],
    [{url: 'https://www.gov.example', path: 'a.jsonl'}, 'gov.example'],
    [{url: 'not an address', path: 'pages/a.jsonl'}, 'pages'],
    [{url: 'http://münchen.example/', path: 'a'}, 'xn--mnchen-3ya.example'],
    [{path: 'mirror/www.example.org/2024/05/a.txt'}, 'example.org'],
    [{path: 'pages/one/a.txt'}, 'pages/one'],
    [{path: 'a.txt'}, '.'],
    [{path: '<stdin>'}, '.'],
  ])('%j', (item, host) => expect(hostOf(item)).toBe(host))

  test('what was named stands for a folder, not for an address', () => {
    expect(hostOf({path: 'pages/a.txt'}, 'Mill.example')).toBe('mill.example')
    expect(hostOf({url: 'http://a.example/', path: 'pages/a.txt'}, 'mill.example')).toBe('a.example')
  })
})

const HEAD = ['Mill & Valley', 'Visit', 'Exhibitions', 'Shop']
const FOOT = ['Upper Race 4, Stell', 'Opening hours', 'Friends of the mill']

function pageOf(index: number): string {
  const own = [
    `The ${index}th room`,
    `Room ${index} was built in the year ${1700 + index}, and the ${index}th miller has lived in it with ${index} cats.`,
    `Nobody who has seen its ${index + 2} windows forgets them, for each of them looks at another of the ${index} hills.`,
  ]
  return `${[...HEAD, ...own, ...FOOT].join('\n')}\n`
}

describe('cleaning', () => {
  test('twice is once, with the same profile', async () => {
    const linter = await createLinter({rules: {'corpus-template-line': 'warn'}})
    await fc.assert(
      fc.asyncProperty(fc.array(page, {minLength: 6, maxLength: 30}), fc.boolean(), async (pages, unsafe) => {
        const profile = openProfile(put('profile', await profileOf(pages)))
        for (const {host, text} of pages) {
          const site = profile.site(host)
          const options = {unsafe, ...(site && {site})}
          const once = linter.clean(text, options).text
          expect(linter.clean(once, options).text).toBe(once)
        }
        profile.close()
      }),
      {numRuns: 40},
    )
  })

  const run = (...args: string[]): {status: number | null; stdout: string; stderr: string} =>
    spawnSync(process.execPath, [MAIN, ...args], {cwd: folder, encoding: 'utf8', env: {PATH: process.env.PATH}})

  test('the command line: count apart, merge, show, clean', () => {
    for (let index = 0; index < 12; index++) put(`${index < 6 ? 'a' : 'b'}/mill.example/${index}.txt`, pageOf(index))
    const records = Array.from({length: 6}, (_, index) =>
      JSON.stringify({text: pageOf(index + 20), url: `https://www.mill.example/${index}`}),
    )
    put('c.jsonl', `${records.join('\n')}\n`)
    for (const name of ['a', 'b']) expect(run('profile', name, '-o', `${name}.profile`).status).toBe(0)
    expect(run('profile', 'c.jsonl', '-o', 'c.profile').stderr).toContain('of 6 documents of 1 site')
    expect(run('profile', 'merge', 'b.profile', 'c.profile', 'a.profile', '-o', 'all.profile').status).toBe(0)
    expect(run('profile', 'a', 'b', 'c.jsonl', '-o', 'one.profile').status).toBe(0)
    expect(readFileSync(join(folder, 'all.profile'))).toEqual(readFileSync(join(folder, 'one.profile')))
    const shown = run('profile', 'show', 'all.profile', '--format', 'jsonl', '--top', '7')
    expect(JSON.parse(shown.stdout).lines).toHaveLength(7)
    expect(run('profile', 'show', 'all.profile', '--top', '7').stdout).toContain('18 100.0 %  Shop\n')

    const select = ['--select', 'corpus-template-line', '--quiet']
    expect(run('check', 'a', ...select).status).toBe(0)
    const found = run('check', 'a', ...select, '--profile', 'all.profile', '-f', 'concise')
    expect(found.status).toBe(1)
    expect(found.stdout).toContain('Unexpected line of the site, on 18 of 18 pages of mill.example')
    expect(run('check', 'a', 'c.jsonl', ...select, '--profile', 'all.profile', '--fix').status).toBe(0)
    expect(readFileSync(join(folder, 'clean/a/mill.example/3.txt'), 'utf8')).toBe(
      `${pageOf(3).split('\n').slice(4, 7).join('\n')}\n`,
    )
    expect(readFileSync(join(folder, 'clean/c.jsonl'), 'utf8')).not.toContain('Shop')

    const pruned = run('profile', 'merge', 'all.profile', '-o', 'small.profile', '--min-documents', '5')
    expect(pruned.stderr).toContain('small.profile: 7 lines of 18 documents of 1 site')
    const again = run('check', 'a', ...select, '--profile', 'small.profile', '-f', 'concise')
    expect(again.stdout).toBe(found.stdout)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('what a killed run left is removed by the next', () => {
    const {pid} = spawnSync('true')
    const left = temporaryBeside(join(folder, 'x.profile')).replace(`-${process.pid}-`, `-${pid}-`)
    put(join(basename(left), '0'), 'spilled')
    put('a/1.txt', pageOf(1))
    expect(run('profile', 'a', '-o', 'x.profile')).toMatchObject({status: 0})
    expect(readdirSync(folder).sort()).toEqual(['a', 'x.profile'])
  })

  test('what cannot be done is said in a line', () => {
    put('a/1.txt', pageOf(1))
    expect(run('profile', 'a')).toMatchObject({status: 2, stderr: 'descrape: name the profile to write with -o FILE\n'})
    expect(run('check', 'a', '--profile', 'a/1.txt')).toMatchObject({
      status: 2,
      stderr: 'descrape: a/1.txt: is no profile; make one with descrape profile\n',
    })
    expect(run('profile', 'merge', 'a/1.txt', '-o', 'x').status).toBe(2)
    for (const args of [
      ['profile', 'merge', 'a', '-o', 'x'],
      ['profile', 'show', 'a'],
      ['a', '--profile', 'a'],
    ])
      expect(run(...args)).toMatchObject({
        status: 2,
        stderr: 'descrape: a: cannot be read (EISDIR); check its name and permissions\n',
      })
    expect(run('profile', 'a', '-o', 'a').stderr).toMatch(/^descrape: a: cannot be written \(\w+\); .* -o\n$/)
    expect(run('profile', 'a', '-o', 'a/1.txt/x').stderr).toBe('descrape: a/1.txt: is not a folder; name another -o\n')
    expect(run('profile', 'a', '-o', '/proc/x/y').stderr).toMatch(/^descrape: \/proc: is not writable .* -o\n$/)
    expect(run('profile', 'show', 'missing').stderr).toContain('missing: cannot be read (ENOENT)')
    expect(run('profile', 'a', '-o', 'x', '--memory', '8GB').stderr).toMatch(/expected at most 2GiB/i)
    put('bad.jsonl', '{"text": "one"}\nnone\n')
    expect(run('profile', 'bad.jsonl', '-o', 'x')).toMatchObject({status: 2})
    expect(readFileSync(join(folder, 'x'), 'utf8')).toContain('.\tone\t1\n')
  })
})
