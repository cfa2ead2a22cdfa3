import {spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import fc from 'fast-check'
import {afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {
  type ClientCapabilities,
  CodeActionTriggerKind,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidSaveTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExecuteCommandRequest,
  FileChangeType,
  type Hover,
  HoverRequest,
  MarkupKind,
} from 'vscode-languageserver-protocol/node'
import {TextDocument} from 'vscode-languageserver-textdocument'
import {type Editor, type EditorOptions, editsOf, startEditor, wholeOf} from './editor.ts'
import {ENV, MAIN} from './toys.ts'

const PROSE = 'The mayor said that the wall of the market was to be mended before the winter.'
const TEASER = 'READ MORE: Market wall to be mended'
const PAGE = `${PROSE}\n\n${TEASER}\n\n${PROSE.replace('mayor', 'baker')}\n\nSource link\n`
const CLEAN = `${PROSE}\n\n${PROSE.replace('mayor', 'baker')}\n`

let folder: string
let editor: Editor
beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('The program is not built; run `npm run build` first')
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-lsp-'))
})
afterEach(async () => {
  expect(await editor.quit()).toBe(0)
  rmSync(folder, {recursive: true})
})

async function start(options: Partial<EditorOptions> = {}): Promise<void> {
  editor = await startEditor({folder, flags: ['--debounce', '20'], ...options})
}

function put(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({code}) => code)

function cli(args: readonly string[], input: string): string {
  return spawnSync(process.execPath, [MAIN, ...args], {cwd: folder, input, encoding: 'utf8', env: ENV}).stdout
}

const PULL: ClientCapabilities = {
  textDocument: {diagnostic: {}, codeAction: {resolveSupport: {properties: ['edit']}}},
  workspace: {
    diagnostics: {refreshSupport: true},
    didChangeWatchedFiles: {dynamicRegistration: true},
    workspaceEdit: {documentChanges: true},
  },
}

