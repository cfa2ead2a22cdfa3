import fc from 'fast-check'
import {describe, expect, it, test} from 'vitest'
import {applySteps, clean, repair, restore} from '../src/index.ts'

const PIECES = [
  'The miller doesnâ€™t sleep, and the wheel of the mill turns. ',
  'Le meunier est fatiguÃ© et la farine est prÃªte. ',
  'ÐœÐ»Ð¸Ð½ ÑÑ‚Ð¾Ñ—Ñ‚ÑŒ ',
  'it is the miller?s cat , and it isn\ufffdt here. ',
  '“It is late”, he said .. ',
  'the&nbsp;mill &amp; the \u0093wheel\u0094 ',
  'a\u00adb c\u200bd\ufeff ',
  'Ã',
  'â€',
  '©',
  '\u0085',
  '\ud83d',
  '\udc80',
  '😀',
  '鈥檚 ',
  '\ufffd',
  '?',
  ' ',
  '\n',
]
const damaged = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({unit: 'binary', maxLength: 4})), {maxLength: 12})
  .map((pieces) => pieces.join(''))

describe('repair', () => {
  it('mends encodings, entities and marks and says where', async () => {
    const text = 'The millerâ€™s &amp; the baker\u0092s cat sleep.'
    const {text: repaired, steps} = await repair(text, {lang: 'en'})
    expect(repaired).toBe('The miller’s & the baker’s cat sleep.')
    expect(
      steps.map(({start, end, at, inserted}) => [text.slice(start, end), repaired.slice(at, at + inserted.length)]),
    ).toEqual([
      ['â€™', '’'],
      ['&amp;', '&'],
      ['\u0092', '’'],
    ])
  })

  it('leaves good text and junk lines alone', async () => {
    const text = 'READ MORE: The old mill\n\n« Où est l’âne ? » – “It’s late…”\nSource link\n'
    expect(await repair(text)).toEqual({text, steps: []})
  })

  it('names what is no text', async () => {
    for (const value of [null, undefined, 5, {}]) {
      await expect(repair(value as unknown as string)).rejects.toThrow('pass a string')
      await expect(clean(value as unknown as string)).rejects.toThrow('pass a string')
    }
  })

  it('guesses only when asked', async () => {
    const text = 'The wheel ? an old one ? turns and the miller is not there to see it.'
    expect((await repair(text, {lang: 'en'})).text).toBe(text)
    expect((await repair(text, {lang: 'en', unsafe: true})).text).toContain('wheel – an old one – turns')
  })

  test('its steps applied again give the same text, and undone the original', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, fc.boolean(), async (text, unsafe) => {
        const {text: repaired, steps} = await repair(text, {unsafe})
        expect(applySteps(text, steps)).toBe(repaired)
        expect(restore(repaired, steps)).toBe(text)
        for (const {start, end, removed, at, inserted} of steps) {
          expect(text.slice(start, end)).toBe(removed)
          expect(repaired.slice(at, at + inserted.length)).toBe(inserted)
        }
        expect((await repair(repaired, {unsafe})).text).toBe(repaired)
      }),
      {numRuns: 300},
    )
  })
})

test('says why a text was left as it is', async () => {
  expect(await repair('\u200b\u200b')).toMatchObject({text: '\u200b\u200b', steps: [], notice: expect.any(String)})
  expect(await repair('Fine.')).not.toHaveProperty('notice')
})
