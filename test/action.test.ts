import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import {ENV} from './toys.ts'

const ROOT = join(import.meta.dirname, '..')

interface Step {
  run?: string
  uses?: string
  env?: Record<string, string>
}
interface Action {
  inputs: Record<string, {default: string}>
  outputs: Record<string, {value: string}>
  runs: {steps: Step[]}
}
const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-action-'))
  mkdirSync(join(folder, 'pages'))
  mkdirSync(join(folder, 'node_modules'))
  writeFileSync(
    join(folder, 'pages/two words.txt'),
    'The ferry ran again , on time.\n\nRead more: The ferry\n\nAll is well.\n',
  )
  symlinkSync(ROOT, join(folder, 'node_modules/descrape'))
})
afterEach(() => rmSync(folder, {recursive: true}))

// Runs the step of `action.yml` as GitHub does.
function run(inputs: Record<string, string> = {}): {
  status: number | null
  out: string
  summary: string
  output: string
} {
  const [{run: command = '', env = {}} = {}] = action.runs.steps
  const value = (expression: string): string =>
    expression.replace(
      /^\$\{\{ inputs\.(\w+) \}\}$/,
      (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '',
    )
  const {status, stdout} = spawnSync('bash', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...ENV,
      ...Object.fromEntries(Object.entries(env).map(([name, expression]) => [name, value(expression)])),
      GITHUB_ACTION_PATH: ROOT,
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      GITHUB_OUTPUT: join(folder, 'output'),
      RUNNER_TEMP: folder,
    },
  })
  const get = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '')
  return {status, out: stdout, summary: get('summary.md'), output: get('output')}
}

describe('the action', () => {
  test('annotates, sums up, writes SARIF and fails where something is left', () => {
    const {status, out, summary, output} = run()
    expect(status).toBe(1)
    expect(out).toMatch(/^::warning file=pages\/two words\.txt,line=3,/m)
    expect(summary).toBe(
      '### descrape\n\n1 file: 2 warnings\n\n| rule | findings |\n| --- | --: |\n| related-link | 1 |\n| space-before-punctuation | 1 |\n\n',
    )
    expect(output).toBe('errors=0\nwarnings=2\nsarif=descrape.sarif\n')
    const {runs} = JSON.parse(readFileSync(join(folder, 'descrape.sarif'), 'utf8'))
    expect(runs[0].results).toHaveLength(2)
    expect(Object.keys(action.outputs)).toEqual(['sarif', 'errors', 'warnings'])
  })

  test('passes paths and flags on, one a line', () => {
    const {status, summary} = run({
      paths: 'pages/two words.txt\n',
      args: '--select\nrelated-link\n--fail-on\nerror\n',
      sarif: 'out/x.sarif',
    })
    expect(status).toBe(0)
    expect(summary).toContain('1 file: 1 warning\n')
    expect(existsSync(join(folder, 'out/x.sarif'))).toBe(true)
  })

  test('says that all is well', () => {
    writeFileSync(join(folder, 'pages/two words.txt'), 'All is well.\n')
    expect(run()).toMatchObject({status: 0, out: '', summary: '### descrape\n\n1 file: no findings\n\n'})
  })

  test('ends with 2 where a path is wrong', () => {
    expect(run({paths: 'nowhere'})).toMatchObject({status: 2})
  })

  test('announces no results but its own', () => {
    writeFileSync(join(folder, 'descrape.sarif'), '{"runs": []}')
    expect(run({args: '--no-such-flag'})).toMatchObject({status: 2, output: ''})
    writeFileSync(join(folder, 'other'), 'It stays.')
    symlinkSync('other', join(folder, 'descrape.sarif'))
    expect(run().output).toContain('sarif=descrape.sarif\n')
    expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('It stays.')
    rmSync(join(folder, 'descrape.sarif'))
    mkdirSync(join(folder, 'descrape.sarif'))
    expect(run()).toMatchObject({status: 2, out: expect.stringMatching(/^::error::.*descrape\.sarif\n$/)})
  })

  test('installs what the project does not have, and runs none of its scripts', () => {
    rmSync(join(folder, 'node_modules'), {recursive: true})
    const main = join(folder, 'package/dist/src/cli/main.js')
    mkdirSync(dirname(main), {recursive: true})
    writeFileSync(main, "console.log('installed')")
    const scripts = {postinstall: `touch ${folder}/ran`}
    writeFileSync(join(folder, 'package/package.json'), JSON.stringify({name: 'descrape', version: '9.9.9', scripts}))
    expect(run({version: `file:${folder}/package`})).toMatchObject({status: 0, out: 'installed\n'})
    expect(existsSync(join(folder, 'ran'))).toBe(false)
  })
})

test('the hooks of pre-commit call the program', () => {
  const hooks = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as {
    entry: string
    files: string
    exclude: string
  }[]
  const {bin} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {bin: Record<string, string>}
  for (const {entry, files, exclude} of hooks) {
    expect(Object.keys(bin)).toContain(entry.split(' ')[0])
    expect(['a.txt', 'a/b.md', 'c.jsonl'].every((name) => new RegExp(files).test(name))).toBe(true)
    const isLeftOut = (name: string): boolean => new RegExp(exclude).test(name)
    // `pre-commit` passes names bare, so that of a file could be a flag.
    expect(['--card=README.md', '-x.txt', 'a/descrape-ledger.jsonl'].every(isLeftOut)).toBe(true)
    expect(['a.txt', 'a/-b.md', 'a-b.txt', 'c.jsonl'].some(isLeftOut)).toBe(false)
  }
})