describe('diagnostics', () => {
  test('are sent with all that an editor shows, and go when the text is mended', async () => {
    await start()
    const text = await editor.open('page.txt', PAGE)
    const [teaser, footer, ...more] = await editor.sent(text)
    expect(more).toEqual([])
    expect(teaser).toEqual({
      range: {start: {line: 2, character: 0}, end: {line: 2, character: TEASER.length}},
      severity: 2,
      code: 'related-link',
      codeDescription: {href: expect.stringMatching(/^https:\/\/.*\/related-link\.md$/)},
      source: 'descrape',
      message: `Unexpected teaser link \`${TEASER}\``,
      tags: [1],
    })
    expect(footer?.code).toBe('source-link-footer')
    const [fix] = await editor.actions(text, teaser?.range)
    await editor.change(text, ...editsOf(fix?.edit, text))
    expect(codes(await editor.sent(text))).toEqual(['source-link-footer'])
    await editor.connection.sendNotification(DidCloseTextDocumentNotification.type, {textDocument: {uri: text.uri}})
    await expect.poll(() => editor.published.at(-1)).toEqual({uri: text.uri, diagnostics: []})
  })

  test('wait for a pause of typing', async () => {
    await start({flags: ['--debounce', '300']})
    const text = await editor.open('page.txt', CLEAN)
    expect(await editor.sent(text)).toEqual([])
    const before = editor.published.length
    for (const char of `\n${TEASER}\n`) {
      const end = text.positionAt(text.getText().length)
      await editor.change(text, {range: {start: end, end}, newText: char})
    }
    expect(codes(await editor.sent(text))).toEqual(['related-link'])
    expect(editor.published.length - before).toBe(1)
  })

  test('are given to editors that ask, and only to them', async () => {
    await start({capabilities: PULL})
    expect(editor.server.capabilities.diagnosticProvider).toMatchObject({identifier: 'descrape'})
    const text = await editor.open('page.txt', PAGE)
    const ask = (previousResultId?: string) =>
      editor.connection.sendRequest(DocumentDiagnosticRequest.type, {
        textDocument: {uri: text.uri},
        ...(previousResultId && {previousResultId}),
      })
    const report = await ask()
    if (report.kind !== 'full') throw new Error('Expected a full report')
    expect(codes(report.items)).toEqual(['related-link', 'source-link-footer'])
    expect(await ask(report.resultId)).toEqual({kind: 'unchanged', resultId: report.resultId})
    await editor.change(text, {range: wholeOf(text), newText: CLEAN})
    expect(await ask(report.resultId)).toMatchObject({kind: 'full', items: []})
    expect(editor.published).toEqual([])
  })

  test('cover texts and Markdown, and nothing else', async () => {
    await start()
    const found = async (name: string, language: string): Promise<number> => {
      const text = await editor.open(name, PAGE, language)
      const {length} = await editor.sent(text)
      return length + (length === 0 ? (await editor.actions(text)).length : 0)
    }
    for (const [name, language] of [
      ['a.txt', 'plaintext'],
      ['b.txt', 'text'],
      ['c.txt', ''],
      ['d.md', 'markdown'],
      ['untitled:Untitled-1', 'plaintext'],
      ['untitled:Untitled-2', 'markdown'],
    ] as const)
      expect([name, await found(name, language)]).toEqual([name, 2])
    for (const [name, language] of [
      ['page.html', 'html'],
      ['page.txt', 'html'],
      ['page.ts', 'typescript'],
      ['a.jsonl', 'jsonl'],
      ['b.jsonl', 'plaintext'],
      ['page.unknown', 'plaintext'],
      ['requirements', 'plaintext'],
      ['page.md', 'mdx'],
    ] as const)
      expect([name, await found(name, language)]).toEqual([name, 0])
  })

  test('tell that a text is too long', async () => {
    await start({flags: ['--max-file-size', '1kB']})
    const [note, ...more] = await editor.sent(await editor.open('page.txt', PAGE.repeat(10)))
    expect(more).toEqual([])
    expect(note).toMatchObject({
      severity: 3,
      message: 'This text of 2.1 kB is not checked; the limit is 1 kB (--max-file-size)',
    })
  })

  test('of Markdown are those of the command line', async () => {
    const value = `---\ntitle: "a  ,b"\n---\n\n# Wall 😀\n\n${PROSE}  \n**Old** \`READ MORE : x\` wall .\n\n\`\`\`\n${TEASER}\n\`\`\`\n\n${TEASER}\n\n| a | b |\n|---|---|\n| ${TEASER} | x ,y |\n\n<div>\n${TEASER}\n</div>\n`
    await start()
    const found = (await editor.sent(await editor.open('page.md', value))).map(({code, range}) => [
      code,
      range.start.line + 1,
      range.start.character + 1,
      range.end.line + 1,
      range.end.character + 1,
    ])
    put('page.md', value)
    const {messages} = JSON.parse(cli(['page.md', '-f', 'json'], '')) as {
      messages: {ruleId: string; line: number; column: number; endLine: number; endColumn: number}[]
    }
    expect(found).toEqual(
      messages.map(({ruleId, line, column, endLine, endColumn}) => [ruleId, line, column, endLine, endColumn]),
    )
    expect(found.map(([rule]) => rule)).toContain('related-link')
  })
})

