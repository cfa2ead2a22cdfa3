import {defineRule} from '../../src/rule/define.ts'
import {rolesOf} from '../../src/text/code-pages.ts'
import {Mark} from '../../src/text/marks.ts'

// Controls (tab and line ends are none), line separators, soft hyphens, zero-width and bidi characters. Those from U+0080
// to U+009F are misread text and left to `mojibake`. Longer runs take more of the stack than there is.
const INVISIBLE =
  /[\u2028\u2029]|\u001b\[[\d;]{0,12}[A-Za-z]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]{1,10000}/g
const BIDI = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/
const BREAK = /[\u2028\u2029]/
// Within a line these are noise, or line breaks of a word processor; a form feed at its edge parts pages.
const FEED = /[\v\f]/
const PAGE = /^\f+$/
const COLOUR = /^\u001b\[/
const JOINER = /[\u200c\u200d]/
const RIGHT_TO_LEFT = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u
// Scripts that spell with joiners, and emoji.
const JOINING =
  /[\p{sc=Arabic}\p{sc=Syriac}\p{sc=Mongolian}\p{sc=Devanagari}\p{sc=Bengali}\p{sc=Gurmukhi}\p{sc=Gujarati}\p{sc=Oriya}\p{sc=Tamil}\p{sc=Telugu}\p{sc=Kannada}\p{sc=Malayalam}\p{sc=Sinhala}\p{sc=Myanmar}\p{sc=Khmer}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]/u
// Scripts without spaces, where a zero-width space marks a place to break the line.
const UNSPACED =
  /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}\p{sc=Javanese}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u

/** Characters that show nothing and do nothing in the script around them. */
export default defineRule({
  id: 'invisible-characters',
  category: 'unicode',
  summary: 'Characters that show nothing stand in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Invisible,
  *check({line}) {
    const {text} = line
    // What is seen of the line: a line of nothing but separators would be trimmed for each of them.
    const seen = {start: text.length - text.trimStart().length, end: text.trimEnd().length}
    let rightToLeft: boolean | undefined
    for (const {0: run, index} of text.matchAll(INVISIBLE)) {
      const around = `${[...text.slice(Math.max(0, index - 4), index)].at(-1) ?? ''}${[...text.slice(index + run.length, index + run.length + 2)][0] ?? ''}`
      if (JOINER.test(run) && JOINING.test(around)) continue
      if (BIDI.test(run)) {
        rightToLeft ??= RIGHT_TO_LEFT.test(text)
        if (rightToLeft) continue
      }
      if (run.includes('\u200b') && UNSPACED.test(around)) continue
      // A byte of UTF-8 that was misread: "Ã\xad".
      if (run === '\u00ad' && rolesOf(text.charCodeAt(index - 1)) & 0xff && !/\p{Ll}/u.test(text[index - 1] ?? ''))
        continue
      if (run === '\u2060' && !/^\p{L}\p{L}$/u.test(around)) continue
      const isFeed = FEED.test(run)
      if (PAGE.test(run) && !isWithin(seen, index, index + run.length)) continue
      const at = line.span(index, index + run.length)
      const names = [
        ...new Set(
          [...(COLOUR.test(run) ? '\u001b' : run)].map(
            (char) => `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
          ),
        ),
      ]
      yield {
        at,
        reason: `Unexpected invisible character \`${names.join(' ')}\``,
        edits: [{...at, text: replacementOf(run, text, index, seen)}],
        fix: isFeed && /^\p{L}\p{L}$/u.test(around) ? 'unsafe' : 'safe',
      }
    }
  },
})

/** UTF-16 units of the line. */
interface Part {
  start: number
  end: number
}

function isWithin(seen: Part, start: number, end: number): boolean {
  return seen.start < start && seen.end > end
}

function replacementOf(run: string, text: string, at: number, seen: Part): string {
  if (FEED.test(run))
    return /[\p{L}\p{N},.;:!?]/u.test(text[at - 1] ?? '') && /\p{Lu}/u.test(text[at + run.length] ?? '') ? '\n' : ''
  return BREAK.test(run) && isWithin(seen, at, at + 1) ? '\n' : ''
}
