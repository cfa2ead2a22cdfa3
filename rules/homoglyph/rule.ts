import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {findLookalikes} from './lookalikes.ts'

// A text about such letters names the script.
const ABOUT =
  /\b(?:Cyrillic|Greek|homoglyphs?|homographs?|look-?alikes?|kyrillisch\w*|griechisch\w*|cyrilli\w+|grec(?:que)?s?|cirílic\w+|cirillic\w+|grieg\w+|greg\w+|cyrylic\w+|azbuk\w+)\b|кирилл|латин|греческ/iu

/** A letter of another script that looks the same, "hаve" with a Cyrillic a. */
export default defineRule({
  id: 'homoglyph',
  category: 'unicode',
  summary: 'A letter of another script stands in a word that it only looks right in.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.MixedScript,
  *check({line}) {
    const found = findLookalikes(line.text)
    const hint = found.length > 0 && ABOUT.test(line.text)
    for (const {start, end, word, expected, script, isSure} of found) {
      const at = line.span(start, end)
      yield {
        at,
        reason: `Unexpected ${script} letters in \`${word}\`, expected \`${expected}\` in one script`,
        edits: [{...at, text: expected}],
        fix: isSure && !hint ? 'safe' : 'unsafe',
        hint,
      }
    }
  },
})
