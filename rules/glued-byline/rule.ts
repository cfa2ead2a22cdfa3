import {defineRule} from '../../src/rule/define.ts'
import {findJoint, Joint, type JointPlace, topJoints} from '../../src/text/joints.ts'

const MIN_WORDS = 4
// A byline, an agency and a date; more is a list whose breaks are gone.
const MOST_JOINTS = 3

/** A byline, date or agency that the text follows without a break: "By Jane DoeThe mayor". */
export default defineRule({
  id: 'glued-byline',
  category: 'byline',
  summary: 'A byline, date or agency is glued to the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  needs: 'document',
  *check({document}) {
    for (const {index, joints} of topJoints(document)) {
      if (!(joints & Joint.Any) || (document.scan.words[index] as number) < MIN_WORDS) continue
      const line = document.line(index)
      const {text} = line
      const places = jointsIn(text)
      if (places.length > MOST_JOINTS) continue
      for (const {at, expected} of places) {
        const before = /\S{1,80}$/.exec(text.slice(0, at))?.[0] ?? ''
        const after = /^\S{1,80}/.exec(text.slice(at))?.[0] ?? ''
        const name = expected === ' ' ? 'a space' : 'a line break'
        yield {
          at: line.span(at - before.length, at + after.length),
          reason: `Unexpected \`${before}${after}\`, expected ${name} between \`${before}\` and \`${after}\``,
          edits: [{...line.span(at, at), text: expected}],
        }
      }
    }
  },
})

function jointsIn(text: string): JointPlace[] {
  const places: JointPlace[] = []
  for (let from = 0; places.length <= MOST_JOINTS; ) {
    const joint = findJoint(text.slice(from))
    if (!joint) break
    from += joint.at
    places.push({...joint, at: from})
  }
  return places
}
