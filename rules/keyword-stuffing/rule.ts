import {defineRule} from '../../src/rule/define.ts'
import {pairHash, type Token} from '../../src/text/fold.ts'
import {Mark} from '../../src/text/marks.ts'

// Prose in languages with spaces repeats under a fifth of its word pairs; where a character is a word, under a half.
const MIN_SHARE_UNSPACED = 0.5
const SURE_SHARE = 0.3
const MAX_MARKS = 0.06

/** A line of search terms said over and over, without sentences, in any language. */
export default defineRule({
  id: 'keyword-stuffing',
  category: 'spam',
  summary: 'A line repeats search terms instead of saying something.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  options: {
    minWords: {default: 14, min: 6, description: 'Shorter lines are left alone.'},
    minRepeated: {default: 0.25, min: 0.05, max: 1, description: 'Share of word pairs that the line has said before.'},
  },
  needs: 'marks',
  marks: Mark.Repetitive,
  *check({line, document, options}) {
    if (line.words < options.minWords || line.end - line.start > MAX_BYTES) return
    const marks = line.text.match(/[.!?;:…。！？、，,]/g)?.length ?? 0
    const repeated = repeatedShare(line.tokens)
    const unspaced = line.tokens.length > line.words * 1.2
    if (repeated < (unspaced ? Math.max(MIN_SHARE_UNSPACED, options.minRepeated) : options.minRepeated) || marks > line.tokens.length * MAX_MARKS) return
    const atEdge = document.previousVisible(line.index) === undefined || document.nextVisible(line.index) === undefined
    yield {at: line, reason: `Unexpected search terms, ${Math.round(repeated * 100)} % of the word pairs are repeated`, remove: true, fix: atEdge && repeated >= SURE_SHARE ? 'safe' : 'unsafe'}
  },
})

// Beyond this a line is no line of terms but a text without line breaks.
const MAX_BYTES = 20_000

function repeatedShare(tokens: readonly Token[]): number {
  const seen = new Set<number>()
  for (let index = 1; index < tokens.length; index++) seen.add(pairHash((tokens[index - 1] as Token).hash, (tokens[index] as Token).hash))
  const pairs = tokens.length - 1
  return pairs < 1 ? 0 : 1 - seen.size / pairs
}
