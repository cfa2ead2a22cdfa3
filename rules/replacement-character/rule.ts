import {defineRule} from '../../src/rule/define.ts'
import {ELIDING_LANGUAGES, lostMarks} from '../../src/text/lost-marks.ts'
import {Mark} from '../../src/text/marks.ts'

const REPLACEMENT = '\ufffd'
// In other languages a letter with a diacritic is as likely where no apostrophe can be.
const PLAIN_LANGUAGES = new Set(['en', 'id', 'ms', 'sw', 'la'])

// A word of its own, with a mark behind it: the text speaks of the character.
const MENTION = /^[\s(“‘"']\ufffd[,.;:)”’"']$/

/** U+FFFD, which stands where a character was lost. */
export default defineRule({
  id: 'replacement-character',
  category: 'unicode',
  summary: 'A character was lost and a replacement character stands there.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'encoding', 'news'],
  fix: 'unsafe',
  needs: 'marks',
  marks: Mark.Replacement,
  *check({line, document}) {
    const {text} = line
    const hasQuotes = PLAIN_LANGUAGES.has(document.lang ?? '')
    const style = {apostrophe: '’', dash: '–', hasQuotes, hasElision: document.maybe(...ELIDING_LANGUAGES)}
    for (const {at: place, expected} of lostMarks(text, REPLACEMENT, style)) {
      if (MENTION.test(text.slice(Math.max(0, place - 1), place + 2))) continue
      const at = line.span(place, place + 1)
      yield {
        at,
        reason: `Unexpected \`${REPLACEMENT}\`, a character that was lost${expected ? `, expected \`${expected}\`` : ''}`,
        edits: expected ? [{...at, text: expected}] : [],
      }
    }
  },
})