describe('places', () => {
  const JUNK = [TEASER, 'so\u00adft wall', 'The wall , they say , was old.', 'Itâ€™s old.', 'Source link']
  const ORDINARY = ['😀', '𝒜 wall', 'שלום עולם', 'مرحبا', '東京の壁', 'é', '', PROSE]

  // Each fix is made where the editor shows it, on a text of its own.
  test('count UTF-16 units, whatever stands before', async () => {
    await start()
    let count = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...JUNK, ...ORDINARY), {minLength: 1, maxLength: 8}),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (lines, lineEnd, withBom) => {
          const value = lines.join(lineEnd)
          const text = await editor.open(`${count++}.txt`, (withBom ? '\ufeff' : '') + value)
          const found = await editor.sent(text)
          const {messages} = JSON.parse(cli(['--stdin-filename', 'a.txt', '-f', 'json', '-'], value)) as {
            messages: {start: number; end: number}[]
          }
          expect(found.map(({range}) => text.getText(range))).toEqual(
            messages.map(({start, end}) => value.slice(start, end)),
          )
          const [all] = await editor.actions(text, wholeOf(text), {only: ['source.fixAll.descrape']})
          const edited = TextDocument.applyEdits(text, editsOf(all?.edit, text)).replace(/^\ufeff/, '')
          expect(edited).toBe(cli(['--fix', '--stdin-filename', 'a.txt', '-'], value))
        },
      ),
      {numRuns: 12},
    )
  })

  test('stay right through edits of a part', async () => {
    await start()
    const text = await editor.open('page.txt', 'x\n')
    let name = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat({max: 30}),
        fc.constantFrom(...JUNK.map((line) => `\n\n${line}\n\n`), '😀', '\r\n', 'ab'),
        async (at, length, newText) => {
          const size = text.getText().length + 1
          const start = text.positionAt(at % size)
          const end = text.positionAt(Math.min(size - 1, (at % size) + length))
          await editor.change(text, {range: {start, end}, newText})
          const fresh = await editor.open(`fresh-${name++}.txt`, text.getText())
          expect(await editor.sent(text)).toEqual(await editor.sent(fresh))
        },
      ),
      {numRuns: 20},
    )
  })
})

