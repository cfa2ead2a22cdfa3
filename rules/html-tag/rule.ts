import {defineRule} from '../../src/rule/define.ts'
import {cutOut} from '../../src/text/cut.ts'
import type {Document} from '../../src/text/document.ts'
import {Mark} from '../../src/text/marks.ts'
import {codeShare, mentionsCode} from '../../src/text/markup.ts'
import {oncePer} from '../../src/text/once.ts'
import {findTags, otherElements} from './tags.ts'

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
    if (share === 'much' || isOtherMarkup(document)) return
    for (const {start, end, isAttribute, breaks, isSure} of tags) {
      const fix = isSure && share === 'none' && !isSubject(document) ? 'safe' : 'unsafe'
      const hint = isSubject(document)
      const reason = `Unexpected ${isAttribute ? 'attributes' : 'tag'} of HTML \`${text.slice(start, end)}\``
      // What is nothing but tags goes as a line.
      if (start === 0 && end === text.length) yield {at: line, reason, remove: true, fix, hint}
      else if (isAttribute) yield {reason, ...cutOut(line, start, end), fix, hint}
      else {
        const at = line.span(start, end)
        const isBetween =
          breaks && /\S/.test(text.slice(Math.max(0, start - 1), start)) && /\S/.test(text.slice(end, end + 1))
        yield {at, reason, edits: [{...at, text: isBetween ? '\n' : ''}], fix, hint}
      }
    }
  },
})

// XML has elements of its own, and what looks like HTML in it is one of them.
const isOtherMarkup = oncePer((document: Document): boolean => {
  for (const {text} of document.linesWith(Mark.Tag)) if (otherElements(text) > 0) return true
  return false
})

// Lines with tags that are looked at, and tags in a line; the share of them that a text about tags names one by one.
const SAMPLE = 64
const MIN_SHARE = 4

// "Put <b> before a word.": tags that are named stand for themselves, with spaces around them or before a mark.
const isSubject = oncePer((document: Document): boolean => {
  let all = 0
  let named = 0
  let lines = 0
  for (const {text} of document.linesWith(Mark.Tag)) {
    const tags = findTags(text).slice(0, SAMPLE)
    if (tags.length === 0) continue
    all += tags.length
    named += tags.filter(
      ({start, end, isPlain}) =>
        isPlain &&
        /\w $/.test(text.slice(Math.max(0, start - 2), start)) &&
        /^(?: \w|[.,;:?](?:\s|$))/.test(text.slice(end, end + 2)),
    ).length
    if (++lines === SAMPLE) break
  }
  return named * MIN_SHARE > all
})
