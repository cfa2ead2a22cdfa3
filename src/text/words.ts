import {once, oncePerText} from './once.ts'

/**
 * Words and sentences as the published filters count them. Their reference code splits every text with spaCy's blank
 * English pipeline, so this follows what that does: chunks between white space, from which marks are taken off at both
 * ends, then split at marks inside; contractions, abbreviations and addresses are known.
 */

/** White space as Python sees it; JavaScript's `\s` lacks a few controls and has U+FEFF. */
export const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

// Scripts without case count as lower and as upper case; whole blocks, marks included.
const UNCASED =
  '\\u0591-\\u05f4\\u0620-\\u064a\\u066e-\\u06d5\\u06e5-\\u06ff\\u0750-\\u077f\\u08a0-\\u08bd\\u0900-\\u09ff' +
  '\\u0b80-\\u0cff\\u0d80-\\u0dff\\u1100-\\u137f\\u2e80-\\u2fdf\\u2ff0-\\u30ff\\u31c0-\\u31ef\\u3200-\\u4dbf' +
  '\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\ufb1d-\\ufbb1\\ufbd3-\\ufd3d\\ufd50-\\ufdfb\\ufe30-\\ufe4f' +
  '\\ufe70-\\ufefc\\u{1f200}-\\u{1f2ff}\\u{20000}-\\u{2fa1f}'
const LOWER = `\\p{Ll}${UNCASED}`
const UPPER = `\\p{Lu}${UNCASED}`
const LETTER = `\\p{Ll}\\p{Lu}\\p{Lt}${UNCASED}`
const QUOTES = `'"”“\`‘´’‚,„»«「」『』（）〔〕【】《》〈〉⟦⟧`
const MARKS = '…,:;!?¿؟¡()\\[\\]{}<>_#*&。？！，、；：～·।،۔؛٪'
const CURRENCY = '$£€¥฿₽﷼₴₠-₾₿'
const SYMBOLS = '\\p{So}'
const UNITS =
  'km[²³]?|[dcm]?m[²³]?|ha|[µn]m|yd|in|ft|[km]?g|µg|t|lb|oz|m/s|km/h|kmh|mph|hPa|Pa|mbar|[mkgt]b|[MKGT]B|[TGMK%]|' +
  'км[²³]?|[дсм]?м[²³]?|нм|[км]?г|м/с|км/ч|кПа|Па|мбар|К[бБ]|кб|[МГТ][бБ]|[мг]б'

// Patterns of whole scripts and lists are made when a filter first asks for words: no other run has to wait for them.
const PREFIX = once(
  () => new RegExp(`^(?:[§%=—–]|\\+(?!\\d)|[${MARKS}${QUOTES}${CURRENCY}${SYMBOLS}]|US\\$|[CA]\\$)`, 'u'),
)
// The leftmost place counts, so the longest ending goes.
const SUFFIX = once(
  () =>
    new RegExp(
      `(?:……|['’][sS]|[${MARKS}${QUOTES}${SYMBOLS}—–]|(?<=[0-9])(?:\\+|[${CURRENCY}]|[UCA]S?\\$|${UNITS})|` +
        `(?<=°[FfCcKk])\\.|(?<=[0-9${LOWER}%²\\-+|${MARKS}${QUOTES}])\\.|(?<=[${UPPER}][${UPPER}])\\.)$`,
      'u',
    ),
)
const INFIX = once(
  () =>
    new RegExp(
      `\\.\\.+|…|[${SYMBOLS}]|(?<=[0-9])[+\\-*^](?=[0-9-])|(?<=[${LOWER}${QUOTES}])\\.(?=[${UPPER}${QUOTES}])|` +
        `(?<=[${LETTER}]),(?=[${LETTER}])|(?<=[${LETTER}0-9])(?:---?|——?|[-–~])(?=[${LETTER}])|` +
        `(?<=[${LETTER}0-9])[:<>=/](?=[${LETTER}])`,
      'gu',
    ),
)
const LETTERS = /^[A-Za-z]+$/
const PLAIN = /^[A-Za-z0-9]+$/
// More units than an affix has that is no run of dots, with what stands before it.
const AFFIX = 12

