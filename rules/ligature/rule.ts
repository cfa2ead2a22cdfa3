import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

const LIGATURE = /[\ufb00-\ufb06]+/g
const LETTER = /\p{L}/u

/** Two letters in one character, as typesetters join them and PDF files keep them: "ﬁnd" is not found by "find". */
export default defineRule({
  id: 'ligature',
  category: 'unicode',
  summary: 'Joined letters stand as one character.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'encoding', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Compatibility,
  *check({line}) {
    const {text} = line
    for (const {0: run, index} of text.matchAll(LIGATURE)) {
      const end = index + run.length
      // Alone it is what the text is about.
      if (!LETTER.test(text[index - 1] ?? '') && !LETTER.test(text[end] ?? '')) continue
      const letters = run.normalize('NFKC')
      const at = line.span(index, end)
      yield {at, reason: `Unexpected ligature \`${run}\`, expected \`${letters}\``, edits: [{...at, text: letters}]}
    }
  },
})
