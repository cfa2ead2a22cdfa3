import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {decode} from '../../src/text/utf8.ts'

// A character of UTF-8 that was read as latin-1, as far as controls show it: "weâ\x80\x99re".
const MISREAD =
  /[\u00c2-\u00df][\u0080-\u009f]|[\u00e0-\u00ef](?=.?[\u0080-\u009f])[\u0080-\u00bf]{2}|[\u00f0-\u00f4](?=.{0,2}[\u0080-\u009f])[\u0080-\u00bf]{3}/
// Controls (tab and line ends are none), line separators, soft hyphens, zero-width and bidi characters.
const SHOWS_NOTHING =
  /[\u0080-\u009f]+|[\u2028\u2029]|[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+/
const INVISIBLE = new RegExp(`${MISREAD.source}|${SHOWS_NOTHING.source}`, 'g')
const BIDI = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/
const C1 = /[\u0080-\u009f]/
// Behind another byte of UTF-8 a control belongs to it.
const BYTE = /[\u00a0-\u00f4]/
const BREAK = /[\u2028\u2029]/
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
    let rightToLeft: boolean | undefined
    for (const {0: run, index} of text.matchAll(INVISIBLE)) {
      const around = `${[...text.slice(Math.max(0, index - 4), index)].at(-1) ?? ''}${[...text.slice(index + run.length, index + run.length + 2)][0] ?? ''}`
      if (JOINER.test(run) && JOINING.test(around)) continue
      if (BIDI.test(run)) {
        rightToLeft ??= RIGHT_TO_LEFT.test(text)
        if (rightToLeft) continue
      }
      if (run.includes('\u200b') && UNSPACED.test(around)) continue
      if (run === '\u2060' && !/^\p{L}\p{L}$/u.test(around)) continue
      const at = line.span(index, index + run.length)
      const names = [
        ...new Set([...run].map((char) => `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)),
      ]
      const expected = replacementOf(run, text, index)
      yield {
        at,
        reason: `Unexpected invisible character \`${names.join(' ')}\`${expected?.trim() ? `, expected \`${expected}\`` : ''}`,
        edits: expected === undefined ? [] : [{...at, text: expected}],
      }
    }
  },
})

function replacementOf(run: string, text: string, at: number): string | undefined {
  if (BREAK.test(run)) return text.slice(0, at).trim() && text.slice(at + 1).trim() ? '\n' : ''
  if (!C1.test(run)) return ''
  if (BYTE.test(run[0] as string)) return readAsUtf8(run)
  // One control alone is a character of windows-1252 read as latin-1; U+0085 may be a line end as well.
  if (run.length > 1 || run === '\u0085' || BYTE.test(text[at - 1] ?? '')) return undefined
  const char = WINDOWS_1252[run.charCodeAt(0) - 0x80]
  return char === ' ' ? undefined : char
}

function readAsUtf8(run: string): string | undefined {
  const char = decode(Uint8Array.from(run, (byte) => byte.charCodeAt(0)))
  return [...char].length === 1 ? char : undefined
}

// Bytes 0x80 to 0x9f of windows-1252; a space where it has none. Node's TextDecoder takes it for latin-1.
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'
