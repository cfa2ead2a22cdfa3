import {describe, expect, it} from 'vitest'
import {countEdits, scoreCleanRecords} from '../bench/clean-score.ts'
import {Interner, matchingBlocks} from '../bench/match.ts'
import {type GoldRecord, round, scoreRecords} from '../bench/page-score.ts'

// The numbers are those that score.py and clean_score.py give for the same texts.

const MARKET: GoldRecord = {
  id: 'a',
  page_type: 'article',
  text: [
    'Ferry runs again',
    'Home',
    'The ferry runs again on Monday, the council said after a long winter.',
    'Share this',
    'I f the river rises, it stops at once.',
    'Share this',
    'Read more: Ten walks along the river that every visitor should take before the long winter comes back',
    'ΟΔΟΣ und 東京タワー 42_b',
    '',
  ].join('\n'),
  labels: 'cjcjcjjc ',
  gold: [
    'Ferry runs again',
    'The ferry runs again on Monday, the council said after a long winter.',
    'If the river rises, it stops at once.',
    'οδος und 東京タワー 42_b',
  ].join('\n'),
  with: ['the council  said', 'never there'],
  without: ['Share this'],
}
const LETTERS: GoldRecord = {
  id: 'b',
  page_type: 'forum',
  text: 'one two three four five six seven\nalpha beta gamma delta\none two three four five six seven\nx',
  labels: 'ccjj',
  gold: 'one two three four five six seven\nalpha beta gamma delta',
}

const COPIES: Record<string, readonly [market: string, letters: string]> = {
  unchanged: [MARKET.text, LETTERS.text],
  lines: [
    'Ferry runs again\nThe ferry runs again on Monday, the council said after a long winter.\nI f the river rises, it stops at once.\nShare this\nΟΔΟΣ und 東京タワー 42_b\n',
    'one two three four five six seven\nalpha beta gamma delta',
  ],
  edited: [
    'Ferry runs again\nThe ferry runs again on Tuesday, the council said after a long winter. If the river rises, it stops at once.\nοδος und 東京 42_b\n',
    'one two three four five six seven alpha gamma delta one two three four',
  ],
  empty: ['', ''],
}

const EXPECTED = [
  {
    copy: 'unchanged',
    score: {
      docs: 2,
      junk_share_before_pct: 44.663,
      junk_removed_pct: 0,
      content_lost_pct: 0,
      mixed_removed_pct: null,
      removal_precision_pct: null,
      docs_changed_pct: 0,
      p_after: 0.5491,
      r_after: 0.9821,
      f1_after: 0.7042,
      docs_f1_up_pct: 0,
      with_found_after_pct: 50,
      without_rejected_after_pct: 0,
    },
  },
  {
    copy: 'lines',
    score: {
      junk_removed_pct: 93.711,
      junk_short_removed_pct: 82.759,
      junk_long_removed_pct: 100,
      junk_lines_removed_pct: 83.333,
      content_lost_pct: 0,
      removal_precision_pct: 100,
      docs_changed_pct: 100,
      p_after: 0.9355,
      f1_after: 0.9576,
      docs_f1_up_pct: 100,
    },
  },
  {
    copy: 'edited',
    score: {
      junk_removed_pct: 88.14,
      junk_short_removed_pct: 67.488,
      content_lost_pct: 10.695,
      content_lines_lost_pct: 0,
      removal_precision_pct: 86.931,
      p_after: 0.8214,
      r_after: 0.9188,
      f1_after: 0.8643,
      without_rejected_after_pct: 100,
    },
  },
  {
    copy: 'empty',
    score: {
      junk_removed_pct: 100,
      content_lost_pct: 100,
      removal_precision_pct: 44.663,
      docs_losing_content_line_pct: 100,
      f1_after: 0,
      docs_f1_down_pct: 100,
      with_found_after_pct: 0,
    },
  },
]

describe('scores of pages', () => {
  it.each(EXPECTED)('$copy', ({copy, score}) => {
    const [market, letters] = COPIES[copy]
    const texts = new Map([
      ['a', market],
      ['b', letters],
    ])
    const [scores] = scoreRecords([MARKET, LETTERS], [texts])
    expect(scores.all).toMatchObject(score)
    expect(Object.keys(scores)).toEqual(['all', 'article', 'forum'])
  })
})

describe('edits of clean texts', () => {
  it.each([
    ['a , b', 'a, b', 1],
    ['one\n\n\ntwo', 'one\n\ntwo', 0],
    ['“Yes “ he said .\nNo', '“Yes” he said.\nNo', 2],
    ['first line\nsecond line\nthird', 'first line\nthird', 1],
    ['日本語 の', '日本語の', 1],
  ])('%j', (text, cleaned, count) => expect(countEdits(text, cleaned)).toBe(count))

  it('by language and genre', () => {
    const records = [
      {id: 'a', lang: 'en', genre: 'blog', text: '“Yes “ he said .\nNo'},
      {id: 'b', lang: 'ja', genre: 'blog', text: '日本語 の'},
    ]
    const {lang, genre} = scoreCleanRecords(records, new Map([['b', '日本語の']]), new Map([['a', 3]]))
    expect(lang.en).toEqual({docs: 1, words: 4, edits: 0, touched: 0, messages: 3, flagged: 1})
    expect(lang.ja).toEqual({docs: 1, words: 2, edits: 1, touched: 1, messages: 0, flagged: 0})
    expect(genre.blog).toEqual({docs: 2, words: 6, edits: 1, touched: 1, messages: 3, flagged: 1})
  })
})

it('finds the longest stretch first, then what is beside it', () => {
  const interner = new Interner()
  const numbers = (text: string): number[] => [...text].map((letter) => interner.number(letter))
  expect(matchingBlocks(numbers('abxcdabcd'), numbers('abcdxabxcd'))).toEqual([{start: 0, other: 5, length: 5}])
  expect(matchingBlocks([-1, 7], [-1, 7])).toEqual([{start: 1, other: 1, length: 1}])
})

it.each([
  [0.0625, 3, 0.062],
  [0.1875, 3, 0.188],
  [2.675, 2, 2.67],
  [0.125, 2, 0.12],
  [0.375, 2, 0.38],
])('rounds %d to %i digits as Python does', (value, digits, rounded) => expect(round(value, digits)).toBe(rounded))
