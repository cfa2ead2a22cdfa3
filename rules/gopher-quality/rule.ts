import {defineRule} from '../../src/rule/define.ts'
import {shown, verdict} from '../../src/rule/verdict.ts'
import {lengthOf, linesOf, share, strip} from '../../src/text/measures.ts'
import {decode} from '../../src/text/utf8.ts'
import {wordsOf} from '../../src/text/words.ts'

// Words made of these alone are marks, as datatrove has it: it leaves out ‘ and most bullets.
const ALL_MARKS =
  /^[\p{Sentence_Terminal}\u17d6\u17d9\u17da\0-\x08\x0b-\x1f\x7f-\x9f!-/:-@[-`{-~—”％１〈、━【」，】；“《„’∶´．（–？！：～«〉》）。…►»]+$/u
const LETTER = /\p{L}/u

/**
 * The quality rules of Gopher (Rae et al. 2021, appendix A.1.1), as datatrove's `GopherQualityFilter` has them. It
 * counts marks as words where it takes shares of words, and asks for two different stop words of the eight; the paper
 * leaves both open.
 */
export default defineRule({
  id: 'gopher-quality',
  category: 'filter',
  summary: 'The quality rules of Gopher reject this text.',
  since: '0.1.0',
  severity: 'error',
  presets: ['gopher'],
  fix: 'none',
  options: {
    minWords: {default: 50, min: 0, description: 'Fewest words of a text, marks not counted.'},
    maxWords: {default: 100_000, min: 1, description: 'Most words of a text, marks not counted.'},
    minMeanWordLength: {default: 3, min: 0, description: 'Least mean length of the words, in characters.'},
    maxMeanWordLength: {default: 10, min: 1, description: 'Greatest mean length of the words, in characters.'},
    maxSymbols: {default: 0.1, min: 0, description: 'Most `#`, and most ellipses, for each word.'},
    maxBulletLines: {default: 0.9, min: 0, max: 1, description: 'Greatest share of lines that begin with `•` or `-`.'},
    maxEllipsisLines: {default: 0.3, min: 0, max: 1, description: 'Greatest share of lines that end with an ellipsis.'},
    minWordsWithLetter: {default: 0.8, min: 0, max: 1, description: 'Least share of words with a letter.'},
    minStopWords: {default: 2, min: 0, description: 'Fewest different stop words.'},
    stopWords: {
      default: ['the', 'be', 'to', 'of', 'and', 'that', 'have', 'with'],
      description: 'Stop words, in lower case.',
    },
  },
  needs: 'document',
  *check({document, options}) {
    const text = decode(document.bytes)
    const words = wordsOf(text)
    const named = words.filter((word) => !ALL_MARKS.test(word))
    const lines = linesOf(text)
    const stops = new Set(options.stopWords)
    const atLeast = (what: string, value: number, limit: number): string | undefined =>
      value < limit ? `${what} ${shown(value)}, the least is ${limit}` : undefined
    const atMost = (what: string, value: number, limit: number): string | undefined =>
      value > limit ? `${what} ${shown(value)}, the limit is ${limit}` : undefined
    const each = (pattern: RegExp): number => (text.match(pattern)?.length ?? 0) / words.length
    const meanLength = (): number => named.reduce((sum, word) => sum + lengthOf(word), 0) / named.length
    const reason =
      atLeast('words', named.length, options.minWords) ??
      atMost('words', named.length, options.maxWords) ??
      atLeast('mean word length', meanLength(), options.minMeanWordLength) ??
      atMost('mean word length', meanLength(), options.maxMeanWordLength) ??
      atMost('number signs per word', each(/#/g), options.maxSymbols) ??
      atMost('ellipses per word', each(/\.{3}|…/g), options.maxSymbols) ??
      atMost(
        'share of bullet lines',
        share(lines, (line) => /^[•-]/.test(strip(line.text))),
        options.maxBulletLines,
      ) ??
      atMost(
        'share of lines that end with an ellipsis',
        share(lines, (line) => /(?:\.{3}|…)$/.test(strip(line.text))),
        options.maxEllipsisLines,
      ) ??
      atLeast(
        'share of words with a letter',
        share(words, (word) => LETTER.test(word)),
        options.minWordsWithLetter,
      ) ??
      atLeast('different stop words', new Set(words.filter((word) => stops.has(word))).size, options.minStopWords)
    if (reason) yield verdict(document, `Gopher rejects the text: ${reason}`)
  },
})
