import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

const SPACED = /(?<=[\p{L}\p{N}\])"”’'])[ \t]+(?:([,.])(?=\s|$|["”’])(?!\s*[,.])|([;:!?])(?=\s|$))/gu
const MIN_WORDS = 6

/** A space before a mark, where a link or a word was dropped. French sets one before `; : ! ?`, code wherever it likes. */
export default defineRule({
  id: 'space-before-punctuation',
  category: 'punctuation',
  summary: 'A space stands before a punctuation mark.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.SpaceBeforePunctuation,
  *check({line, document}) {
    if (line.words < MIN_WORDS || !/^[\s"“‘'([«„]*(?:\p{Lu}|\p{Lo}|\p{N})/u.test(line.text)) return
    for (const match of line.text.matchAll(SPACED)) {
      const [spaced, close, tall] = match
      // "docker build ." and "find . -name" are commands.
      if (close === '.' && !line.isProse) continue
      if (tall && document.maybe('fr')) continue
      const at = line.span(match.index, match.index + spaced.length)
      const word = /[\p{L}\p{N}\])"”’']+$/u.exec(line.text.slice(Math.max(0, match.index - 30), match.index))?.[0] ?? ''
      yield {at, reason: `Unexpected space in \`${word} ${spaced.trim()}\``, edits: [{...line.span(match.index, match.index + spaced.length - 1), text: ''}], fix: tall || document.lang === undefined ? 'unsafe' : 'safe'}
    }
  },
})
