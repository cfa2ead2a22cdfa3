import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {CURLY_LANGUAGES} from '../../src/text/quotes.ts'

const CODE = /[{}=\\$`<>|]|\((?<=\p{L}\()|\/\//u
const FOREIGN = /[„‚«»]/
const OPENS = /[\s([—–‘-]/
const CLOSES = /[\s.,;:!?)\]—–’…*-]/

/** A straight quotation mark where the text has curly ones: “the mill". */
export default defineRule({
  id: 'mixed-quote',
  category: 'punctuation',
  summary: 'Straight quotation marks stand among curly ones.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'unsafe',
  needs: 'marks',
  marks: Mark.Quote,
  *check({line, document}) {
    const {text} = line
    if (!text.includes('"') || !/[“”]/.test(text) || FOREIGN.test(text) || CODE.test(text)) return
    if (!CURLY_LANGUAGES.has(document.lang ?? '')) return
    for (const {at, expected} of straightQuotesOf(text)) {
      const place = line.span(at, at + 1)
      yield {
        at: place,
        reason: `Unexpected \`"\` among curly quotation marks in \`${text.slice(Math.max(0, at - 12), at + 13).trim()}\`, expected \`${expected}\``,
        edits: [{...place, text: expected}],
        hint: true,
      }
    }
  },
})

/** Straight marks whose partner is curly; none where the turns do not come out as the spaces say. */
function straightQuotesOf(text: string): {at: number; expected: string}[] {
  const found: {at: number; expected: string}[] = []
  let open: {mark: string; at: number} | undefined
  for (const {0: mark, index} of text.matchAll(/[“”"]/g)) {
    const before = text[index - 1] ?? ' '
    const after = text[index + 1] ?? ' '
    if (mark === '"') {
      const fits = open ? !/\s/.test(before) && CLOSES.test(after) : OPENS.test(before) && !/\s/.test(after)
      if (!fits) return []
      if (open?.mark === '“') found.push({at: index, expected: '”'})
    } else if ((mark === '”') !== (open !== undefined)) return []
    else if (open?.mark === '"') found.push({at: open.at, expected: '“'})
    open = open ? undefined : {mark, at: index}
  }
  return found
}
