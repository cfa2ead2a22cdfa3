import {defineRule} from '../../src/rule/define.ts'
import {shown, verdict} from '../../src/rule/verdict.ts'
import {excerpt} from '../../src/text/line.ts'
import {duplicates, lengthOf, repeatedNgramLength, strip, topNgram} from '../../src/text/measures.ts'
import {decode} from '../../src/text/utf8.ts'
import {wordsOf} from '../../src/text/words.ts'

const limit = (value: number, what: string) =>
  ({default: value, min: 0, max: 1, description: `Greatest share of ${what}.`}) as const

/**
 * The repetition rules of Gopher (Rae et al. 2021, table A1), as datatrove's `GopherRepetitionFilter` has them: all
 * shares are of the characters of the whole text, white space included, although the n-grams of 5 words and more are
 * measured without; an n-gram that repeats is passed over as a whole.
 */
export default defineRule({
  id: 'gopher-repetition',
  category: 'filter',
  summary: 'The repetition rules of Gopher reject this text.',
  since: '0.1.0',
  severity: 'error',
  presets: ['gopher'],
  fix: 'none',
  options: {
    maxDuplicateLines: limit(0.3, 'lines that have stood before'),
    maxDuplicateParagraphs: limit(0.3, 'paragraphs that have stood before'),
    maxDuplicateLineCharacters: limit(0.2, 'characters in such lines'),
    maxDuplicateParagraphCharacters: limit(0.2, 'characters in such paragraphs'),
    maxTop2Gram: limit(0.2, 'characters in the most frequent pair of words'),
    maxTop3Gram: limit(0.18, 'characters in the most frequent run of 3 words'),
    maxTop4Gram: limit(0.16, 'characters in the most frequent run of 4 words'),
    maxDuplicate5Grams: limit(0.15, 'characters in runs of 5 words that have stood before'),
    maxDuplicate6Grams: limit(0.14, 'characters in runs of 6 words that have stood before'),
    maxDuplicate7Grams: limit(0.13, 'characters in runs of 7 words that have stood before'),
    maxDuplicate8Grams: limit(0.12, 'characters in runs of 8 words that have stood before'),
    maxDuplicate9Grams: limit(0.11, 'characters in runs of 9 words that have stood before'),
    maxDuplicate10Grams: limit(0.1, 'characters in runs of 10 words that have stood before'),
  },
  needs: 'document',
  *check({document, options}) {
    const text = decode(document.bytes)
    if (text === '') {
      yield verdict(document, 'Gopher rejects the text: it is empty')
      return
    }
    const length = lengthOf(text)
    const over = (what: string, value: number, limit: number): string | undefined =>
      value > limit ? `share of ${what} ${shown(value)}, the limit is ${limit}` : undefined
    const repeated = (
      items: readonly string[],
      what: string,
      most: number,
      mostCharacters: number,
    ): string | undefined => {
      const found = duplicates(items)
      return (
        over(`duplicate ${what}`, found.count / items.length, most) ??
        over(`characters in duplicate ${what}`, found.length / length, mostCharacters)
      )
    }
    let words: string[] | undefined
    const top = (n: number, most: number): string | undefined => {
      const ngram = topNgram((words ??= wordsOf(text)), n)
      return ngram && over(`characters in \`${excerpt(ngram.text)}\``, ngram.length / length, most)
    }
    const duplicate = (n: number, most: number): string | undefined =>
      over(`characters in duplicate ${n}-grams`, repeatedNgramLength((words ??= wordsOf(text)), n) / length, most)
    const reason =
      repeated(
        strip(text).split(/\n{2,}/),
        'paragraphs',
        options.maxDuplicateParagraphs,
        options.maxDuplicateParagraphCharacters,
      ) ??
      repeated(text.split(/\n+/), 'lines', options.maxDuplicateLines, options.maxDuplicateLineCharacters) ??
      top(2, options.maxTop2Gram) ??
      top(3, options.maxTop3Gram) ??
      top(4, options.maxTop4Gram) ??
      duplicate(5, options.maxDuplicate5Grams) ??
      duplicate(6, options.maxDuplicate6Grams) ??
      duplicate(7, options.maxDuplicate7Grams) ??
      duplicate(8, options.maxDuplicate8Grams) ??
      duplicate(9, options.maxDuplicate9Grams) ??
      duplicate(10, options.maxDuplicate10Grams)
    if (reason) yield verdict(document, `Gopher rejects the text: ${reason}`)
  },
})
