import fc from 'fast-check'
import {describe, expect, it, test} from 'vitest'
import {masksOf} from '../src/corpus/markdown.ts'
import {encode} from '../src/text/utf8.ts'

/** What is not masked; white space is left out, since the parser gives the same to one block or to none. */
function openIn(text: string, piece?: number): string {
  const bytes = Buffer.from(text)
  for (const {start, end} of masksOf(bytes, piece)) bytes.fill(32, start, end)
  return bytes.toString().replace(/\s/g, '')
}

const PARTS = [
  ...[
    '```\n',
    '~~~\n',
    '> ',
    '- ',
    '1. ',
    '  ',
    '    ',
    '\t',
    '\n',
    '\n\n',
    '\n \n\n\n',
    '\r\n',
    '\r',
    '# h\n',
    '***\n',
  ],
  ...['a b\n', '`c` ', '<div>\n', '</div>\n', '<!-- ', '-->\n', '<b>', '| a | b |\n', '|---|---|\n', 'é 𝒳\n'],
]

describe('Markdown is read in pieces', () => {
  test('and their length changes nothing', () => {
    const texts = fc.array(fc.constantFrom(...PARTS), {maxLength: 80}).map((parts) => parts.join(''))
    fc.assert(
      fc.property(texts, (text) => {
        expect(openIn(text, 64)).toBe(openIn(text, Number.POSITIVE_INFINITY))
      }),
      {numRuns: 2000},
    )
  })

  it.each([
    ['a fence', '```py\n', 'x = f(y)\n', '```\n'],
    ['a fence in a list', '- \n  ~~~\n', '  x = f(y)\n', '  ~~~\n'],
    ['a fence in a quotation', '> ```\n', '> x = f(y)\n', '> ```\n'],
    ['a comment', '<!--\n', 'x = f(y)\n\n', '-->\n'],
    ['indented code', '', '    x = f(y)\n', ''],
  ])('%s that is longer than any piece is masked to its end', (_, opening, line, closing) => {
    expect(openIn(`before\n\n${opening}${line.repeat(500)}${closing}\nafter\n`, 16)).toMatch(/^before[->]?after$/)
  })

  it('and code before a table keeps its place', () => {
    expect(openIn('see `c` for more\n| a | b |\n|---|---|\n\nafter `d`\n')).toBe('seeformoreafter')
  })

  it('and a paragraph that is longer than any piece is no code', () => {
    const text = `${'words and words\n'.repeat(500)}and \`code\`\n`
    expect(openIn(text, 16)).toBe(text.replace('`code`', '').replace(/\s/g, ''))
  })

  it('and millions of blank lines cost no more than their bytes', () => {
    expect(masksOf(encode(`\`a\`\n${'\n \n'.repeat(5_000_000)}    code\n`))).toEqual([
      {start: 0, end: 3},
      {start: 15_000_004, end: 15_000_012},
    ])
  })
})
