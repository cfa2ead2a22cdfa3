import {defineRule, type RuleFinding} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {excerpt, type Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'
import {subjectOf} from '../../src/text/subject.ts'
import {evidenceOf, type Reading} from './evidence.ts'

// So many in one line are one finding.
const MANY = 5

/** Text that was read in another encoding than it was written in: "â€™" where "’" was meant. */
export default defineRule({
  id: 'mojibake',
  category: 'unicode',
  summary: 'Text was read in the wrong encoding.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'encoding', 'news'],
  fix: 'safe',
  decodes: true,
  needs: 'marks',
  marks: Mark.Mojibake,
  *check({line, document}) {
    const groups = new Map<string, Reading[]>()
    for (const reading of evidenceOf(document).readingsOf(line)) {
      const key = reading.text === undefined ? `${reading.start}` : `${reading.isSure} ${reading.how}`
      const group = groups.get(key)
      if (group) group.push(reading)
      else groups.set(key, [reading])
    }
    if (groups.size === 0) return
    // A text about encodings shows what goes wrong.
    const isSample = isSubject(document)
    const isGuess = isSample || isAbout(line)
    for (const readings of groups.values()) {
      // A finding must not reach across code in a Markdown file.
      if (readings.length >= MANY && document.masks.length === 0) yield findingOf(line, readings, isGuess, isSample)
      else for (const reading of readings) yield findingOf(line, [reading], isGuess, isSample)
    }
  },
})

// Without the flag `u`, with which V8 takes three times as long over `\b` where case does not count.
const ABOUT =
  /\b(?:utf-?8|windows-?125\d|cp125\d|latin-?1|iso[- ]?8859|mojibake|encodings?|charset|unicode|Zeichens[aä]tz\w*|Zeichenkodierung|encodages?|codifica(?:ción|ção|zione)|jeux? de caractères)\b|кодировк|кракозябр|文字化け|文字コード|乱码|编码|인코딩/i

// Such a text names them in the sentence, or in the one before or behind it.
function isAbout(line: Line): boolean {
  const {document, index, text} = line
  const isBeside = namesIn(document)
  if (text.length > REACH ? ABOUT.test(text) : isBeside(line)) return true
  return [document.previousVisible(index), document.nextVisible(index)].some((other) => other && isBeside(other))
}

const REACH = 2000

// Whether a line names them near its beginning; asked for each line and for those beside it.
const namesIn = oncePer((_: Document) => {
  const known = new Map<number, boolean>()
  return ({index, text}: Line): boolean => {
    const found = known.get(index) ?? ABOUT.test(text.slice(0, REACH))
    known.set(index, found)
    return found
  }
})

const isSubject = subjectOf(Mark.Mojibake, (line) =>
  evidenceOf(line.document)
    .readingsOf(line)
    .flatMap(({start, end, text}) => (text === undefined ? [] : [{start, end, text}])),
)

function findingOf(line: Line, readings: readonly Reading[], isGuess: boolean, hint: boolean): RuleFinding {
  const first = readings[0] as Reading
  const {start} = line.span(first.start, first.end)
  const edits = readings.flatMap(({start, end, text}) => (text === undefined ? [] : [{...line.span(start, end), text}]))
  const last = readings.at(-1) as Reading
  const more = readings.length > 1 ? `, and ${readings.length - 1} more in this line` : ''
  const expected = first.text === undefined ? '' : `, expected \`${excerpt(first.text)}\``
  return {
    at: {start, end: line.span(last.start, last.end).end},
    reason: `Unexpected \`${shown(line.text.slice(first.start, first.end))}\`, ${first.how}${expected}${more}`,
    edits,
    fix: first.isSure && !isGuess ? 'safe' : 'unsafe',
    hint,
  }
}

// Controls by their numbers.
function shown(text: string): string {
  return /^[\u0080-\u009f]+$/.test(text)
    ? [...text].map((char) => `U+00${char.charCodeAt(0).toString(16).toUpperCase()}`).join(' ')
    : excerpt(text)
}
