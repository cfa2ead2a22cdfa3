import {spawnSync} from 'node:child_process'
import {expect, test} from 'vitest'
import {startClock} from '../src/text/timing.ts'
import {MAIN} from './toys.ts'

function wait(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

test('what is nested counts for itself, and the parts add up to the whole', () => {
  const {timed, timings} = startClock()
  expect(timed('outer', () => 'result')).toBe('result')
  timed('outer', () => {
    wait(5)
    timed('inner', () => wait(20))
    timed('inner', () => wait(20))
  })
  expect(() =>
    timed('thrown', () => {
      throw new Error('as a rule may')
    }),
  ).toThrow()
  const before = performance.now()
  const spent = new Map(timings())
  const after = performance.now()
  const total = [...spent.values()].reduce((sum, milliseconds) => sum + milliseconds, 0)
  expect([...spent.keys()].sort()).toEqual(['everything else', 'inner', 'outer', 'thrown'])
  expect(spent.get('inner')).toBeGreaterThanOrEqual(40)
  expect(spent.get('outer')).toBeGreaterThanOrEqual(5)
  expect(spent.get('outer')).toBeLessThan(spent.get('inner') as number)
  expect(total).toBeGreaterThan(before - 1)
  expect(total).toBeLessThan(after + 1)
})

test('--timing says so on standard error, to the last millisecond', () => {
  const text = 'The ferry waits , and the baker sells bread on the quay every morning of the week.\n'.repeat(200)
  const {stderr, stdout} = spawnSync(process.execPath, [MAIN, '--no-config', '--timing', '-f', 'jsonl', '-'], {
    input: text,
    encoding: 'utf8',
  })
  expect(stdout).toContain('space-before-punctuation')
  const rows = [...stderr.matchAll(/^ *([\d.]+) ms +[\d.]+ % {2}(.+)$/gm)].map(([, time, name]) => ({
    name,
    time: Number(time),
  }))
  expect(rows.map(({name}) => name)).toContain('scan')
  expect(rows.at(-1)?.name).toBe('total')
  const sum = rows.slice(0, -1).reduce((all, {time}) => all + time, 0)
  expect(Math.abs(sum - (rows.at(-1)?.time ?? 0))).toBeLessThan(rows.length * 0.06)
})
