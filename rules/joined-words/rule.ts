import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import {camelPlaces, findJoint, Joint, jointsOf, topJoints} from '../../src/text/joints.ts'
import type {Line} from '../../src/text/line.ts'
import {Mark} from '../../src/text/marks.ts'
import {OPENERS} from './openers.ts'

const MIN_WORDS = 5
const CODE = /[{}<>=\\$`|@]|\/\/|\((?<=\p{L}\()|\(\)|::/u
// A word of three letters or more that ends at the joint, and what begins there.
const BEFORE = /(?<![\p{L}\p{M}\p{N}@#/._’'(-])\p{L}\p{Ll}{2,}$/u
const AFTER = /^\p{Lu}\p{Ll}*(?:['’]\p{Ll}+)?(?=\s\p{L})/u
const REACH = 40

/** The end of one block and the beginning of the next as one word: "See all detailsThe wheel". */
export default defineRule({
  id: 'joined-words',
  category: 'garble',
  summary: 'Two words are joined, the second of which begins a sentence.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  needs: 'document',
  *check({document}) {
    for (const line of linesOf(document)) {
      const places = [...camelPlaces(line.text)]
      if (places.length === 0 || CODE.test(line.text)) continue
      const openers = OPENERS.get(document.lang ?? '')
      if (!openers) return
      const joints = places.map((at) => jointAt(line.text, at))
      // "indexOf", "sameAs" and the like: a text that has them may have a "getThe" as well.
      if (joints.some(({before, after}) => /^\p{Ll}/u.test(before) && !openers.has(after))) continue
      // What is joined behind a byline is left to `glued-byline`.
      const byline = findJoint(line.text)?.at
      for (const {at, before, after} of joints) {
        if (!before || !openers.has(after) || at === byline) continue
        yield {
          at: line.span(at - before.length, at + after.length),
          reason: `Unexpected \`${before}${after}\`, expected a line break between \`${before}\` and \`${after}\``,
          edits: [{...line.span(at, at), text: '\n'}],
        }
      }
    }
  },
})

/** The words on both sides of a place. */
function jointAt(text: string, at: number): {at: number; before: string; after: string} {
  const before = BEFORE.exec(text.slice(Math.max(0, at - REACH), at))?.[0] ?? ''
  const after = AFTER.exec(text.slice(at, at + REACH))?.[0] ?? ''
  return {at, before, after: after.replace("'", '’')}
}

// Titles stand at the top; further down, where blocks were joined, some end with a mark and are glued.
function* linesOf(document: Document): Generator<Line> {
  const {marks, words} = document.scan
  const top = topJoints(document)
  const isLong = (index: number): boolean => (words[index] as number) >= MIN_WORDS
  for (const {index, joints} of top) if (joints & Joint.Camel && isLong(index)) yield document.line(index)
  for (let index = (top.at(-1)?.index ?? -1) + 1; index < document.lineCount; index++)
    if ((marks[index] as number) & Mark.Glued && isLong(index) && jointsOf(document, index) & Joint.Camel)
      yield document.line(index)
}
