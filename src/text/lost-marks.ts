/** A mark of punctuation that one and the same wrong character stands for. Places are UTF-16 units. */
export interface LostMark {
  at: number
  /** What stood there; absent where it cannot be told. */
  expected?: string
  /** Whether nothing else can have stood there: an apostrophe within a word. */
  isSure: boolean
}

/** How a text writes what was lost. */
export interface MarkStyle {
  apostrophe: string
  /** Between words with spaces around it. */
  dash: string
  /** Whether quotation marks and dashes may have been lost. */
  hasQuotes: boolean
  /** Whether vowels are dropped before vowels, as in French and Italian. */
  hasElision: boolean
}

const QUESTIONS = /[“”„?]/g
const REPLACEMENTS = /[“”„\ufffd]/g
const LETTER = /[\p{L}\p{M}\p{N}]/u
const SPACE = /\s/
// Behind an apostrophe in English.
const SUFFIX = /^(?:s|t|d|ll|re|ve|m|em|er|st|S|T|D|LL|RE|VE|M)(?![\p{L}\p{N}])/u
// Before one in French and Italian, where a vowel or h follows, and in names.
const ELISION =
  /(?:^|[^\p{L}\p{N}])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|(?:de|a|ne|su|co|da|que|be)ll|un|quest|sant|com|dov|o|d)$/iu
const VOWEL = /^h?[aeiouyàâäéèêëîïôöùûüœæ]/iu
// English words without their middle.
const CLIPPINGS = /(?:^|[^\p{L}])(?:o.er|e.en|e.er|ne.er|ma.am|ev.ry|o.clock|whate.er|howe.er|heav.n|giv.n|ta.en)$/iu
const AFTER_WORD = /[\p{L}\p{N}.,!?;:…)\]%]/u
const BEHIND_WORD = /^(?:[\s.,;:!?)\]—–-]|$)/
const WORD = 24

/** Languages that drop vowels before vowels; it counts as one of them where the language is unsure. */
export const ELIDING_LANGUAGES = ['fr', 'it', 'ca']

/**
 * Marks of a line that were lost to one character.
 *
 * @param text  one line
 * @param wrong the character: U+FFFD or a question mark
 * @param style how the text writes such marks
 */
export function* lostMarks(text: string, wrong: string, style: MarkStyle): Generator<LostMark> {
  const isQuestion = wrong === '?'
  let open: number | undefined
  for (const {0: char, index: at} of text.matchAll(isQuestion ? QUESTIONS : REPLACEMENTS)) {
    if (char === '“' || char === '„') open = at
    else if (char === '”') open = undefined
    if (char !== wrong) continue
    const before = text[at - 1] ?? ' '
    const after = text[at + 1] ?? ' '
    const isInWord = LETTER.test(before) && LETTER.test(after)
    if (isInWord) {
      if (isApostrophe(text, at, style)) yield {at, expected: style.apostrophe, isSure: true}
      else if (style.hasQuotes && isDash(text, at, isQuestion)) yield {at, expected: '—', isSure: false}
      else if (!isQuestion) yield {at, isSure: false}
      continue
    }
    if (!style.hasQuotes) {
      if (!isQuestion) yield {at, isSure: false}
      continue
    }
    if (SPACE.test(before) && SPACE.test(after) && text.slice(0, at).trim() && text.slice(at + 1).trim()) {
      yield {at, expected: style.dash, isSure: false}
    } else if (/[\s(["'‘—–-]/.test(before) && !SPACE.test(after) && after !== wrong) {
      yield {at, expected: '“', isSure: false}
      open = at
    } else if (
      open !== undefined &&
      AFTER_WORD.test(before) &&
      (BEHIND_WORD.test(text.slice(at + 1)) || /[’'”]/.test(after))
    ) {
      // "?Home Rule??": the first of two asks.
      if (isQuestion && after === wrong) continue
      yield {at, expected: '”', isSure: false}
      open = undefined
    } else if (!isQuestion) {
      const isPossessive = before === 's' && SPACE.test(after)
      yield isPossessive ? {at, expected: style.apostrophe, isSure: false} : {at, isSure: false}
    }
  }
}

function isApostrophe(text: string, at: number, {hasElision}: MarkStyle): boolean {
  const head = text.slice(Math.max(0, at - WORD), at)
  const tail = text.slice(at + 1, at + WORD)
  if (SUFFIX.test(tail)) return !/(?:^|\P{L})na$/iu.test(head)
  if (hasElision && ELISION.test(head) && VOWEL.test(tail)) return true
  const word = `${/\p{L}*$/u.exec(head)?.[0]}'${/^\p{L}*/u.exec(tail)?.[0]}`
  return CLIPPINGS.test(word)
}

// Between two words of some length; a question mark before a capital ends a sentence.
function isDash(text: string, at: number, isQuestion: boolean): boolean {
  const head = /\p{L}+$/u.exec(text.slice(Math.max(0, at - WORD), at))?.[0] ?? ''
  const tail = /^\p{L}+/u.exec(text.slice(at + 1, at + WORD))?.[0] ?? ''
  if (isQuestion && /^\p{Lu}/u.test(tail)) return false
  return head.length > (isQuestion ? 2 : 1) && (tail.length > 1 || /^[aAI]$/.test(tail))
}
