import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {ENV, MAIN} from '../toys.ts'

const PROSE = 'The mayor said that the wall of the market was to be mended before the winter.'
const TEXT = `𝒜 😀 שלום so\u00adft wall.

READ MORE: Market wall to be mended

${PROSE}

Source link
`

test('Neovim shows findings, applies fixes and sees them go', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descrape-nvim-'))
  writeFileSync(join(folder, 'page.txt'), TEXT)
  writeFileSync(join(folder, 'page.html'), TEXT)
  const root = join(import.meta.dirname, '../..')
  const command = JSON.stringify([process.execPath, MAIN, 'lsp'])
  const {stdout, stderr, status, error} = spawnSync(
    'nvim',
    [
      ...['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '--cmd', 'filetype on'],
      ...['-c', `let g:descrape_command = ${command}`],
      ...['-c', `luafile ${join(root, 'editors/neovim/descrape.lua')}`],
      ...['-c', `luafile ${join(root, 'test/editors/neovim.lua')}`],
    ],
    {cwd: folder, encoding: 'utf8', env: {...ENV, HOME: folder}, timeout: 100_000},
  )
  if (error) throw new Error(`nvim cannot be run (${error.message}); install it (apt-get install neovim)`)
  rmSync(folder, {recursive: true})
  expect({status, stderr}).toEqual({status: 0, stderr: ''})
  expect(JSON.parse(stdout)).toEqual({
    version: expect.stringMatching(/^0\.\d+$/),
    before: ['invisible-characters', 'related-link', 'source-link-footer'],
    marked: ['\u00ad'],
    fix: 'Delete U+00AD (invisible-characters)',
    after: ['related-link', 'source-link-footer'],
    line: '𝒜 😀 שלום soft wall.',
    fixAll: 'Apply all safe fixes of descrape',
    text: ['𝒜 😀 שלום soft wall.', '', PROSE],
    html: 0,
  })
})
