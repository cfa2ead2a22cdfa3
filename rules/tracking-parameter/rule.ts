import {defineRule} from '../../src/rule/define.ts'
import {cutOut, isApart} from '../../src/text/cut.ts'
import {Mark} from '../../src/text/marks.ts'
import {codeShare, mentionsCode} from '../../src/text/markup.ts'
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
  *check({line, document}) {
    const {text} = line
    const found = findTracking(text)
    if (found.length === 0 || mentionsCode(line)) return
    for (const {start, end, address, edits} of found) {
      // A value of a program or of its data.
      if (address && isQuoted(text, address)) continue
      const reason = `Unexpected tracking parameters \`${text.slice(start, end)}\``
      if (address === undefined) yield {reason, ...cutOut(line, start, end)}
      else {
        yield {
          at: line.span(start, end),
          reason,
          edits: edits.map((edit) => ({...line.span(edit.start, edit.end), text: edit.text})),
          fix: codeShare(document) === 'much' ? 'unsafe' : 'safe',
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

function isQuoted(text: string, {start, end}: {start: number; end: number}): boolean {
  const mark = text[start - 1]
  return (mark === '"' || mark === "'") && text[end] === mark
}
