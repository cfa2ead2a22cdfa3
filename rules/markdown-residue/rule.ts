import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {Mark} from '../../src/text/marks.ts'
import {codeShare, mentionsCode} from '../../src/text/markup.ts'
import {oncePer} from '../../src/text/once.ts'
import {findMarkdown} from './markdown.ts'

// Headings, fences, tables: then Markdown is the format of the text, whatever its file is called.
const FORMAT = /^(?:#{1,6} \S|```|~~~|\|[ :]*-{3}|\[[^\]\n]{1,80}\]: ?\S)/m

/** Signs of Markdown in a text that is not Markdown: `**bold**`, `[link](https://example.org)`. */
export default defineRule({
  id: 'markdown-residue',
  category: 'garble',
  summary: 'Signs of Markdown stand in plain text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Markdown | Mark.Bracket,
  *check({line, document}) {
    if (document.isMarkdown) return
    const found = findMarkdown(line.text)
    if (found.length === 0 || mentionsCode(line) || isWritten(document)) return
    for (const {start, end, from, to, isSure} of found) {
      if (!isSure && codeShare(document) === 'much') continue
      const text = line.text.slice(from, to)
      yield {
        at: line.span(start, end),
        reason: `Unexpected Markdown \`${line.text.slice(start, end)}\`, expected ${text ? `\`${text}\`` : 'nothing'}`,
        edits: [
          {...line.span(start, from), text: ''},
          {...line.span(to, end), text: ''},
        ],
        // Where a link leads to is more than its marks.
        fix: isSure ? 'safe' : 'unsafe',
      }
    }
  },
})

const isWritten = oncePer((document: Document): boolean => {
  for (const text of document.pieces()) if (FORMAT.test(text)) return true
  return false
})
