import {defineRule} from '../../src/rule/define.ts'
import {startsLine} from '../../src/text/document.ts'

const ID = 'lorem-ipsum'

/** Filler that a designer or a program left where a text should stand. */
export default defineRule({
  id: ID,
  category: 'garble',
  summary: 'Filler stands where a text should be.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'document',
  *check({document}) {
    let last = -1
    for (const hit of document.hits) {
      const {line} = hit
      if (hit.phrase.rule !== ID || line.index === last) continue
      last = line.index
      // Words of the line's own may stand before the filler.
      yield {
        at: line,
        reason: `Unexpected filler \`${line.excerpt}\``,
        remove: true,
        fix: startsLine(hit) ? 'safe' : 'unsafe',
      }
    }
  },
})
