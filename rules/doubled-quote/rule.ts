import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

// At the start or the end of what is quoted; two at both ends of nothing are an empty string.
const DOUBLED =
  /(?=[“”"])(?:(?<![\p{L}\p{N}.,!?…“”"])(?:““|"")(?=[\p{L}\p{N}‘’'¿¡$…])|(?<=[\p{L}\p{N}.,!?…’'%)—–-])(?:””|"")(?![\p{L}\p{N}“”"]))/gu
const CODE = /[{}=\\`<>|]|\((?<=\p{L}\()|\/\/|","/u

// Comma-separated values write a mark inside quotation marks twice.
const ROW = /[,;\t]""(?:[,;\t]|$)|"[,;\t]\S|^"[^"].*[^"]"$/

/** A quotation mark that stands twice: ““the mill””. */
export default defineRule({
  id: 'doubled-quote',
  category: 'punctuation',
  summary: 'A quotation mark stands twice.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  slips: true,
  needs: 'marks',
  marks: Mark.DoubledPunctuation,
  *check({line}) {
    const {text} = line
    const doubled = [...text.matchAll(DOUBLED)]
    if (doubled.length === 0 || (text.includes('""') && (CODE.test(text) || ROW.test(text)))) return
    // A quotation inside another may end where that ends: “He said “no””.
    if (!takesTurns(text.replace(DOUBLED, (pair) => pair[0] as string))) return
    for (const {0: pair, index} of doubled) {
      const at = line.span(index, index + 2)
      yield {
        at,
        reason: `Unexpected \`${pair}\`, expected \`${pair[0]}\``,
        edits: [{...line.span(index + 1, index + 2), text: ''}],
      }
    }
  },
})

// Openers and closers by turns; the last quotation may go on in the next paragraph.
function takesTurns(text: string): boolean {
  let isOpen = false
  for (const [mark] of text.matchAll(/[“”"]/g)) {
    if (mark === '"') isOpen = !isOpen
    else if ((mark === '“') === isOpen) return false
    else isOpen = mark === '“'
  }
  return true
}
