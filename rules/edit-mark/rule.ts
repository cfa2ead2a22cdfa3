import {defineRule} from '../../src/rule/define.ts'
import {cutOut} from '../../src/text/cut.ts'
import {Mark} from '../../src/text/marks.ts'
import {EDIT} from './words.ts'

const MARK = new RegExp(`\\s*\\[\\s?(?:${EDIT})\\s?\\]$`, 'iu')
const MAX_HEADING = 200

/** The word "edit" that a wiki sets behind its headings. */
export default defineRule({
  id: 'edit-mark',
  category: 'navigation',
  summary: 'The “edit” of a wiki stands behind a heading.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Bracket,
  *check({line}) {
    // A wiki's headings are short; only the end of the line matters.
    const text = line.text.trimEnd()
    if (!text.endsWith(']')) return
    const offset = Math.max(0, text.length - MAX_HEADING)
    const match = MARK.exec(text.slice(offset))
    if (!match) return
    const start = offset + match.index
    const reason = `Unexpected \`${match[0].trim()}\` of a wiki`
    if (start === 0) yield {at: line, reason, remove: true}
    else yield {reason, ...cutOut(line, start, text.length)}
  },
})
