import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

/** Bytes that are no UTF-8. They may be another encoding or damage; nothing tells which, so they stay. */
export default defineRule({
  id: 'invalid-utf8',
  category: 'unicode',
  summary: 'Bytes are not UTF-8.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news', 'encoding'],
  fix: 'none',
  needs: 'marks',
  marks: Mark.Invalid,
  *check({line}) {
    for (const match of line.text.matchAll(/[\udc80-\udcff]+/g)) {
      const bytes = [...match[0].slice(0, 4)].map((char) => (char.charCodeAt(0) - 0xdc00).toString(16).toUpperCase())
      yield {at: line.span(match.index, match.index + match[0].length), reason: `Unexpected bytes \`${bytes.join(' ')}${match[0].length > 4 ? ' …' : ''}\`, expected UTF-8`}
    }
  },
})
