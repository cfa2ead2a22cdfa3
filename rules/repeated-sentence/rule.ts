import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'

// A stop, what closes behind it, a space, and what begins a sentence.
const BOUNDARY = /[.!?…]["”’»)]?\s(?=["“„«‘(¿¡]?[\p{Lu}\p{Lt}\p{N}])/gu
const MIN_CHARS = 40
const MIN_WORDS = 6

/** A sentence that stands twice in a row inside a line. */
export default defineRule({
  id: 'repeated-sentence',
  category: 'duplicate',
  summary: 'A sentence stands twice in a row.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  needs: 'document',
  *check({document}) {
    for (const line of linesWithRepeats(document)) {
      for (const {start, end} of repeatsIn(line.text)) {
        const sentence = line.text.slice(start, end).trim()
        if (sentence.length < MIN_CHARS || sentence.split(/\s+/).length < MIN_WORDS) continue
        const at = line.span(start, end)
        yield {at, reason: `Unexpected copy of the sentence \`${sentence.slice(0, 40)} …\``, edits: [{...at, text: ''}]}
      }
    }
  },
})

// Lines with two sentences in a row that open with the same words.
function* linesWithRepeats(document: Document): Generator<Line> {
  const {sentenceKeys, sentenceLines} = document.scan
  let last = -1
  for (let index = 1; index < sentenceKeys.length; index++) {
    const number = sentenceLines[index] as number
    if (number === last || number !== sentenceLines[index - 1]) continue
    if (sentenceKeys[index] !== sentenceKeys[index - 1]) continue
    last = number
    yield document.line(number)
  }
}

/** Stretches that say what stands just before them, each with the space that parts the two. */
function* repeatsIn(text: string): Generator<{start: number; end: number}> {
  const bounds = [0, ...[...text.matchAll(BOUNDARY)].map(({0: mark, index}) => index + mark.length), text.length + 1]
  for (let index = 2; index < bounds.length; index++) {
    const [first, second, third] = [bounds[index - 2], bounds[index - 1], bounds[index]] as [number, number, number]
    const length = third - second
    if (second - first !== length || text.slice(first, second - 1) !== text.slice(second, third - 1)) continue
    yield {start: second - 1, end: third - 1}
  }
}
