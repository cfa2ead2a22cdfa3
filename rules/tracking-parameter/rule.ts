import {defineRule} from '../../src/rule/define.ts'
import {cutOut, isApart} from '../../src/text/cut.ts'
import {Mark} from '../../src/text/marks.ts'
import {mentionsCode} from '../../src/text/markup.ts'
import {findTracking} from './tracking.ts'

/** What an address carries for those who count visitors. */
export default defineRule({
  id: 'tracking-parameter',
  category: 'navigation',
  summary: 'Parameters of a web address say where a visitor came from.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Entity | Mark.Glued,
  *check({line}) {
    if (mentionsCode(line)) return
    const {text} = line
    for (const {start, end, address, edits} of findTracking(text)) {
      const reason = `Unexpected tracking parameters \`${text.slice(start, end)}\``
      if (address === undefined) yield {reason, ...cutOut(line, start, end)}
      else {
        yield {
          at: line.span(start, end),
          reason,
          edits: edits.map((edit) => ({...line.span(edit.start, edit.end), text: edit.text})),
        }
        // Between two sentences the address belongs to neither.
        if (isApart(text, address.start, address.end))
          yield {
            reason: `Unexpected address \`${text.slice(address.start, address.end)}\` between sentences`,
            ...cutOut(line, address.start, address.end),
            fix: 'unsafe',
            hint: true,
          }
      }
    }
  },
})
