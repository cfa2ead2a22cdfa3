import {defineRule} from '../../src/rule/define.ts'
import {fillsLine, startsLine} from '../../src/text/document.ts'

const MAX_WORDS = 60
const BARE = /^[\s:：*_]*$/
// Quotes and braces are code.
const LIST = /^\s*[:：][^"{}=]*$/

/** The keywords of a page: "Tags: a, b, c", "Filed under: …". */
export default defineRule({
  id: 'tag-cloud',
  category: 'navigation',
  summary: 'The keywords of the page stand on a line.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'phrases',
  *check({hit, line}) {
    if (!startsLine(hit) || line.words > MAX_WORDS || line.endsSentence) return
    const rest = line.text.slice(hit.end)
    if (fillsLine(hit) ? !BARE.test(rest) : !LIST.test(rest)) return
    yield {
      at: line,
      reason: `Unexpected keywords \`${line.excerpt}\``,
      remove: true,
      fix: line.inTail || line.inHead ? 'safe' : 'unsafe',
    }
  },
})
