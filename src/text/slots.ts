import {type Token, tokenize} from './fold.ts'
import {AGENCIES, DATE_WORDS, NAME_JOINERS, NAME_PARTICLES, NETWORKS} from './vocabulary.ts'

/** A gap in a phrase that takes words of one kind. */
export interface Slot {
  /** Most words it takes. */
  max: number
  /** The words of its closed list, where it has one. */
  values?: readonly Token[][]
  /** Whether these words of `text` fill it. */
  accepts(text: string, tokens: readonly Token[]): boolean
}

function slice(text: string, tokens: readonly Token[]): string {
  return text.slice((tokens[0] as Token).start, (tokens.at(-1) as Token).end)
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

function namesFit(text: string, tokens: readonly Token[], joiners: ReadonlySet<string>, between: RegExp): boolean {
  let names = 0
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1]
    if (previous) {
      const gap = text.slice(previous.end, token.start)
      // A stop belongs to an initial or a title; after a longer word it ends a sentence.
      if (!between.test(gap) || (gap.includes('.') && previous.end - previous.start > INITIAL)) return false
    }
    if (isNameWord(text.slice(token.start, token.end))) names++
    else if (index === 0 || !joiners.has(token.fold)) return false
  }
  return names > 0 && !joiners.has((tokens.at(-1) as Token).fold)
}

// Who a picture comes from: a handle, or names and an agency with a few small words between, and no sentence.
function creditFits(text: string, tokens: readonly Token[]): boolean {
  const words = tokens.map((token) => text.slice(token.start, token.end))
  const names = words.filter((word) => isNameWord(word)).length
  if (HANDLE.test(slice(text, tokens))) return true
  return (
    isNameWord(words[0] as string) &&
    names * 2 >= words.length &&
    !/[.!?]\s/.test(slice(text, tokens).replace(/\b\p{Lu}\p{Ll}?\. /gu, ''))
  )
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

function once<Value>(create: () => Value): () => Value {
  let value: Value | undefined
  return () => {
    value ??= create()
    return value
  }
}

const agencies = once(createAgencies)
const networks = once(() => NETWORKS.map(tokenize))
const AGENCY_WORDS = 4

export const SLOTS: ReadonlyMap<string, Slot> = new Map<string, Slot>([
  ['n', {max: 3, accepts: (text, tokens) => /^\d[\d.,’'\u00a0\u202f ]*\s?[kKmM]?$/.test(slice(text, tokens))}],
  ['name', {max: 5, accepts: (text, tokens) => namesFit(text, tokens, NAME_PARTICLES, /^[ \u00a0.’'-]*$/)}],
  ['names', {max: 60, accepts: (text, tokens) => namesFit(text, tokens, NAME_JOINERS, BETWEEN_NAMES)}],
  [
    'date',
    {
      max: 12,
      accepts: (text, tokens) =>
        tokens.length > 1 &&
        tokens.some((token) => /^\d/.test(token.fold)) &&
        tokens.every(
          (token) => /^\d{1,4}(?:st|nd|rd|th|er|am|pm|t\d\d|z)?$/.test(token.fold) || DATE_WORDS.has(token.fold),
        ) &&
        /\d{4}|\D\d{1,2}\b|\b\d{1,2}\D/.test(slice(text, tokens)),
    },
  ],
  [
    'time',
    {
      max: 5,
      accepts: (text, tokens) =>
        /^\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s\p{Lu}{2,4})?$/iu.test(slice(text, tokens)),
    },
  ],
  [
    'agency',
    {
      max: AGENCY_WORDS,
      get values() {
        return agencies().tokens
      },
      accepts: (text, tokens) =>
        agencies().openings.has((tokens[0] as Token).fold) && agencies().names.has(folded(slice(text, tokens))),
    },
  ],
  [
    'url',
    {
      max: 40,
      accepts: (text, tokens) =>
        /^(?:https?:\/\/)?(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:[/?#]\S*)?$/iu.test(slice(text, tokens)),
    },
  ],
  ['any', {max: 6, accepts: (text, tokens) => !/[.!?]\s/.test(slice(text, tokens))}],
  [
    'network',
    {
      max: 1,
      get values() {
        return networks()
      },
      accepts: (_text, tokens) => networks().some(([word]) => word?.fold === tokens[0]?.fold),
    },
  ],
  ['handle', {max: 4, accepts: (text, tokens) => HANDLE.test(slice(text, tokens))}],
  ['credit', {max: 8, accepts: creditFits}],
  ['words', {max: 24, accepts: () => true}],
])
