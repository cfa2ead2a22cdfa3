import {spawnSync} from 'node:child_process'
import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {ENV, MAIN} from './toys.ts'

const ROOT = join(import.meta.dirname, '..')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-plugins-'))
  mkdirSync(join(folder, 'node_modules'))
  put('page.txt', 'Coordinates: 53°43′N 1°52′W\n\nEdit this section\n\nIt stands to this day.\n')
})
afterEach(() => rmSync(folder, {recursive: true}))

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), {recursive: true})
  writeFileSync(join(folder, name), text)
}

function link(name: string, target: string): void {
  symlinkSync(target, join(folder, 'node_modules', name))
}

function run(args: readonly string[] = ['page.txt', '-f', 'concise']): {
  status: number | null
  out: string
  err: string
} {
  const {status, stdout, stderr} = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: ENV,
  })
  return {status, out: stdout, err: stderr}
}

const BUTTON = 'page.txt:3:1: warning wiki-edit-link Unexpected button `Edit this section` [fix]\n'
const MAP = 'page.txt:1:1: warning wiki-coordinates Unexpected coordinates `Coordinates: 53°43′N 1°52′W` [unsafe fix]\n'
const refused = (message: string): object => ({status: 2, out: '', err: `descrape: ${message}\n`})

describe('a pack of rules', () => {
  beforeEach(() => {
    cpSync(join(ROOT, 'examples/plugin'), join(folder, 'node_modules/descrape-plugin-wiki'), {recursive: true})
    link('descrape', ROOT)
  })

  test('passes the tests that it comes with', () => {
    const {status, stdout} = spawnSync(process.execPath, ['--test'], {
      cwd: join(folder, 'node_modules/descrape-plugin-wiki'),
      encoding: 'utf8',
      env: ENV,
    })
    expect({status, tests: /^# tests (\d+)/m.exec(stdout)?.[1]}, stdout).toEqual({status: 0, tests: '4'})
  })

  test.each([
    ['descrape.config.json', '{"plugins": ["descrape-plugin-wiki"], "rules": {"wiki-coordinates": "warn"}}'],
    [
      'package.json',
      '{"descrape": {"plugins": ["descrape-plugin-wiki"], "rules": {"wiki-coordinates": ["warn", {}]}}}',
    ],
    [
      'descrape.config.mjs',
      "import wiki from 'descrape-plugin-wiki'\nexport default {plugins: [wiki], rules: {'wiki-coordinates': 'warn'}}",
    ],
  ])('is named in %s', (name, config) => {
    put(name, config)
    expect(run()).toEqual({status: 1, out: MAP + BUTTON, err: ''})
    expect(run(['explain', 'wiki-edit-link']).out).toContain('A button of the wiki is left in the text.')
  })

  test('says what is wrong with it, and where', () => {
    put('descrape.config.json', '{\n  "plugins": ["descrape-plugin-of-nobody"]\n}')
    expect(run()).toEqual(
      refused(
        'descrape.config.json:2: Cannot find the plugin `descrape-plugin-of-nobody`; `npm install descrape-plugin-of-nobody` adds it',
      ),
    )
    put('node_modules/odd/package.json', '{"type": "module", "exports": "./index.js"}')
    put('node_modules/odd/index.js', 'export default {}')
    put('descrape.config.json', '{"plugins": ["odd"]}')
    expect(run()).toEqual(
      refused(
        'descrape.config.json:1: The package `odd` is no plugin, its default export has to be {name, rules, phrases}',
      ),
    )
    put('node_modules/odd/index.js', 'export default {')
    expect(run()).toEqual(refused('descrape.config.json:1: Cannot load package `odd`: Unexpected end of input'))
    put('descrape.config.json', '{"plugins": [3]}')
    expect(run().err).toContain('expected the name of a package or an object {name, rules, phrases}')
    put('descrape.config.json', '{"plugins": ["descrape-plugin-wiki", "descrape-plugin-wiki"]}')
    expect(run().err).toContain('A plugin defines the rule `wiki-edit-link`, which exists already')
  })
})

test('reporters of unified are taken from the working folder, also those that are modules only', () => {
  put('node_modules/vfile-reporter-toy/package.json', '{"exports": {"import": "./index.js"}, "type": "module"}')
  put(
    'node_modules/vfile-reporter-toy/index.js',
    "export default (files) => files.map(({path, messages}) => path + ' ' + messages.length).join()",
  )
  expect(run(['page.txt', '-f', 'vfile-reporter-toy', '--select', 'navigation']).out).toMatch(/^(page\.txt \d)?\n?$/)
  put('page.txt', 'The weir was built in 1931.\n\nRead more: The weir\n\nIt stands to this day, as it was built.\n')
  expect(run(['page.txt', '-f', 'vfile-reporter-toy'])).toMatchObject({status: 1, out: 'page.txt 1\n'})
})

describe('a configuration in TypeScript', () => {
  const types = "const rules: Record<string, string> = {'related-link': 'error'}\nexport default {extends: [], rules}\n"
  const syntax = "enum Level { error = 'error' }\nexport default {extends: [], rules: {'related-link': Level.error}}\n"
  const READ = 'page.txt:3:1: error related-link'
  beforeEach(() => put('page.txt', 'The weir was built in 1931.\n\nRead more: The weir\n\nIt stands to this day.\n'))

  test.each([
    ['descrape.config.ts', types],
    ['descrape.config.mts', types],
    ['descrape.config.ts', syntax],
  ])('%s is read with jiti: %s', (name, config) => {
    link('jiti', join(ROOT, 'node_modules/jiti'))
    put(name, config)
    expect(run()).toMatchObject({status: 1, err: '', out: expect.stringContaining(READ)})
    put(name, 'export default {rules: ')
    expect(run()).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^descrape: descrape\.config\.m?ts: cannot be loaded: .+\n$/),
    })
  })

  test('names the way out where nothing reads it', () => {
    put('descrape.config.ts', syntax)
    const {status, err} = run()
    expect(status).toBe(2)
    expect(err).toMatch(/^descrape: descrape\.config\.ts: .*`npm install -D jiti`.*\n$/)
  })
})
