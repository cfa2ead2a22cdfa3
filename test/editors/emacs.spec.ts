import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {ENV, MAIN} from '../toys.ts'

const root = join(import.meta.dirname, '../..')
const PROSE = 'The mayor said that the wall of the market was to be mended before the winter.'

// The lines of docs/editors.md, with the built program.
function setUp(): string {
  const [, lines] = /```elisp\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/editors.md'), 'utf8')) ?? []
  const command = [process.execPath, MAIN, 'lsp'].map((word) => JSON.stringify(word)).join(' ')
  const own = lines?.replace('"descrape" "lsp"', command)
  if (own === lines) throw new Error('docs/editors.md has no lines for Emacs')
  return own as string
}

test('Emacs shows findings, applies a fix and sees it go', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descrape-emacs-'))
  writeFileSync(
    join(folder, 'page.txt'),
    `𝒜 😀 so\u00adft wall.\n\nREAD MORE: Market wall to be mended\n\n${PROSE}\n\nSource link\n`,
  )
  writeFileSync(join(folder, 'init.el'), setUp())
  const files = [join(folder, 'init.el'), join(root, 'test/editors/emacs.el')].flatMap((file) => ['-l', file])
  const {stdout, stderr, status, error} = spawnSync(
    'emacs',
    ['--batch', '-l', 'package', '--eval', '(package-initialize)', ...files],
    {cwd: folder, encoding: 'utf8', env: {...ENV, HOME: folder, LC_ALL: 'C.UTF-8'}, timeout: 100_000},
  )
  if (error)
    throw new Error(`emacs cannot be run (${error.message}); install it (apt-get install emacs-nox elpa-eglot)`)
  rmSync(folder, {recursive: true})
  expect(status, stderr).toBe(0)
  const {before, title, after, text} = JSON.parse(stdout) as Record<string, unknown> & {before: string[]}
  expect(before).toHaveLength(3)
  expect(title).toBe('Remove this line (related-link)')
  expect(after).toEqual(before.filter((message) => !message.includes('[related-link]')))
  expect(text).toBe(`𝒜 😀 so\u00adft wall.\n\n${PROSE}\n\nSource link\n`)
})
