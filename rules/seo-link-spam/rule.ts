import {defineRule} from '../../src/rule/define.ts'

const ID = 'seo-link-spam'
// A longer line, or one that ends as a sentence does, speaks of such things.
const MAX_WORDS = 40

/** A line of link texts that somebody paid for: pills, bets, loans, essays. */
export default defineRule({
  id: ID,
  category: 'spam',
  summary: 'A line of paid link texts stands in the text.',
  since: '0.1.0',
  presets: ['strict'],
  fix: 'unsafe',
  needs: 'document',
  *check({document}) {
    let last = -1
    for (const {phrase, line} of document.hits) {
      if (phrase.rule !== ID || line.index === last || line.words > MAX_WORDS || line.endsSentence) continue
      last = line.index
      yield {at: line, reason: `Unexpected link spam \`${line.excerpt}\``, remove: true}
    }
  },
})
