import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {ENV, MAIN} from './toys.ts'

// A rule that never ends, and one whose regular expression takes exponential time.
const CONFIG = `
const rule = (id, check) => ({id, category: 'related', summary: 'A toy.', since: '0.1.0', presets: ['recommended'], fix: 'safe', needs: 'phrases', check})
export const plugin = {
  name: 'stuck',
  rules: [
    rule('toy-endless', function* () { for (;;); }),
    rule('toy-blowup', function* ({line}) { /^(?:a+)+$/.test('a'.repeat(40) + '!') }),
    rule('toy-teaser', function* ({line}) { yield {at: line, reason: 'Unexpected teaser', remove: true} }),
  ],
  phrases: [
    {rule: 'toy-endless', lang: 'und', phrases: ['zzz endless']},
    {rule: 'toy-blowup', lang: 'und', phrases: ['zzz blowup']},
    {rule: 'toy-teaser', lang: 'und', phrases: ['zzz teaser']},
  ],
}
export default {extends: [], rules: {'toy-endless': 'warn', 'toy-blowup': 'warn', 'toy-teaser': 'warn'}, plugins: [plugin]}
`
const TEASER = 'First line of text.\n\nZzz teaser\n\nLast line of text.\n'
const CLEAN = 'First line of text.\n\nLast line of text.\n'
const folder = mkdtempSync(join(tmpdir(), 'descrape-timeout-'))
beforeAll(() => {
  writeFileSync(join(folder, 'descrape.config.mjs'), CONFIG)
  mkdirSync(join(folder, 'pages'))
  for (const [name, text] of Object.entries({a: TEASER, b: 'Zzz endless\n', c: 'Zzz blowup\n', d: TEASER}))
    writeFileSync(join(folder, `pages/${name}.txt`), text)
  const records = [TEASER, 'Zzz endless\n', TEASER].map((text, id) => `${JSON.stringify({id, text})}\n`)
  writeFileSync(join(folder, 'pages/e.jsonl'), records.join(''))
})
afterAll(() => rmSync(folder, {recursive: true}))

function run(args: readonly string[], input = ''): ReturnType<typeof spawnSync> {
  return spawnSync(process.execPath, [MAIN, ...args], {cwd: folder, encoding: 'utf8', env: ENV, input, timeout: 50_000})
}

test.each([
  [['--workers', '1']],
  [['--workers', '2']],
])('a stuck text is an error, and the run goes on: %j', (workers) => {
  const {stderr, status} = run(['pages', '--fix', '--quiet', '-f', 'concise', '--doc-timeout', '0.5', ...workers])
  expect(status).toBe(2)
  for (const place of ['pages/b.txt', 'pages/c.txt', 'pages/e.jsonl:2'])
    expect(stderr).toContain(
      `descrape: ${place}: took more than 0.5 s, left as it is; raise --doc-timeout, or split it\n`,
    )
  for (const name of ['a', 'd']) expect(readFileSync(join(folder, `clean/pages/${name}.txt`), 'utf8')).toBe(CLEAN)
  const lines = readFileSync(join(folder, 'clean/pages/e.jsonl'), 'utf8').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).text)).toEqual([CLEAN, 'Zzz endless\n', CLEAN])
  rmSync(join(folder, 'clean'), {recursive: true})
})

test('in a pipe of records it is answered in its place', () => {
  const {stdout, status} = run(
    ['--records', '--fix', '--doc-timeout', '0.5', '-'],
    readFileSync(join(folder, 'pages/e.jsonl'), 'utf8'),
  )
  const answers = String(stdout)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(answers.map(({id}) => id)).toEqual([0, 1, 2])
  expect(answers[0].text).toBe(CLEAN)
  expect(answers[1]._error).toMatchObject({code: 'timeout', message: expect.stringContaining('took more than 0.5 s')})
  expect(answers[2].text).toBe(CLEAN)
  expect(status).toBe(0)
})

test.each(['0', '-1', 'soon'])('--doc-timeout %s is no time', (value) => {
  const {stderr, status} = run(['pages', `--doc-timeout=${value}`])
  expect(status).toBe(2)
  expect(stderr).toBe(`descrape: --doc-timeout '${value}': expected seconds, such as 10 or 0.5\n`)
})
