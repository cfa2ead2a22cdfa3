import {defineRule} from '../../src/rule/define.ts'
import type {Line} from '../../src/text/line.ts'
import {isAnnounced, isField, isIntroduced} from '../../src/text/sections.ts'

// "Photo: J. Doe." may end in a stop; a longer line that does is a sentence.
const MAX_SENTENCE_WORDS = 6
// No name ends so.
const UNSPACED_SENTENCE = /[。！？]\s*$/u
// Lines of a list or a menu.
const MAX_ENTRY_WORDS = 3

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
    if (hit && credit.endsSentence && (credit.words > MAX_SENTENCE_WORDS || UNSPACED_SENTENCE.test(credit.text))) return
    if (isField(credit)) return
    const isBare = hit?.phrase.parts.length === 1
    // "Flickr:" announces what follows.
    if (isBare && /[:：]\s*$/u.test(credit.text)) return
    if (isBare && isEntry(credit, lines.length > 0)) return
    // A guide shows how credits are written.
    const isShown = isAnnounced(credit) || isIntroduced(credit)
    yield {
      at: credit,
      reason: `Unexpected photo credit \`${credit.excerpt}\``,
      remove: true,
      fix: isShown || (isBare && lines.length === 0) ? 'unsafe' : 'safe',
      hint: isShown,
    }
  },
})

function isEntry(line: Line, hasCaption: boolean): boolean {
  const {document, index} = line
  const around = [document.previousVisible(index), document.nextVisible(index)]
  if (line.isListItem) return around.some((other) => other?.isListItem)
  const isShort = (other: Line | undefined): boolean =>
    other !== undefined && other.words <= MAX_ENTRY_WORDS && !other.endsSentence
  // The last of several names is one of them.
  const isAmongNames = around.some((other) => isShort(other) && document.claimed.has(other?.index ?? -1))
  return !hasCaption && (isAmongNames || around.every(isShort))
}
