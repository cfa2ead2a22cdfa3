import type {FileReport} from './reporter.ts'

// Controls; the two line ends of Unicode; marks that reorder the rest of a line.
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/**
 * Makes text from outside fit for one line of a terminal: control characters become pictures (`␛`, `␊`) or escapes
 * (`\u202e`), lone surrogates U+FFFD.
 *
 * @param text any string
 */
export function visible(text: string): string {
  return text.toWellFormed().replace(UNSAFE, (char) => {
    const code = char.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

const MAX_ID = 120

/** Id of a record as people read it: strings bare, all else as JSON; cut at 120 UTF-16 units. */
export function idText(id: unknown): string {
  const text = typeof id === 'string' ? id : (JSON.stringify(id) ?? String(id))
  return visible(text.length > MAX_ID ? `${text.slice(0, MAX_ID)}…` : text)
}

/** Name of a document as people read it: `a.txt`, `b.jsonl:17 (record a-17)`. */
export function documentName({path, id, recordLine}: Pick<FileReport, 'path' | 'id' | 'recordLine'>): string {
  return `${visible(path)}${recordLine === undefined ? '' : `:${recordLine}`}${id === undefined ? '' : ` (record ${idText(id)})`}`
}
