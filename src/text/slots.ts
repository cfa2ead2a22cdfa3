import {type Token, tokenize} from './fold.ts'
import {once} from './once.ts'
import {AGENCIES, DATE_WORDS, NAME_JOINERS, NAME_PARTICLES, NETWORKS} from './vocabulary.ts'

/** A gap in a phrase that takes words of one kind. */
export interface Slot {
  /** Most words it takes. */
  max: number
  /** The words of its closed list, where it has one. */
  values?: readonly Token[][]
  /** Whether a word can be part of what fills it; any can where this is absent. */
  holds?(text: string, token: Token): boolean
  /** Whether the words of `text` from one token to before another fill it. */
  accepts(text: string, tokens: readonly Token[], from: number, to: number): boolean
}

function slice(text: string, tokens: readonly Token[], from: number, to: number): string {
  return text.slice((tokens[from] as Token).start, (tokens[to - 1] as Token).end)
}

// Capitalised, or of a script without letter case.
function isNameWord(word: string): boolean {
  const first = word.codePointAt(0) as number
  const char = String.fromCodePoint(first)
  return char !== char.toLowerCase() || (char === char.toUpperCase() && /\p{L}/u.test(char))
}

const INITIAL = 3
// The name of an account: letters in a row with dots or low lines between, or an @ before them.
const HANDLE = /^(?:@[\p{L}\p{N}_.]+|[\p{L}\p{N}]+(?:[._][\p{L}\p{N}]+)+)$/u
const BETWEEN_NAMES = /^(?:[\s.,’'&·-]|’s|'s)*$/

function namesHold(text: string, token: Token, joiners: ReadonlySet<string>): boolean {
  return isNameWord(text.slice(token.start, token.end)) || joiners.has(token.fold)
}

// Words that `namesHold`.
function namesFit(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  joiners: ReadonlySet<string>,
  between: RegExp,
): boolean {
  let names = 0
  for (let index = from; index < to; index++) {
    const token = tokens[index] as Token
    if (index > from) {
      const previous = tokens[index - 1] as Token
      const gap = text.slice(previous.end, token.start)
      // A stop belongs to an initial or a title; after a longer word it ends a sentence.
      if (gap !== ' ' && (!between.test(gap) || (gap.includes('.') && previous.end - previous.start > INITIAL)))
        return false
    }
    if (isNameWord(text.slice(token.start, token.end))) names++
    else if (index === from) return false
  }
  return names > 0 && !joiners.has((tokens[to - 1] as Token).fold)
}

// Who a picture comes from: a handle, or names and an agency with a few small words between, and no sentence.
function creditFits(text: string, tokens: readonly Token[], from: number, to: number): boolean {
  const whole = slice(text, tokens, from, to)
  if (HANDLE.test(whole)) return true
  let names = 0
  for (let index = from; index < to; index++) {
    const {start, end} = tokens[index] as Token
    if (isNameWord(text.slice(start, end))) names++
    else if (index === from) return false
  }
  return names * 2 >= to - from && !/[.!?]\s/.test(whole.replace(/\b\p{Lu}\p{Ll}?\. /gu, ''))
}

const folded = (value: string): string => value.normalize('NFC').replace(/\s+/g, ' ')

// Made when a phrase first asks: most texts name no agency.
function createAgencies(): {tokens: readonly Token[][]; openings: ReadonlySet<string>; names: ReadonlySet<string>} {
  const tokens = AGENCIES.map(tokenize)
  return {
    tokens,
    openings: new Set(tokens.map((words) => (words[0] as Token).fold)),
    names: new Set(AGENCIES.map(folded)),
  }
}

const agencies = once(createAgencies)
const networks = once(() => NETWORKS.map(tokenize))
const AGENCY_WORDS = 4

export const SLOTS: ReadonlyMap<string, Slot> = new Map<string, Slot>([
  [
    'n',
    {
      max: 3,
      accepts: (text, tokens, from, to) => /^\d[\d.,’'\u00a0\u202f ]*\s?[kKmM]?$/.test(slice(text, tokens, from, to)),
    },
  ],
  [
    'name',
    {
      max: 5,
      holds: (text, token) => namesHold(text, token, NAME_PARTICLES),
      accepts: (text, tokens, from, to) => namesFit(text, tokens, from, to, NAME_PARTICLES, /^[ \u00a0.’'-]*$/),
    },
  ],
  [
    'names',
    {
      max: 60,
      holds: (text, token) => namesHold(text, token, NAME_JOINERS),
      accepts: (text, tokens, from, to) => namesFit(text, tokens, from, to, NAME_JOINERS, BETWEEN_NAMES),
    },
  ],
  [
    'date',
    {
      max: 12,
      holds: (_text, {fold}) => /^\d{1,4}(?:st|nd|rd|th|er|am|pm|t\d\d|z)?$/.test(fold) || DATE_WORDS.has(fold),
      accepts: (text, tokens, from, to) =>
        to - from > 1 &&
        tokens.slice(from, to).some(({fold}) => /^\d/.test(fold)) &&
        /\d{4}|\D\d{1,2}\b|\b\d{1,2}\D/.test(slice(text, tokens, from, to)),
    },
  ],
  [
    'time',
    {
      max: 5,
      holds: (_text, {fold}) => /^\d{1,2}(?:h\d{0,2})?$|^\p{L}{1,4}$/u.test(fold),
      accepts: (text, tokens, from, to) =>
        /^\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s\p{Lu}{2,4})?$/iu.test(slice(text, tokens, from, to)),
    },
  ],
  [
    'agency',
    {
      max: AGENCY_WORDS,
      get values() {
        return agencies().tokens
      },
      accepts: (text, tokens, from, to) =>
        agencies().openings.has((tokens[from] as Token).fold) &&
        agencies().names.has(folded(slice(text, tokens, from, to))),
    },
  ],
  [
    'url',
    {
      max: 40,
      accepts: (text, tokens, from, to) =>
        /^(?:https?:\/\/)?(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:[/?#]\S*)?$/iu.test(slice(text, tokens, from, to)),
    },
  ],
  ['any', {max: 6, accepts: (text, tokens, from, to) => !/[.!?]\s/.test(slice(text, tokens, from, to))}],
  [
    'network',
    {
      max: 1,
      get values() {
        return networks()
      },
      accepts: (_text, tokens, from) => networks().some(([word]) => word?.fold === tokens[from]?.fold),
    },
  ],
  ['handle', {max: 4, accepts: (text, tokens, from, to) => HANDLE.test(slice(text, tokens, from, to))}],
  ['credit', {max: 8, accepts: creditFits}],
  ['words', {max: 24, accepts: () => true}],
])
