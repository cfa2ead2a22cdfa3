import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {isAddress, mentionsCode, wordAround} from '../../src/text/markup.ts'
import {oncePer} from '../../src/text/once.ts'
import {rowsOf} from '../../src/text/rows.ts'
import {type Reading, subjectOf} from '../../src/text/subject.ts'
import {readBytes} from './bytes.ts'

const CODE = /=[0-9A-F]{2}/g
// Inside or at the end of a word of small letters.
const LONE = /(?==)(?<=\p{Ll})=[0-9A-F]{2}(?![\p{Lu}\d_=])/gu
// Fewer in a line may be anything: "level=DEBUG", "id=E9".
const MIN_LONE = 2
// Lines of mail end in `=` where they go on below.
const SOFT_BREAK = /=$/
// A character above ASCII in two bytes or more: nothing else looks like it.
const SURE = /=(?:C[2-9A-F]|D[0-9A-F]|E[0-9A-F]=[89AB][0-9A-F]|F[0-4]=[89AB][0-9A-F]=[89AB][0-9A-F])=[89AB][0-9A-F]/

/** Characters as mail writes them, `=E2=80=99` for an apostrophe. */
export default defineRule({
  id: 'quoted-printable',
  category: 'unicode',
  summary: 'A character stands in the quoted-printable code of mail.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'encoding', 'news'],
  fix: 'safe',
  decodes: true,
  needs: 'marks',
  marks: Mark.EncodedByte,
  *check({line, document}) {
    if (mentionsCode(line)) return
    const isQuoted = isQuotedPrintable(document)
    const found = readingsOf(line)
    if (!isQuoted && found.length < MIN_LONE) return
    for (const {start, end, text: char} of found) {
      const at = line.span(start, end)
      yield {
        at,
        reason: `Unexpected \`${line.text.slice(start, end)}\`, quoted-printable of mail, expected ${char.trim() ? `\`${char}\`` : 'a space'}`,
        edits: [{...at, text: char}],
        fix: isQuoted && !isSubject(document) ? 'safe' : 'unsafe',
        hint: isSubject(document),
      }
    }
    const {next} = line
    if (!isQuoted || !next || !SOFT_BREAK.test(line.text)) return
    const at = {start: line.end - 1, end: next.start}
    yield {at, reason: 'Unexpected `=` at the end of the line, a line break of mail', edits: [{...at, text: ''}]}
  },
})

const isQuotedPrintable = oncePer((document: Document): boolean => {
  for (const {text} of document.linesWith(Mark.EncodedByte)) if (SURE.test(text)) return true
  return false
})

function readingsOf({text, document}: Line): Reading[] {
  const isQuoted = isQuotedPrintable(document)
  return [...rowsOf(text, isQuoted ? CODE : LONE)].flatMap(({start, end}) => {
    const char = readBytes(text.slice(start, end), isQuoted)
    return char === undefined || isAddress(wordAround(text, start, end)) ? [] : [{start, end, text: char}]
  })
}

const isSubject = subjectOf(Mark.EncodedByte, readingsOf)