const HOST = '[A-Za-z0-9\\u00a1-\\uffff]'
const ADDRESS = once(
  () =>
    new RegExp(
      `^(?:(?:${HOST}[A-Za-z0-9\\u00a1-\\uffff_-]{0,62}(?<=${HOST})\\.)+[${LOWER}]{2,63}|\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d{2,5})?(?:[/?#]|$)`,
      'u',
    ),
)
const SCHEME = /^[\p{L}\p{N}_+\-.]{2,}:\/\//u
// Places behind an `@` where a host is looked for.
const MAX_SIGNS = 4
const LONGEST_ADDRESS = 2048

// Short forms with what they are split into, `|` between the pieces. An apostrophe stands for ’ as well.
function shortForms(): Map<string, readonly string[]> {
  const forms = new Map<string, readonly string[]>()
  const add = (pieces: string): void => {
    for (const form of [pieces, pieces.replaceAll("'", '’')]) {
      const parts = form.split('|')
      forms.set(parts.join(''), parts)
    }
  }
  const both = (word: string, endings: string): void => {
    // Also without apostrophes, as hurried writers have it.
    for (const head of [word, (word[0] as string).toUpperCase() + word.slice(1)])
      for (const ending of endings.split(' '))
        for (const pieces of [head + ending, head + ending.replaceAll("'", '')]) add(pieces)
  }
  for (const word of 'i you he she it we they'.split(' ')) both(word, "|'ll |'ll|'ve |'d |'d|'ve")
  both('i', "|'m |'m|a |'ve")
  for (const word of 'you we they'.split(' ')) both(word, "|'ve |'re")
  for (const word of 'he she it'.split(' ')) both(word, "|'s")
  const asking = 'who what when where why how there'
  for (const word of `${asking} that this these those`.split(' ')) both(word, "|'ll |'ll|'ve |'d |'d|'ve")
  for (const word of `${asking} that this`.split(' ')) both(word, "|'s")
  for (const word of `${asking} these those`.split(' ')) both(word, "|'re |'ve")
  for (const word of 'ca could do does did had may might must need ought sha should wo would'.split(' '))
    both(word, "|n't |n't|'ve")
  for (const word of 'could might must should would'.split(' ')) both(word, "|'ve")
  for (const word of 'ai are is was were have has dare'.split(' ')) both(word, "|n't")
  for (const word of ['not|', 'how|']) both(word.slice(0, -1), word === 'not|' ? "|'ve" : "|'d|'y")
  for (const word of 'Ill ill Its its Hell hell Shell shell Shed shed were Were Well well'.split(' '))
    forms.delete(word)
  for (const word of "y'|all y|all can|not Can|not gon|na Gon|na got|ta Got|ta let|'s Let|'s c'm|on C'm|on".split(' '))
    add(word)
  for (let hour = 1; hour <= 12; hour++) for (const half of ['a.m.', 'am', 'p.m.', 'pm']) add(`${hour}|${half}`)
  const whole =
    "' '' 's 'S ‘s ‘S 'd 're 'em 'll 'nuff 'Cause 'cause 'cos 'Cos 'coz 'Coz 'cuz 'Cuz 'bout ma'am Ma'am o'clock O'clock " +
    "doin' Doin' goin' Goin' nothin' Nothin' nuthin' Nuthin' ol' Ol' somethin' Somethin' lovin' Lovin' havin' Havin' and/or w/o C++ " +
    'Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec. ' +
    'Ak. Ala. Ariz. Ark. Calif. Colo. Conn. D.C. Del. Fla. Ga. Ia. Id. Ill. Ind. Kan. Kans. Ky. La. Mass. Md. Mich. Minn. ' +
    'Miss. Mo. Mont. N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. Nev. Okla. Ore. Pa. S.C. Tenn. Va. Wash. Wis. ' +
    'Adm. Bros. co. Co. Corp. Dr. Gen. Gov. Inc. Jr. Ltd. Messrs. Mr. Mrs. Ms. Mt. Ph.D. Prof. Rep. Rev. Sen. St. ' +
    'a.m. p.m. e.g. E.g. E.G. i.e. I.e. I.E. vs. v.s. ä. ö. ü.'
  for (const word of whole.split(' ')) add(word)
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') add(`${letter}.`)
  for (const unit of 'cfkCFK') add(`°|${unit}|.`)
  for (const face of faces()) forms.set(face, [face])
  return forms
}

