import {defineRule} from '../../src/rule/define.ts'

/** The alternative text of a picture, repeated over a second one. */
export default defineRule({
  id: 'alt-text-repeat',
  category: 'caption',
  summary: 'The alternative text of a picture stands over another picture again.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'repeats',
  *check({repeat, document}) {
    for (const index of repeat.lines) {
      if (index === repeat.survivor || document.captionRole(index) !== 'alt') continue
      const line = document.line(index)
      yield {
        at: line,
        reason: `Unexpected copy of the alternative text in line ${repeat.survivor + 1}`,
        remove: true,
        keeps: document.line(repeat.survivor),
      }
    }
  },
})
