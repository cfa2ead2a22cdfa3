import {describe, expect, it} from 'vitest'
import {createLinter} from '../src/index.ts'

const linter = await createLinter()
const plain = (count: number): string =>
  Array.from(
    {length: count},
    (_, index) => `Ship number ${index} lay in the harbour of Morrow until the ${index}th tide.`,
  )
    .map((line, index) => `${line} ${'abcdefgh'[index % 8]?.toUpperCase()}nna counted it and wrote it down.`)
    .join('\n\n')
const SLIP = 'Nobody spoke of the bridge , and nobody asked why it was closed.'

describe('a slip that writers make as well', () => {
  const about = (text: string) => {
    const found = linter.lint(text).filter(({ruleId}) => ruleId === 'space-before-punctuation')
    return found.map(({severity, fix}) => `${severity} ${fix}`)
  }

  it('is mended in a short text', () => {
    expect(about(`${plain(3)}\n\n${SLIP}\n`)).toEqual(['warning safe'])
  })

  it('is a hint where it is the only one in a long text', () => {
    const text = `${plain(40)}\n\n${SLIP}\n`
    expect(about(text)).toEqual(['info unsafe'])
    expect(linter.clean(text).text).toBe(text)
  })

  it('is mended where there are many', () => {
    const slips = Array.from({length: 5}, (_, index) => SLIP.replace('Nobody', `No ${index} of them`)).join('\n\n')
    expect(about(`${plain(40)}\n\n${slips}\n`)).toEqual(Array(5).fill('warning safe'))
  })

  it('is mended where other remains of a page stand beside it', () => {
    expect(about(`${plain(40)}\n\n${SLIP}\n\nShare this article\n`)).toEqual(['warning safe'])
  })
})
