import {ANY_WORD, LINE_END, LINE_START, pairHash, type Token, tokenize} from './fold.ts'
import type {PhraseKeys} from './scan.ts'
import {SLOTS, type Slot} from './slots.ts'

/**
 * Phrases are written one a line:
 *
 *     source link                     the whole line
 *     read more:…                     the line begins so; a written `: / | > ( ) =` has to be there
 *     …contributed to this report     the line ends so
 *     …with the agencies…             anywhere in the line
 *     leave a (reply|comment) [here]  alternatives and optional words
 *     {n} min read                    a slot, see `slots.ts`
 *     AP                              a capital letter asks for just this spelling
 *     ~ name                          counts only under another line of the same rule
 *     ? licensed under…               authors write it as well: a guess where it is all that is left of a page
 *
 * Case, diacritics, quotes and spaces do not count otherwise.
 */
export interface Phrase {
  /** Id of the rule that owns it. */
  rule: string
  /** Language of the pack, or `und`. */
  lang: string
  source: string
  /** Whether it has to begin and to end its line. */
  atStart: boolean
  atEnd: boolean
  /** Whether it counts only under another line of its rule. */
  follows: boolean
  /** Whether authors write it as well. */
  authors: boolean
  /** What it is made of; parsed when first asked for. */
  readonly parts: readonly Part[]
  /** Fewest and most words it takes. */
  readonly minWords: number
  readonly maxWords: number
}

/** A piece of a phrase. */
type Part =
  | {kind: 'word'; exact: string | undefined; token: Token}
  | {kind: 'slot'; slot: Slot}
  /** A character that stands between the words around it; takes no word. */
  | {kind: 'mark'; chars: string}
  /** `edge` gives the hashes of the words that it may begin or end with, where all of them are known. */
  | {kind: 'choice'; of: readonly (readonly Part[])[]; edge(side: 'first' | 'last'): ReadonlySet<number> | undefined}

/** A pack: the phrases of one rule in one language. */
export interface PhrasePack {
  rule: string
  lang: string
  phrases: readonly string[]
}

interface PhraseEntries extends PhraseKeys {
  /** Number of the phrase that each entry belongs to. */
  owners: Int32Array
  /** Of each entry; see `isWithin`. */
  bounds: Int32Array
}

/** Packs with the keys of their phrases worked out. */
export interface PreparedPhrases extends PhraseEntries {
  /** The phrases of each pack, one a line; they are numbered through all packs. */
  packs: readonly {rule: string; lang: string; lines: string; count: number}[]
}

export interface PhraseTable extends PhraseEntries {
  /** The phrase of a number; made when it is first asked for. */
  phrase(owner: number): Phrase
}

/** A phrase found in a line; places are UTF-16 units of the line's text. */
export interface PhraseMatch {
  phrase: Phrase
  start: number
  end: number
}

const MARKS = /[:：/|>()=＝]/
// As which characters a mark may stand in a text.
const MARK_FORMS: Record<string, string> = {
  ':': ':：>»›|→',
  '/': '/／',
  '|': '|｜',
  '>': '>›»→❯＞',
  '(': '([（',
  ')': ')]）',
  '=': '=＝',
}

function createPhrase(source: string, rule: string, lang: string): Phrase {
  const follows = source.startsWith('~')
  const authors = source.startsWith('?')
  const written = follows || authors ? source.slice(1).trim() : source
  const atStart = !written.startsWith('…')
  const atEnd = !written.endsWith('…')
  let parsed: readonly Part[] | undefined
  let longest: number | undefined
  return {
    rule,
    lang,
    source,
    atStart,
    atEnd,
    follows,
    authors,
    get parts() {
      parsed ??= parse(written.slice(atStart ? 0 : 1, atEnd ? undefined : -1), source)
      return parsed
    },
    get minWords() {
      return minWordsOf(this.parts)
    },
    get maxWords() {
      longest ??= maxWordsOf(this.parts)
      return longest
    },
  }
}

