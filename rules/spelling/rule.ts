import {defineRule} from '../../src/rule/define.ts'

/** Words that the dictionary does not know, by retext-spell. Names and other dialects are many of them, so it is opt-in. */
export default defineRule({
  id: 'spelling',
  category: 'spelling',
  summary: 'A word is not in the dictionary (English).',
  since: '0.1.0',
  severity: 'info',
  presets: [],
  fix: 'none',
  options: {ignore: {default: [], description: 'Words that are right.'}},
  needs: 'blocks',
  async load() {
    const {createSpeller} = await import('./speller.ts')
    return createSpeller()
  },
  *check({block, tool, document, options}) {
    if (!document.maybe('en')) return
    const ignored = new Set(options.ignore)
    for (const {start, end, reason} of tool(block.text)) {
      if (!ignored.has(block.text.slice(start, end))) yield {at: block.span(start, end), reason}
    }
  },
})
