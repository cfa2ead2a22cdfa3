import {defineRule} from '../../src/rule/define.ts'
import {type Document, fillsLine, type Hit} from '../../src/text/document.ts'
import {findMainText, type MainText} from '../../src/text/main-text.ts'

// What stands under the text of a page, by the rule that knows its phrases. Entries of menus stand anywhere.
const SIGNS: ReadonlySet<string> = new Set([
  'advertisement-marker',
  'app-store-prompt',
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
    minSigns: {default: 2, min: 1, description: 'Fewer kinds of remains under the text are no sign of its end.'},
  },
  needs: 'document',
  *check({document, options}) {
    if (new Set(document.hits.filter(isSign).map(({phrase}) => phrase.rule)).size < options.minSigns) return
    const text = findMainText(document)
    if (!text?.isLast || text.words < options.minWords) return
    const signs = signsBelow(document, text)
    const first = signs[0]
    if (!first || new Set(signs.map(({phrase}) => phrase.rule)).size < options.minSigns) return
    yield {
      at: {start: first.line.start, end: endOf(document)},
      reason: `Unexpected end of the page under the text, from \`${first.line.excerpt}\` on`,
      remove: true,
    }
  },
})

function isSign(hit: Hit): boolean {
  return SIGNS.has(hit.phrase.rule) && fillsLine(hit)
}

function signsBelow(document: Document, {last}: MainText): Hit[] {
  return document.hits.filter((hit) => hit.line.index > last && isSign(hit))
}

function endOf(document: Document): number {
  return document.previousVisible(document.lineCount)?.end ?? 0
}
