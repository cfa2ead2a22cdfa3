import {defineRule} from '../../src/rule/define.ts'

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
  needs: 'captions',
  *check({caption: {credit, hit, lines}}) {
    if (hit && credit.endsSentence && credit.words > MAX_SENTENCE_WORDS) return
    const bare = hit?.phrase.parts.length === 1
    yield {
      at: credit,
      reason: `Unexpected photo credit \`${credit.excerpt}\``,
      remove: true,
      fix: bare && lines.length === 0 ? 'unsafe' : 'safe',
    }
  },
})
