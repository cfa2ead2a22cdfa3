import {defineRule} from '../../src/rule/define.ts'
import {fillsLine} from '../../src/text/document.ts'

const MIN_CAPTION_WORDS = 4

/** A line that only says who took a picture. An agency alone needs a caption above it: a list names agencies as well. */
export default defineRule({
  id: 'photo-credit',
  category: 'caption',
  summary: 'A line says nothing but who took a picture.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'phrases',
  *check({hit, line}) {
    if (!fillsLine(hit)) return
    const bare = hit.phrase.parts.length === 1
    const above = line.previous
    const sure = !bare || (above !== undefined && above.words >= MIN_CAPTION_WORDS)
    yield {at: line, reason: `Unexpected photo credit \`${line.excerpt}\``, remove: true, fix: sure ? 'safe' : 'unsafe'}
  },
})
