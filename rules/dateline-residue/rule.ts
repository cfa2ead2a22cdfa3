import {defineRule} from '../../src/rule/define.ts'
import {type Document, fillsLine} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {isNearTop} from '../../src/text/sections.ts'
import {SLOTS, type Slot} from '../../src/text/slots.ts'

// A page says when it was published and changed; entries of a list and posts of a thread each do.
const MAX_ALIKE = 2
// Title, standfirst and byline stand above it; a standfirst may be a sentence.
const TOP_LINES = 5
// "Date:" is a field of an e-mail, a form or a list of events as well; two words before a date come from a template.
const FIELD = /^[^\p{L}\p{N}]*\p{L}+\s*[:：]/u
// "Flight No: SQ964"
const FIELD_WITH_VALUE = /^[^\p{L}\p{N}]*\p{L}[\p{L} ]{0,24}[:：]\s*\S/u

// "By Design" is a heading: a name and its label are three words.
const MIN_BYLINE_WORDS = 3
const MAX_DATE_WORDS = 12
const DATE = SLOTS.get('date') as Slot

/**
 * A labelled date or reading time that a page prints around its text. A date alone may be a diary's: it counts beside a
 * byline or a label above the text.
 */
export default defineRule({
  id: 'dateline-residue',
  category: 'date',
  summary: 'A labelled date, time or reading time of the page stands on a line of its own.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'document',
  *check({document}) {
    const hits = document.hits.filter((hit) => hit.phrase.rule === 'dateline-residue' && fillsLine(hit))
    const alike = new Map<string, number>()
    for (const {phrase} of hits) alike.set(phrase.source, (alike.get(phrase.source) ?? 0) + 1)
    for (const [index, {line, phrase}] of hits.entries()) {
      if (hits[index - 1]?.line.index === line.index) continue
      const isOfRecord = isInRecord(line)
      if (isOfRecord && !line.inHead && !line.inTail) continue
      const isPageDate = !isOfRecord && (alike.get(phrase.source) ?? 0) <= MAX_ALIKE && isPlaced(line)
      yield {
        at: line,
        reason: `Unexpected date of the page \`${line.excerpt}\``,
        remove: true,
        fix: isPageDate ? 'safe' : 'unsafe',
      }
    }
    for (const line of bareDates(document))
      yield {at: line, reason: `Unexpected date of the page \`${line.excerpt}\``, remove: true}
  },
})

/** Dates without a label, beside a byline or a labelled date above the text. */
function bareDates(document: Document): Line[] {
  const found = new Map<number, Line>()
  for (const hit of document.hits) {
    const {line, phrase} = hit
    if (!line.inHead) break
    if ((phrase.rule !== 'byline-header' && phrase.rule !== 'dateline-residue') || !fillsLine(hit)) continue
    if (phrase.source.endsWith('{name}') && line.tokens.length < MIN_BYLINE_WORDS) continue
    for (const other of [document.previousVisible(line.index), document.nextVisible(line.index)])
      if (other?.inHead && isDate(other)) found.set(other.index, other)
  }
  return [...found.values()]
}

function isDate({words, text, tokens}: Line): boolean {
  if (words > MAX_DATE_WORDS || !/\d{4}/.test(text)) return false
  return tokens.every((token) => DATE.holds?.(text, token)) && DATE.accepts(text, tokens, 0, tokens.length)
}

function isPlaced(line: Line): boolean {
  return line.inHead || line.inTail || (isNearTop(line, TOP_LINES) && !FIELD.test(line.text))
}

/** Whether the line is a field among others that no template prints: of a mail, an event, a book. */
function isInRecord(line: Line): boolean {
  const {document} = line
  if (!FIELD_WITH_VALUE.test(line.text)) return false
  return [document.previousVisible(line.index), document.nextVisible(line.index)].some(
    (other) => other && FIELD_WITH_VALUE.test(other.text) && !document.claimed.has(other.index),
  )
}