function maxWordsOf(parts: readonly Part[]): number {
  let words = 0
  for (const part of parts) {
    if (part.kind === 'word') words++
    else if (part.kind === 'slot') words += part.slot.max
    else if (part.kind === 'choice') words += Math.max(...part.of.map(maxWordsOf))
  }
  return words
}

function minWordsOf(parts: readonly Part[]): number {
  let words = 0
  for (const part of parts) {
    if (part.kind === 'word' || part.kind === 'slot') words++
    else if (part.kind === 'choice') words += Math.min(...part.of.map(minWordsOf))
  }
  return words
}

function parse(body: string, source: string): Part[] {
  const parts: Part[] = []
  for (let index = 0; index < body.length; ) {
    const char = body[index] as string
    const slot = /^\{([a-z]+)\}/.exec(body.slice(index))
    const close = char === '(' || char === '[' ? closing(body, index) : -1
    if (slot) {
      const found = SLOTS.get(slot[1] as string)
      if (!found)
        throw new Error(`Unknown slot ${slot[0]} in the phrase "${source}"; known: ${[...SLOTS.keys()].join(', ')}`)
      parts.push({kind: 'slot', slot: found})
      index += slot[0].length
    } else if (close > 0 && (char === '[' || alternatives(body.slice(index + 1, close)).length > 1)) {
      const of = alternatives(body.slice(index + 1, close)).map((choice) => parse(choice, source))
      parts.push(choiceOf(char === '[' ? [...of, []] : of))
      index = close + 1
    } else if (MARKS.test(char)) {
      parts.push({kind: 'mark', chars: MARK_FORMS[char.normalize('NFKC')] as string})
      index++
    } else {
      const rest = /^[^{([\]:：/|>()=＝]+/.exec(body.slice(index))?.[0] ?? char
      for (const token of tokenize(rest)) {
        const spelling = rest.slice(token.start, token.end)
        parts.push({
          kind: 'word',
          exact: spelling === spelling.toLowerCase() ? undefined : spelling,
          token,
        })
      }
      index += rest.length
    }
  }
  return parts
}

function choiceOf(of: readonly Part[][]): Part {
  const hashes = (side: 'first' | 'last'): ReadonlySet<number> | undefined => {
    const words = of
      .filter((parts) => parts.length > 0)
      .map((parts) => edgeWords({kind: 'choice', of: [parts], edge: () => undefined}, side))
    return words.every((edge) => edge !== undefined) ? new Set(words.flat().map((word) => word.hash)) : undefined
  }
  const edges: Partial<Record<'first' | 'last', ReadonlySet<number> | null>> = {}
  return {
    kind: 'choice',
    of,
    edge(side) {
      if (edges[side] === undefined) edges[side] = hashes(side) ?? null
      return edges[side] ?? undefined
    },
  }
}

function closing(body: string, open: number): number {
  let depth = 0
  for (let index = open; index < body.length; index++) {
    const char = body[index] as string
    if (char === '(' || char === '[') depth++
    else if ((char === ')' || char === ']') && --depth === 0) return index
  }
  return -1
}

// Splits at the bars that stand in no inner group.
function alternatives(body: string): string[] {
  const result = ['']
  let depth = 0
  for (const char of body) {
    if (char === '(' || char === '[') depth++
    if (char === ')' || char === ']') depth--
    if (char === '|' && depth === 0) result.push('')
    else result[result.length - 1] += char
  }
  return result
}

/** Words that stand in every text: a pair of them would send half the lines to a second look. */
const COMMON = new Set(
  'the of and to in a is that for it on as with this be by at or from you your we our are was not de la le les des et en el los y que a o e da do der die das und in zu ist di il che un una por para con se si au du est on our us'.split(
    ' ',
  ),
)

// The end of a line is rarer than a common word, a list of words the less welcome the longer it is.
function rarity(words: readonly Token[] | undefined): number {
  if (!words) return 5
  const score = (word: string): number => (COMMON.has(word) ? 0 : /^\d+$/.test(word) ? 2 : 4 + Math.min(word.length, 8))
  return Math.min(...words.map((word) => score(word.fold))) - Math.log2(words.length)
}

const isOptional = (part: Part): boolean => part.kind === 'choice' && part.of.some((choice) => choice.every(isOptional))

// The words that a part may begin or end with, undefined where they are not known.
function edgeWords(part: Part, side: 'first' | 'last'): Token[] | undefined {
  if (part.kind === 'word') return [part.token]
  const pick = (tokens: Token[]): Token => (side === 'first' ? tokens[0] : tokens.at(-1)) as Token
  if (part.kind === 'slot') return part.slot.values?.map(pick)
  if (part.kind === 'mark' || isOptional(part)) return undefined
  const edges = part.of.map((choice) => {
    const words = choice.filter((inner) => inner.kind !== 'mark')
    const edge = side === 'first' ? words[0] : words.at(-1)
    return edge && edgeWords(edge, side)
  })
  return edges.every((edge) => edge !== undefined) ? edges.flat() : undefined
}

/** Fewest and most words. */
type Range = readonly [least: number, most: number]

const NONE: Range = [0, 0]
const plus = (a: Range, b: Range): Range => [a[0] + b[0], a[1] + b[1]]
const rangeOf = (parts: readonly Part[]): Range => [minWordsOf(parts), maxWordsOf(parts)]

/** A key with the words of its phrase up to its own last one, and those behind that. */
interface Key {
  hash: number
  before: Range
  after: Range
}

interface KeyChoice {
  keys: Key[]
  score: number
}

/** A row of parts and the words of the phrase on either side of it. */
interface Row {
  parts: readonly Part[]
  before: Range
  after: Range
}

// The row of one part in a row, and of each choice in that.
function partOf({parts, before, after}: Row, index: number): Row {
  return {
    parts: parts.slice(index, index + 1),
    before: plus(before, rangeOf(parts.slice(0, index))),
    after: plus(rangeOf(parts.slice(index + 1)), after),
  }
}

// A closed list belongs to the packs of all languages: a word of the phrase's own language is worth more.
const SHARED = 8
// How much more often a word stands alone than beside a given other, as `rarity` counts; a common one is in every line.
const LONE = 3
const LONE_COMMON = 20

// The best of each alternative, as one choice; undefined where one of them has none.
function eachOf(choices: readonly (KeyChoice | undefined)[]): KeyChoice | undefined {
  const known = choices.filter((choice) => choice !== undefined)
  if (known.length < choices.length) return undefined
  return {
    keys: known.flatMap(({keys}) => keys),
    score: Math.min(...known.map(({score}) => score)) - Math.log2(known.length),
  }
}

function better(a: KeyChoice | undefined, b: KeyChoice | undefined): KeyChoice | undefined {
  return a && b ? (b.score > a.score ? b : a) : (a ?? b)
}

// The best pair of neighbouring words in a row of parts, the edges of the line among them.
function bestPair(row: Row, atStart: boolean, atEnd: boolean): KeyChoice | undefined {
  const parts = row.parts.filter((part) => part.kind !== 'mark')
  let best: KeyChoice | undefined
  for (let index = -1; index < parts.length; index++) {
    const left = parts[index]
    const right = parts[index + 1]
    if (left?.kind === 'choice' && !isOptional(left)) {
      const around = partOf({...row, parts}, index)
      best = better(best, eachOf(left.of.map((choice) => bestPair({...around, parts: choice}, false, false))))
    }
    if ((!left && !atStart) || (!right && !atEnd) || (!left && !right)) continue
    const lefts = left && edgeWords(left, 'last')
    const rights = right && edgeWords(right, 'first')
    if ((left && !lefts) || (right && !rights)) continue
    const score = rarity(lefts) + rarity(rights) - (left?.kind === 'slot' || right?.kind === 'slot' ? SHARED : 0)
    if (best && score <= best.score) continue
    const before = plus(row.before, rangeOf(parts.slice(0, index + 1)))
    const after = plus(rangeOf(parts.slice(index + 1)), row.after)
    const step: Range = right ? [1, 1] : NONE
    best = {
      keys: (lefts ?? [undefined]).flatMap((l) =>
        (rights ?? [undefined]).map((r) => ({
          hash: pairHash(l?.hash ?? LINE_START, r?.hash ?? LINE_END),
          before: plus(before, step),
          after: [after[0] - step[0], after[1] - step[1]] as const,
        })),
      ),
      score,
    }
  }
  return best
}

function loneRarity(words: readonly Token[]): number {
  return rarity(words) - (words.some((word) => COMMON.has(word.fold)) ? LONE_COMMON : LONE)
}

// Keys of single words, for phrases whose known words have unknown neighbours. Of a choice, each alternative gives its own.
function loneWords(row: Row): KeyChoice | undefined {
  let best: KeyChoice | undefined
  for (const [index, part] of row.parts.entries()) {
    const {before, after} = partOf(row, index)
    if (part.kind === 'word')
      best = better(best, {
        keys: [{hash: pairHash(ANY_WORD, part.token.hash), before: plus(before, [1, 1]), after}],
        score: loneRarity([part.token]),
      })
    else if (part.kind === 'slot' && part.slot.values) {
      const {values} = part.slot
      best = better(best, {
        keys: values.map((words) => ({
          hash: pairHash(words.at(-2)?.hash ?? ANY_WORD, (words.at(-1) as Token).hash),
          before: plus(before, [1, part.slot.max]),
          after,
        })),
        score: loneRarity(values.map((words) => words.at(-1) as Token)) - SHARED,
      })
    } else if (part.kind === 'choice' && !isOptional(part)) {
      const inner = part.of.map((choice) => {
        const own = {before, after, parts: choice}
        return bestPair(own, false, false) ?? loneWords(own)
      })
      best = better(best, eachOf(inner))
    }
  }
  return best
}

/**
 * Keys under which the scan finds a phrase: one pair of neighbouring words, the rarest by guess, else single words.
 *
 * @throws Error where the phrase has nothing but slots
 */
function keysOf({parts, atStart, atEnd, source, rule}: Phrase): Key[] {
  const row = {parts, before: NONE, after: NONE}
  const pair = bestPair(row, atStart, atEnd)
  const lone = loneWords(row)
  const best = better(pair, lone)
  if (!best) throw new Error(`The phrase "${source}" of ${rule} has nothing to look for but slots`)
  return best.keys
}

// Fewest and most words on the sides where the phrase is bound to the edge of its line, a byte each.
function boundsOf({atStart, atEnd}: Phrase, {before, after}: Key): number {
  const pack = ([least, most]: Range): number => Math.min(least, MOST_WORDS) | (Math.min(most, MOST_WORDS) << 8)
  return pack(atStart ? before : ANY_NUMBER) | (pack(atEnd ? after : ANY_NUMBER) << 16)
}

/** Stands for any number of words beyond it. */
const MOST_WORDS = 255
const ANY_NUMBER: Range = [0, MOST_WORDS]

/**
 * Whether a key can be where it was found.
 *
 * @param bounds see `boundsOf`
 * @param before words of the line up to the key's last
 * @param after  words of the line behind it
 */
export function isWithin(bounds: number, before: number, after: number): boolean {
  const capped = before < MOST_WORDS ? before : MOST_WORDS
  const behind = after < MOST_WORDS ? after : MOST_WORDS
  return (
    capped >= (bounds & 255) &&
    capped <= ((bounds >>> 8) & 255) &&
    behind >= ((bounds >>> 16) & 255) &&
    behind <= bounds >>> 24
  )
}

/**
 * Works out the keys of phrases, ahead of time for the built-in ones.
 *
 * @throws Error where a phrase has an unknown slot or nothing to look for
 */
export function preparePhrases(packs: readonly PhrasePack[]): PreparedPhrases {
  const keys: number[] = []
  const owners: number[] = []
  const bounds: number[] = []
  let owner = 0
  for (const {rule, lang, phrases} of packs) {
    for (const source of phrases) {
      const phrase = createPhrase(source, rule, lang)
      const known = new Set<string>()
      for (const key of keysOf(phrase)) {
        const bound = boundsOf(phrase, key)
        if (known.has(`${key.hash} ${bound}`)) continue
        known.add(`${key.hash} ${bound}`)
        keys.push(key.hash)
        owners.push(owner)
        bounds.push(bound)
      }
      owner++
    }
  }
  return {
    packs: packs.map(({rule, lang, phrases}) => ({rule, lang, lines: phrases.join('\n'), count: phrases.length})),
    owners: Int32Array.from(owners),
    bounds: Int32Array.from(bounds),
    ...indexKeys(Int32Array.from(keys)),
  }
}

function join(a: PreparedPhrases, b: PreparedPhrases): PreparedPhrases {
  const count = a.packs.reduce((sum, pack) => sum + pack.count, 0)
  return {
    packs: [...a.packs, ...b.packs],
    owners: concat(
      a.owners,
      b.owners.map((owner) => owner + count),
    ),
    bounds: concat(a.bounds, b.bounds),
    ...indexKeys(concat(a.keys, b.keys)),
  }
}

function concat(a: Int32Array, b: Int32Array): Int32Array {
  const all = new Int32Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

/** Words of the gate: a filter of 64 KB that one pair in a hundred passes by chance. */
const GATE_WORDS = 1 << 14

function indexKeys(keys: Int32Array): PhraseKeys {
  let slots = 16
  while (slots < keys.length * 2) slots *= 2
  const gate = new Int32Array(GATE_WORDS)
  const heads = new Int32Array(slots).fill(-1)
  const next = new Int32Array(keys.length)
  for (let entry = 0; entry < keys.length; entry++) {
    const key = keys[entry] as number
    const slot = key & (slots - 1)
    gate[key >>> 18] = (gate[key >>> 18] as number) | (1 << (key >>> 13)) | (1 << (key >>> 8))
    next[entry] = heads[slot] as number
    heads[slot] = entry
  }
  return {gate, heads, next, keys}
}

/**
 * Makes the table that the scan looks words up in.
 *
 * @param packs    phrases by rule and language
 * @param prepared more phrases, from `preparePhrases`
 * @throws Error where a phrase has an unknown slot or nothing to look for
 */
export function compilePhrases(packs: readonly PhrasePack[], prepared?: PreparedPhrases): PhraseTable {
  const all = !prepared ? preparePhrases(packs) : packs.length > 0 ? join(prepared, preparePhrases(packs)) : prepared
  return {...all, phrase: createPhraseList(all.packs)}
}

// Phrases are made when they are first asked for.
function createPhraseList(packs: PreparedPhrases['packs']): (owner: number) => Phrase {
  const phrases: Phrase[] = []
  const sources: string[][] = []
  const firsts: number[] = []
  let total = 0
  for (const {count} of packs) {
    firsts.push(total)
    total += count
  }
  return (owner) => {
    if (!phrases[owner]) {
      const index = firsts.findLastIndex((first) => first <= owner)
      const {rule, lang, lines} = packs[index] as PreparedPhrases['packs'][number]
      sources[index] ??= lines.split('\n')
      phrases[owner] = createPhrase(sources[index][owner - (firsts[index] as number)] as string, rule, lang)
    }
    return phrases[owner] as Phrase
  }
}

/** A line, or a window of a long one, to match phrases in. */
export interface PhraseText {
  text: string
  tokens: readonly Token[]
  /** Whether the text begins and ends with its line. */
  start: boolean
  end: boolean
  /** What slots take at which places, filled by the matcher: many phrases share them. */
  taken: Map<Slot, Map<number, number[]>>
}

// Reads parts in one direction from a place between tokens: `step` is 1 or -1.
interface Reader extends PhraseText {
  step: 1 | -1
}

/**
 * Checks a candidate of the scan word by word.
 *
 * @param phrase the phrase that may stand here
 * @param where  the line or window
 * @param keyEnd UTF-16 index after the last word of the phrase's key; asked for where the phrase has no anchor
 */
export function matchPhrase(phrase: Phrase, where: PhraseText, keyEnd: () => number): PhraseMatch | undefined {
  const {parts, atStart, atEnd} = phrase
  if ((atStart && !where.start) || (atEnd && !where.end)) return undefined
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as Part
    if (part.kind === 'mark' && !hasAny(where.text, part.chars)) return undefined
  }
  const {tokens} = where
  const match = (start: number, stop: number): PhraseMatch | undefined => {
    const first = tokens[start]
    const last = tokens[stop - 1]
    return first && last && start < stop ? {phrase, start: first.start, end: last.end} : undefined
  }
  if (atStart) {
    const stop = read(readerOf(where, 1), parts, 0, 0, (at) => (!atEnd || at === tokens.length ? at : -1))
    return stop < 0 ? undefined : match(0, stop)
  }
  if (atEnd) {
    const start = read(readerOf(where, -1), parts, parts.length - 1, tokens.length, (at) => at)
    return start < 0 ? undefined : match(start, tokens.length)
  }
  const end = keyEnd()
  const key = tokens.findIndex((token) => token.end >= end)
  const reader = readerOf(where, 1)
  for (let start = key; start >= 0 && start > key - REACH; start--) {
    const stop = read(reader, parts, 0, start, (at) => at)
    if (stop > key) return match(start, stop)
  }
  return undefined
}

function readerOf({text, tokens, start, end, taken}: PhraseText, step: 1 | -1): Reader {
  return {text, tokens, start, end, taken, step}
}

function hasAny(text: string, chars: string): boolean {
  for (let index = 0; index < chars.length; index++) if (text.includes(chars[index] as string)) return true
  return false
}

// How many words before its key a phrase without anchors may begin.
const REACH = 16

// Slots take as much as they can and give back what the rest needs.
function read(reader: Reader, parts: readonly Part[], index: number, at: number, then: (at: number) => number): number {
  const part = parts[index]
  if (!part) return then(at)
  const {text, tokens, step} = reader
  const next = (place: number): number => read(reader, parts, index + step, place, then)
  switch (part.kind) {
    case 'word': {
      const token = tokens[step === 1 ? at : at - 1]
      if (!token || token.hash !== part.token.hash || token.fold !== part.token.fold) return -1
      if (part.exact && text.slice(token.start, token.end) !== part.exact) return -1
      return next(at + step)
    }
    case 'mark': {
      const to = tokens[at]?.start ?? text.length
      for (let place = tokens[at - 1]?.end ?? 0; place < to; place++)
        if (part.chars.includes(text[place] as string)) return next(at)
      return -1
    }
    case 'choice': {
      const edge = part.edge(step === 1 ? 'first' : 'last')
      if (edge && !edge.has(tokens[step === 1 ? at : at - 1]?.hash ?? 0))
        return part.of.some((choice) => choice.length === 0) ? next(at) : -1
      for (const choice of part.of) {
        const place = read(reader, choice, step === 1 ? 0 : choice.length - 1, at, next)
        if (place >= 0) return place
      }
      return -1
    }
    case 'slot': {
      for (const size of sizesOf(part.slot, reader, at)) {
        const place = next(at + step * size)
        if (place >= 0) return place
      }
      return -1
    }
  }
}

// How many words a slot can take from a place, most first; phrases share what was found out for one of them.
function sizesOf(slot: Slot, {text, tokens, step, taken}: Reader, at: number): readonly number[] {
  let places = taken.get(slot)
  if (!places) {
    places = new Map()
    taken.set(slot, places)
  }
  const place = at * 2 + (step === 1 ? 1 : 0)
  let sizes = places.get(place)
  if (!sizes) {
    sizes = []
    let size = 0
    const most = Math.min(slot.max, step === 1 ? tokens.length - at : at)
    while (size < most && (slot.holds?.(text, tokens[step === 1 ? at + size : at - 1 - size] as Token) ?? true)) size++
    for (; size > 0; size--) {
      const from = step === 1 ? at : at - size
      if (slot.accepts(text, tokens, from, from + size)) sizes.push(size)
    }
    places.set(place, sizes)
  }
  return sizes
}
