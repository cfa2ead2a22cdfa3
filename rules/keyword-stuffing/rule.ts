import {defineRule} from '../../src/rule/define.ts'
import {pairHash, type Token} from '../../src/text/fold.ts'
import {isStopWord} from '../../src/text/language.ts'
import {Mark} from '../../src/text/marks.ts'

// Prose in languages with spaces repeats under a fifth of its word pairs; where a character is a word, under a half.
const MIN_SHARE_UNSPACED = 0.5
// Of the words of prose, one in three or more is a function word; of a list of terms, hardly any.
const MAX_FUNCTION_WORDS = 0.15
const MIN_PAIRS_PROSE = 0.4
const MIN_RECURRING_WORDS = 0.5
const SURE_PAIRS = 0.3
const SURE_PAIRS_RECURRING = 0.15
const MAX_MARKS = 0.06
const TWICE = 0.65
// A refrain has fewer different words.
const MIN_TERMS = 4

/** A line of search terms said over and over, without sentences, in any language. */
export default defineRule({
  id: 'keyword-stuffing',
  category: 'spam',
  summary: 'A line repeats search terms instead of saying something.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  options: {
    minWords: {default: 10, min: 6, description: 'Shorter lines are left alone.'},
    minRepeated: {default: 0.25, min: 0.05, max: 1, description: 'Share of word pairs that the line has said before.'},
  },
  needs: 'marks',
  marks: Mark.Repetitive | Mark.Unpunctuated,
  *check({line, document, options}) {
    if (line.words < options.minWords || line.end - line.start > MAX_BYTES) return
    const atEdge = document.previousVisible(line.index) === undefined || document.nextVisible(line.index) === undefined
    // Treaties and laws say the same words over and over, in sentences.
    if ((!atEdge && line.endsSentence) || STRUCTURE.test(line.text)) return
    const tokens = line.tokens.filter(isTerm)
    const marks = line.text.match(/[.!?;:…。！？、，,]/g)?.length ?? 0
    if (
      tokens.length < options.minWords / 2 ||
      new Set(tokens.map(({fold}) => fold)).size < MIN_TERMS ||
      marks > line.tokens.length * MAX_MARKS
    )
      return
    const unspaced = line.tokens.length > line.words * 1.2
    const pairs = repeatedPairs(tokens)
    const prose = !unspaced && functionWords(line.tokens) > MAX_FUNCTION_WORDS
    const words = unspaced || prose ? 0 : recurringWords(tokens)
    const least = unspaced ? MIN_SHARE_UNSPACED : prose ? MIN_PAIRS_PROSE : options.minRepeated
    if (pairs < least && words < MIN_RECURRING_WORDS) return
    const shown =
      pairs >= options.minRepeated
        ? `${Math.round(pairs * 100)} % of the word pairs are repeated`
        : `${Math.round(words * 100)} % of the words recur`
    yield {
      at: line,
      reason: `Unexpected search terms, ${shown}`,
      remove: true,
      fix:
        atEdge && !prose && (pairs >= SURE_PAIRS || (words >= MIN_RECURRING_WORDS && pairs >= SURE_PAIRS_RECURRING))
          ? 'safe'
          : 'unsafe',
      hint: !atEdge,
    }
  },
})

// Rows of tables, code, formulas and paths.
const STRUCTURE = /[|\t<>{}=$\\#"()[\]/%]|\S {3,}\S/

// Numbers, chords and syllables repeat in data and song. A character that is a word by itself is a term.
function isTerm({fold}: Token): boolean {
  return fold.length > 2 ? /\p{L}/u.test(fold) : fold > '\u3000'
}

// Beyond this a line is no line of terms but a text without line breaks.
const MAX_BYTES = 20_000

function repeatedPairs(tokens: readonly Token[]): number {
  const seen = new Set<number>()
  for (let index = 1; index < tokens.length; index++)
    seen.add(pairHash((tokens[index - 1] as Token).hash, (tokens[index] as Token).hash))
  const pairs = tokens.length - 1
  return pairs < 1 ? 0 : 1 - seen.size / pairs
}

// Share of the words that stand three times or more; those that stand twice count less.
function recurringWords(tokens: readonly Token[]): number {
  const counts = new Map<string, number>()
  for (const {fold} of tokens) counts.set(fold, (counts.get(fold) ?? 0) + 1)
  const share = (times: number): number =>
    tokens.filter(({fold}) => (counts.get(fold) as number) >= times).length / tokens.length
  return Math.max(share(3), share(2) * TWICE)
}

function functionWords(tokens: readonly Token[]): number {
  return tokens.filter(({fold}) => isStopWord(fold)).length / tokens.length
}
