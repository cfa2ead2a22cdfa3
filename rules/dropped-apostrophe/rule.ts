import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {isLetter} from '../../src/text/scan.ts'
import {apostropheOf} from '../../src/text/typography.ts'
import {GAPS} from './words.ts'

const MIN_WORDS = 3
// A text of French or Italian has many; one alone may be a letter that stands for something.
const MIN_ELISIONS = 2

/** A text that has lost its apostrophes: "dont", "todays". One that has some was written so. */
export default defineRule({
  id: 'dropped-apostrophe',
  category: 'punctuation',
  summary: 'The text has lost its apostrophes.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'unsafe',
  needs: 'document',
  *check({document}) {
    if (hasApostrophe(document)) return
    const gapsIn = GAPS.get(document.lang ?? '')
    if (!gapsIn) return
    const gaps = []
    for (let index = 0; index < document.lineCount; index++) {
      const line = document.line(index)
      if (line.words >= MIN_WORDS) for (const gap of gapsIn(line.text)) gaps.push({line, gap})
    }
    if (document.lang !== 'en' && gaps.length < MIN_ELISIONS) return
    const apostrophe = apostropheOf(document)
    for (const {line, gap} of gaps) {
      const {start, end, at, found, expected} = gap
      yield {
        at: line.span(at, at + found.length),
        reason: `Unexpected \`${found}\`, expected \`${expected.replace("'", apostrophe)}\``,
        edits: [{...line.span(start, end), text: apostrophe}],
      }
    }
  },
})

// Between two letters. Most texts have one early; in others the last byte of ’ may be that of any letter.
function hasApostrophe({bytes}: Document): boolean {
  const {length} = bytes
  for (let at = 1; at + 1 < length; at++) {
    const byte = bytes[at] as number
    if (byte !== 0x27 && byte !== 0x99) continue
    const start = byte === 0x27 ? at : at - 2
    if (byte === 0x99 && (bytes[at - 1] !== 0x80 || bytes[start] !== 0xe2)) continue
    if (isLetter(bytes[start - 1] ?? 0) && isLetter(bytes[at + 1] as number)) return true
  }
  return false
}
