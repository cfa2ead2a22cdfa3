import {describe, expect, it} from 'vitest'
import {Document} from '../src/text/document.ts'
import {findMainText} from '../src/text/main-text.ts'
import {compilePhrases} from '../src/text/phrases.ts'
import {findStretches} from '../src/text/stretches.ts'

const NO_PHRASES = compilePhrases([])
const documentOf = (lines: readonly string[]): Document => new Document(lines.join('\n'), NO_PHRASES)
const prose = (name: string, words = 12): string =>
  `${Array.from({length: words - 1}, (_, index) => `${name}${index}`).join(' ')} ends.`

describe('findStretches', () => {
  const places = (lines: readonly string[]): number[][] =>
    findStretches(documentOf(lines)).map(({from, to, first, last}) => [from, to, first, last])

  it('finds what stands again, with the short lines around it', () => {
    expect(places(['Menu', 'one of them', 'Home', 'other', 'Menu', 'one of them', '', 'Home', 'last'])).toEqual([
      [0, 2, 4, 7],
    ])
  })

  it('takes the longest of several copies', () => {
    expect(places(['a line here', 'x', 'a line here', 'y', 'z', 'a line here', 'y', 'z'])).toEqual([
      [0, 0, 2, 2],
      [2, 4, 5, 7],
    ])
  })

  it('never overlaps its own copy', () => {
    for (const {to, first} of findStretches(documentOf(new Array(50).fill('a line here'))))
      expect(to).toBeLessThan(first)
  })

  it('finds nothing where only short lines recur', () => {
    expect(places(['Home', 'News', 'one of them', 'Home', 'News'])).toEqual([])
  })
})

describe('findMainText', () => {
  const menu = ['Home', 'News', 'Sports', 'Weather', 'Contact']

  it('goes from the first to the last line of the longest prose', () => {
    const text = [prose('first', 30), 'A heading', prose('second', 30), prose('third', 30)]
    expect(findMainText(documentOf([...menu, ...text, ...menu, prose('note')]))).toMatchObject({
      first: 5,
      last: 8,
      words: 90,
      isLast: true,
    })
  })

  it('tells where as much prose follows', () => {
    const part = (name: string): string[] => [prose(name, 40), prose(name, 40), ...menu, ...menu]
    expect(findMainText(documentOf([...part('a'), ...part('b'), ...part('c')]))?.isLast).toBe(false)
  })

  it('finds nothing where no prose stands', () => {
    expect(findMainText(documentOf(menu))).toBeUndefined()
  })
})
