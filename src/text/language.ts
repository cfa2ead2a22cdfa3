import {decode} from './utf8.ts'

// Frequent function words that few of the other languages share.
const STOP_WORDS: Record<string, string> = {
  en: 'the and of to is that it for was with as his they be at this have from by had not were but said',
  de: 'der die und das den von ist nicht mit sich des auf für eine dem auch als nach wird bei sind aus',
  fr: 'le les des est une dans que pour qui sur pas plus avec sont ce au du cette ont aux mais été',
  es: 'el los que las una por con para es del se más como pero sus al ha este fue sin son entre',
  it: 'il che di per una non sono con del della più dei gli alla nel anche come ha ma si le è',
  pt: 'que os uma não para com do da em dos mais as por foi ao na são também pelo mas já é',
  nl: 'de het een van en is dat niet op zijn voor met die aan ook bij maar naar wordt uit door',
  pl: 'nie się jest na że do to jak przez był od po za dla oraz ale są jego czy które',
  cs: 'je že se na ve do by pro jako ale jsou také byl jeho aby podle které při až už',
  sv: 'och att det är som för på av en inte har till med om den ett var han från kan',
  ru: 'и в не на что он с как это по но из у за так же от о для его было',
  uk: 'і не на що з як це до та за від його але був у є про для',
  tr: 've bir bu için da ile olarak olan daha gibi çok sonra ne kadar ancak en ise değil var',
  vi: 'và của là các được có trong cho không với một những người đã này khi để đến',
  id: 'yang dan di itu dengan untuk dari pada tidak ini dalam akan ke juga adalah oleh ada karena',
  ar: 'في من على أن إلى التي عن هذا مع كان الذي ما هذه لا بعد قد بين',
  fa: 'و در به از که این را با است برای آن یک خود تا بر هم',
  he: 'של את על לא הוא זה עם כי גם היא או אבל כל יותר',
  hi: 'के में है की को से और का पर ने कि यह हैं एक भी',
}
const STOP_LANGS = new Map<string, string[]>()
for (const [lang, words] of Object.entries(STOP_WORDS))
  for (const word of words.split(' ')) STOP_LANGS.set(word, [...(STOP_LANGS.get(word) ?? []), lang])

/** Whether a word is a function word of some language. */
export function isStopWord(word: string): boolean {
  return STOP_LANGS.has(word)
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{sc=Hiragana}\p{sc=Katakana}]/gu],
  ['zh', /\p{sc=Han}/gu],
  ['ko', /\p{sc=Hangul}/gu],
  ['th', /\p{sc=Thai}/gu],
  ['el', /\p{sc=Greek}/gu],
]
const NON_LATIN = /[\u0370-\u03ff\u0e00-\u0e7f\u1100-\u11ff\u2e80-\uffff]/

// Some stretches of a text tell its language, bytes each; where they leave it open, its beginning has to.
const STRETCHES = 4
const STRETCH = 768
const SAMPLE = 16_384
// Fewer stop words, or a lead smaller than this over the second language, leave the guess open.
const MIN_WORDS = 4
const MIN_LEAD = 1.5
// A fifth to a third of the words of a text are stop words of its language; a stray few are shared by chance.
const MIN_SHARE = 0.08

/**
 * Guesses the language of a text from its scripts and stop words.
 *
 * @param bytes UTF-8
 * @returns a two-letter code, or undefined where the text is too short or too mixed to tell
 */
export function guessLanguage(bytes: Uint8Array): string | undefined {
  if (bytes.length <= STRETCHES * STRETCH) return guess(decode(bytes))
  const step = (bytes.length - STRETCH) / (STRETCHES - 1)
  const stretches = Array.from({length: STRETCHES}, (_, index) => {
    const start = Math.floor(index * step)
    return decode(bytes.subarray(start, start + STRETCH))
  })
  return guess(stretches.join(' ')) ?? guess(decode(bytes.subarray(0, SAMPLE)))
}

function guess(text: string): string | undefined {
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []
  if (NON_LATIN.test(text)) {
    const letters = words.reduce((sum, word) => sum + word.length, 0)
    for (const [lang, script] of SCRIPTS) {
      const share = (text.match(script)?.length ?? 0) / letters
      if (share > (lang === 'ja' ? 0.1 : 0.4)) return lang
    }
  }
  const counts = new Map<string, number>()
  for (const word of words) for (const lang of STOP_LANGS.get(word) ?? []) counts.set(lang, (counts.get(lang) ?? 0) + 1)
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1])
  if (!first || first[1] < Math.max(MIN_WORDS, words.length * MIN_SHARE) || (second && first[1] < second[1] * MIN_LEAD))
    return undefined
  return first[0]
}
