import {defineRule} from '../../src/rule/define.ts'
import {type Document, fillsLine} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {isNearTop, opensText} from '../../src/text/sections.ts'
import {SLOTS, type Slot} from '../../src/text/slots.ts'

// Title, standfirst, section and date stand above it.
const TOP_LINES = 8
// How far below the byline the text may begin: date, credit, reading time.
const REACH = 6
// A text has one byline, at times in two forms; a list of teasers or of books has many.
const MAX_BYLINES = 2
// "By Design" is a heading: after one little word a name needs two of its own.
const MIN_TOKENS = 3
const MIN_NAME_TOKENS = 2
const NAME = SLOTS.get('name') as Slot

/** Who wrote a text, on a line between the title and the first paragraph. */
export default defineRule({
  id: 'byline-header',
  category: 'byline',
  summary: 'The name of the author stands between title and text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'phrases',
  *check({hit, line, document}) {
    const isShort = line.tokens.length < MIN_TOKENS && hit.phrase.source.endsWith('{name}')
    if (!fillsLine(hit) || isShort || line.endsSentence || /[»›]|,\s*$/.test(line.text)) return
    if (!isNearTop(line, TOP_LINES) || !opensText(line, REACH) || bylines(document, hit.phrase.rule) > MAX_BYLINES)
      return
    yield {at: line, reason: `Unexpected byline \`${line.excerpt}\``, remove: true}
    const named = hit.phrase.source.includes('{') ? undefined : document.nextVisible(line.index)
    if (named && isName(named)) yield {at: named, reason: `Unexpected byline \`${named.excerpt}\``, remove: true}
  },
})

// "Written by" may stand alone, the name below it.
function isName({text, tokens}: Line): boolean {
  if (tokens.length < MIN_NAME_TOKENS || tokens.length > NAME.max) return false
  return tokens.every((token) => NAME.holds?.(text, token)) && NAME.accepts(text, tokens, 0, tokens.length)
}

function bylines(document: Document, rule: string): number {
  let last = -1
  let count = 0
  for (const hit of document.hits) {
    if (hit.phrase.rule !== rule || hit.line.index === last || !fillsLine(hit)) continue
    last = hit.line.index
    count++
  }
  return count
}
