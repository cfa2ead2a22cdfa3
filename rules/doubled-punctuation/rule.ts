import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

const DOUBLED = /(?<=[\p{L}\p{N}\])"”’'%])(?:(\.) ?\.|(,) ?,|(;) ?;)(?!\s*[.,;])(?=\s|$|["”’)])/gu
const MIN_WORDS = 4
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
  needs: 'marks',
  marks: Mark.DoubledPunctuation,
  *check({line, document}) {
    if (line.words < MIN_WORDS) return
    for (const match of line.text.matchAll(DOUBLED)) {
      const [doubled] = match
      // Two dots before lower case are a pause.
      if (doubled === '..' && /^\s+\p{Ll}/u.test(line.text.slice(match.index + 2))) continue
      const at = line.span(match.index, match.index + doubled.length)
      yield {
        at,
        reason: `Unexpected \`${doubled}\`, expected \`${doubled[0]}\``,
        edits: [{...line.span(match.index + 1, match.index + doubled.length), text: ''}],
        fix: document.lang || document.bytes.length < SHORT ? 'safe' : 'unsafe',
      }
    }
  },
})
