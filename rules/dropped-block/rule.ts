import {defineRule} from '../../src/rule/define.ts'

const MIN_WORDS = 4
// "said:", "分享:"; no smiley ":heart:" and no field "Tags::".
const ANNOUNCES =
  /(?=[ \u00a0\u202f]?[:：]$)(?<!:[\p{L}\p{N}_+-]{1,20})(?<=[\p{L}\p{M}\p{N})\]"”’»])[ \u00a0\u202f]?[:：]$/u
const LAST_WORD = /(?<!\S)\S+(?:\s[:：])?$/u
const ENDING = 60

/** The last line of a text announces what is not there: a quotation, a list, an embedded post. */
export default defineRule({
  id: 'dropped-block',
  category: 'garble',
  summary: 'The last line announces a quotation, list or embedded post that is not there.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'none',
  needs: 'document',
  *check({document}) {
    const line = document.previousVisible(document.tail)
    if (!line || line.words < MIN_WORDS || line.isListItem) return
    const end = line.text.trimEnd().length
    const ending = line.text.slice(Math.max(0, end - ENDING), end)
    if (!ANNOUNCES.test(ending)) return
    const last = LAST_WORD.exec(ending)?.[0] ?? ''
    yield {
      at: line.span(end - last.length, end),
      reason: `Nothing follows \`${last}\` at the end of the text`,
      // A text in pieces may go on in the next one, and a line of a footer may be what was announced.
      hint: !document.isScraped || document.nextVisible(line.index) !== undefined,
    }
  },
})
