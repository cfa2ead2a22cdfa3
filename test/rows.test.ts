import {expect, it} from 'vitest'
import {rowsOf} from '../src/text/rows.ts'

it('joins matches that touch', () => {
  expect([...rowsOf('a%41%42 b%43', /%\d\d/g)]).toEqual([
    {start: 1, end: 7},
    {start: 9, end: 12},
  ])
  expect([...rowsOf('a', /%\d\d/g)]).toEqual([])
})

it('finds rows of millions', () => {
  const text = '=C3'.repeat(6_000_000)
  expect([...rowsOf(text, /=[0-9A-F]{2}/g)]).toEqual([{start: 0, end: text.length}])
})
