import {defineRule} from '../../src/rule/define.ts'
import {leadsOn} from '../../src/text/leading-words.ts'
import {Mark} from '../../src/text/marks.ts'

const SPACED = /(?=[ \t])(?<=[\p{L}\p{N}\])"”’'])[ \t]+(?:([,.])(?=\s|$|["”’])(?!\s*[,.])|([;:!?])(?=\s|$))/gu
// Languages that never set a space before a comma or full stop. Of the others too little is known.
const LANGUAGES = new Set('en es pt it nl pl cs sv da no fi hu ro id tr de ru uk fr'.split(' '))
// Too short a text to tell its language by.
const SHORT = 400
const MIN_WORDS = 5
// A line of verse, or of a list that a sentence runs through.
const GOES_ON = /[,;:—–]["”’]?\s*$/
const SMILEY = /(?:^|\s)[:;=8][-’']?[DPOSopx)\]3]$/
const CODE = /[`{}<>=\\$|]|\b(?:SELECT|FROM|WHERE|INSERT|UPDATE)\b/

/** A space before a mark, where a link or a word was dropped. French sets one before `; : ! ?`, code wherever it likes. */
export default defineRule({
  id: 'space-before-punctuation',
  category: 'punctuation',
  summary: 'A space stands before a punctuation mark.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  slips: true,
  needs: 'marks',
  marks: Mark.SpaceBeforePunctuation,
  *check({line, document}) {
    if (line.words < MIN_WORDS || !(line.endsSentence || GOES_ON.test(line.text)) || CODE.test(line.text)) return
    if (!/^[^\p{L}\p{N}]*(?:\p{Lu}|\p{Lo}|\p{N})/u.test(line.text)) return
    const lang = document.lang ?? (document.bytes.length < SHORT ? 'en' : undefined)
    if (!lang) return
    const isKnown = LANGUAGES.has(lang)
    const isTokenized = spacesMarks(line.text)
    for (const match of line.text.matchAll(SPACED)) {
      const [spaced, close, tall] = match
      // "docker build . and" and "find . -name" are commands, "7 : 5" is a result.
      const after = line.text.slice(match.index + spaced.length)
      if (close === '.' && !/^["”’]?(?:\s*$|\s+["“‘(]?\p{Lu})/u.test(after)) continue
      if (tall === ':' && /^\s*\d/.test(after)) continue
      // "The ? operator" names the mark.
      if (/[?!]/.test(tall ?? '') && /^\s+\(?\p{Ll}/u.test(after)) continue
      // French sets a space before tall marks, and so do writers of many languages.
      if (tall && (document.maybe('fr') || !isKnown)) continue
      const before = line.text.slice(Math.max(0, match.index - 30), match.index)
      if (SMILEY.test(before)) continue
      const word = /[\p{L}\p{N}\])"”’']+$/u.exec(before)?.[0] ?? ''
      // Not only a space: what stood here is gone, see `dropped-link`.
      if (close && leadsOn(word, lang)) continue
      // "x , y" is a formula.
      const isWeak = tall !== undefined || !isKnown || isTokenized || /(?<!\p{L})\p{L}$/u.test(before)
      const at = line.span(match.index, match.index + spaced.length)
      yield {
        at,
        reason: `Unexpected space in \`${word} ${spaced.trim()}\``,
        // Many who write `word ;` mean it, in languages that are taken for others.
        edits: /[;:]/.test(tall ?? '') ? [] : [{...line.span(match.index, match.index + spaced.length - 1), text: ''}],
        fix: isWeak ? 'unsafe' : 'safe',
        hint: isWeak,
      }
    }
  },
})

// A corpus in tokens, or a printer of old: all marks of a line stand apart. Where a link was dropped, one or two do.
function spacesMarks(text: string): boolean {
  const apart = text.match(/\s[,.](?=\s|$)/g)?.length ?? 0
  return apart > 2 && apart > (text.match(/\S[,.](?=\s|$)/g)?.length ?? 0)
}
