import {defineRule} from '../../src/rule/define.ts'

const PIECE = /^[^\p{L}]*\p{Ll}/u

/** The lines over a credit: caption, its copies, alternative text. */
export default defineRule({
  id: 'caption-beside-credit',
  category: 'caption',
  summary: 'A caption stands over a line with its credit.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  needs: 'captions',
  *check({caption}) {
    // Titles, headings and pieces of a sentence stand over a credit as well; a copy or a whole sentence tells the caption.
    const [first] = caption.lines
    if (caption.lines.length < 2 && (!first?.isProse || PIECE.test(first.text))) return
    const lines = caption.alt ? [caption.alt, ...caption.lines] : caption.lines
    for (const line of lines) {
      yield {
        at: line,
        reason: `Unexpected ${line === caption.alt ? 'alternative text' : 'caption'} over the photo credit \`${caption.credit.excerpt}\``,
        remove: true,
      }
    }
  },
})
