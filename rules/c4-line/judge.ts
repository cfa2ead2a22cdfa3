import {chunksOf, lengthOf, strip} from '../../src/text/measures.ts'

/** Options of the rules about C4; what they have in common has to be set for both. */
export const lineOptions = {
  minWords: {
    default: 3,
    min: 0,
    description: 'Lines with fewer words go. The code of the authors has 5, their paper 3.',
  },
  maxWordLength: {default: 1000, min: 1, description: 'Lines with a longer word go, in characters.'},
  endMarks: {default: true, description: 'Lines without end mark (`.`, `?`, `!`, `"`, `\'`), or with `...`, go.'},
  citations: {default: true, description: 'Citation marks of wikis, `[1]` and `[edit]`, are cut.'},
  javascript: {default: true, description: 'Lines that name JavaScript go.'},
  policies: {default: true, description: 'Lines about terms of use, privacy policies or the use of cookies go.'},
  loremIpsum: {default: true, description: 'Texts with placeholder text are rejected.'},
  curlyBrackets: {default: true, description: 'Texts with a curly bracket in a line that would stay are rejected.'},
} as const

export interface LineOptions {
  readonly minWords: number
  readonly maxWordLength: number
  readonly endMarks: boolean
  readonly citations: boolean
  readonly javascript: boolean
  readonly policies: boolean
  readonly loremIpsum: boolean
  readonly curlyBrackets: boolean
}

/** What C4 does with a line: drops it, rejects the document for it, or keeps it. */
export type Judgement = {drop: string} | {reject: string} | {keep: string}

export const CITATION = /\[\p{Nd}*\]|\[edit\]|\[citation needed\]/gu
const POLICIES = /terms of use|privacy policy|cookie policy|uses cookies|use of cookies|use cookies/

/**
 * Judges a line in the order of the reference code, which decides where one line would be dropped and rejected.
 *
 * @param text one line
 */
export function judge(text: string, options: LineOptions): Judgement {
  const whole = strip(text)
  const words = chunksOf(whole)
  const longest = words.find((word) => word.length > options.maxWordLength && lengthOf(word) > options.maxWordLength)
  if (longest) return {drop: `a word of ${lengthOf(longest)} characters, the limit is ${options.maxWordLength}`}
  const line = options.citations ? whole.replace(CITATION, '') : whole
  if (options.endMarks && (!/[.?!"']$/.test(line) || line.endsWith('...')))
    return {drop: `${ending(line)} at the end of the line`}
  if (words.length < options.minWords) return {drop: `${count(words.length, 'word')}, the least is ${options.minWords}`}
  const lower = line.toLowerCase()
  if (options.loremIpsum && lower.includes('lorem ipsum')) return {reject: 'placeholder text `lorem ipsum`'}
  if (options.javascript && lower.includes('javascript')) return {drop: 'the word `javascript`'}
  if (options.curlyBrackets && line.includes('{')) return {reject: 'a curly bracket'}
  const policy = options.policies && POLICIES.exec(lower)?.[0]
  if (policy) return {drop: `the words \`${policy}\``}
  return {keep: line}
}

function ending(line: string): string {
  return line.endsWith('...') ? '`...`' : 'no end mark'
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
