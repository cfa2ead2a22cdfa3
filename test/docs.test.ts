import {execFileSync, spawn, spawnSync} from 'node:child_process'
import {chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {parquetWriteBuffer} from 'hyparquet-writer'
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest'
import packageJson from '../package.json' with {type: 'json'}
import {ENV, MAIN} from './toys.ts'

// Every command in the pages is run. A block of them opens with "```sh", and one word more where it takes something else:
//   git         a folder under git
//   watch       ends with Ctrl-C only
//   install     the package from a registry: `.ci/run` does it with the package that is packed
//   repository  this repository: its scripts have to exist
//   NAME        other software: the script of package.json, or the file of tests, that runs it
// "```js file=NAME" is written to the folder; "```text" behind commands is what the last of them prints, but for "```text example".

vi.setConfig({testTimeout: 120_000})

const ROOT = join(import.meta.dirname, '..')
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'examples/plugin/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

interface Block {
  language: string
  /** What stands behind the language. */
  word: string
  text: string
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  return [...text.matchAll(/^(`{3,})(\w+)(?: (\S+))?\n([\s\S]*?)^\1$/gm)].map(
    ([, , language = '', word = '', body = '']) => ({language, word, text: body}),
  )
}

function commandsOf({text}: Block): string[] {
  return text
    .replaceAll('\\\n', '')
    .split(/\n(?!(?:.*\n)*END$)/m)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
}

const FERRY =
  'The ferry is back\n\nRead more: Ferry fares rise again\n\nIt ran on time and in good weather , they said.\n'
const WEIR = 'The weir was built in 1931. It stands to this day.\n'
const RECORDS = [FERRY, WEIR]
  .map((text, id) => `${JSON.stringify({id, url: `https://example.org/${id}`, text, body: text})}\n`)
  .join('')

// Whatever the pages name, in a new folder.
function sample(): string {
  const folder = mkdtempSync(join(tmpdir(), 'descrape-docs-'))
  const put = (name: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, name)), {recursive: true})
    writeFileSync(join(folder, name), text)
  }
  put('pages/ferry.txt', FERRY)
  put('pages/weir.txt', WEIR)
  put('page.txt', FERRY)
  for (const name of ['crawl.jsonl', 'in.jsonl', 'crawl/a.jsonl']) put(name, RECORDS)
  for (const name of [
    'crawl.jsonl.gz',
    'crawl/b.jsonl.gz',
    'part-00017/a.jsonl.gz',
    'data/a.jsonl.gz',
    'wiki/documents/part/0.jsonl.gz',
  ])
    put(name, gzipSync(RECORDS))
  const columnData = ['id', 'text'].map((name) => ({
    name,
    data: [FERRY, WEIR].map((text, id) => (name === 'id' ? String(id) : text)),
    type: 'STRING' as const,
  }))
  put('rows.parquet', new Uint8Array(parquetWriteBuffer({columnData})))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ROOT, join(folder, 'node_modules/descrape'))
  return folder
}

const git = ['-c', 'user.name=x', '-c', 'user.email=x@example.org', '-c', 'commit.gpgsign=false']

function underGit(folder: string): void {
  const run = (...args: string[]): unknown => execFileSync('git', [...git, ...args], {cwd: folder, stdio: 'pipe'})
  run('init', '-q', '-b', 'main')
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n')
  run('add', '.')
  run('commit', '-q', '-m', 'one')
}

let bin: string
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), 'descrape-bin-'))
  // `npx descrape` and `descrape`, without the time that npx takes.
  for (const [name, shift] of [
    ['npx', 'test "$1" = descrape && shift || exit 127; '],
    ['descrape', ''],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${shift}exec "${process.execPath}" "${MAIN}" "$@"\n`)
    chmodSync(join(bin, name), 0o755)
  }
})
afterAll(() => rmSync(bin, {recursive: true}))

const environment = (): NodeJS.ProcessEnv => ({...ENV, PATH: `${bin}:${process.env.PATH}`})

describe.each(PAGES.map((page) => ({page, blocks: blocksOf(page)})))('$page', ({page, blocks}) => {
  const shells = blocks.filter(({language}) => language === 'sh')
  const isHere = ({word}: Block): boolean => word === '' || word === 'git'

  test('names no command in a block that no test sees', () => {
    const text = readFileSync(join(ROOT, page), 'utf8')
    expect(text.match(/^ {4}(?:npx )?descrape .*/gm) ?? []).toEqual([])
    expect(blocks.filter(({language}) => /^(bash|shell|zsh|console)$/.test(language))).toEqual([])
  })

  test.runIf(shells.some(isHere))('all commands run', () => {
    const folder = sample()
    try {
      let printed = ''
      for (const block of blocks) {
        const file = /^file=(.+)$/.exec(block.word)?.[1]
        if (file !== undefined) writeFileSync(join(folder, file), block.text)
        if (block.language === 'text' && block.word === '' && printed !== '')
          expect(block.text.trim(), page).toBe(printed.trim())
        printed = ''
        if (block.language !== 'sh' || !isHere(block)) continue
        if (block.word === 'git') underGitOnce(folder)
        for (const command of commandsOf(block)) {
          const {status, stdout, stderr} = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
            cwd: folder,
            encoding: 'utf8',
            env: environment(),
          })
          // 1 says that findings are left.
          expect(status === 0 || (status === 1 && command.includes('descrape')), `${command}\n${stdout}${stderr}`).toBe(
            true,
          )
          expect(stderr, command).not.toMatch(/internal error|Error:/)
          printed = stdout
        }
      }
    } finally {
      rmSync(folder, {recursive: true})
    }
  })

  const watching = shells.filter(({word}) => word === 'watch').flatMap(commandsOf)
  test.each(watching)('%s', async (command) => {
    const folder = sample()
    const child = spawn('bash', ['-c', `exec ${command}`], {cwd: folder, env: environment()})
    const ended = new Promise((done) => child.once('exit', (code) => done(code)))
    await new Promise<void>((done) => {
      child.stderr.on('data', (data) => String(data).includes('waiting for changes') && done())
    })
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    rmSync(folder, {recursive: true})
  })

  test('scripts that it names are there', () => {
    const own = shells.filter((block) => !isHere(block) && !['watch', 'install'].includes(block.word))
    for (const block of own) {
      if (block.word.startsWith('test/')) {
        const program = block.text.split(/\s+/).find((word) => word !== 'npx') as string
        expect(readFileSync(join(ROOT, block.word), 'utf8')).toContain(program)
      } else if (block.word !== 'repository') expect(Object.keys(packageJson.scripts)).toContain(block.word)
      for (const command of block.word === 'repository' ? commandsOf(block) : [])
        for (const part of command.replace(/\s#.*/, '').split('&&')) {
          const script = /^\s*npm (?:run (?:-s )?(\S+)|(test|ci|pack|install)\b)/.exec(part)
          expect(script, `${part} is no script of this repository`).not.toBeNull()
          if (script?.[1]) expect(Object.keys(packageJson.scripts)).toContain(script[1])
        }
    }
  })

  test('links lead somewhere', () => {
    const text = readFileSync(join(ROOT, page), 'utf8').replace(/^(`{3,})[\s\S]*?^\1$/gm, '')
    const files = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path = '']) => path)
    for (const path of new Set(files))
      expect(() => readFileSync(join(ROOT, dirname(page), path)), `${page}: ${path}`).not.toThrow(/ENOENT/)
  })
})

function underGitOnce(folder: string): void {
  if (!readdirSync(folder).includes('.git')) underGit(folder)
}
