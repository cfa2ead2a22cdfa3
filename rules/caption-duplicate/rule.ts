import {defineRule} from '../../src/rule/define.ts'
import {survivorOf} from '../../src/text/repeats.ts'

/** A caption that stands twice over its credit, word for word or with other quotation marks. */
export default defineRule({
  id: 'caption-duplicate',
  category: 'duplicate',
  summary: 'A caption stands twice in a row.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'captions',
  *check({caption, document}) {
    if (caption.lines.length < 2) return
    const survivor = survivorOf(
      document,
      caption.lines.map((line) => line.index),
    )
    for (const line of caption.lines) {
      if (line.index !== survivor)
        yield {
          at: line,
          reason: `Unexpected copy of the caption in line ${survivor + 1}`,
          remove: true,
          keeps: document.line(survivor),
        }
    }
  },
})
