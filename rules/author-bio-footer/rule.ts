import {defineRule} from '../../src/rule/define.ts'
import {isAlone, isOfAuthor} from '../../src/rule/phrase-line.ts'
import type {Document} from '../../src/text/document.ts'
import {fillsLine, startsLine} from '../../src/text/document.ts'

const MAX_WORDS = 120
// A text has paragraphs before it has a note on its author.
const MIN_PROSE_ABOVE = 3
const MAX_PROSE_BELOW = 3
const REACH = 60
const FULL_NAME = /^\p{L}\S* (?:(?:de|van|von|der|den|bin|al|da|la|di) )*[^\P{L}\p{Ll}]/u

/** What a site says about the author under the text: post, career, where to follow. */
export default defineRule({
  id: 'author-bio-footer',
  category: 'byline',
  summary: 'A note about the author stands under the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'phrases',
  *check({hit, line, document}) {
    if (!startsLine(hit) || line.words > MAX_WORDS) return
    const whole = fillsLine(hit)
    // "This covers", "Overhead is": the name of a person has two words.
    if (hit.phrase.source.startsWith('{name}') && !FULL_NAME.test(line.text.slice(hit.start))) return
    if (!isBelow(document, line.index)) return
    // Authors introduce people as well.
    const isGuess = (!whole && isAlone(hit)) || isOfAuthor(hit)
    yield {
      at: line,
      reason: `Unexpected note about the author \`${line.excerpt}\``,
      remove: true,
      fix: whole && !isGuess && (line.inTail || !line.isProse) ? 'safe' : 'unsafe',
      hint: isGuess,
    }
  },
})

function isBelow(document: Document, index: number): boolean {
  let above = 0
  let line = document.previousVisible(index)
  for (let steps = 0; line && steps < REACH && above < MIN_PROSE_ABOVE; steps++) {
    if (line.isProse) above++
    line = document.previousVisible(line.index)
  }
  if (above < MIN_PROSE_ABOVE) return false
  let below = 0
  line = document.nextVisible(index)
  for (let steps = 0; line && steps < REACH; steps++) {
    if (line.isProse && !document.claimed.has(line.index) && ++below > MAX_PROSE_BELOW) return false
    line = document.nextVisible(line.index)
  }
  return true
}
