import {defineRule} from '../../src/rule/define.ts'
import {verdict} from '../../src/rule/verdict.ts'
import {linesOf} from '../../src/text/measures.ts'
import {decode} from '../../src/text/utf8.ts'
import {countSentences} from '../../src/text/words.ts'
import {judge, lineOptions} from '../c4-line/judge.ts'

/**
 * The document rules of C4 (Raffel et al. 2020, section 2.2), as datatrove's `C4QualityFilter` has them: five sentences
 * (paper and datatrove; the authors' code has three) in the lines that `c4-line` keeps, no placeholder text, no curly
 * bracket. The list of bad words is not part of either.
 */
export default defineRule({
  id: 'c4-document',
  category: 'filter',
  summary: 'The C4 filter rejects this text.',
  since: '0.1.0',
  severity: 'error',
  presets: ['c4'],
  fix: 'none',
  options: {
    ...lineOptions,
    minSentences: {default: 5, min: 0, description: 'Texts whose kept lines have fewer sentences are rejected.'},
  },
  needs: 'document',
  *check({document, options}) {
    let sentences = 0
    let number = 0
    for (const {text} of linesOf(decode(document.bytes))) {
      number++
      const judgement = judge(text, options)
      if ('reject' in judgement) {
        yield verdict(document, `C4 rejects the text: ${judgement.reject} in line ${number}`)
        return
      }
      if ('keep' in judgement) sentences += countSentences(judgement.keep)
    }
    if (sentences < options.minSentences)
      yield verdict(
        document,
        `C4 rejects the text: its kept lines have ${sentences === 1 ? '1 sentence' : `${sentences} sentences`}, the least is ${options.minSentences}`,
      )
  },
})
