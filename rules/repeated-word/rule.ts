import {defineRule} from '../../src/rule/define.ts'

/** A small word that stands twice, where the language never doubles it. */
export default defineRule({
  id: 'repeated-word',
  category: 'garble',
  summary: 'A word is repeated by mistake.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  slips: true,
  needs: 'phrases',
  *check({hit, line, document}) {
    if (document.lang !== hit.phrase.lang) return
    const [, first = '', second = ''] = DOUBLE.exec(line.text.slice(hit.start, hit.end)) ?? []
    // "The The" is a band; letters and hyphens around it make other words: "in in-video", "Q&A a".
    if (
      !first ||
      first.toLowerCase() !== second ||
      JOINS.test(line.text[hit.start - 1] ?? '') ||
      JOINS.test(line.text[hit.end] ?? '')
    )
      return
    // "The operators and and or" names the words.
    if (/^\s+(?:and|or)\b/.test(line.text.slice(hit.end, hit.end + 8))) return
    // "The line they come to to do the hanging".
    if (second === 'to' && ENDS_IN_TO.test(line.text.slice(Math.max(0, hit.start - 16), hit.start))) return
    yield {
      at: line.span(hit.start, hit.end),
      reason: `Unexpected second \`${second}\``,
      edits: [{...line.span(hit.start + first.length, hit.end), text: ''}],
    }
  },
})

const DOUBLE = /^([\p{L}\p{M}]+)\s+([\p{L}\p{M}]+)$/u
// Verbs that bring a "to" of their own; "going to to" is a slip.
const ENDS_IN_TO =
  /\b(?:c[oa]mes?|went|got|spoke|listen(?:ed|ing)?|talk(?:ed|ing)?|turn(?:ed|ing)?|forward|close)\s+$/iu
const JOINS = /[\p{L}\p{N}\p{Pd}/&_'’]/u
