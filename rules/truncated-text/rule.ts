import {defineRule} from '../../src/rule/define.ts'

const COUNT = /(?:\s*(?:…|\.\.\.))?\s*\[\+\s?\d{1,9} [\p{L}\p{M}]{1,20}\]\s*$/u
const CUT = /(?:\[(?:…|\.\.\.|&hellip;)\]|(?:…|\.\.\.)\s?\[(?:more|read more)\])\s*$/u
const ENDING = 60

/** A text that ends before its end: an excerpt of a feed, a response cut by a news API. */
export default defineRule({
  id: 'truncated-text',
  category: 'garble',
  summary: 'The text is cut off.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'document',
  *check({document}) {
    let last = document.tail
    let line = document.previousVisible(last)
    if (!line) line = document.previousVisible(document.lineCount)
    for (let steps = 0; line && steps < 2; steps++) {
      const from = Math.max(0, line.text.length - ENDING)
      const ending = line.text.slice(from)
      const counted = COUNT.exec(ending)
      if (counted) {
        const at = line.span(from + counted.index, line.text.length)
        yield {at, reason: `Unexpected count \`${counted[0].trim()}\` of cut characters`, edits: [{...at, text: '…'}]}
        return
      }
      const cut = CUT.exec(ending)
      if (cut) {
        yield {
          at: line.span(from + cut.index, line.text.length),
          reason: `Unexpected end of the text \`${cut[0].trim()}\`: the rest is missing`,
        }
        return
      }
      last = line.index
      line = document.nextVisible(last)
    }
  },
})