describe('actions', () => {
  test('offer the safe fix as the preferred one, the unsafe one by its name', async () => {
    const unsafe = 'Read more: The market wall is to be mended.'
    await start()
    const text = await editor.open('page.txt', `${PAGE}${PAGE.replace(TEASER, unsafe)}`)
    const diagnostics = await editor.sent(text)
    const safeOne = diagnostics.find(({code}) => code === 'related-link')
    const unsafeOne = diagnostics.findLast(({code}) => code === 'related-link')
    const [safe] = await editor.actions(text, safeOne?.range)
    expect(safe).toMatchObject({
      title: 'Remove this line (related-link)',
      kind: 'quickfix',
      isPreferred: true,
      diagnostics: [safeOne],
    })
    const [guess] = await editor.actions(text, unsafeOne?.range)
    expect(guess?.title).toBe('Remove this line (unsafe fix of related-link)')
    expect(guess?.isPreferred).toBeUndefined()
    expect(TextDocument.applyEdits(text, editsOf(guess?.edit, text))).not.toContain(unsafe)
  })

  test('say what they change', async () => {
    await start()
    const text = await editor.open('page.txt', `The so\u00adft wall , they say, isnâ€™t old.\n`)
    await editor.sent(text)
    const titles = (await editor.actions(text)).map(({title}) => title)
    expect(titles).toEqual(
      expect.arrayContaining([
        'Delete U+00AD (invisible-characters)',
        'Change “ ,” to “,” (space-before-punctuation)',
        'Change “â€™” to “’” (mojibake)',
      ]),
    )
  })

  test('fix all as --fix does', async () => {
    const seeds = join(import.meta.dirname, '../seeds')
    await start()
    for (const name of readdirSync(seeds).filter((file) => /(?<!\.clean)\.(txt|md)$/.test(file))) {
      const value = readFileSync(join(seeds, name), 'utf8')
      const text = await editor.open(name, value)
      const actions = await editor.actions(text, wholeOf(text), {only: ['source.fixAll']})
      expect(actions.map(({kind}) => kind)).toEqual(actions.slice(0, 1).map(() => 'source.fixAll.descrape'))
      const edited = TextDocument.applyEdits(text, editsOf(actions[0]?.edit, text))
      expect(edited, name).toBe(cli(['--fix', '--stdin-filename', name, '-'], value))
    }
  })

  test('fix all of one rule', async () => {
    await start()
    const text = await editor.open('page.txt', `${PAGE}\n${TEASER}\n\n${PROSE}\n`)
    const action = (await editor.actions(text)).find(({title}) => title === 'Apply all safe fixes of related-link')
    const edited = TextDocument.applyEdits(text, editsOf(action?.edit, text))
    expect([edited.includes(TEASER), edited.includes('Source link')]).toEqual([false, true])
  })

  test('are safe on saving, whatever the configuration lets --fix do', async () => {
    const unsafe = 'Read more: The market wall is to be mended.'
    put('descrape.config.json', JSON.stringify({unsafeFixes: true}))
    await start()
    const text = await editor.open('page.txt', PAGE.replace(TEASER, unsafe))
    const [action] = await editor.actions(text, wholeOf(text), {only: ['source.fixAll.descrape']})
    const edited = TextDocument.applyEdits(text, editsOf(action?.edit, text))
    expect([edited.includes(unsafe), edited.includes('Source link')]).toEqual([true, false])
  })

  test('come without edits where the editor asks for them later', async () => {
    await start({capabilities: PULL})
    const text = await editor.open('page.txt', PAGE)
    const [action] = await editor.actions(text, wholeOf(text), {only: ['source']})
    if (!action) throw new Error('Expected an action')
    expect(action.edit).toBeUndefined()
    const resolved = await editor.resolve(action)
    expect(resolved.edit).toHaveProperty('documentChanges')
    expect(TextDocument.applyEdits(text, editsOf(resolved.edit, text))).toBe(CLEAN)
  })

  test('are of the kinds that are asked for, at the place that is asked for', async () => {
    await start()
    const text = await editor.open('page.txt', PAGE)
    expect(await editor.actions(text, undefined, {only: ['refactor']})).toEqual([])
    expect((await editor.actions(text, undefined, {only: ['quickfix']})).map(({kind}) => kind)).toEqual([
      'quickfix',
      'quickfix',
    ])
    const first = {line: 0, character: 3}
    expect(await editor.actions(text, {start: first, end: first}, {only: ['quickfix']})).toEqual([])
  })

  test('say why they leave a text alone', async () => {
    put('descrape.config.json', '{"maxRemoved": 0.1}')
    await start({capabilities: PULL})
    const text = await editor.open('page.txt', PAGE)
    const [action] = await editor.actions(text, undefined, {only: ['source.fixAll']})
    if (!action) throw new Error('Expected an action')
    expect(editsOf((await editor.resolve(action)).edit, text)).toEqual([])
    await expect
      .poll(() => editor.shown)
      .toEqual([expect.stringMatching(/^descrape: fixes would remove \d+ % of the text; left as it is/)])
  })

  test('suggest spellings, only when a person asks', async () => {
    put('descrape.config.json', JSON.stringify({rules: {spelling: 'info'}}))
    await start()
    const text = await editor.open('page.txt', `${PROSE} He held a noteboook 😀 in his hand.\n`)
    const [typo] = await editor.sent(text)
    expect(typo?.code).toBe('spelling')
    const ask = (triggerKind: CodeActionTriggerKind) => editor.actions(text, typo?.range, {triggerKind})
    expect(await ask(CodeActionTriggerKind.Automatic)).toEqual([])
    const [change] = await ask(CodeActionTriggerKind.Invoked)
    expect(change?.title).toBe('Change to “notebook” (spelling)')
    expect(TextDocument.applyEdits(text, editsOf(change?.edit, text))).toContain('a notebook 😀 in')
  })
})

