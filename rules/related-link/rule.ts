import {defineRule} from '../../src/rule/define.ts'
import {fillsLine, startsLine} from '../../src/text/document.ts'
import {isHeadword, isIntroduced, isSection} from '../../src/text/sections.ts'

// What parts a label from the headline; "https:" is no label.
const COLON = /^\s*(?:[:：](?!\/)|[>»›|→])/
// Cells of a table: its heads are words like "Watch" and "Read".
const ROW = /\|.*\|/

/** A teaser for another page between the paragraphs: "READ MORE: …". A sentence that begins so is prose. */
export default defineRule({
  id: 'related-link',
  category: 'related',
  summary: 'A teaser for another page stands between the paragraphs.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  options: {maxWords: {default: 24, min: 1, description: 'Longer lines are taken for prose.'}},
  needs: 'phrases',
  *check({document, hit, line, options}) {
    if (!startsLine(hit) || line.words > options.maxWords || ROW.test(line.text) || isIntroduced(line)) return
    const label = line.text.slice(hit.start, hit.end)
    const isUpper = label === label.toUpperCase() && label !== label.toLowerCase()
    const hasColon = COLON.test(line.text.slice(hit.end))
    // "Opinion: what the river took" is a title where the text begins with it.
    if (hasColon && !fillsLine(hit) && document.previousVisible(line.index) === undefined) return
    // "Related: a company is …" defines a term.
    if (hasColon && line.endsSentence && /^\s*[:：>»›|→]\s*\p{Ll}/u.test(line.text.slice(hit.end)) && !isUpper) return
    const isLabelled = hasColon || isUpper
    // A headline may ask or cry out; only a stop makes a sentence of it.
    const isHeadline = !line.endsSentence || /[?!…](?:(?![?!…])[^\p{L}\p{N}])*$/u.test(line.text)
    // A label alone stands over a list of links that stays: references, chapters.
    const sure = fillsLine(hit)
      ? hit.phrase.atEnd && !document.nextVisible(line.index)?.isListItem
      : (hasColon && isUpper) || (isLabelled && isHeadline)
    if (!sure && !hasColon) return
    const isOwn = isSection(line) || isHeadword(line)
    yield {
      at: line,
      reason: `Unexpected teaser link \`${line.excerpt}\``,
      remove: !isOwn,
      fix: sure && !isOwn ? 'safe' : 'unsafe',
      hint: isOwn,
    }
  },
})
