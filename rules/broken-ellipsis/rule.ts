import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {ellipsisOf} from '../../src/text/typography.ts'

const ENDS = `(?![.…]| \\.)(?=\\s|[”’"»)]|$|\\p{L})`
const BROKEN = new RegExp(
  '(?=[.…])(?<![.…])(?:' +
    // A space inside, five or six dots, an ellipsis and a stop.
    `(?<=[\\p{L}\\p{M}\\p{N},!?;”’"\\u2060\\u00a0])(?:\\.\\. \\.|\\. \\.\\.|\\.{5,6}|…\\.\\.?|… \\.)${ENDS}|` +
    '(?<=[\\s\\u2060—–])(?:\\.\\. \\.|\\. \\.\\.|… \\.)(?![.…]| \\.)|' +
    // Two dots: before lower case, or behind the thin spaces that printers set before an ellipsis.
    '(?<=\\p{Ll}\\p{Ll})\\.\\.(?=\\s?\\p{Ll})|' +
    '(?<=[\\p{L}\\p{M}.,!?][\\s\\u2060]{0,2}[\\u00a0\\u200a\\u2060])\\.\\.(?=[\\s”’"]|$)|' +
    '(?<=\\u2060)…\\.(?=\\s|[”’"]|$))',
  'gu',
)
// What each of these has, quickly seen.
const DOTS = /\. ?\.|… ?\./
const FOUR = /^…\.$/
const CODE = /[{}=\\$`<>|]|\/\/|\((?<=\p{L}\()|\.\.\/|\d\.\.|(?<!\.)\.{5,}\s*\d/u
const MIN_WORDS = 1

/** Dots that should be an ellipsis: "well.. .", "and then..". */
export default defineRule({
  id: 'broken-ellipsis',
  category: 'punctuation',
  summary: 'An ellipsis has too few or too many dots, or a space inside.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'unsafe',
  slips: true,
  needs: 'marks',
  marks: Mark.DoubledPunctuation | Mark.SpaceBeforePunctuation,
  *check({line, document}) {
    const {text} = line
    if (line.words < MIN_WORDS || !DOTS.test(text) || CODE.test(text)) return
    for (const {0: broken, index} of text.matchAll(BROKEN)) {
      const expected = ellipsisOf(document)
      // An ellipsis and the stop of its sentence.
      if (FOUR.test(broken) && expected === '…' && !/^\p{L}/u.test(text.slice(index + 2))) continue
      const at = line.span(index, index + broken.length)
      yield {at, reason: `Unexpected \`${broken}\`, expected \`${expected}\``, edits: [{...at, text: expected}]}
    }
  },
})
