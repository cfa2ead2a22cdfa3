import type {Span} from '../text/document.ts'

/**
 * Code spans and inline HTML as CommonMark 0.31 has them (6.1, 6.6). The parser of blocks would find them as well, but
 * looks for the end of each anew, and takes the square of the time where there are many or none has an end.
 */

const TOKEN = /\\[\\`<]|`+|<(?=[A-Za-z/!?])/g
// Addresses in angle brackets are text, and what they hold is no code.
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
const ADDRESS = new RegExp(
  `<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\\0-\\x20\\x7f<>]*|[\\w.#$%&'*+/=?^\`{|}~-]+@${LABEL}(?:\\.${LABEL}){0,100})>`,
  'y',
)
const VALUE = /[^ \t\r\n"'=<>`]+|'[^']*'|"[^"]*"/
const ATTRIBUTE = `[ \\t\\r\\n]+[A-Za-z_:][A-Za-z0-9_.:-]*(?:[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:${VALUE.source}))?`
const TAG = new RegExp(
  `<(?:[A-Za-z][A-Za-z0-9-]*(?:${ATTRIBUTE}){0,1000}[ \\t\\r\\n]*/?|/[A-Za-z][A-Za-z0-9-]*[ \\t\\r\\n]*)>`,
  'y',
)
const OTHERS = [
  {open: '<!--', close: '-->', first: 2},
  {open: '<?', close: '?>', first: 2},
  {open: '<![CDATA[', close: ']]>', first: 9},
  {open: '<!', close: '>', first: 3},
] as const

/**
 * Finds code spans and inline HTML.
 *
 * @param block      source of a paragraph or heading
 * @param quotations how many it is in: their marks stand before its lines
 * @returns ranges of UTF-16 units of it, in order
 */
export function inlineMasks(block: string, quotations = 0): Span[] {
  const text = quotations > 0 ? withoutMarks(block, quotations) : block
  const spans: Span[] = []
  const closing = closings(text)
  // Where nothing closes what is open, nothing closes what opens later.
  const unclosed = new Set<string>()
  TOKEN.lastIndex = 0
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    const {0: mark, index: start} = token
    let end: number | undefined
    if (mark[0] === '`') end = closing(start, mark.length)
    else if (mark === '<') {
      const address = matchAt(ADDRESS, text, start)
      if (address !== undefined) {
        TOKEN.lastIndex = address
        continue
      }
      end = matchAt(TAG, text, start) ?? endOfOther(text, start, unclosed)
    }
    if (end === undefined) continue
    spans.push({start, end})
    TOKEN.lastIndex = end
  }
  return spans
}

function withoutMarks(block: string, quotations: number): string {
  const marks = new RegExp(`(?<=[\\r\\n])(?:[ \\t]*>){1,${quotations}}`, 'g')
  return block.replace(marks, (found) => ' '.repeat(found.length))
}

function matchAt(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function endOfOther(text: string, start: number, unclosed: Set<string>): number | undefined {
  const kind = OTHERS.find(({open}) => text.startsWith(open, start))
  if (!kind || unclosed.has(kind.open)) return undefined
  if (kind.open === '<!' && !/[A-Za-z]/.test(text[start + 2] ?? '')) return undefined
  const at = text.indexOf(kind.close, start + kind.first)
  if (at !== -1) return at + kind.close.length
  unclosed.add(kind.open)
  return undefined
}

// Ends of code spans: the next run of just as many marks.
function closings(text: string): (start: number, length: number) => number | undefined {
  const runs = new Map<number, number[]>()
  for (const {0: run, index} of text.matchAll(/`+/g)) {
    const places = runs.get(run.length)
    if (places) places.push(index)
    else runs.set(run.length, [index])
  }
  for (const places of runs.values()) places.reverse()
  return (start, length) => {
    const places = runs.get(length) ?? []
    while (places.length > 0 && (places.at(-1) as number) <= start) places.pop()
    const place = places.at(-1)
    return place === undefined ? undefined : place + length
  }
}
