import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {isAddress, mentionsCode, wordAround} from '../../src/text/markup.ts'
import {decodePercent} from './decode.ts'

const RUN = /(?:%[0-9A-Fa-f]{2})+/g

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
  *check({line}) {
    if (mentionsCode(line)) return
    const {text} = line
    for (const {0: run, index} of text.matchAll(RUN)) {
      const end = index + run.length
      const decoded = decodePercent(run, text[index - 1] ?? ' ', text.slice(end, end + 2))
      if (decoded === undefined) continue
      const word = wordAround(text, index, end)
      if (isAddress(word) || NO_WORD.test(word)) continue
      const at = line.span(index, end)
      yield {
        at,
        reason: `Unexpected \`${run}\` as in a web address, expected ${decoded.trim() ? `\`${decoded}\`` : 'a space'}`,
        edits: [{...at, text: decoded}],
      }
    }
  },
})

// File names, variables, paths, formats of print functions.
const NO_WORD = /[\\/=_$#{}<>|+]|\.\p{L}|%[sdifgxuc]\b/u
