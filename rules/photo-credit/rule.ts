import {defineRule} from '../../src/rule/define.ts'
import {fillsLine} from '../../src/text/document.ts'

// "Photo: J. Doe." may end in a stop; a longer line that does is a sentence.
const MAX_SENTENCE_WORDS = 6

/** A line that only says who took a picture. An agency alone needs a caption above it: lists and headings name agencies as well. */
export default defineRule({
  id: 'photo-credit',
  category: 'caption',
  summary: 'A line says nothing but who took a picture.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'phrases',
  *check({hit, line, document}) {
    if (!fillsLine(hit)) return
    if (line.endsSentence && line.words > MAX_SENTENCE_WORDS) return
    const bare = hit.phrase.parts.length === 1
    const sure = !bare || document.captionRole(line.index) === 'credit'
    yield {at: line, reason: `Unexpected photo credit \`${line.excerpt}\``, remove: true, fix: sure ? 'safe' : 'unsafe'}
  },
})
