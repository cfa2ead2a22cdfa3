import {applyChanges, type Change} from '../repair/edits.ts'
import {toJson} from '../text/json.ts'
import {encode} from '../text/utf8.ts'
import {MAX_ID} from './limits.ts'
import {shift, type TextRecord} from './record.ts'
import type {Item} from './types.ts'

// Records whose block is a text and nothing else.
const TEXT_TYPES = ['conversion', 'resource']
const UTF8 = /^(?:utf-?8|us-ascii)$/i
const DIGESTS = ['warc-block-digest', 'warc-payload-digest']
const END = 4

/** A header of a record: its value and where that stands in the head. */
interface Header {
  value: string
  start: number
  end: number
}

/** Whether a record is a text, by its head. */
export function isTextHead(head: string): boolean {
  return isText(headersOf(head))
}

/**
 * Reads a record of WARC.
 *
 * @param head bytes of its head
 * @param line number of the record in the file
 * @returns the record where it is a text, as those of WET files are, or why it cannot be checked
 */
export function readWarcRecord(
  path: string,
  bytes: Uint8Array,
  head: number,
  line: number,
): TextRecord | string | undefined {
  const headers = headersOf(Buffer.from(bytes.buffer, bytes.byteOffset, head).toString('latin1'))
  const value = (name: string): string | undefined => headers.get(name)?.value
  if (!isText(headers)) return undefined
  const charset = /;[ \t]*charset="?([^";]*)/i.exec(value('content-type') as string)?.[1]?.trim()
  if (charset !== undefined && !UTF8.test(charset))
    return `is in ${charset}, not UTF-8, left as it is; convert it first`
  const body = bytes.subarray(head, bytes.length - END)
  const digests = DIGESTS.flatMap((name) => headers.get(name) ?? [])
  const unknown = digests.find((digest) => !digestLike(digest.value, body))
  if (unknown) return `has a digest of an unknown kind (${unknown.value.slice(0, 80)}), left as it is; leave that out`
  const named = utf8(value('warc-record-id'))
  const id = named && named.length <= MAX_ID ? named : undefined
  const url = utf8(value('warc-target-uri'))
  // Several stand in the order of their shares, which says little of either.
  const languages = value('warc-identified-content-language')?.split(',') ?? []
  const item: Item = {
    path,
    format: 'text',
    text: new Uint8Array(body.buffer, body.byteOffset, body.length),
    recordLine: line,
  }
  if (id !== undefined) item.id = id
  if (url !== undefined) item.url = url.replace(/^<|>$/g, '')
  const lang = languages.length === 1 ? canonical(languages[0] as string) : undefined
  if (lang !== undefined) item.lang = lang
  return {
    item,
    id: id === undefined ? undefined : toJson(id),
    inRow(changes) {
      const fresh = applyChanges(body, changes)
      const rules = [...new Set(changes.flatMap((change) => change.rules))].sort()
      const replace = ({start, end}: Header, text: string): Change => ({start, end, bytes: encode(text), rules})
      const heads = [
        replace(headers.get('content-length') as Header, String(fresh.length)),
        ...digests.map((digest) => replace(digest, digestLike(digest.value, fresh) as string)),
      ]
      return [...heads.sort((a, b) => a.start - b.start), ...shift(changes, head)]
    },
  }
}

function isText(headers: ReadonlyMap<string, Header>): boolean {
  const type = headers.get('content-type')?.value ?? ''
  return TEXT_TYPES.includes(headers.get('warc-type')?.value ?? '') && /^text\/plain[ \t]*(?:;|$)/i.test(type)
}

function utf8(value: string | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value, 'latin1').toString()
}

// By name in small letters; of a name that stands twice the first, as readers have it.
function headersOf(head: string): Map<string, Header> {
  const headers = new Map<string, Header>()
  for (let at = head.indexOf('\r\n') + 2; at > 1 && at < head.length; ) {
    const end = head.indexOf('\r\n', at)
    const [line, name] = /^([^:\r\n]+):[ \t]*/.exec(head.slice(at, end)) ?? []
    if (line !== undefined && name !== undefined) {
      const start = at + line.length
      const value = head.slice(start, end).trimEnd()
      const key = name.trim().toLowerCase()
      if (!headers.has(key)) headers.set(key, {value, start, end: start + value.length})
    }
    at = end + 2
  }
  return headers
}

// Digest of bytes, written as another one: `sha1:` and so on, in base 32 or 16.
function digestLike(example: string, bytes: Uint8Array): string | undefined {
  const {createHash, getHashes} = process.getBuiltinModule('node:crypto')
  const [, name, value] = /^([\w-]+):([\w=]+)$/.exec(example) ?? []
  const algorithm = name?.toLowerCase().replace(/^sha-/, 'sha')
  if (algorithm === undefined || value === undefined || !getHashes().includes(algorithm)) return undefined
  const digest = createHash(algorithm).update(bytes).digest()
  const hex = digest.toString('hex')
  const written = [hex, hex.toUpperCase(), base32(digest), base32(digest).toLowerCase()].find(
    (text) => text.length === value.length && sameCase(text, value),
  )
  return written === undefined ? undefined : `${name}:${written}`
}

function sameCase(text: string, other: string): boolean {
  return (/[a-z]/.test(text) && /[a-z]/.test(other)) || (/[A-Z]/.test(text) && /[A-Z]/.test(other))
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function base32(bytes: Uint8Array): string {
  let bits = 0
  let value = 0
  let text = ''
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) text += LETTERS[(value >> (bits - 5)) & 31]
  }
  if (bits > 0) text += LETTERS[(value << (5 - bits)) & 31]
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=')
}

// `eng` becomes `en`, as the language of other documents is written.
function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.trim())[0]
  } catch {
    return undefined
  }
}
