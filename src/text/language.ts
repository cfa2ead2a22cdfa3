import {ASCII, Ascii, foldCodePoint, LETTER, mix, PRIME, SEED, SKIP, UNIT} from './fold.ts'
import {decodeAt} from './scan.ts'

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
const LANGS = Object.keys(STOP_WORDS)

// Diacritics count: they tell Spanish from Portuguese.
function hashLetter(hash: number, codePoint: number): number {
  return mix(hash, codePoint < 0x80 ? (ASCII[codePoint] as number) : codePoint)
}

function hashWord(word: string): number {
  return [...word].reduce((hash, char) => hashLetter(hash, char.codePointAt(0) as number), SEED)
}

// Function words by their hashes, and the languages of each, a bit each in the order of `LANGS`: the place behind where a
// hash belongs is looked at next. A tenth is filled, so that nine words in ten need one look.
const SLOTS = 1 << 12
const stopHashes = new Int32Array(SLOTS)
const stopLangs = new Int32Array(SLOTS)

function slotOf(hash: number): number {
  let slot = hash >>> 20
  while (stopLangs[slot] !== 0 && stopHashes[slot] !== hash) slot = (slot + 1) & (SLOTS - 1)
  return slot
}

for (const [index, words] of Object.values(STOP_WORDS).entries()) {
  for (const word of words.split(' ')) {
    const hash = hashWord(word)
    const slot = slotOf(hash)
    stopHashes[slot] = hash
    stopLangs[slot] = (stopLangs[slot] as number) | (1 << index)
  }
}

// Languages of a function word; 0 where it is none.
function langsOf(hash: number): number {
  return stopLangs[slotOf(hash)] as number
}

/**
 * Whether a word is a function word of some language.
 *
 * @param word in lower case
 */
export function isStopWord(word: string): boolean {
  return langsOf(hashWord(word)) !== 0
}

/**
 * Whether a word is a function word of a language.
 *
 * @param word in lower case
 * @param lang a code that `guessLanguage` gives
 */
export function isStopWordOf(word: string, lang: string): boolean {
  const index = LANGS.indexOf(lang)
  return index >= 0 && (langsOf(hashWord(word)) & (1 << index)) !== 0
}

/** A script that one language alone is written in: the share of letters that tells it, and their code points. */
interface Script {
  lang: string
  share: number
  ranges: readonly (readonly [first: number, last: number])[]
}

const SCRIPTS: readonly Script[] = [
  // Japanese has more Han than kana.
  {lang: 'ja', share: 0.1, ranges: [[0x3041, 0x30ff]]},
  {
    lang: 'zh',
    share: 0.4,
    ranges: [
      [0x3400, 0x9fff],
      [0x20000, 0x3ffff],
    ],
  },
  {
    lang: 'ko',
    share: 0.4,
    ranges: [
      [0x1100, 0x11ff],
      [0xac00, 0xd7a3],
    ],
  },
  {lang: 'th', share: 0.4, ranges: [[0x0e00, 0x0e7f]]},
  {
    lang: 'el',
    share: 0.4,
    ranges: [
      [0x0370, 0x03ff],
      [0x1f00, 0x1fff],
    ],
  },
]
const FIRST_SCRIPT = 0x370

// Some stretches of a text tell its language, bytes each; where they leave it open, its beginning has to.
const STRETCHES = 4
const STRETCH = 512
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
  if (bytes.length <= STRETCHES * STRETCH) return guess([bytes])
  const step = (bytes.length - STRETCH) / (STRETCHES - 1)
  const stretches: Uint8Array[] = []
  for (let index = 0; index < STRETCHES; index++) {
    const start = Math.floor(index * step)
    stretches.push(bytes.subarray(start, start + STRETCH))
  }
  return guess(stretches) ?? guess([bytes.subarray(0, SAMPLE)])
}

function guess(pieces: readonly Uint8Array[]): string | undefined {
  const tally: Tally = {
    words: 0,
    letters: 0,
    langs: new Int32Array(LANGS.length),
    scripts: new Int32Array(SCRIPTS.length),
  }
  for (const piece of pieces) count(piece, tally)
  const {words, letters, langs, scripts} = tally
  const script = SCRIPTS.find(({share}, index) => (scripts[index] as number) > share * letters)
  if (script) return script.lang
  let first = 0
  let second = 0
  for (let index = 1; index < langs.length; index++) {
    if ((langs[index] as number) > (langs[first] as number)) [first, second] = [index, first]
    else if (second === first || (langs[index] as number) > (langs[second] as number)) second = index
  }
  const best = langs[first] as number
  const isSure = best >= Math.max(MIN_WORDS, words * MIN_SHARE) && best >= (langs[second] as number) * MIN_LEAD
  return isSure ? LANGS[first] : undefined
}

interface Tally {
  words: number
  letters: number
  /** Stop words by language. */
  langs: Int32Array
  /** Letters by script. */
  scripts: Int32Array
}

function count(bytes: Uint8Array, tally: Tally): void {
  const {length} = bytes
  let hash = SEED
  let words = 0
  let letters = 0
  for (let index = 0; index <= length; ) {
    let value = 0
    while (index < length && (value = ASCII[bytes[index] as number] as number) >= LETTER) {
      hash = Math.imul(hash ^ value, PRIME)
      letters++
      index++
    }
    if (value === Ascii.High) {
      const decoded = decodeAt(bytes, index)
      const codePoint = decoded < 0 ? 0 : decoded >>> 3
      value = foldCodePoint(codePoint)
      index += decoded < 0 ? 1 : decoded & 7
      if (codePoint >= FIRST_SCRIPT) countScript(codePoint, tally)
      if (value >= LETTER) letters++
      if (value >= LETTER && value < UNIT) {
        hash = mix(hash, codePoint)
        continue
      }
    } else index++
    if (hash === SEED || value === SKIP) continue
    words++
    const langs = langsOf(hash)
    if (langs !== 0) addLangs(langs, tally)
    hash = SEED
  }
  tally.words += words
  tally.letters += letters
}

function addLangs(bits: number, {langs}: Tally): void {
  for (let left = bits; left !== 0; left &= left - 1) {
    const lang = 31 - Math.clz32(left & -left)
    langs[lang] = (langs[lang] as number) + 1
  }
}

// Loops without closures: curly quotes come here as well, and each closure is garbage.
function countScript(codePoint: number, {scripts}: Tally): void {
  for (let index = 0; index < SCRIPTS.length; index++) {
    const {ranges} = SCRIPTS[index] as Script
    for (const range of ranges)
      if (codePoint >= range[0] && codePoint <= range[1]) scripts[index] = (scripts[index] as number) + 1
  }
}