// Faces made of marks: eyes, a nose or none, a mouth.
function faces(): string[] {
  const made: string[] = []
  const cross = (eyes: string, noses: string, mouths: string): void => {
    for (const eye of eyes)
      for (const nose of noses.split(' ')) for (const mouth of mouths.split(' ')) made.push(eye + nose + mouth)
  }
  cross(':', ' -', ') )) ))) ( (( ((( ] [ } / | P p O o 0 3 > X x D *')
  cross(';', ' -', ') D')
  cross('=', '', ') ( ] [ / | 3 D')
  cross('8', ' -', ') D')
  return [
    ...made.filter((face) => ![':[', ':-['].includes(face)),
    ...'(: (-: (= [: [-: [= (8 (-8 (; (-; ): )-: ]= :o) (o: >:( >:o :1 :() xD XD xDD XDD'.split(' '),
    ...":') :'-) :'( :'-( ^_^ ^__^ ^___^ >.< >.> <.< ._. ;_; -_- -__- v.v V.V v_v V_V".split(' '),
    ...'o_o o_O O_o O_O 0_o o_0 0_0 o.O O.o O.O o.o 0.0 o.0 0.o @_@ <3 <33 <333 </3 (^_^) (-_-) (._.) (>_<) (*_*)'.split(
      ' ',
    ),
  ]
}

interface Forms {
  /** Short forms with the words that they are split into. */
  short: ReadonlyMap<string, readonly string[]>
  /** Units of the longest one. */
  longest: number
  /** Those that the affixes tear apart, by their first piece: put together again wherever the pieces meet. */
  torn: ReadonlyMap<string, readonly {pieces: readonly string[]; form: string}[]>
}

const knownForms = once((): Forms => {
  const short = shortForms()
  const torn = new Map<string, {pieces: readonly string[]; form: string}[]>()
  for (const form of short.keys()) {
    const pieces = splitChunk(form)
    if (pieces.length < 2) continue
    const first = pieces[0] as string
    torn.set(
      first,
      [...(torn.get(first) ?? []), {pieces, form}].sort((a, b) => b.pieces.length - a.pieces.length),
    )
  }
  return {short, longest: Math.max(...[...short.keys()].map((form) => form.length)), torn}
})

const isShortForm = ({short, longest}: Forms, text: string, from: number, to: number): boolean =>
  to > from && to - from <= longest && short.has(text.slice(from, to))

function prefixLength(text: string, from: number, to: number): number {
  let dots = 0
  while (from + dots < to && text[from + dots] === '.') dots++
  if (dots > 1) return dots
  return PREFIX().exec(text.slice(from, Math.min(to, from + AFFIX)))?.[0].length ?? 0
}

function suffixLength(text: string, from: number, to: number): number {
  let dots = 0
  while (to - dots > from && text[to - dots - 1] === '.') dots++
  if (dots > 1) return dots
  return SUFFIX().exec(text.slice(Math.max(from, to - AFFIX), to))?.[0].length ?? 0
}

/** Whether a chunk is an address of the web or of mail. */
function isAddress(chunk: string): boolean {
  if (chunk.length > LONGEST_ADDRESS || !chunk.includes('.')) return false
  let at = SCHEME.exec(chunk)?.[0].length ?? 0
  for (let sign = 0; sign <= MAX_SIGNS; sign++) {
    if (ADDRESS().test(chunk.slice(at))) return true
    at = chunk.indexOf('@', Math.max(1, at)) + 1
    if (at === 0) return false
  }
  return false
}

