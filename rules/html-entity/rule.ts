import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {codeShare, isAddress, mentionsCode, wordAround} from '../../src/text/markup.ts'
import {subjectOf} from '../../src/text/subject.ts'
import {findEntities} from './entities.ts'

/** A character written as HTML writes it, `&rsquo;` for an apostrophe: the page was cut open and not read. */
export default defineRule({
  id: 'html-entity',
  category: 'unicode',
  summary: 'A character stands as an HTML entity.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'encoding', 'news'],
  fix: 'safe',
  decodes: true,
  needs: 'marks',
  marks: Mark.Entity,
  *check({line, document}) {
    const {text} = line
    const entities = findEntities(text)
    if (entities.length === 0 || mentionsCode(line)) return
    for (const {start, end, char} of entities) {
      if (char === '&' && isAddress(wordAround(text, start, end))) continue
      const at = line.span(start, end)
      yield {
        at,
        reason: `Unexpected \`${text.slice(start, end)}\`, an HTML entity, expected ${nameOf(char)}`,
        edits: [{...at, text: char}],
        fix: isGuess(char, text, start) || codeShare(document) === 'much' || isSubject(document) ? 'unsafe' : 'safe',
        hint: isSubject(document),
      }
    }
  },
})

const isSubject = subjectOf(Mark.Entity, ({text}) =>
  findEntities(text).map(({start, end, char}) => ({start, end, text: char})),
)

const TAG = /(?:<|&(?:lt|#60|#x3c);?|&amp;lt;)[a-z/!]/i

// What becomes a tag may be the tag that the text is about; a fraction behind a letter is half of something misread.
function isGuess(char: string, text: string, start: number): boolean {
  return (
    ((char === '<' || char === '>') && TAG.test(text)) ||
    (/^[¼½¾]$/.test(char) && /\p{L}$/u.test(text.slice(Math.max(0, start - 2), start)))
  )
}

function nameOf(char: string): string {
  if (char === '') return 'nothing'
  if (char === ' ') return 'a space'
  if (char === '\u00a0') return 'a no-break space'
  return /[\s\p{C}]/u.test(char) ? 'the character itself' : `\`${char}\``
}
