import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {pathToFileURL} from 'node:url'
import {remark} from 'remark'
import retextLatin from 'retext-latin'
import retextStringify from 'retext-stringify'
import {unified} from 'unified'
import {engine} from 'unified-engine'
import {VFile} from 'vfile'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {TextDocument} from 'vscode-languageserver-textdocument'
import * as descrapePackage from '../src/index.ts'
import {editsOf, startEditor} from './editor.ts'
import {ENV} from './toys.ts'

const root = join(import.meta.dirname, '..')
const PROSE = 'The mayor said that the wall of the market was to be mended before the winter.'
const TEASER = 'READ MORE: Market wall to be mended'
const PAGE = `${PROSE}\n\n${TEASER}\n\nThe 😀 so\u00adft wall and \`READ MORE: x\`.\n`

// A folder as a user has it, with descrape installed beside the tools.
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-unified-'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of ['remark', 'remark-cli'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  symlinkSync(root, join(folder, 'node_modules/descrape'))
  put('page.md', PAGE)
})
afterEach(() => rmSync(folder, {recursive: true}))

function put(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

describe('retext', () => {
  test('gives the text and the messages of all rules', async () => {
    const {descrape} = descrapePackage
    const file = await unified().use(retextLatin).use(descrape).use(retextStringify).process(PAGE)
    expect(String(file)).toBe(PAGE)
    expect(file.messages.map(({ruleId}) => ruleId)).toContain('related-link')
  })
})

describe('remark-cli', () => {
  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      [join(root, 'node_modules/remark-cli/cli.js'), '--no-stdout', '--no-color', '--quiet', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        env: ENV,
      },
    )

  test.each([
    ['.remarkrc.json', '{"plugins": ["descrape"]}'],
    ['.remarkrc.mjs', "import {descrape} from 'descrape'\nexport default {plugins: [descrape]}"],
    ['.remarkrc.yml', 'plugins:\n  - descrape'],
  ])('runs all rules by %s', (name, text) => {
    put(name, text)
    const {stdout, stderr, status} = run('page.md')
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^page\.md\n/)
    expect(stderr).toContain(`3:1-3:36  warning Unexpected teaser link \`${TEASER}\` related-link         descrape`)
    expect(stderr).toContain('5:10-5:11 warning Unexpected')
    expect(stderr).toContain('2 warnings')
    expect(status).toBe(0)
    expect(run('page.md', '--frail').status).toBe(1)
  })

  test('runs as docs/unified.md says', () => {
    const docs = readFileSync(join(root, 'docs/unified.md'), 'utf8')
    const [, config] = /`.remarkrc.json`:\n\n```json\n(.*)\n```/.exec(docs) ?? []
    const [, args] = /^npx remark (.*)$/m.exec(docs) ?? []
    if (config === undefined || args === undefined) throw new Error('docs/unified.md says nothing of remark-cli')
    put('.remarkrc.json', config)
    const {stdout, stderr, status} = run(...args.split(' '))
    expect([stdout, status]).toEqual(['', 1])
    expect(stderr).toContain('related-link')
  })

  test('takes a configuration, and rules one by one', () => {
    put('.remarkrc.json', JSON.stringify({plugins: [['descrape', {extends: [], rules: {'related-link': 'error'}}]]}))
    const {stderr, status} = run('page.md')
    expect(stderr).toMatch(/error\s+Unexpected teaser link/)
    expect([stderr.includes('invisible'), status]).toEqual([false, 1])
    put('.remarkrc.json', '{}')
    put(
      '.remarkrc.mjs',
      "import {invisibleCharacters} from 'descrape'\nexport default {plugins: [[invisibleCharacters, ['info']]]}",
    )
    rmSync(join(folder, '.remarkrc.json'))
    expect(run('page.md').stderr).toMatch(/5:10-5:11 info\s/)
  })

  test('tells what is wrong with a configuration', () => {
    put('.remarkrc.json', JSON.stringify({plugins: [['descrape', {rules: {'related-lnk': 'off'}}]]}))
    const {stderr, status} = run('page.md')
    expect(stderr).toContain('Unknown rule `related-lnk`, did you mean `related-link`?')
    expect(status).toBe(1)
  })
})

describe('unified-engine', () => {
  test('finds plugins of texts in its own file', async () => {
    put('page.txt', PAGE)
    put('.retextrc.json', '{"plugins": ["descrape"]}')
    const streamError = new PassThrough({encoding: 'utf8'})
    const code = await new Promise((done, fail) =>
      engine(
        {
          processor: unified().use(retextLatin).use(retextStringify),
          cwd: folder,
          files: ['page.txt'],
          rcName: '.retextrc',
          pluginPrefix: 'retext',
          frail: true,
          out: false,
          streamError,
        },
        (error, code) => (error ? fail(error) : done(code)),
      ),
    )
    expect(code).toBe(1)
    expect(streamError.read()).toContain('related-link')
  })
})

describe('messages', () => {
  test('carry what editors and reporters ask for', async () => {
    const file = await remark()
      .use(descrapePackage.default)
      .process(new VFile({path: 'page.md', value: PAGE}))
    const message = file.messages.find(({ruleId}) => ruleId === 'related-link')
    expect(message).toMatchObject({
      place: {start: {line: 3, column: 1}, end: {line: 3, column: TEASER.length + 1}},
      source: 'descrape',
      url: expect.stringMatching(/^https:.*related-link/),
      note: 'descrape --fix mends this',
      actual: TEASER,
      expected: [''],
    })
    expect(message?.ancestors).toBeUndefined()
  })
})

describe('unified-language-server', () => {
  test('shows the messages in an editor and offers what is expected', async () => {
    put('.remarkrc.json', '{"plugins": ["descrape"]}')
    const server = put(
      'server.mjs',
      `import {createUnifiedLanguageServer} from ${JSON.stringify(pathToFileURL(join(root, 'node_modules/unified-language-server/index.js')).href)}
createUnifiedLanguageServer({rcName: '.remarkrc', pluginPrefix: 'remark', processorName: 'remark', processorSpecifier: 'remark', configurationSection: 'remark', ignoreName: '.remarkignore', packageField: 'remarkConfig'})`,
    )
    const editor = await startEditor({folder, program: [server, '--stdio']})
    const text = await editor.open('page.md', readFileSync(join(folder, 'page.md'), 'utf8'))
    const found = await editor.sent(text)
    const character = found.find(({code}) => code === 'invisible-characters')
    expect(found.map(({code, source}) => [code, source])).toEqual([
      ['related-link', 'descrape'],
      ['invisible-characters', 'descrape'],
    ])
    expect(character?.codeDescription?.href).toMatch(/^https:.*invisible-characters/)
    const [action] = await editor.actions(text, character?.range, {diagnostics: character ? [character] : []})
    expect(TextDocument.applyEdits(text, editsOf(action?.edit, text))).toContain('The 😀 soft wall')
    await editor.quit()
  })
})
