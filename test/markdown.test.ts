import fc from 'fast-check'
import type {Nodes} from 'mdast'
import {fromMarkdown} from 'mdast-util-from-markdown'
import {describe, expect, it, test} from 'vitest'
import {masksOf} from '../src/corpus/markdown.ts'
import {encode} from '../src/text/utf8.ts'

/** What is not masked; white space is left out, since the parser gives the same to one block or to none. */
function openIn(text: string, piece?: number): string {
  return without(text, masksOf(encode(text), piece))
}

function without(text: string, spans: readonly {start: number; end: number}[]): string {
  const bytes = Buffer.from(text)
  for (const {start, end} of spans) bytes.fill(32, start, end)
  return bytes.toString().replace(/\s/g, '')
}

/** Code and HTML in the tree of a parser that follows the specification, for text in ASCII. */
function codeIn(text: string): {start: number; end: number}[] {
  const disable = ['definition', 'setextUnderline', 'attention', 'labelEnd', 'labelStartImage', 'labelStartLink']
  const spansOf = (node: Nodes): {start: number; end: number}[] => {
    if ('children' in node) return node.children.flatMap(spansOf)
    if (!['code', 'inlineCode', 'html'].includes(node.type)) return []
    return [{start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0}]
  }
  return spansOf(fromMarkdown(text, {extensions: [{disable: {null: disable}}]}))
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

const INLINE = [
  ...[
    '`',
    '`',
    '``',
    '\\`',
    '\\',
    '<',
    '>',
    '<b',
    '<b>',
    '</b>',
    ' c=',
    '"',
    "'",
    ' d',
    '=',
    ' /',
    '<!-- ',
    '-->',
    '<!-->',
  ],
  ...[
    '<!--->',
    '<?',
    '?>',
    '<![CDATA[',
    ']]>',
    '<!A',
    '<http://a`b>',
    '<a@b.c`>',
    'a@b',
    '&lt;',
    '[a](b',
    'a ',
    'x',
    '  ',
  ],
  ...['\n', '\r\n', '\n\n', '\n> ', '\n    ', '\t', '- ', '# '],
]

test('code and HTML are what the specification says', () => {
  const texts = fc.array(fc.constantFrom(...INLINE), {maxLength: 16}).map((parts) => `a${parts.join('')}`)
  fc.assert(
    fc.property(texts, (text) => {
      expect(openIn(text)).toBe(without(text, codeIn(text)))
    }),
    {numRuns: 3000},
  )
})

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

  it.each([
    '@<!--',
    'a\n    <!--\n',
    'a<b\n',
    '<?',
    'a<b c="',
    '`` ` ',
  ])('and what opens again and again is looked through once: %j', (unit) => {
    const seconds = (count: number): number => {
      const bytes = encode(unit.repeat(count))
      const before = process.cpuUsage()
      masksOf(bytes)
      const {user, system} = process.cpuUsage(before)
      return (user + system) / 1e6
    }
    expect(seconds(40_000)).toBeLessThan(30 * Math.max(0.1, seconds(2_000)))
  })
})
