import {defineRule} from '../../src/rule/define.ts'
import {fillsLine, startsLine} from '../../src/text/document.ts'

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
  *check({hit, line, options}) {
    if (!startsLine(hit) || line.words > options.maxWords) return
    const label = line.text.slice(hit.start, hit.end)
    const isUpper = label === label.toUpperCase() && label !== label.toLowerCase()
    const hasColon = /^\s*[:：>»›|→]/.test(line.text.slice(hit.end))
    // "Related: a company is …" defines a term.
    if (hasColon && line.endsSentence && /^\s*[:：>»›|→]\s*\p{Ll}/u.test(line.text.slice(hit.end)) && !isUpper) return
    const sure = fillsLine(hit) || (hasColon && isUpper) || ((hasColon || isUpper) && !line.endsSentence)
    if (!sure && !hasColon) return
    yield {at: line, reason: `Unexpected teaser link \`${line.excerpt}\``, remove: true, fix: sure ? 'safe' : 'unsafe'}
  },
})
