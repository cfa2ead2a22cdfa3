import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {oncePer} from '../../src/text/once.ts'
import {TWICE} from './twice.ts'

const DOUBLED =
  /(?<![\p{L}\p{M}\p{N}\p{Pd}'’&_./@#“"‘«(*])(\p{L}\p{Ll}+)( )\1(?![\p{L}\p{M}\p{N}\p{Pd}'’&_/@”"’»*]|[.,!?]\p{L})/gu

/** A word that stands twice, where nothing says that it is meant. Small words are known by `repeated-word`. */
export default defineRule({
  id: 'doubled-word',
  category: 'garble',
  summary: 'A word stands twice in a row.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  needs: 'marks',
  marks: Mark.RepeatedWord,
  *check({line, document}) {
    const {text} = line
    if (!hasRepeat(text)) return
    const twice = TWICE.get(document.lang ?? '')
    if (!twice || !line.isProse) return
    for (const {0: pair, 1: word = '', index} of text.matchAll(DOUBLED)) {
      // A name, or a word that is said three times, is meant: "Duran Duran".
      if (/^\p{Lu}/u.test(word) || twice.has(word)) continue
      const after = text.slice(index + pair.length, index + pair.length + word.length + 2)
      const before = text.slice(Math.max(0, index - word.length - 2), index)
      if (after.trimStart().startsWith(word) || before.trimEnd().endsWith(word)) continue
      if (hitsOf(document).has(placeOf(line, index))) continue
      const at = line.span(index, index + pair.length)
      yield {
        at,
        reason: `Unexpected second \`${word}\``,
        edits: [{...line.span(index + word.length, index + pair.length), text: ''}],
        hint: true,
      }
    }
  },
})

// Whether a chunk of a line begins with all of the one before it.
function hasRepeat(text: string): boolean {
  let from = 0
  for (let space = text.indexOf(' '); space >= 0; space = text.indexOf(' ', from)) {
    while (from < space && isSign(text.charCodeAt(from))) from++
    if (text[from] === text[space + 1] && text.startsWith(text.slice(from, space), space + 1) && from < space)
      return true
    from = space + 1
  }
  return false
}

// Of what may stand before a word.
function isSign(unit: number): boolean {
  return unit < 0x41 || (unit > 0x5a && unit < 0x61) || (unit > 0x7a && unit < 0xc0) || unit >> 8 === 0x20
}

// Places of the small words that `repeated-word` knows.
const hitsOf = oncePer((document: Document): ReadonlySet<string> => {
  const known = document.hits.filter(({phrase}) => phrase.rule === 'repeated-word')
  return new Set(known.map(({line, start}) => placeOf(line, start)))
})

function placeOf(line: Line, start: number): string {
  return `${line.index}:${start}`
}