// Without `known` no short form is kept whole.
function splitChunk(chunk: string, known?: Forms): string[] {
  // One string for all equal ones: a megabyte of the same marks is as many words.
  const share = oncePerText((word) => word)
  const cut = (start: number, end: number): string => share(chunk.slice(start, end))
  const before: string[] = []
  const after: string[] = []
  let from = 0
  let to = chunk.length
  while (from < to && !(known && isShortForm(known, chunk, from, to))) {
    const prefix = prefixLength(chunk, from, to)
    if (prefix > 0 && known && isShortForm(known, chunk, from + prefix, to)) {
      before.push(cut(from, from + prefix))
      from += prefix
      break
    }
    const suffix = suffixLength(chunk, from + prefix, to)
    if (suffix > 0 && known && isShortForm(known, chunk, from, to - suffix)) {
      after.push(cut(to - suffix, to))
      to -= suffix
      break
    }
    if (prefix === 0 && suffix === 0) break
    if (prefix > 0) before.push(cut(from, from + prefix))
    if (suffix > 0) after.push(cut(to - suffix, to))
    from += prefix
    to -= suffix
  }
  if (from < to) splitInside(chunk.slice(from, to), known, share, before)
  for (let index = after.length - 1; index >= 0; index--) before.push(after[index] as string)
  return before
}

function splitInside(text: string, known: Forms | undefined, share: (text: string) => string, words: string[]): void {
  const form = known && text.length <= known.longest ? known.short.get(text) : undefined
  if (form) words.push(...form)
  else if (PLAIN.test(text) || isAddress(text)) words.push(text)
  else {
    let from = 0
    for (const {0: mark, index} of text.matchAll(INFIX())) {
      if (index === 0) continue
      if (index > from) words.push(share(text.slice(from, index)))
      words.push(share(mark))
      from = index + mark.length
    }
    if (from < text.length) words.push(text.slice(from))
  }
}

// Longer short forms win over those inside them; neighbours go from left to right.
function mend(words: string[], {short, torn: tornForms}: Forms): string[] {
  if (words.length < 2 || !words.some((word) => tornForms.has(word))) return words
  const mended: string[] = []
  for (let index = 0; index < words.length; ) {
    const torn = tornForms
      .get(words[index] as string)
      ?.find(({pieces}) => pieces.every((piece, at) => words[index + at] === piece))
    if (torn) mended.push(...(short.get(torn.form) as readonly string[]))
    else mended.push(words[index] as string)
    index += torn?.pieces.length ?? 1
  }
  return mended
}

// Longer chunks do not recur.
const CACHED_LENGTH = 24
const CHUNK = new RegExp(`([${SPACE}]*)([^${SPACE}]*)`, 'gu')

function* pieces(text: string): Generator<{spaces: string; words: readonly string[]}> {
  const known = knownForms()
  const cache = new Map<string, readonly string[]>()
  for (const [, spaces = '', chunk = ''] of text.matchAll(CHUNK)) {
    let words = cache.get(chunk)
    if (!words) {
      words = LETTERS.test(chunk) && !known.short.has(chunk) ? [chunk] : mend(splitChunk(chunk, known), known)
      if (chunk.length <= CACHED_LENGTH) cache.set(chunk, words)
    }
    yield {spaces, words}
  }
}

/**
 * Words and marks of a text, in its order.
 *
 * @param text any text
 */
export function wordsOf(text: string): string[] {
  const all: string[] = []
  for (const {words} of pieces(text)) for (const word of words) all.push(word)
  return all
}

/**
 * Number of sentences: one ends at an end mark that is a word of its own, with all marks behind it.
 *
 * @param text any text
 */
export function countSentences(text: string): number {
  let count = 0
  let ended = true
  for (const {spaces, words} of pieces(text)) {
    // White space is a word here unless it is a single space.
    if (ended && spaces !== '' && spaces !== ' ') {
      count++
      ended = false
    }
    for (const word of words) {
      const isEnd = END_MARK.test(word)
      if (count === 0 || (ended && !isEnd && !ALL_MARKS.test(word))) {
        count++
        ended = false
      }
      if (isEnd) ended = true
    }
  }
  return count
}

const END_MARK = /^\p{Sentence_Terminal}$/u
const ALL_MARKS = /^\p{P}+$/u