describe('what is left as it is', () => {
  test('goes to the baseline that the configuration names, as the command line reads it', async () => {
    put('descrape.config.json', '{"baseline": "accepted.json"}')
    put('page.txt', `${TEASER}\n\n${PAGE}`)
    await start()
    const text = await editor.open('page.txt', `${TEASER}\n\n${PAGE}`)
    const [teaser] = await editor.sent(text)
    const add = (await editor.actions(text, teaser?.range)).find(({title}) => title.startsWith('Add to the baseline'))
    if (!add?.command) throw new Error('Expected a command')
    const {command, arguments: given} = add.command
    await editor.connection.sendRequest(ExecuteCommandRequest.type, {command, arguments: given ?? []})
    await expect
      .poll(() => codes(editor.published.at(-1)?.diagnostics ?? []))
      .toEqual(codes(await editor.sent(text)).slice(1))
    const {messages} = JSON.parse(cli(['page.txt', '-f', 'json'], '')) as {messages: {ruleId: string}[]}
    expect(messages.map(({ruleId}) => ruleId)).toEqual(codes(await editor.sent(text)))
    const [all] = await editor.actions(text, wholeOf(text), {only: ['source.fixAll']})
    const edited = TextDocument.applyEdits(text, editsOf(all?.edit, text))
    expect(edited).toBe(cli(['--fix', '--stdin-filename', 'page.txt', '-'], text.getText()))
    expect(edited).toContain(TEASER)
  })

  test('goes to no baseline where none is named', async () => {
    await start()
    const text = await editor.open('page.txt', PAGE)
    expect((await editor.actions(text)).map(({title}) => title).filter((title) => title.includes('baseline'))).toEqual(
      [],
    )
  })

  test.each(['\n', '\r\n'])('is told by a comment in Markdown', async (lineEnd) => {
    await start()
    const text = await editor.open('page.md', PAGE.replaceAll('\n', lineEnd))
    const [teaser, ...more] = await editor.sent(text)
    const comment = (await editor.actions(text, teaser?.range)).find(({title}) => title.includes('comment'))
    await editor.change(text, ...editsOf(comment?.edit, text))
    expect(text.getText()).toContain(`${lineEnd}<!-- descrape-disable-next-line related-link -->${lineEnd}${TEASER}`)
    expect(codes(await editor.sent(text))).toEqual(codes(more))
  })
})

