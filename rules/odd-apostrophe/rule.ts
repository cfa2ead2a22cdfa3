import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {apostropheOf} from '../../src/text/typography.ts'

// What follows an apostrophe in English, and what comes before one in French and Italian.
const SUFFIX = '(?:s|t|re|ve|ll|d|m|S|T|RE|VE|LL|D|M)(?![\\p{L}\\p{N}])'
const ELISION =
  '(?:[cdjlmnstCDJLMNST]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Qq]uelqu|[Aa]ujourd|(?:[Dd]e|[Aa]|[Nn]e|[Ss]u|[Cc]o|[Dd]a|[Qq]ue|[Bb]e)ll|[Uu]n|[Qq]uest|[Cc]|[Oo])'
const ODD = new RegExp(
  `(?=[´\`′‘‛])(?:(?<=\\p{L})[´\`′‘‛](?=${SUFFIX})|(?<=(?:^|[^\\p{L}\\p{N}])${ELISION})[´\`′‛](?=\\p{L})|(?<=s)[´](?=\\s\\p{Ll})|(?<=\\p{Ll})´(?=\\p{Ll})|(?<=n)[´\`′](?=\\s\\p{L}))`,
  'gu',
)
// Elsewhere such a mark may be a letter.
const LANGUAGES = new Set('en de fr es it pt nl sv da no fi'.split(' '))
// Turned marks that open belong to a quotation or to code: \`word\`.
const CODE = /`[^`\s][^`]*`|``|[{}=<>|$\\]/

/** A mark that looks like an apostrophe in the place of one: don´t, don\`t, don′t. */
export default defineRule({
  id: 'odd-apostrophe',
  category: 'punctuation',
  summary: 'An accent or a prime stands in the place of an apostrophe.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.OddApostrophe | Mark.UnbalancedQuote,
  *check({line, document}) {
    const {text} = line
    const found = [...text.matchAll(ODD)]
    if (found.length === 0 || !LANGUAGES.has(document.lang ?? '')) return
    const isCode = CODE.test(text.replace(ODD, ''))
    const expected = apostropheOf(document)
    for (const {0: odd, index} of found) {
      if (odd === '`' && isCode) continue
      const at = line.span(index, index + 1)
      const around = (mark: string): string =>
        `${/\p{L}*$/u.exec(text.slice(Math.max(0, index - 20), index))?.[0] ?? ''}${mark}${/^\p{L}{0,20}/u.exec(text.slice(index + 1, index + 21))?.[0] ?? ''}`
      yield {
        at,
        reason: `Unexpected \`${around(odd)}\`, expected \`${around(expected)}\``,
        edits: [{...at, text: expected}],
      }
    }
  },
})
