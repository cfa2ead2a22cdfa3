import {ANY_WORD, LINE_END, LINE_START, pairHash, type Token, tokenize} from './fold.ts'
import type {PhraseKeys} from './scan.ts'
import {SLOTS, type Slot} from './slots.ts'

/**
 * Phrases are written one a line:
 *
 *     source link                     the whole line
 *     read more:…                     the line begins so; a written `: / | > ( ) ©` has to be there
 *     …contributed to this report     the line ends so
 *     …with the agencies…             anywhere in the line
 *     leave a (reply|comment) [here]  alternatives and optional words
 *     {n} min read                    a slot, see `slots.ts`
 *     AP                              a capital letter asks for just this spelling
 *
 * Case, diacritics, quotes and spaces do not count otherwise.
 */
export interface Phrase {
  /** Id of the rule that owns it. */
  rule: string
  /** Language of the pack, or `und`. */
  lang: string
  source: string
  items: Item[]
  atStart: boolean
  atEnd: boolean
}

interface Item {
  /** Folded word; empty for a slot. */
  word: string
  /** The spelling asked for, where the phrase has capitals. */
  exact?: string
  slot?: Slot
  /** Characters that stand between this word and the next. */
  after: string
}

/** A pack: the phrases of one rule in one language. */
export interface PhrasePack {
  rule: string
  lang: string
  phrases: readonly string[]
}

export interface PhraseTable extends PhraseKeys {
  phrases: readonly Phrase[]
}

/** A phrase found in a line; places are UTF-16 units of the line's text. */
export interface PhraseMatch {
  phrase: Phrase
  start: number
  end: number
}

const REQUIRED = /[:/|>()]/g
const GROUP = /\(([^()]*\|[^()]*)\)|\[([^[\]]*)\]/

/**
 * Spells out `(a|b)` and `[c]`.
 *
 * @param source one phrase
 */
export function expand(source: string): string[] {
  const group = GROUP.exec(source)
  if (!group) return [source.replace(/ {2,}/g, ' ').trim()]
  const choices = group[1] === undefined ? [group[2] as string, ''] : group[1].split('|')
  const before = source.slice(0, group.index)
  const after = source.slice(group.index + group[0].length)
  return choices.flatMap((choice) => expand(before + choice + after))
}

function parse(source: string, rule: string, lang: string): Phrase {
  const atStart = !source.startsWith('…')
  const atEnd = !source.endsWith('…')
  const body = source.slice(atStart ? 0 : 1, atEnd ? undefined : -1)
  const items: Item[] = []
  for (const part of body.split(/(\{[a-z]+\})/)) {
    const slot = /^\{([a-z]+)\}$/.exec(part)
    if (slot) {
      const found = SLOTS.get(slot[1] as string)
      if (!found) throw new Error(`Unknown slot ${part} in the phrase "${source}" of ${rule}; known: ${[...SLOTS.keys()].join(', ')}`)
      items.push({word: '', slot: found, after: ''})
      continue
    }
    const tokens = tokenize(part)
    const required = (from: number, to: number): string => (part.slice(from, to).match(REQUIRED) ?? []).join('')
    const last = items.at(-1)
    if (last) last.after += required(0, tokens[0]?.start ?? part.length)
    for (const [index, token] of tokens.entries()) {
      const spelling = part.slice(token.start, token.end)
      const item: Item = {word: token.fold, after: required(token.end, tokens[index + 1]?.start ?? part.length)}
      if (spelling !== spelling.toLowerCase()) item.exact = spelling
      items.push(item)
    }
  }
  if (items.length === 0) throw new Error(`The phrase "${source}" of ${rule} has no words`)
  return {rule, lang, source, items, atStart, atEnd}
}

/** Words that stand in every text: a pair of them would send half the lines to a second look. */
const COMMON = new Set('the of and to in a is that for it on as with this be by at or from de la le les des et en el los y que a o e da do der die das und in zu di il che un una'.split(' '))

// What a slot with a closed list may be, else the item's own word.
function spellings(item: Item): Token[][] {
  return item.slot ? (item.slot.values ?? []).map(tokenize) : [tokenize(item.word)]
}

// The end of a line is rarer than a common word, an unknown name out of a list the least welcome.
function rarity(words: Token[] | undefined): number {
  if (!words) return 5
  const word = (words[0] as Token).fold
  if (words.length > 1) return 1
  if (COMMON.has(word)) return 0
  return /^\d+$/.test(word) ? 2 : 4 + Math.min(word.length, 8)
}

/** Keys under which the scan finds a phrase: one adjacent pair of known words, the rarest by guess, else the words of a closed list. */
function keysOf(phrase: Phrase): number[] {
  const {items, atStart, atEnd} = phrase
  let best: number[] = []
  let bestScore = -1
  for (let index = -1; index < items.length; index++) {
    const left = items[index]
    const right = items[index + 1]
    if ((index < 0 && !atStart) || (!right && !atEnd)) continue
    const lefts = left && spellings(left).map((words) => words.at(-1) as Token)
    const rights = right && spellings(right).map((words) => words[0] as Token)
    if (lefts?.length === 0 || rights?.length === 0) continue
    const score = rarity(lefts) + rarity(rights)
    if (score <= bestScore) continue
    bestScore = score
    best = (lefts ?? [undefined]).flatMap((l) => (rights ?? [undefined]).map((r) => pairHash(l?.hash ?? LINE_START, r?.hash ?? LINE_END)))
  }
  if (best.length > 0) return best
  const closed = items.find((item) => item.slot?.values)
  if (closed) return spellings(closed).map((words) => pairHash(words.at(-2)?.hash ?? ANY_WORD, (words.at(-1) as Token).hash))
  throw new Error(`The phrase "${phrase.source}" of ${phrase.rule} needs two known words side by side, or one at the start or end of the line`)
}

