import {definePhraseLine} from '../../src/rule/phrase-line.ts'
import type {Document} from '../../src/text/document.ts'
import {oncePer} from '../../src/text/once.ts'

const ID = 'error-page'
const REACH = 100

/** Messages that a server, a script or a gate prints in place of the text. */
export default definePhraseLine({
  id: ID,
  category: 'placeholder',
  summary: 'A message of the server or of a gate stands in place of text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'error message',
  sure: 'anywhere',
  headings: true,
  isGuess: ({line}) => codesOf(line.document) > 1,
})

// A page fails in one way. A text with several codes tells what they mean.
const codesOf = oncePer(
  (document: Document): number =>
    new Set(
      document.hits
        .filter(({phrase}) => phrase.rule === ID)
        .flatMap(({line}) => /(?<!\d)[45]\d\d(?!\d)/.exec(line.text.slice(0, REACH))?.[0] ?? []),
    ).size,
)
