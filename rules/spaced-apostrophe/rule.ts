import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

// "it’ s" and "it ’ s": what stands behind is no word of its own in English.
const BEHIND = /(?= ?['’])(?<=\p{L}) ?(['’]) (?:s|t|re|ve|ll|d|m)(?![\p{L}\p{N}'’-]|\.\p{L})/gu
// "do n’t" apart, a space before the mark only is the way of old prints and dialect: "a body ’d think", "for ’t is".
const BEFORE =
  /(?= ['’])(?:(?<=\b(?:ai|are|ca|could|did|does|do|had|has|have|is|might|must|need|should|was|were|wo|would)n) (['’])t(?![\p{L}\p{N}'’])|(?<=\b(?:we|they|you)) (['’])(?:re|ve|ll)(?![\p{L}\p{N}'’])|(?<=\bI) (['’])(?:m|ve|ll)(?![\p{L}\p{N}'’])|(?<=\b\p{L}{2,}) (['’])s(?= \p{Ll}))/giu

// "d’ un" and "l ’ eau": in French and Italian what stands before it is no word of its own.
const ELISION =
  /(?<![\p{L}\p{M}\p{N}’']|[‘’'] )(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu|aujourd|[ds]?all|dell|nell|sull|quell)(?: ?['’] | ['’])(?=h?[aeiouyàâéèêëîïôùœ]\p{L}*[^\p{L}’'])/giu
const ELIDING = new Set(['fr', 'it'])

const PRONOUN = /^(?:it|he|she|that|there|what|who|let|here|where|how)$/i

/** A space beside an apostrophe: "don ’ t". */
export default defineRule({
  id: 'spaced-apostrophe',
  category: 'punctuation',
  summary: 'A space stands beside an apostrophe.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.OddApostrophe,
  *check({line, document}) {
    const {text} = line
    if (ELIDING.has(document.lang ?? ''))
      for (const {0: spaced, index} of text.matchAll(ELISION)) {
        const at = line.span(index, index + spaced.length)
        const expected = spaced.replaceAll(' ', '')
        yield {at, reason: `Unexpected \`${spaced}\`, expected \`${expected}\``, edits: [{...at, text: expected}]}
      }
    if (document.lang !== 'en') return
    for (const match of [...text.matchAll(BEHIND), ...text.matchAll(BEFORE)]) {
      const [spaced] = match
      const start = /\p{L}{1,20}$/u.exec(text.slice(Math.max(0, match.index - 20), match.index))?.index ?? 0
      const before = text.slice(Math.max(0, match.index - 20) + start, match.index)
      const expected = spaced.replaceAll(' ', '')
      const isPossessive = spaced.startsWith(' ') && /s$/.test(spaced) && !/['’] /.test(spaced)
      if (isPossessive && !line.isProse && !PRONOUN.test(before)) continue
      const at = line.span(match.index, match.index + spaced.length)
      yield {
        at,
        reason: `Unexpected \`${before}${spaced}\`, expected \`${before}${expected}\``,
        edits: [{...at, text: expected}],
        fix: isPossessive ? 'unsafe' : 'safe',
        hint: isPossessive,
      }
    }
  },
})
