import {describe, expect, it, test} from 'vitest'
import {
  chunksOf,
  duplicates,
  lengthOf,
  linesOf,
  repeatedNgramLength,
  share,
  strip,
  topNgram,
} from '../src/text/measures.ts'
import {countSentences, wordsOf} from '../src/text/words.ts'

// What the tokeniser of the reference (datatrove 0.10, spaCy 3.8) gives.
describe('words', () => {
  it.each([
    ['', []],
    [' \n\t', []],
    ['It blew, and it rained.', ['It', 'blew', ',', 'and', 'it', 'rained', '.']],
    ['"Stop!" (he said)...', ['"', 'Stop', '!', '"', '(', 'he', 'said', ')', '...']],
    ["I don't think he'll've", ['I', 'do', "n't", 'think', 'he', "'ll", "'ve"]],
    ['She’s Ann’s', ['She', '’s', 'Ann', '’s']],
    ['cannot dont its well', ['can', 'not', 'do', 'nt', 'its', 'well']],
    ['Mr. Day left the U.S. at 5p.m.', ['Mr.', 'Day', 'left', 'the', 'U.S.', 'at', '5', 'p.m.']],
    ['a well-known up/down 3-4', ['a', 'well', '-', 'known', 'up', '/', 'down', '3', '-', '4']],
    ['$5 10km 20% 5G', ['$', '5', '10', 'km', '20', '%', '5', 'G']],
    ['see https://example.org/a-b?c=d, please', ['see', 'https://example.org/a-b?c=d', ',', 'please']],
    ['jane-doe@example.org/x-y', ['jane-doe@example.org/x-y']],
    ['end.Next one,two', ['end', '.', 'Next', 'one', ',', 'two']],
    ['nice:) or vitamin-c.', ['nice', ':)', 'or', 'vitamin', '-', 'c.']],
    ['東京は、雨。', ['東京は、雨', '。']],
    ['…so…', ['…', 'so', '…']],
  ])('of %j', (text, words) => expect(wordsOf(text)).toEqual(words))

  it('take no more time than the text is long', () => {
    for (const unit of ['.', '!', '(', "'", '@', 'a@', 'a.', 'a-', ':', '1', '°', '("', '.)', 'x/'])
      expect(wordsOf(unit.repeat(100_000)).join('').length).toBe(unit.length * 100_000)
  }, 20_000)
})

test('sentences', () => {
  expect(countSentences('')).toBe(0)
  expect(countSentences('It blew')).toBe(1)
  expect(countSentences('It blew. It rained!')).toBe(2)
  expect(countSentences('“It blew.” He said so. (Twice.)')).toBe(3)
  expect(countSentences('Mr. Day saw the U.S. at 5 p.m. on Monday.')).toBe(1)
  expect(countSentences('And then... it blew.')).toBe(1)
})

test('lengths are code points', () => {
  expect(lengthOf('')).toBe(0)
  expect(lengthOf('a🙂b')).toBe(3)
  expect(lengthOf('\ud83d')).toBe(1)
})

test('white space is that of Python', () => {
  expect(strip('\x1c\u3000\x85 a b\u2028')).toBe('a b')
  expect(strip('\ufeffa')).toBe('\ufeffa')
  expect(chunksOf(' a\u00a0b\x1fc ')).toEqual(['a', 'b', 'c'])
  expect(chunksOf(' \n')).toEqual([])
})

test('lines end at every kind of break', () => {
  expect(linesOf('a\r\nb\u2028\x0bc\n')).toEqual([
    {start: 0, text: 'a'},
    {start: 3, text: 'b'},
    {start: 5, text: ''},
    {start: 6, text: 'c'},
  ])
  expect(linesOf('')).toEqual([])
  expect(linesOf('\n\n').map(({text}) => text)).toEqual(['', ''])
})

test('shares and duplicates', () => {
  expect(share([1, 2, 3, 4], (number) => number > 3)).toBe(0.25)
  expect(share([], () => true)).toBe(0)
  expect(duplicates(['ab', 'c', 'ab', '🙂', 'ab', '🙂'])).toEqual({count: 3, length: 5})
})

describe('n-grams', () => {
  const words = 'a b a b a b c'.split(' ')

  test('the most frequent', () => {
    expect(topNgram(words, 2)).toEqual({text: 'a b', length: 9})
    expect(topNgram(words, 3)).toEqual({text: 'a b a', length: 10})
    expect(topNgram(['a', 'b'], 2)).toEqual({text: 'a b', length: 3})
    expect(topNgram(['a'], 2)).toBeUndefined()
  })

  test('a repeated one is passed over as a whole', () => {
    expect(repeatedNgramLength(words, 2)).toBe(4)
    expect(repeatedNgramLength('a b c a b c'.split(' '), 3)).toBe(3)
    expect(repeatedNgramLength(['a'], 2)).toBe(0)
  })
})
