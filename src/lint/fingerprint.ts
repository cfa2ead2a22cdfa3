import type {Document} from '../text/document.ts'
import {excerpt} from '../text/line.ts'
import {decode} from '../text/utf8.ts'
import type {Finding} from './linter.ts'

// A finding of fewer words takes some from beside it: one space or one quotation mark says too little.
const ENOUGH_WORDS = 4
const NEIGHBOURS = 3
// Bytes beside a finding in which neighbours are looked for.
const REACH = 256
// UTF-16 units at either end by which a longer text is known, and bytes that surely hold them.
const END = 160
const END_BYTES = 4 * END

// Scripts without spaces have no words to count; each character is one.
const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|[\p{L}\p{N}\p{M}]+/gu

/**
 * What a finding is known by from one run to the next: its rule and its text, and where that is short the words beside
 * it in the line. Edits elsewhere, line ends and moved lines leave it as it is; findings that read the same share it.
 *
 * @param identity names the record that the document is, as `identityOf` gives it; empty for a file
 * @returns 16 hexadecimal digits
 */
export function fingerprint(
  document: Document,
  {ruleId, start, end}: Pick<Finding, 'ruleId' | 'start' | 'end'>,
  identity = '',
): string {
  const {bytes, scan} = document
  const text = (from: number, to: number): string => normalise(decode(bytes.subarray(from, to)))
  const own =
    end - start <= END_BYTES
      ? text(start, end)
      : `${text(start, start + END_BYTES).slice(0, END)}\n${text(end - END_BYTES, end).slice(-END)}`
  const parts = [ruleId, identity, own]
  if (wordsOf(own).length < ENOUGH_WORDS) {
    const first = scan.starts[document.lineAt(start)] as number
    const last = scan.ends[document.lineAt(Math.max(start, end - 1))] as number
    parts.push(
      ...wordsOf(text(Math.max(first, start - REACH), start)).slice(-NEIGHBOURS),
      '',
      ...wordsOf(text(end, Math.max(end, Math.min(last, end + REACH)))).slice(0, NEIGHBOURS),
    )
  }
  return hash(parts.join('\0'))
}

/**
 * What names a record in fingerprints: its id, its address, or its first words. Nothing for a file of one text.
 *
 * @param record `recordLine` is absent where the document is no record
 */
export function identityOf({
  id,
  url,
  recordLine,
  text,
}: {
  id?: unknown
  url?: string
  recordLine?: number
  text: Uint8Array
}): string {
  if (recordLine === undefined && id === undefined) return ''
  if (id !== undefined && id !== null) return JSON.stringify(id)
  return url ?? normalise(decode(text.subarray(0, REACH))).slice(0, END / 2)
}

// UTF-16 units beside a short finding that an excerpt shows.
const BESIDE = 24

/**
 * A finding as reviewers of a baseline see it: at most 60 characters, a short one with what stands beside it.
 *
 * @param text  the document
 * @param start UTF-16 units, as `end`
 */
export function excerptOf(text: string, start: number, end: number): string {
  const own = text.slice(start, Math.min(end, start + END))
  if (wordsOf(own).length >= ENOUGH_WORDS) return excerpt(own)
  const before = /(?<![^\r\n])[^\r\n]*$/.exec(text.slice(Math.max(0, start - BESIDE), start))?.[0] ?? ''
  const after = /^[^\r\n]*/.exec(text.slice(end, end + BESIDE))?.[0] ?? ''
  return excerpt(before + own + after).toWellFormed()
}

function normalise(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ')
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? []
}

/**
 * Hash of 64 bits, fit to tell texts apart, not to be safe against forgery. Two lanes of 32 bits go over the UTF-16 units,
 * each from a start of its own, and are mixed at the end.
 *
 * @returns 16 hexadecimal digits
 */
export function hash(text: string): string {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul((b ^ unit) + (a >>> 15), 0x85ebca6b)
  }
  return [avalanche(a ^ (b >>> 7)), avalanche(b ^ (a << 5))].map((lane) => lane.toString(16).padStart(8, '0')).join('')
}

function avalanche(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
