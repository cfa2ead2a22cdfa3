import {defineRule, type RuleFinding} from '../../src/rule/define.ts'
import {type Document, fillsLine} from '../../src/text/document.ts'
import {isIntroduced} from '../../src/text/sections.ts'

const ID = 'comment-thread'
// So many lines of a thread tell it from a heading "Reply" or a sentence "Jane says:".
const MIN_LINES = 3
// A comment and what stands around it take no more lines than this between two buttons or names.
const MAX_GAP = 24
// How far above its first button or name the heading of a thread may stand.
const HEADING_REACH = 12
const PRONOUN = /^(?:i|he|she|it|they|we|you|who|everyone|everybody|nobody|someone)$/

/** What a line is to a thread: its heading, the name over a comment, a button under it. */
type Role = 'heading' | 'name' | 'button'

/** Readers' comments under a text: how many there are, who says them, what they say, the buttons under each. */
export default defineRule({
  id: ID,
  category: 'comments',
  summary: 'Comments of readers, or what stands around them, are left in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'document',
  *check({document}) {
    const roles = rolesOf(document)
    for (const [index, role] of roles) {
      const line = document.line(index)
      if (role === 'name' && roles.size < 2) continue
      yield {
        at: line,
        reason: `Unexpected line of the comments \`${line.excerpt}\``,
        remove: true,
        fix: line.inTail || (roles.size >= MIN_LINES && role !== 'name') ? 'safe' : 'unsafe',
      }
    }
    yield* comments(document, roles)
  },
})

function rolesOf(document: Document): Map<number, Role> {
  const roles = new Map<number, Role>()
  for (const hit of document.hits) {
    if (hit.phrase.rule !== ID || !fillsLine(hit) || PRONOUN.test(hit.line.tokens[0]?.fold ?? '')) continue
    if (isIntroduced(hit.line)) continue
    const {source} = hit.phrase
    roles.set(hit.line.index, source.startsWith('{name}') ? 'name' : source.includes('{n}') ? 'heading' : 'button')
  }
  return roles
}

// What stands between the names and buttons of a thread. The posts of a forum look alike, but no heading counts them.
function* comments(document: Document, roles: ReadonlyMap<number, Role>): Generator<RuleFinding> {
  const marked = [...roles].filter(([, role]) => role !== 'heading').map(([index]) => index)
  let first = 0
  for (let next = 1; next <= marked.length; next++) {
    if (next < marked.length && (marked[next] as number) - (marked[next - 1] as number) <= MAX_GAP) continue
    const thread = marked.slice(first, next)
    first = next
    if (thread.length < MIN_LINES || !hasHeading(document, roles, thread)) continue
    for (let index = 1; index < thread.length; index++) {
      const from = document.nextVisible(thread[index - 1] as number)
      const to = document.previousVisible(thread[index] as number)
      if (from && to && from.index <= to.index)
        yield {
          at: {start: from.start, end: to.end},
          reason: `Unexpected comment of a reader \`${from.excerpt}\``,
          remove: true,
          fix: 'unsafe',
        }
    }
  }
}

function hasHeading(document: Document, roles: ReadonlyMap<number, Role>, thread: readonly number[]): boolean {
  if (thread.some((index) => roles.get(index) === 'name')) return true
  let line = document.previousVisible(thread[0] as number)
  for (let above = 0; line && above < HEADING_REACH; above++) {
    if (roles.get(line.index) === 'heading') return true
    line = document.previousVisible(line.index)
  }
  return false
}
