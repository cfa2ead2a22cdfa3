import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'

const NO_BREAK = /(?=[\u00a0\u202f])(?<=[\p{Ll}\p{Lu},;:"”’)\]]|[\p{Ll},]["”’])[\u00a0\u202f](?=["“‘(\p{L}])/gu

/** A no-break space between ordinary words, as an editor on the web leaves it. Where typography asks for one it stays. */
export default defineRule({
  id: 'no-break-space',
  category: 'unicode',
  summary: 'A no-break space stands between ordinary words.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.NoBreakSpace,
  *check({line, document}) {
    // French binds its marks.
    if (document.maybe('fr')) return
    const {text} = line
    for (const {0: space, index} of text.matchAll(NO_BREAK)) {
      if (space === '\u00a0' && isAlone(document)) continue
      const before =
        /[\p{L}\p{N}.’'-]+[^\p{L}\p{N}\s\u00a0]*$/u.exec(text.slice(Math.max(0, index - 40), index))?.[0] ?? ''
      const after = /^[“"‘(]?[\p{L}\p{N}.’'-]*/u.exec(text.slice(index + 1, index + 41))?.[0] ?? ''
      // Czech, Polish, Russian and others bind a word of one letter to the next.
      if (isBound(before, after) || (document.lang !== 'en' && /^\p{L}$/u.test(before))) continue
      // Alone in a text it may be meant; beside other remains of a page it is one of them. The narrow one is for marks and
      // figures only.
      const isSure = document.isScraped || space === '\u202f'
      const at = line.span(index, index + 1)
      yield {
        at,
        reason: `Unexpected no-break space in \`${before} ${after}\`, expected a space`,
        edits: [{...at, text: ' '}],
        fix: isSure ? 'safe' : 'unsafe',
        hint: !isSure,
      }
    }
  },
})

// Editors leave them by the handful: a single one in a text of some length says nothing.
const MIN_COUNT = 2
const SHORT = 600
const isAlone = oncePer(
  (document: Document) => document.bytes.length > SHORT && !document.isScraped && countIn(document) < MIN_COUNT,
)

function countIn(document: Document): number {
  let count = 0
  for (const {text} of document.linesWith(Mark.NoBreakSpace)) count += text.match(NO_BREAK)?.length ?? 0
  return count
}

// Initials, abbreviations and names keep together: "J. Doe", "Dr. Roe", "New York", "Louis XIV", "10 km".
function isBound(before: string, after: string): boolean {
  if (/\d|\.$/.test(before) || /^\p{Lu}[\p{Lu}\p{N}]*\.?$/u.test(before) || /^[(“"‘]?\p{Lu}(?:\.|$)/u.test(after))
    return true
  return /^\p{Lu}/u.test(before) && /^\p{Lu}/u.test(after) && !/[,;:"”’)]$/.test(before)
}