describe('documentation of rules', () => {
  const at = {line: 2, character: 4}

  test('is shown over a finding, in Markdown where the editor can', async () => {
    await start({capabilities: {textDocument: {hover: {contentFormat: [MarkupKind.Markdown]}}}})
    const text = await editor.open('page.txt', PAGE)
    const ask = (position: {line: number; character: number}) =>
      editor.connection.sendRequest(HoverRequest.type, {textDocument: {uri: text.uri}, position})
    const hover = (await ask(at)) as Hover
    expect(hover.range?.start.line).toBe(2)
    expect(hover.contents).toEqual({
      kind: 'markdown',
      value: expect.stringMatching(/^### \[related-link\]\(https:.*\)\n\nA teaser .*\n\n\*\*Why it is junk\*\*/),
    })
    expect(await ask({line: 0, character: 4})).toBeNull()
  })

  test('is shown as plain text elsewhere', async () => {
    await start()
    const text = await editor.open('page.txt', PAGE)
    const hover = await editor.connection.sendRequest(HoverRequest.type, {
      textDocument: {uri: text.uri},
      position: at,
    })
    const {kind, value} = hover?.contents as {kind: string; value: string}
    expect(kind).toBe('plaintext')
    expect(value).toMatch(/^related-link \(https:.*\)\n/)
    expect(value).not.toMatch(/[*#`]/)
  })

  test('is a command', async () => {
    await start()
    const run = (...given: unknown[]) =>
      editor.connection.sendRequest(ExecuteCommandRequest.type, {
        command: 'descrape.documentation',
        arguments: given,
      })
    expect(await run('mojibake')).toMatch(/^### \[mojibake\]/)
    await expect(run('mojibak')).rejects.toThrow('Unknown rule `mojibak`, did you mean `mojibake`?')
  })
})

describe('configuration', () => {
  const OFF = JSON.stringify({rules: {'related-link': 'off'}})

  test('is that of the open folder, with overrides and ignores', async () => {
    put(
      'descrape.config.json',
      JSON.stringify({
        ignores: ['raw.txt'],
        overrides: [
          {files: ['b.txt'], rules: {'related-link': 'error'}},
          {files: ['*.page'], input: {format: 'text'}},
        ],
      }),
    )
    await start()
    const severities = async (name: string) =>
      (await editor.sent(await editor.open(name, PAGE))).map(({severity}) => severity)
    expect(await severities('a.txt')).toEqual([2, 2])
    expect(await severities('b.txt')).toEqual([1, 2])
    expect(await severities('raw.txt')).toEqual([])
    expect(await severities('c.page')).toEqual([2, 2])
  })

  test('is that of a flag, or none', async () => {
    put('descrape.config.json', OFF)
    put('own.json', JSON.stringify({rules: {'source-link-footer': 'off'}}))
    await start({flags: ['-c', 'own.json']})
    expect(codes(await editor.sent(await editor.open('page.txt', PAGE)))).toEqual(['related-link'])
    await editor.quit()
    await start({flags: ['--no-config']})
    expect(await editor.sent(await editor.open('page.txt', PAGE))).toHaveLength(2)
  })

  test('is read again when something is saved, without a watch on it', async () => {
    await start()
    const text = await editor.open('page.txt', PAGE)
    expect(await editor.sent(text)).toHaveLength(2)
    put('descrape.config.json', OFF)
    await editor.connection.sendNotification(DidSaveTextDocumentNotification.type, {textDocument: {uri: text.uri}})
    await expect.poll(() => codes(editor.published.at(-1)?.diagnostics ?? [])).toEqual(['source-link-footer'])
  })

  test.each([
    ['descrape.config.json', OFF],
    ['descrape.config.mjs', `export default ${OFF}`],
    ['package.json', `{"descrape": ${OFF}}`],
  ])('is read again when the editor tells of %s', async (name, changed) => {
    const file = put(name, changed.replace('off', 'error'))
    utimesSync(file, 1, 1)
    let refreshed = 0
    await start({capabilities: PULL})
    editor.connection.onRequest(DiagnosticRefreshRequest.type, () => void refreshed++)
    await expect.poll(() => editor.registered).toContain('workspace/didChangeWatchedFiles')
    const text = await editor.open('page.txt', PAGE)
    const ask = async () => {
      const report = await editor.connection.sendRequest(DocumentDiagnosticRequest.type, {
        textDocument: {uri: text.uri},
      })
      return report.kind === 'full' ? report.items.map(({severity}) => severity) : []
    }
    expect(await ask()).toEqual([1, 2])
    put(name, changed)
    await editor.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{uri: `file://${file}`, type: FileChangeType.Changed}],
    })
    await expect.poll(() => refreshed).toBe(1)
    expect(await ask()).toEqual([2])
  })

  test('that cannot be followed is told once, and texts wait for a better one', async () => {
    put('descrape.config.json', '{"rules": {"related-lnk": "off"}}')
    await start()
    const text = await editor.open('page.txt', PAGE)
    expect(await editor.sent(text)).toEqual([])
    await editor.change(text, {range: wholeOf(text), newText: `${PAGE}\n`})
    expect(await editor.sent(text)).toEqual([])
    expect(editor.shown).toEqual([
      'descrape: descrape.config.json:1: Unknown rule `related-lnk`, did you mean `related-link`?',
    ])
    put('descrape.config.json', '{}')
    await editor.change(text, {range: wholeOf(text), newText: PAGE})
    expect(await editor.sent(text)).toHaveLength(2)
  })

  test('is told without links, which could run commands', async () => {
    put('descrape.config.json', '{"rules": {"[x](command:y)": "off"}}')
    await start()
    await editor.sent(await editor.open('page.txt', PAGE))
    expect(editor.shown).toEqual([expect.stringContaining('Unknown rule `[x] (command:y)`')])
  })

  test('names a baseline, which is told once as well where it cannot be read', async () => {
    put('descrape.config.json', '{"baseline": "accepted.json"}')
    put('accepted.json', '{}')
    await start()
    const text = await editor.open('page.txt', PAGE)
    expect(await editor.sent(text)).toEqual([])
    await editor.change(text, {range: wholeOf(text), newText: `${PAGE}\n`})
    expect(await editor.sent(text)).toEqual([])
    expect(editor.shown).toEqual(['descrape: accepted.json: is no baseline; `descrape baseline write` makes one'])
  })

  test('may print what it likes', async () => {
    put('descrape.config.mjs', `console.log('hello'); export default ${OFF}`)
    await start()
    expect(codes(await editor.sent(await editor.open('page.txt', PAGE)))).toEqual(['source-link-footer'])
  })
})
