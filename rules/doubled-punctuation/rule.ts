import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

const DOUBLED = /(?=[.,;])(?<=[\p{L}\p{N}\])"”’'%])(?:(\.) ?\.|(,) ?,|(;) ?;)(?!\s*[.,;])(?=\s|$|["”’)])/gu
// An empty part of a loop.
const CODE = /[{}()=<>]/
const SPARE_SPACE = /^ (?: \S|$)/
// A text of typewriters says two spaces after each stop.
const WIDE_STOPS = /[.!?] {2}\S/
const MIN_WORDS = 4
// UTF-16 units around a mark that are looked at.
const NEAR = 20
// A longer text tells its language, or has one of which too little is known.
const SHORT = 400

/** Two equal marks where one is meant: "program. ." An ellipsis has three. */
export default defineRule({
  id: 'doubled-punctuation',
  category: 'punctuation',
  summary: 'A punctuation mark stands twice.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  slips: true,
  needs: 'marks',
  marks: Mark.DoubledPunctuation,
  *check({line, document}) {
    if (line.words < MIN_WORDS) return
    const isCode = CODE.test(line.text)
    const wideStop = line.text.search(WIDE_STOPS)
    for (const match of line.text.matchAll(DOUBLED)) {
      const [doubled] = match
      if (doubled.startsWith(';') && isCode) continue
      // Two dots before lower case are a pause.
      if (doubled === '..' && /^\s+\p{Ll}/u.test(line.text.slice(match.index + 2, match.index + 2 + NEAR))) continue
      // "192.168.." leaves numbers out.
      if (doubled === '..' && /\d\.\d+$/.test(line.text.slice(Math.max(0, match.index - NEAR), match.index))) continue
      // The space between the two marks may stand behind them.
      const end = match.index + doubled.length
      const isWide = wideStop !== -1 && wideStop < match.index - 3
      const spare = SPARE_SPACE.test(line.text.slice(end, end + 3)) && !isWide
      const at = line.span(match.index, end + (spare ? 1 : 0))
      yield {
        at,
        reason: `Unexpected \`${doubled}\`, expected \`${doubled[0]}\``,
        edits: [{start: line.span(match.index + 1, end).start, end: at.end, text: ''}],
        fix: document.lang || document.bytes.length < SHORT ? 'safe' : 'unsafe',
      }
    }
  },
})
