import {once} from '../../src/text/once.ts'

/** A place where an apostrophe is missing, UTF-16 units; in French and Italian a space stands there. */
export interface Gap {
  start: number
  end: number
  /** The word as it stands, its place, and how it is with its apostrophe. */
  found: string
  at: number
  expected: string
}

// Without the apostrophe these are no words.
const SURE = `ain't aren't couldn't didn't doesn't don't hadn't hasn't haven't isn't mustn't needn't shouldn't wasn't
weren't wouldn't he'd he's how's I've it'd it'll she's that'll that's there's they'd they'll they're they've today's
tonight's we've what's where's yesterday's you'd you'll you're you've children's women's`.split(/\s/)

const PRONOUN = /(?:^|[^\p{L}])(?:I|you|he|she|it|we|they|that|this|there|who) $/iu
// These are words as well: the ones beside them tell.
const BESIDE: Readonly<Record<string, {before?: RegExp; after?: RegExp}>> = {
  "can't": {before: PRONOUN},
  "won't": {before: PRONOUN},
  "I'm": {after: /^ (?:an?|the|not|so|sure|sorry|just|also|still|very|glad|happy|afraid|\p{L}{2,}ing)\b/u},
  "I'd": {after: /^ (?:be|have|like|love|never|rather|say)\b/u},
  "I'll": {after: /^ (?:be|do|get|give|go|have|make|never|see|take|tell|try)\b/u},
  // "its not being there" is right.
  "it's": {after: /^ (?:an?|the|not|been|how|why|what|because|just|going|about|really|too)\b(?!-| \p{L}+ing\b)/u},
  "We'll": {after: /^ be\b/u},
  "Let's": {after: /^ (?:be|begin|face|get|go|have|hope|keep|look|make|not|say|see|start|take|talk|try)\b/u},
}

const bare = (word: string): string => word.replace("'", '').toLowerCase()
const known = once(() => new Map([...SURE, ...Object.keys(BESIDE)].map((word) => [bare(word), word])))
// "countrys": its plural would be "countries"; that of names is "Kennedys".
const misspelt = once(
  () =>
    new RegExp(
      `\\b(?:${[...known().keys()].map((word) => `[${word[0]}${word[0]?.toUpperCase()}]${word.slice(1)}`).join('|')}|[a-z]{3,}[b-df-hj-np-tv-xz]ys)\\b`,
      'g',
    ),
)
// Capitals that tell the word from another: "Lets go" begins a sentence, "lets go" does not.
const CAPITAL = /^\p{Lu}/u
const JOINED = /[\p{L}\p{N}@#/._-]/u

function* english(text: string): Generator<Gap> {
  for (const {0: found, index} of text.matchAll(misspelt())) {
    const end = index + found.length
    if (JOINED.test(text[index - 1] ?? ' ') || /^(?:[\p{L}\p{N}@/_-]|\.\p{L})/u.test(text.slice(end, end + 2))) continue
    const word = known().get(found.toLowerCase())
    if (word && CAPITAL.test(word) && !CAPITAL.test(found)) continue
    const beside = BESIDE[word ?? '']
    if (beside?.before && !beside.before.test(text.slice(Math.max(0, index - 8), index))) continue
    if (beside?.after && !beside.after.test(text.slice(end, end + 24))) continue
    const at = index + (word ? word.indexOf("'") : found.length - 1)
    yield {start: at, end: at, at: index, found, expected: `${found.slice(0, at - index)}'${found.slice(at - index)}`}
  }
}

const VOWEL = 'h?[aeiouyàâéèêëîïôùûœ]'
// "a t il" lacks hyphens.
const FRENCH = new RegExp(
  `(?<![\\p{L}\\p{N}.’'-])((?:[cdjlmns]|t(?! (?:ils?|elles?|on)\\b)|qu|jusqu|lorsqu|puisqu|quelqu|aujourd) )(${VOWEL}\\p{L}*)`,
  'giu',
)
const ITALIAN = new RegExp(
  `(?<![\\p{L}\\p{N}.’'-])((?:[cdl]|[ds]?all|dell|nell|sull|coll|quell|bell|sant|dov|com) )(${VOWEL}\\p{L}*)`,
  'giu',
)

function* elisions(text: string, pattern: RegExp): Generator<Gap> {
  for (const {0: found, 1: head = '', 2: tail, index} of text.matchAll(pattern)) {
    const end = index + head.length
    yield {start: end - 1, end, at: index, found, expected: `${head.trimEnd()}'${tail}`}
  }
}

type FindGaps = (text: string) => Iterable<Gap>

/** What tells the gaps of a line by language. */
export const GAPS: ReadonlyMap<string, FindGaps> = new Map<string, FindGaps>([
  ['en', english],
  ['fr', (text) => elisions(text, FRENCH)],
  ['it', (text) => elisions(text, ITALIAN)],
])
