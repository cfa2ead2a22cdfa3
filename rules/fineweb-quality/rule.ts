import {defineRule} from '../../src/rule/define.ts'
import {shown, verdict} from '../../src/rule/verdict.ts'
import {duplicates, lengthOf, share, strip} from '../../src/text/measures.ts'
import {decode} from '../../src/text/utf8.ts'
import {wordsOf} from '../../src/text/words.ts'

const STOP = /[\p{Sentence_Terminal}\u17d6\u17d9\u17da]$/u

/**
 * FineWeb's own rules (Penedo et al. 2024, section 3.6), as datatrove's `FineWebQualityFilter` has them. The paper gives
 * 0.1 as the limit for characters in duplicate lines; the code, which made the data, has 0.01, and so has this.
 */
export default defineRule({
  id: 'fineweb-quality',
  category: 'filter',
  summary: 'The quality rules of FineWeb reject this text.',
  since: '0.1.0',
  severity: 'error',
  presets: ['fineweb'],
  fix: 'none',
  options: {
    minLinesWithStop: {default: 0.12, min: 0, max: 1, description: 'Least share of lines that end with an end mark.'},
    maxShortLines: {default: 0.67, min: 0, max: 1, description: 'Greatest share of short lines.'},
    shortLine: {default: 30, min: 0, description: 'Longest short line, in characters.'},
    maxDuplicateCharacters: {
      default: 0.01,
      min: 0,
      max: 1,
      description: 'Greatest share of characters in lines that have stood before.',
    },
    maxBreaks: {default: 0.3, min: 0, description: 'Most line breaks for each word.'},
  },
  needs: 'document',
  *check({document, options}) {
    const text = decode(document.bytes)
    const rows = text.split('\n')
    const lines = rows.filter((line) => strip(line) !== '')
    const reason = (): string | undefined => {
      if (lines.length === 0) return 'it is empty'
      const withStop = share(lines, (line) => STOP.test(line))
      if (withStop < options.minLinesWithStop)
        return `share of lines with an end mark ${shown(withStop)}, the least is ${options.minLinesWithStop}`
      const short = share(lines, (line) => lengthOf(line) <= options.shortLine)
      if (short > options.maxShortLines)
        return `share of lines of up to ${options.shortLine} characters ${shown(short)}, the limit is ${options.maxShortLines}`
      const repeated = duplicates(lines).length / (lengthOf(text) - rows.length + 1)
      if (repeated > options.maxDuplicateCharacters)
        return `share of characters in duplicate lines ${shown(repeated)}, the limit is ${options.maxDuplicateCharacters}`
      const breaks = (rows.length - 1) / wordsOf(text).length
      if (breaks > options.maxBreaks) return `line breaks per word ${shown(breaks)}, the limit is ${options.maxBreaks}`
      return undefined
    }
    const found = reason()
    if (found) yield verdict(document, `FineWeb rejects the text: ${found}`)
  },
})
