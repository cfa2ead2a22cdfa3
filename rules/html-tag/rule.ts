import {defineRule} from '../../src/rule/define.ts'
import {cutOut} from '../../src/text/cut.ts'
import {Mark} from '../../src/text/marks.ts'
import {codeShare, mentionsCode} from '../../src/text/markup.ts'
import {findTags} from './tags.ts'

/** Tags, comments and attributes of HTML that a scraper left in the text. */
export default defineRule({
  id: 'html-tag',
  category: 'garble',
  summary: 'A tag, comment or attribute of HTML stands in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Tag,
  *check({line, document}) {
    const {text} = line
    const tags = findTags(text)
    if (tags.length === 0 || document.isMarkdown || mentionsCode(line)) return
    const share = codeShare(document)
    if (share === 'much') return
    for (const {start, end, isAttribute, breaks, isSure} of tags) {
      const fix = isSure && share === 'none' ? 'safe' : 'unsafe'
      const reason = `Unexpected ${isAttribute ? 'attributes' : 'tag'} of HTML \`${text.slice(start, end)}\``
      // What is nothing but tags goes as a line.
      if (start === 0 && end === text.length) yield {at: line, reason, remove: true, fix}
      else if (isAttribute) yield {reason, ...cutOut(line, start, end), fix}
      else {
        const at = line.span(start, end)
        const isBetween = breaks && /\S$/.test(text.slice(0, start)) && /^\S/.test(text.slice(end))
        yield {at, reason, edits: [{...at, text: isBetween ? '\n' : ''}], fix}
      }
    }
  },
})
