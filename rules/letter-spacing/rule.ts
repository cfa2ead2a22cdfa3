import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

// Letters one by one, words two or more spaces apart: "H o w   t o   b a k e".
const SPACED_LINE = /^\s*\S(?: {1,4}\S)+\s*$/u
const WIDE = / {2,}/
// A word inside a line: "it went t h r o u g h the wall".
const SPACED_WORD = /(?<=^|[\s“"(‘])\p{L}(?: \p{L}){3,}(?=$|[\s.,;:!?”"’)…])/gu
const VOWEL = /[aeiouyàáâäãåæèéêëìíîïòóôöõøùúûüýœаеёиоуыэюяієїαεηιουωάέήίόύώ]/iu
// One letter in five is a vowel at least.
const FEWEST_VOWELS = 5
const FEWEST_LETTERS = 4

/** A heading or word whose letters stand apart: "H e a d l i n e". */
export default defineRule({
  id: 'letter-spacing',
  category: 'punctuation',
  summary: 'The letters of a word or heading stand apart.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.LetterSpaced,
  *check({line}) {
    const {text} = line
    if (SPACED_LINE.test(text)) {
      const words = text.trim().split(WIDE)
      const joined = words.map((word) => word.replaceAll(' ', '')).join(' ')
      if (!words.some((word) => SPACED_WORD_ALONE.test(word)) || !isText(joined)) return
      const start = text.search(/\S/)
      const at = line.span(start, text.trimEnd().length)
      yield {
        at,
        reason: `Unexpected spaces between letters, expected \`${joined.slice(0, 60)}\``,
        edits: [{...at, text: joined}],
        // One word of capitals may be the head of a table: "P W D L F A".
        fix: words.length > 1 || /\p{Ll}{3}/u.test(joined) ? 'safe' : 'unsafe',
      }
      return
    }
    for (const {0: spaced, index} of text.matchAll(SPACED_WORD)) {
      const joined = spaced.replaceAll(' ', '')
      if (!isText(joined) || !/^\p{L}(?:\p{Ll}+|\p{Lu}+)$/u.test(joined)) continue
      const at = line.span(index, index + spaced.length)
      yield {
        at,
        reason: `Unexpected spaces between the letters of \`${joined}\``,
        edits: [{...at, text: joined}],
        fix: 'unsafe',
      }
    }
  },
})

const SPACED_WORD_ALONE = /^\S(?: \S){3,}$/u

/** Whether letters can be read: an alphabet, a row of variables and initials are no words. */
function isText(joined: string): boolean {
  const letters = [...joined.toLowerCase()].filter((char) => /\p{L}/u.test(char))
  if (letters.length < FEWEST_LETTERS || letters.length * 2 < joined.length) return false
  const vowels = letters.filter((char) => VOWEL.test(char)).length
  if (vowels * FEWEST_VOWELS < letters.length || vowels === letters.length) return false
  let inOrder = 0
  for (let index = 1; index < letters.length; index++) {
    const step = (letters[index]?.codePointAt(0) ?? 0) - (letters[index - 1]?.codePointAt(0) ?? 0)
    if (step === 1 || step === 0) inOrder++
  }
  return inOrder * 3 <= letters.length
}
