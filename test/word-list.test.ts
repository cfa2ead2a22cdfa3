import fc from 'fast-check'
import {expect, test} from 'vitest'
import {createCursor} from '../src/text/cursor.ts'
import {Document} from '../src/text/document.ts'
import {compilePhrases} from '../src/text/phrases.ts'
import {byteLength} from '../src/text/utf8.ts'
import {wordsAmong} from '../src/text/word-list.ts'

const NO_PHRASES = compilePhrases([])

function among(text: string, words: string): string {
  return [...wordsAmong(new Document(text, NO_PHRASES), new Set(words.split(' ')))].sort().join(' ')
}

test('words of a text are found in any case, whole and not as halves', () => {
  expect(among('The National Park.\nAn inter- national and a well-\nknown one', 'national inter well known')).toBe(
    'national',
  )
  expect(among('Ein Bäcker—und die ÜBERGABE', 'bäcker übergabe und backer')).toBe('bäcker und übergabe')
  expect(among('Мост и Река', 'мост река мо')).toBe('мост река')
  expect(among('self-taught bakers, co-op; word--next', 'self taught self-taught co-op word next')).toBe(
    'co-op next self-taught word',
  )
  expect(among('', 'word')).toBe('')
})

test('a cursor gives the same places in any order', () => {
  const text = fc.string({unit: fc.constantFrom('a', 'é', '“', '🎈', '\ud800', '\udc80', ' '), maxLength: 30})
  fc.assert(
    fc.property(text, fc.array(fc.nat(30)), (text, order) => {
      const chars = [...text]
      const units = chars.map((_, index) => chars.slice(0, index).join('').length)
      const bytes = chars.map((_, index) =>
        chars.slice(0, index).reduce((sum, char) => sum + byteLength(char.codePointAt(0) as number), 0),
      )
      const cursor = createCursor(text, true)
      for (const index of order) {
        if (index >= chars.length) continue
        expect(cursor.byteAt(units[index] as number)).toBe(bytes[index])
        expect(cursor.unitAt(bytes[index] as number)).toBe(units[index])
      }
    }),
  )
})
