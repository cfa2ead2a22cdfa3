// How unlikely a text is, judged by the kinds of its characters and by what stands beside what. In the units of this
// file, 2 is a thing that a careful writer hardly ever does, 5 one that nobody does.

const Kind = {
  Space: 0,
  Digit: 1,
  Lower: 2,
  Upper: 3,
  /** Of a script without case. */
  Letter: 4,
  Accent: 5,
  Ascii: 6,
  Open: 7,
  Close: 8,
  /** May stand on either side of a word, or between two. */
  Between: 9,
  Symbol: 10,
  Maths: 11,
  Picture: 12,
  Box: 13,
  Hidden: 14,
  Bad: 15,
} as const

const KINDS: readonly (readonly [kind: number, chars: RegExp])[] = [
  [Kind.Bad, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Cn}\p{Co}\p{Cs}]/u],
  [Kind.Space, /\s/u],
  [Kind.Hidden, /[\p{Cf}\u2028\u2029\u034f\ufe00-\ufe0e]/u],
  [Kind.Digit, /\p{Nd}/u],
  [Kind.Ascii, /[!-/:-@[-`{-~\ufe0f]/u],
  [Kind.Between, /[“”«»‘’‹›–—‐‑·•×÷±′″/、。・，]/u],
  [Kind.Open, /[„‚¿¡\p{Ps}]/u],
  [Kind.Close, /[…™®ªº°‰%²³¹\p{Pe}\p{Po}]/u],
  [Kind.Accent, /[\p{Mn}\p{Me}]/u],
  [Kind.Box, /[\u2500-\u259f]/u],
  [Kind.Lower, /\p{Ll}/u],
  [Kind.Upper, /[\p{Lu}\p{Lt}]/u],
  [Kind.Letter, /[\p{L}\p{Mc}\p{N}]/u],
  [Kind.Maths, /[\p{Sm}◊⌐]/u],
  [Kind.Picture, /[\p{So}\p{Sk}\p{Emoji_Presentation}](?<![\u00a0-\u02ff])/u],
]

// Scripts, the same number for those that mix within a word.
const SCRIPTS: readonly RegExp[] = [
  /\p{sc=Latin}/u,
  /\p{sc=Cyrillic}/u,
  /\p{sc=Greek}/u,
  /[\p{scx=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Bopomofo}\u30fc]/u,
  /\p{sc=Hangul}/u,
  /\p{scx=Arabic}/u,
  /\p{sc=Hebrew}/u,
  /\p{sc=Thai}/u,
  /\p{scx=Devanagari}/u,
]
const Script = {Latin: 1, Greek: 3, Han: 4, Hangul: 5} as const

// What it costs that a character is there at all.
const COSTS: readonly (readonly [cost: number, chars: RegExp])[] = [
  [6, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Cn}\p{Co}\p{Cs}]/u],
  [
    4,
    /[ſ\p{sc=Syriac}\p{sc=Nko}\p{sc=Samaritan}\p{sc=Mandaic}\p{sc=Thaana}\p{sc=Coptic}\p{sc=Yi}\p{sc=Vai}\p{sc=Bamum}\u0460-\u0489\u3400-\u4dbf\ua640-\ua7ff\ud7b0-\ud7ff\u1900-\u1bff\u1c80-\u1cff]/u,
  ],
  [
    2,
    /[\u0180-\u019f\u01a2-\u01ae\u01b1-\u0217\u021c-\u02ff\u0370-\u0385\u03ca-\u03cf\u03d0-\u03ff\u048a-\u0491\u0500-\u052f\u1d00-\u1dff\u2c60-\u2c7f\p{Cf}\u0610-\u061a\u064b-\u065f\u066a-\u066d\u06d6-\u06ed\u1680\u2000-\u200a\u2028\u2029\u205f](?<![ʻʼəƏϊϋόύώ])/u,
  ],
  [1.5, /[Â‐‑\u0400-\u040f\u0450\u045d](?<![ЁЄІЇ])/u],
  [1, /[ÃƠơƯư\u0100-\u017f]/u],
  [0.5, /[\u00a2-\u00a9\u00ac\u00af\u00b1-\u00b8\u00bc-\u00be\u00c0-\u00ff\u2500-\u259f\p{Sm}\p{Sk}\p{So}]/u],
]

// Cost of a pair by the kinds of its characters, in tenths, `Kind` by `Kind`; letters beside letters are judged apart.
const PAIRS: readonly (readonly number[])[] = [
  /*             sp dg lo up le ac as op cl be sy ma pi bx hi bad */
  /* Space   */ [0, 0, 0, 0, 0, 40, 0, 0, 15, 0, 5, 3, 3, 5, 0, 0],
  /* Digit   */ [0, 0, 0, 0, 0, 40, 0, 20, 0, 0, 5, 0, 3, 30, 0, 0],
  /* Lower   */ [0, 0, 0, 0, 0, 5, 0, 30, 0, 3, 25, 20, 5, 30, 0, 0],
  /* Upper   */ [0, 0, 0, 0, 0, 5, 0, 30, 0, 3, 25, 20, 5, 30, 0, 0],
  /* Letter  */ [0, 0, 0, 0, 0, 0, 0, 10, 0, 3, 25, 20, 5, 30, 0, 0],
  /* Accent  */ [0, 0, 0, 0, 0, 5, 0, 30, 0, 3, 25, 20, 5, 30, 0, 0],
  /* Ascii   */ [0, 0, 0, 0, 0, 40, 0, 0, 0, 0, 5, 0, 0, 5, 0, 0],
  /* Open    */ [25, 0, 0, 0, 0, 40, 5, 10, 20, 5, 20, 5, 3, 10, 0, 0],
  /* Close   */ [0, 20, 35, 35, 5, 40, 0, 20, 5, 12, 20, 5, 3, 10, 0, 0],
  /* Between */ [0, 0, 3, 3, 0, 40, 0, 3, 3, 10, 15, 5, 3, 10, 0, 0],
  /* Symbol  */ [0, 0, 20, 20, 20, 40, 5, 20, 20, 15, 10, 10, 10, 20, 0, 0],
  /* Maths   */ [0, 0, 15, 15, 15, 40, 0, 15, 5, 5, 8, 0, 5, 10, 0, 0],
  /* Picture */ [0, 3, 15, 15, 5, 20, 3, 5, 5, 3, 10, 5, 0, 5, 0, 0],
  /* Box     */ [5, 30, 30, 30, 30, 40, 5, 20, 20, 10, 20, 10, 5, 0, 0, 0],
  /* Hidden  */ [0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 5, 5, 0, 5, 10, 0],
  /* Bad     */ [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
]

interface Character {
  kind: number
  /** Index in `SCRIPTS` from 1, above that a block of the other scripts, 0 where it is no letter. */
  script: number
  cost: number
  isAscii: boolean
  /** A quotation mark that opens in some languages and closes in others, but never stands within a word. */
  isQuote: boolean
}

const known: Character[] = new Array(0x10000)

function characterOf(codePoint: number): Character {
  if (codePoint > 0xffff) return classify(codePoint)
  return (known[codePoint] ??= classify(codePoint))
}

const QUOTE = /[“”«»‘‹›]/u

function classify(codePoint: number): Character {
  const char = String.fromCodePoint(codePoint)
  const kind = KINDS.find(([, chars]) => chars.test(char))?.[0] ?? Kind.Symbol
  const isLetter = kind === Kind.Lower || kind === Kind.Upper || kind === Kind.Letter
  const script = SCRIPTS.findIndex((chars) => chars.test(char)) + 1
  return {
    kind,
    script: isLetter ? script || SCRIPTS.length + 1 + (codePoint >> 7) : 0,
    cost: COSTS.find(([, chars]) => chars.test(char))?.[0] ?? 0,
    isAscii: codePoint < 0x80,
    isQuote: QUOTE.test(char),
  }
}

/** Whether a character is a letter or quotation mark that people write. */
export function isWritten(codePoint: number): boolean {
  const {kind, cost} = characterOf(codePoint)
  return cost < 2 && ((kind >= Kind.Lower && kind <= Kind.Letter) || (kind >= Kind.Open && kind <= Kind.Between))
}

/** Whether a character is one of those that frames and line art are made of. */
export function isBox(codePoint: number): boolean {
  return characterOf(codePoint).kind === Kind.Box
}

/**
 * How unlikely a stretch of a text is.
 *
 * @param text  the stretch between one or two characters before and one or two after it
 * @param from  where it begins, UTF-16 units
 * @param to    where it ends
 * @param isKnown whether a character stands elsewhere in the text and so costs nothing
 */
export function unlikelihood(text: string, from: number, to: number, isKnown?: (codePoint: number) => boolean): number {
  let cost = 0
  let earlier = EDGE
  let previous = EDGE
  for (let index = 0; index < text.length; ) {
    const codePoint = text.codePointAt(index) as number
    const character = characterOf(codePoint)
    const size = codePoint > 0xffff ? 2 : 1
    if (index >= from && index < to && character.cost > 0)
      cost += character.cost < 3 && isKnown?.(codePoint) ? 0 : character.cost
    if (index + size > from && index <= to) cost += pairCost(earlier, previous, character)
    if (character.kind !== Kind.Accent) {
      earlier = previous
      previous = character
    }
    index += size
  }
  return cost
}

/**
 * Whether a reading is in the script of the words around it and the stretch as it stands is not.
 *
 * @param before text before the stretch
 * @param after  text behind it
 */
export function isForeign(stretch: string, reading: string, before: string, after: string): boolean {
  const left = scriptIn([...before].reverse())
  const right = scriptIn(after)
  const around = left || right
  const script = scriptIn(stretch)
  // Greek letters are signs as well.
  if (around === 0 || script === 0 || (right > 0 && around !== right) || around === script || script === Script.Greek)
    return false
  return around === (scriptIn(reading) || around)
}

/** Whether a character is a letter of few languages. */
export function isRare(codePoint: number): boolean {
  return codePoint > 0xff && characterOf(codePoint).cost >= 1.5
}

/** Whether hardly anybody writes in a character's script. */
export function isExotic(codePoint: number): boolean {
  return characterOf(codePoint).cost >= 4
}

// Script of the first letter; 0 where there is none.
function scriptIn(text: Iterable<string>): number {
  for (const char of text) {
    const {script} = characterOf(char.codePointAt(0) as number)
    if (script > 0) return script
  }
  return 0
}

const EDGE: Character = {kind: Kind.Space, script: 0, cost: 0, isAscii: true, isQuote: false}

function pairCost(earlier: Character, previous: Character, next: Character): number {
  if (previous.script && next.script) return letterCost(earlier, previous, next)
  // "π" and "√" after a letter that stands alone are a formula.
  if (next.kind === Kind.Maths && previous.script && !earlier.script) return 0.5
  if (previous.kind === Kind.Maths && next.script === Script.Greek) return 0.3
  // Nobody writes "25Â".
  if (previous.kind === Kind.Digit && next.script === Script.Latin && !next.isAscii) return 2
  if (previous.isQuote && earlier.script && next.script) return 3
  return ((PAIRS[previous.kind] as readonly number[])[next.kind] as number) / 10
}

function letterCost(earlier: Character, previous: Character, next: Character): number {
  if (previous.script !== next.script) {
    const scripts = [previous.script, next.script]
    if (scripts.includes(Script.Latin) && scripts.includes(Script.Greek)) return 2
    if (scripts.includes(Script.Han) || scripts.includes(Script.Hangul)) return 3
    return 5
  }
  if (previous.isAscii && next.isAscii) return 0
  if (previous.kind === Kind.Lower && next.kind === Kind.Upper) return 3
  // Capitals, then one small letter.
  if (next.kind === Kind.Lower && previous.kind === Kind.Upper && earlier.kind === Kind.Upper) return 2
  return 0
}
