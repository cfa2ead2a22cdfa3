import {ruleUrl} from '../about.ts'
import type {Rule} from '../rule/define.ts'

const FIXES = {safe: 'safe fix', unsafe: 'unsafe fix', none: 'no fix'} as const

/**
 * What there is to know of a rule, as Markdown: what it finds, why, and when not.
 *
 * @param rule built in or of a plugin; the latter has no notes
 */
export async function documentationOf({id, category, summary, fix}: Rule): Promise<string> {
  const {notes} = await import('../../rules/notes.ts')
  return [
    `### [${id}](${ruleUrl(id)})`,
    `${summary} (${category}, ${FIXES[fix]})`,
    ...(notes[id] === undefined ? [] : [reasonsIn(notes[id])]),
  ].join('\n\n')
}

// Examples and figures are on the page.
function reasonsIn(notes: string): string {
  const end = notes.search(/^## (?:What it|Measured)/m)
  return (end === -1 ? notes : notes.slice(0, end)).trim().replaceAll(/^## (.*)$/gm, '**$1**')
}
