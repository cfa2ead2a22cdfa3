import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

const FULL = /[\uff01-\uff5e]+/g
const LETTER_OR_DIGIT = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/
// East Asian text sets Latin letters wide on purpose.
const EAST_ASIAN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u3001\u3002\u300c-\u300f]/u

/** Wide letters of East Asian fonts amid ordinary ones. */
export default defineRule({
  id: 'fullwidth-letter',
  category: 'unicode',
  summary: 'Latin letters or digits stand in the wide form of East Asian text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'encoding', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Compatibility,
  *check({line, document}) {
    if (['ja', 'zh', 'ko'].includes(document.lang ?? '')) return
    const {text} = line
    const runs = [...text.matchAll(FULL)].filter(([run]) => LETTER_OR_DIGIT.test(run))
    if (runs.length === 0 || EAST_ASIAN.test(text)) return
    // A line that is all wide was meant to look so.
    const wide = runs.reduce((sum, [run]) => sum + run.length, 0)
    if ((text.match(/[a-z0-9]/gi)?.length ?? 0) <= wide) return
    for (const {0: run, index} of runs) {
      const narrow = run.normalize('NFKC')
      const at = line.span(index, index + run.length)
      yield {at, reason: `Unexpected wide letters \`${run}\`, expected \`${narrow}\``, edits: [{...at, text: narrow}]}
    }
  },
})
