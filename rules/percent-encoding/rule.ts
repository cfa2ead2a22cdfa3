import {defineRule} from '../../src/rule/define.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {isAddress, mentionsCode, wordAround} from '../../src/text/markup.ts'
import {rowsOf} from '../../src/text/rows.ts'
import {type Reading, subjectOf} from '../../src/text/subject.ts'
import {decodePercent} from './decode.ts'

const CODE = /%[0-9A-Fa-f]{2}/g

/** Words as an address writes them, `two%20words`, outside of any address. */
export default defineRule({
  id: 'percent-encoding',
  category: 'unicode',
  summary: 'Words of the text are percent-encoded as in a web address.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'encoding', 'news'],
  fix: 'safe',
  decodes: true,
  needs: 'marks',
  marks: Mark.EncodedByte,
  *check({line, document}) {
    if (mentionsCode(line)) return
    for (const {start, end, text} of readingsOf(line)) {
      const at = line.span(start, end)
      yield {
        at,
        reason: `Unexpected \`${line.text.slice(start, end)}\` as in a web address, expected ${text.trim() ? `\`${text}\`` : 'a space'}`,
        edits: [{...at, text}],
        fix: isSubject(document) ? 'unsafe' : 'safe',
        hint: isSubject(document),
      }
    }
  },
})

// File names, variables, paths, formats of print functions.
const NO_WORD = /[\\/=_$#{}<>|+]|\.\p{L}|%[sdifgxuc]\b/u

function readingsOf({text}: Line): Reading[] {
  return [...rowsOf(text, CODE)].flatMap(({start, end}) => {
    const decoded = decodePercent(text.slice(start, end), text[start - 1] ?? ' ', text.slice(end, end + 2))
    if (decoded === undefined) return []
    const word = wordAround(text, start, end)
    return isAddress(word) || NO_WORD.test(word) ? [] : [{start, end, text: decoded}]
  })
}

const isSubject = subjectOf(Mark.EncodedByte, readingsOf)
