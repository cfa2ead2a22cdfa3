import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

const ESCAPED = /(?<!\\)\\+(["'’“”])/g
const CODE = /[{}=$`<>|]|\((?<=\p{L}\()|\/\/|\\(?![\\"'’“”])|["']\s*[:,]\s*["']/u
const MIN_WORDS = 3

/** A backslash before a quotation mark or apostrophe, from a string of a program: don\'t. */
export default defineRule({
  id: 'escaped-quote',
  category: 'punctuation',
  summary: 'A backslash stands before a quotation mark.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Backslash,
  *check({line}) {
    const {text} = line
    if (line.words < MIN_WORDS || CODE.test(text)) return
    for (const {0: escaped, 1: mark = '', index} of text.matchAll(ESCAPED)) {
      const at = line.span(index, index + escaped.length)
      yield {at, reason: `Unexpected \`${escaped}\`, expected \`${mark}\``, edits: [{...at, text: mark}]}
    }
  },
})
