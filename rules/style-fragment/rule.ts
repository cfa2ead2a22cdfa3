import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {codeShare, mentionsCode} from '../../src/text/markup.ts'
import {isStyle} from './styles.ts'

/** A line of style sheet that a scraper took for text. */
export default defineRule({
  id: 'style-fragment',
  category: 'garble',
  summary: 'A line is style sheet of the page.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Bracket,
  *check({line, document}) {
    if (!line.text.includes('{') || !isStyle(line.text) || mentionsCode(line)) return
    const share = codeShare(document)
    if (share === 'much') return
    yield {
      at: line,
      reason: `Unexpected style sheet \`${line.excerpt}\``,
      remove: true,
      fix: share === 'none' ? 'safe' : 'unsafe',
    }
  },
})
