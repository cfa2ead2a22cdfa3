import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {Document} from '../src/text/document.ts'
import {camelPlaces, findJoint, Joint, jointsOf} from '../src/text/joints.ts'
import {compilePhrases} from '../src/text/phrases.ts'

const table = compilePhrases([])
const joints = (line: string): number => jointsOf(new Document(line, table), 0)

describe('jointsOf', () => {
  it('overlooks no capital inside a word', () => {
    const piece = fc.constantFrom(...'aZé Éßňκ9’”“".!)жЖёЁĿЯ\u00a0、-'.split(''), 'The ', 'doe')
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 12}), (pieces) => {
        const line = pieces.join('')
        if (![...camelPlaces(line)].length) return
        expect(joints(line) & Joint.Camel).not.toBe(0)
      }),
      {numRuns: 2000},
    )
  })

  it.each([
    'By Jane DoeThe mayor said',
    '12 May 2020The mayor said',
    'LONDON (AP)The mayor said',
    'Par Éric ÉmileLe maire a dit',
    'LONDONThe mayor said',
    'Jane Doe said ”so.”Published 12 May',
  ])('sees what may be glued: %s', (line) => {
    expect(findJoint(line)).toBeDefined()
    expect(joints(line) & Joint.Any).not.toBe(0)
  })

  it('sees none in ordinary sentences', () => {
    for (const line of ['The mayor said so.', '“The mayor,” she said. “Élan vital”', 'Мэр сказал: «Да»', 'A-B — The'])
      expect(joints(line)).toBe(0)
  })
})
