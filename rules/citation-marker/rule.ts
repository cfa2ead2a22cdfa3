import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {mentionsCode} from '../../src/text/markup.ts'
import {findMarkers, isNumbered, keepsNotes} from './markers.ts'

/** Marks of notes in square brackets, without the notes that they point to. */
export default defineRule({
  id: 'citation-marker',
  category: 'garble',
  summary: 'The mark of a note stands in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Bracket,
  *check({line, document}) {
    const markers = findMarkers(line.text)
    if (markers.length === 0 || mentionsCode(line)) return
    for (const {start, end, isWord, isBehindMark} of markers) {
      if (!isWord && (keepsNotes(document) || !(isBehindMark || isNumbered(document)))) continue
      const at = line.span(start, end)
      yield {
        at,
        reason: `Unexpected mark of a note \`${line.text.slice(start, end)}\``,
        edits: [{...at, text: ''}],
        // A number may refer to something that is kept elsewhere.
        fix: isWord ? 'safe' : 'unsafe',
        hint: !isWord,
      }
    }
  },
})
