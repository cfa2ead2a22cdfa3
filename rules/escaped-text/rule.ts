import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {codeShare, mentionsCode} from '../../src/text/markup.ts'
import {subjectOf} from '../../src/text/subject.ts'
import {findEscapes, isEscaped} from './escapes.ts'

const CODE = /[{}<>]|[)\]"'];$|=>|\w\(|\[\^|https?:\\?\/\\?\/\S{0,200}$/

const MIN_WORDS = 3

/** Characters with a backslash, as program code writes them: `\n` for a line end, `\u2019` for an apostrophe. */
export default defineRule({
  id: 'escaped-text',
  category: 'unicode',
  summary: 'A character stands with a backslash, as in program code.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'encoding', 'news'],
  fix: 'safe',
  decodes: true,
  needs: 'marks',
  marks: Mark.Backslash,
  *check({line, document}) {
    const {text} = line
    const escapes = line.words < MIN_WORDS ? [] : findEscapes(text)
    if (escapes.length === 0 || mentionsCode(line) || codeShare(document) === 'much') return
    const all = isEscaped(document)
    if (!all && CODE.test(text)) return
    for (const {start, end, char, isSure} of escapes) {
      if (!isSure && !all) continue
      const at = line.span(start, end)
      yield {
        at,
        reason: `Unexpected \`${text.slice(start, end)}\` as in program code, expected ${nameOf(char)}`,
        edits: [{...at, text: char}],
        fix: isSubject(document) ? 'unsafe' : 'safe',
        hint: isSubject(document),
      }
    }
  },
})

const isSubject = subjectOf(Mark.Backslash, ({text}) =>
  findEscapes(text).map(({start, end, char}) => ({start, end, text: char})),
)

function nameOf(char: string): string {
  if (char === '\n') return 'a line end'
  if (char === '\t') return 'a tab'
  return /^[\s\p{C}]*$/u.test(char) ? 'the character itself' : `\`${char}\``
}
