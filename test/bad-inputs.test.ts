import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, expect, it} from 'vitest'
import {BAD_INPUTS, type BadInput} from './bad-inputs.ts'
import {ENV, MAIN} from './toys.ts'

const base = mkdtempSync(join(tmpdir(), 'descrape-bad-'))
afterAll(() => rmSync(base, {recursive: true}))

function expectText(text: string, wanted: string | RegExp | undefined): void {
  if (typeof wanted === 'string') expect(text).toContain(wanted)
  else if (wanted) expect(text).toMatch(wanted)
}

it('are many', () => {
  expect(BAD_INPUTS.length).toBeGreaterThanOrEqual(60)
  expect(new Set(BAD_INPUTS.map(({group, what}) => group + what)).size).toBe(BAD_INPUTS.length)
})

it.each(
  BAD_INPUTS.map((bad, index) => [`${bad.group}: ${bad.what}`, bad, index] as [string, BadInput, number]),
)('%s', (_, {files = {}, prepare, args = [], sh, stdin = '', status, stderr, stdout, after = {}}, index) => {
  const folder = join(base, String(index), 'here')
  mkdirSync(folder, {recursive: true})
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), {recursive: true})
    writeFileSync(join(folder, name), content)
  }
  prepare?.(folder)
  const [command, ...given] = sh === undefined ? [process.execPath, MAIN, ...args] : ['bash', '-c', sh]
  const env = {...ENV, DESCRAPE: `${process.execPath} ${MAIN}`}
  const result = spawnSync(command as string, given, {
    cwd: folder,
    encoding: 'utf8',
    env,
    input: stdin,
    timeout: 50_000,
  })
  expect({status: result.status, signal: result.signal, stderr: result.stderr}).toMatchObject({status, signal: null})
  expectText(result.stderr, stderr)
  expectText(result.stdout, stdout)
  // Nothing reaches the terminal but lines, and no user reads a stack.
  expect(result.stdout + result.stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
  expect(result.stderr).not.toMatch(/^ +at |internal error/m)
  for (const [name, content] of Object.entries(files))
    if (!(name in after))
      expect(readFileSync(join(folder, name)).equals(Buffer.from(content as string)), name).toBe(true)
  for (const [name, content] of Object.entries(after))
    if (content === undefined) expect(existsSync(join(folder, name)), name).toBe(false)
    else
      expect(readFileSync(join(folder, name)).toString('latin1'), name).toBe(
        Buffer.from(content as string).toString('latin1'),
      )
  expect(readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter((name) => name.endsWith('.tmp'))).toEqual([])
})
