import {defineRule} from '../../src/rule/define.ts'
import {isApparatusHeading} from '../../src/text/apparatus.ts'
import {type Document, fillsLine, type Hit} from '../../src/text/document.ts'
import {isIntroduced} from '../../src/text/sections.ts'

// What stands under the text of a page, by the rule that knows its phrases. Entries of menus stand anywhere.
const SIGNS: ReadonlySet<string> = new Set([
  'app-store-prompt',
  'author-bio-footer',
  'call-to-action',
  'comment-thread',
  'cookie-consent',
  'donation-prompt',
  'legal-footer',
  'newsletter-prompt',
  'recirculation-widget',
  'related-block',
  'reply-prompt',
  'social-share',
])
// What stands between two parts of a text as well.
const WEAK_SIGNS: ReadonlySet<string> = new Set(['advertisement-marker', 'navigation-line'])
// One sign is enough under a text of so many words.
const LONG_TEXT = 200
// A list that is so much longer than the prose above it is what the page is about.
const MAX_RATIO = 5

/** What a page shows under its text: teasers, comments, forms, its footer. From the first sign of it nothing follows that belongs to the text. */
export default defineRule({
  id: 'page-footer',
  category: 'footer',
  summary: 'What a page shows under its text is left in.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  options: {
    minWords: {default: 100, min: 1, description: 'A text with fewer words of prose has no end that can be told.'},
    minSigns: {
      default: 2,
      min: 1,
      description: 'Fewer kinds of remains are no sign of the end of a short text.',
    },
  },
  needs: 'document',
  *check({document, options}) {
    if (!document.hits.some(isSign)) return
    const text = document.mainText
    if (!text?.isLast || text.words < options.minWords) return
    const signs = document.hits.filter((hit) => hit.line.index > text.last && isSign(hit))
    const kinds = new Set(signs.map(({phrase}) => phrase.rule))
    const isSure = kinds.size >= options.minSigns || (text.words >= LONG_TEXT && [...kinds].some((id) => SIGNS.has(id)))
    const [first] = signs
    if (!first || !isSure || wordsFrom(document, first.line.index) > text.words * MAX_RATIO) return
    const end = endOf(document, first.line.index)
    // The rule of the only line says so itself.
    if (end <= first.line.end) return
    yield {
      at: {start: first.line.start, end},
      reason: `Unexpected end of the page under the text, from \`${first.line.excerpt}\` on`,
      remove: true,
    }
  },
})

function isSign(hit: Hit): boolean {
  return (SIGNS.has(hit.phrase.rule) || WEAK_SIGNS.has(hit.phrase.rule)) && fillsLine(hit) && !isIntroduced(hit.line)
}

function wordsFrom({scan, lineCount}: Document, first: number): number {
  let words = 0
  for (let index = first; index < lineCount; index++) words += scan.words[index] as number
  return words
}

// References and notes stand under the buttons of a page as well.
function endOf(document: Document, first: number): number {
  let end = first
  while (end < document.lineCount && !isApparatusHeading(document.line(end))) end++
  return document.previousVisible(end)?.end ?? 0
}