/**
 * Makes the table that the scan looks words up in.
 *
 * @param packs phrases by rule and language
 * @throws Error where a phrase has an unknown slot or nothing to look for
 */
export function compilePhrases(packs: readonly PhrasePack[]): PhraseTable {
  const gate = new Uint8Array(0x10000)
  const pairs = new Map<number, number[]>()
  const phrases: Phrase[] = []
  for (const pack of packs) {
    for (const source of pack.phrases.flatMap(expand)) {
      const phrase = parse(source, pack.rule, pack.lang)
      for (const key of new Set(keysOf(phrase))) {
        gate[key >>> 16] = 1
        const list = pairs.get(key)
        if (list) list.push(phrases.length)
        else pairs.set(key, [phrases.length])
      }
      phrases.push(phrase)
    }
  }
  return {gate, pairs, phrases}
}

/**
 * Checks a candidate of the scan word by word.
 *
 * @param phrase the phrase that may stand here
 * @param text   the line, or a window of a long one
 * @param tokens its words
 * @param end    UTF-16 index after the last word of the phrase's key
 * @param whole  whether the text begins and ends with the line
 */
export function matchPhrase(phrase: Phrase, text: string, tokens: readonly Token[], end: number, whole: {start: boolean; end: boolean}): PhraseMatch | undefined {
  const {items, atStart, atEnd} = phrase
  if ((atStart && !whole.start) || (atEnd && !whole.end)) return undefined
  const fits = (start: number, stop: number): PhraseMatch | undefined => {
    const first = tokens[start]
    const last = tokens[stop - 1]
    return first && last && {phrase, start: first.start, end: last.end}
  }
  if (atStart) {
    const stop = matchForward(items, 0, text, tokens, 0, atEnd)
    return stop < 0 ? undefined : fits(0, stop)
  }
  if (atEnd) {
    const start = matchBackward(items, items.length - 1, text, tokens, tokens.length)
    return start < 0 ? undefined : fits(start, tokens.length)
  }
  const at = tokens.findIndex((token) => token.end >= end)
  for (let start = at; start >= 0 && start > at - items.length - SLOT_REACH; start--) {
    const stop = matchForward(items, 0, text, tokens, start, false)
    if (stop > at) return fits(start, stop)
  }
  return undefined
}

// How far an unanchored phrase with slots may begin before its key.
const SLOT_REACH = 12

function gap(text: string, tokens: readonly Token[], index: number): string {
  return text.slice(index > 0 ? (tokens[index - 1] as Token).end : 0, tokens[index]?.start ?? text.length)
}

// Whether the characters that the phrase writes after an item stand before token `index`.
function marked(item: Item, text: string, tokens: readonly Token[], index: number): boolean {
  if (!item.after) return true
  const between = gap(text, tokens, index)
  for (const char of item.after) if (!between.includes(char) && !(char === ':' && between.includes('：'))) return false
  return true
}

function wordFits(item: Item, text: string, token: Token | undefined): boolean {
  return token !== undefined && token.fold === item.word && (!item.exact || text.slice(token.start, token.end) === item.exact)
}

// Returns the index after the last token, or -1. Slots take as much as they can and give back what the rest needs.
function matchForward(items: readonly Item[], item: number, text: string, tokens: readonly Token[], at: number, toEnd: boolean): number {
  const current = items[item]
  if (!current) return !toEnd || at === tokens.length ? at : -1
  if (!current.slot) {
    if (!wordFits(current, text, tokens[at]) || !marked(current, text, tokens, at + 1)) return -1
    return matchForward(items, item + 1, text, tokens, at + 1, toEnd)
  }
  for (let size = Math.min(current.slot.max, tokens.length - at); size > 0; size--) {
    if (!current.slot.accepts(text, tokens.slice(at, at + size)) || !marked(current, text, tokens, at + size)) continue
    const stop = matchForward(items, item + 1, text, tokens, at + size, toEnd)
    if (stop >= 0) return stop
  }
  return -1
}

// Returns the index of the first token, or -1.
function matchBackward(items: readonly Item[], item: number, text: string, tokens: readonly Token[], stop: number): number {
  const current = items[item]
  if (!current) return stop
  if (!marked(current, text, tokens, stop)) return -1
  if (!current.slot) {
    if (!wordFits(current, text, tokens[stop - 1])) return -1
    return matchBackward(items, item - 1, text, tokens, stop - 1)
  }
  for (let size = Math.min(current.slot.max, stop); size > 0; size--) {
    if (!current.slot.accepts(text, tokens.slice(stop - size, stop))) continue
    const start = matchBackward(items, item - 1, text, tokens, stop - size)
    if (start >= 0) return start
  }
  return -1
}
