import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

// Typography sets narrow spaces at figures, dashes, initials and quotation marks, not between ordinary words.
const ODD =
  /(?<![\uff01-\uff5e])(?<=[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]{2}[,;’)]?|(?<!\p{L})[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])[\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000](?=[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])/gu

/** A space of another width between two words: em, en, thin, ideographic. */
export default defineRule({
  id: 'odd-space',
  category: 'unicode',
  summary: 'A space of an unusual width stands between two words.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Compatibility,
  *check({line}) {
    for (const {0: space, index} of line.text.matchAll(ODD)) {
      const at = line.span(index, index + 1)
      yield {
        at,
        reason: `Unexpected ${NAMES[space] ?? 'space of an unusual width'} (U+${space.charCodeAt(0).toString(16).toUpperCase()}), expected a space`,
        edits: [{...at, text: ' '}],
      }
    }
  },
})

const NAMES: Readonly<Record<string, string>> = {
  '\u2000': 'en space',
  '\u2001': 'em space',
  '\u2002': 'en space',
  '\u2003': 'em space',
  '\u2009': 'thin space',
  '\u200a': 'hair space',
  '\u3000': 'ideographic space',
}
