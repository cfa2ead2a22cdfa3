import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {guessLanguage} from '../../src/text/language.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'
import {decode, encode} from '../../src/text/utf8.ts'

// A letter and its marks.
const CLUSTER = /\p{L}[\u0300-\u036f]+/gu
// Letters with marks of the languages that have a keyboard for them: Latin-1, Latin Extended-A, Romanian, Vietnamese,
// Greek, Russian, Ukrainian and Belarusian.
const LETTER = /^[À-ſșțȘȚơưƠƯ\u1ea0-\u1ef9ΆΈ-ϋό-ώйёїўЙЁЇЎ]$/u

interface Reading {
  /** Whether every loose mark of the text belongs into a letter of those. */
  isDecomposed: boolean
  /** Whether the language, told by the composed text, is one that has these letters. */
  isKnown: boolean
}

/** A letter and its accent as two characters where there is one for both. */
export default defineRule({
  id: 'unnormalised',
  category: 'unicode',
  summary: 'A letter and its accent are two characters, though there is one for both.',
  since: '0.1.0',
  severity: 'info',
  presets: ['recommended', 'strict', 'encoding', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Combining,
  *check({line, document}) {
    const {isDecomposed, isKnown} = readingOf(document)
    if (!isDecomposed) return
    for (const {0: cluster, index} of line.text.matchAll(CLUSTER)) {
      const at = line.span(index, index + cluster.length)
      const composed = cluster.normalize('NFC')
      yield {
        at,
        reason: `Unexpected \`${composed}\` in ${[...cluster].length} characters, expected one`,
        edits: [{...at, text: composed}],
        fix: isKnown ? 'safe' : 'unsafe',
      }
    }
  },
})

// A language that needs a loose mark for one letter spells others that way, too.
const readingOf = oncePer((document: Document): Reading => {
  for (const {text} of document.linesWith(Mark.Combining))
    for (const [cluster] of text.matchAll(CLUSTER))
      if (!LETTER.test(cluster.normalize('NFC'))) return {isDecomposed: false, isKnown: false}
  // Function words are told by their accents.
  return {isDecomposed: true, isKnown: guessLanguage(encode(decode(document.bytes).normalize('NFC'))) !== undefined}
})
