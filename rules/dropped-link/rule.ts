import {defineRule} from '../../src/rule/define.ts'
import {leadsOn} from '../../src/text/leading-words.ts'
import {Mark} from '../../src/text/marks.ts'

const BEFORE_MARK = /(?=[ \t])(?<=(?<![\p{L}\p{M}\p{N}’'.-])(\p{L}{1,12}))[ \t]+([,.])(?=\s|$|["”’)])(?!\s*[,.])/gu
const MIN_WORDS = 4
const CODE = /[`{}<>=\\$|]/

/** A word that wants another one stands before a mark with a space between: the text of a link is gone. */
export default defineRule({
  id: 'dropped-link',
  category: 'garble',
  summary: 'The text of a link was dropped from a sentence.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'none',
  needs: 'marks',
  marks: Mark.SpaceBeforePunctuation,
  *check({line, document}) {
    const {text, words} = line
    if (words < MIN_WORDS || CODE.test(text)) return
    for (const {0: gap, 1: word = '', 2: mark, index: behind} of text.matchAll(BEFORE_MARK)) {
      if (!leadsOn(word, document.lang)) continue
      const index = behind - word.length
      yield {
        at: line.span(index, behind + gap.length),
        reason: `Unexpected \`${mark}\` after \`${word}\`: a link, a name or code was dropped`,
      }
    }
  },
})
