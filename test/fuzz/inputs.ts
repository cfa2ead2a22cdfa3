import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import {Zstd} from '@hpcc-js/wasm-zstd'
import {parquetWriteBuffer} from 'hyparquet-writer'
import {phrases} from '../../rules/packs.ts'
import {encode, encodeString} from '../../src/text/utf8.ts'
import {ledgerText} from './files.ts'
import {createRandom, type Random} from './random.ts'

/** What the fuzzer feeds to the program; by `seed` and `index` each input can be made again. */
export interface Input {
  kind: Kind
  /** A text, or a file of records. */
  bytes: Uint8Array
  form: Form
}

/** What the bytes are: a text, or a file around texts. */
export type Form =
  | 'text'
  | 'markdown'
  | 'string'
  | 'spelling'
  | 'accepted'
  | 'reports'
  | 'records'
  | 'pipe'
  | 'gzip'
  | 'zstd'
  | 'parquet'
  | 'wet'
  | 'config'
  | 'baseline'
  | 'ledger'

const ROOT = resolve(import.meta.dirname, '../..')
const LAB = resolve(process.env.DESCRAPE_LAB ?? join(ROOT, '../shared/lab'))

const zstd = await Zstd.load()

// How often each kind comes. Large inputs cost a million times as much as small ones.
const SHARES = {
  'random bytes': 20_000,
  'text in pieces': 24_000,
  'phrases of rules': 14_000,
  'changed lines of pages': 20_000,
  'Unicode, row by row': 14_000,
  'strings with lone surrogates': 4_000,
  'records with odd JSON': 2_500,
  'records of garbage': 800,
  'a pipe of records': 800,
  'packed files': 300,
  'configurations, baselines, ledgers': 500,
  'comments and baselines': 400,
  reports: 500,
  'words to be spelt': 60,
  'changed pages': 650,
  'many tiny lines': 20,
  'deep nesting': 15,
  'long lines': 14,
  'many megabytes': 1,
} as const
export type Kind = keyof typeof SHARES
export const KINDS = Object.keys(SHARES) as Kind[]
const ALL = Object.values(SHARES).reduce((sum, share) => sum + share, 0)

/** Pieces in which texts are known to go wrong. */
const PIECES = [
  ...' .,;:!?…-–—\'"“”‘’`´„«»‹›()[]{}<>/\\|*_~#=+&%$@^°',
  ...'\t\u00a0\u3000\u2009\u200b\u200c\u200d\u2060\u00ad\ufeff\u200e\u200f\u202e\u2066\u2028\u2029\u0085\u000b\u000c\0\u0007\u001b',
  ...'aIiİıßſςσΣéøðłаеоﬁﬀｆ１①²½𝒜𝟘',
  'e\u0301',
  'a\u0308\u0323',
  '😀',
  '👩‍👧',
  '🇩🇪',
  '𠮷野家',
  '東京',
  'カフェ',
  'ﾊﾝｶｸ',
  '가나',
  '\u1112\u1161\u11ab',
  'ไทย',
  'ລາວ',
  'ខ្មែរ',
  'हिन्दी',
  'العربية',
  'עברית',
  'Ελλάς',
  'Москва',
  'İstanbul',
  ' ,',
  ' .',
  '. ',
  ', ',
  '“a”',
  ' " ',
  "' ",
  'it’s',
  "don't",
  'donʼt',
  'the ',
  'of the people ',
  'said ',
  'der Hafen und die Brücke ',
  'le pont de la ville ',
  '1,200',
  '12 May 2020',
  '12:30',
  'https://example.org/a?utm_source=b#c',
  'www.example.org',
  '@name',
  '#tag',
  'a@example.org',
  '&amp;',
  '&nbsp;',
  '&#x2019;',
  '&amp;amp;',
  '&#55357;&#56832;',
  '&#0;',
  '&#1114112;',
  '=E2=80=99',
  '=\n',
  '%20',
  '%E2%80%99',
  '\\n',
  '\\u2019',
  '\\ud83d\\ude00',
  '\\ud800',
  '\\x41',
  'â€™',
  'Ã©',
  'Ã¢â‚¬â„¢',
  'Â ',
  'ï»¿',
  'ï¿½',
  '\ufffd',
  '<b>',
  '</p>',
  '<a href="x">',
  '<!--',
  '-->',
  '```',
  '~~~',
  '**',
  '__',
  '[a](b)',
  '![a](b)',
  '> ',
  '- ',
  '* ',
  '1. ',
  '# ',
  '| a | b |',
  '|---|---|',
  '---',
  ':tada:',
  '[1]',
  '[citation needed]',
  '{{ a }}',
  '{% a %}',
  '[gallery a="b"]',
  'AP Photo/Jane Doe',
  'Getty Images',
  'Photo: ',
  'READ MORE: ',
  'Advertisement',
  'Share',
  '5 min read',
  '5 comments',
  'A long sentence of the town said that the bridge was closed to all of the traffic.',
  '“We have mended the wall of the harbour,” she said, “and that is enough.”',
]
const BREAKS = [
  '\n',
  '\n',
  '\n',
  '\n\n',
  '\n\n',
  '\r\n',
  '\r\n\r\n',
  '\r',
  '\n\n\n',
  '\n \n',
  '\u2028',
  '\u0085',
  '\n\t',
]

/** Half of a sequence, sequences of too many bytes, surrogates and marks of byte order. */
const BROKEN = [
  [0x80],
  [0xc3],
  [0xe2, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0xbd],
  [0xed, 0xb2, 0x80],
  [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xff, 0xfe],
  [0xef, 0xbb, 0xbf],
  [0x00],
  [0x92],
  [0x93, 0x61, 0x94],
  [0x1b, 0x5b, 0x33, 0x31, 0x6d],
]

export interface Sources {
  /** Texts of pages. */
  pages: readonly Uint8Array[]
  /** Lines of them. */
  lines: readonly Uint8Array[]
  phrases: readonly string[]
}

const MOST_PAGES = 3000
const LONGEST_PAGE = 20_000

/**
 * Pages of `seeds` and `fixtures`, and of the lab where there is one.
 *
 * @param lab whether the lab is wanted: with it, inputs differ from machine to machine
 */
export function loadSources({lab: withLab}: {lab: boolean} = {lab: true}): Sources {
  const texts: string[] = []
  for (const folder of ['seeds', 'fixtures'])
    for (const name of readdirSync(join(ROOT, folder), {recursive: true, encoding: 'utf8'}).sort())
      if (/\.(?:txt|md)$/.test(name)) texts.push(readFileSync(join(ROOT, folder, name), 'utf8'))
  const lab = join(LAB, 'wcxb-dev')
  if (withLab && existsSync(lab))
    for (const name of readdirSync(lab).sort()) {
      const records = gunzipSync(readFileSync(join(lab, name)))
        .toString()
        .split('\n')
      const step = Math.ceil(records.length / (MOST_PAGES / 9))
      for (let index = 0; index < records.length; index += step)
        if (records[index]) texts.push((JSON.parse(records[index] as string) as {text?: string}).text ?? '')
    }
  const pages = texts.filter((text) => text.length > 0 && text.length < LONGEST_PAGE).map((text) => encode(text))
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line.length > 0 && line.length < 300)
  return {
    pages,
    lines: [...new Set(lines)].map((line) => encode(line)),
    phrases: phrases.packs.flatMap((pack) => pack.lines.split('\n').filter((line) => line !== '')),
  }
}

/**
 * @param seed  any integer
 * @param index number of the input
 */
export function makeInput(seed: number, index: number, sources: Sources): Input {
  const random = createRandom(seed, index)
  let share = random.int(ALL)
  const kind = KINDS.find((name) => (share -= SHARES[name]) < 0) as Kind
  const {bytes, form = random.oneIn(12) ? 'markdown' : 'text'} = MAKERS[kind](random, sources, index)
  return {kind, bytes, form}
}

type Made = Pick<Input, 'bytes'> & Partial<Pick<Input, 'form'>>

const MAKERS: Record<Kind, (random: Random, sources: Sources, index: number) => Made> = {
  'random bytes': (random) => ({bytes: randomBytes(random, 1 + random.size(120))}),
  'text in pieces': (random) => ({bytes: damaged(random, encode(pieces(random, 1 + random.size(40))))}),
  'phrases of rules': (random, sources) => ({bytes: damaged(random, encode(phraseLines(random, sources)))}),
  'changed lines of pages': (random, {lines}) => {
    const parts: Uint8Array[] = []
    for (let count = random.size(8); count > 0; count--) parts.push(random.pick(lines), encode(random.pick(BREAKS)))
    return {bytes: changed(random, Buffer.concat(parts))}
  },
  'Unicode, row by row': (random, _, index) => ({
    bytes: encodeString(unicode(random, index)),
    form: random.pick(['text', 'string']),
  }),
  'strings with lone surrogates': (random) => ({bytes: encodeString(surrogates(random)), form: 'string'}),
  'records with odd JSON': (random, sources) => ({bytes: records(random, sources), form: 'records'}),
  'records of garbage': (random, sources) => ({bytes: changed(random, records(random, sources), 12), form: 'records'}),
  'a pipe of records': (random, sources) => ({bytes: changed(random, records(random, sources), 3), form: 'pipe'}),
  'packed files': (random, sources) => packed(random, sources),
  'configurations, baselines, ledgers': (random) => aside(random),
  'comments and baselines': (random, sources) => ({bytes: encode(commented(random, sources)), form: 'accepted'}),
  reports: (random, sources) => ({
    bytes: encode(random.oneIn(2) ? pieces(random, random.size(40)) : phraseLines(random, sources)),
    form: 'reports',
  }),
  'words to be spelt': (random, {lines}) => ({
    bytes: changed(random, Buffer.concat([random.pick(lines), encode(random.pick(BREAKS)), random.pick(lines)]), 6),
    form: 'spelling',
  }),
  'changed pages': (random, {pages}) => {
    const page = random.pick(pages)
    const other = random.oneIn(4) ? random.pick(pages) : page.subarray(0, 0)
    const cut = random.int(page.length)
    return {bytes: changed(random, Buffer.concat([page.subarray(0, cut), other, page.subarray(cut)]), 20)}
  },
  'many tiny lines': (random) => {
    const unit = Array.from(
      {length: 1 + random.int(3)},
      () => pieces(random, 1 + random.int(2)) + random.pick(BREAKS),
    ).join('')
    return {bytes: repeated(unit, random.size(100_000))}
  },
  'deep nesting': (random) => ({
    bytes: nested(random, random.size(50_000)),
    form: random.pick(['text', 'markdown', 'records']),
  }),
  'long lines': (random) => ({bytes: repeated(pieces(random, random.size(6)), random.size(200_000))}),
  'many megabytes': (random) => ({
    bytes: repeated(pieces(random, random.size(6)) + (random.oneIn(2) ? '\n' : ''), 10_000_000),
  }),
}

function randomBytes(random: Random, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  const ascii = random.oneIn(3)
  for (let index = 0; index < length; index++) bytes[index] = ascii ? random.int(128) : random.int(256)
  return bytes
}

function pieces(random: Random, count: number): string {
  let text = ''
  for (; count > 0; count--) {
    const piece = random.oneIn(4) ? random.pick(BREAKS) : random.pick(PIECES)
    text += random.oneIn(12) ? piece.repeat(random.size(20)) : piece
    if (random.oneIn(5)) text += ' '
  }
  return text
}

function phraseLines(random: Random, {phrases: known}: Sources): string {
  let text = ''
  for (let count = random.size(6); count > 0; count--) {
    // What slots, options and alternatives stand for does not matter here.
    let line = random
      .pick(known)
      .replace(/\{n\}/g, '12')
      .replace(/\{\w+\}/g, () => random.pick(['Jane Doe', '12 May 2020', 'Reuters', 'example.org']))
      .replace(/\[([^\]]*)\]/g, (_, inner: string) => (random.oneIn(2) ? inner : ''))
      .replace(/\(([^|)]*)[^)]*\)/g, '$1')
      .replace('…', () => pieces(random, 2))
    if (random.oneIn(4)) line = line.toUpperCase()
    if (random.oneIn(4)) line += pieces(random, 2)
    text += line + random.pick(BREAKS)
    if (random.oneIn(3)) text += `${random.pick(PIECES.slice(-2))}${random.pick(BREAKS)}`
  }
  return text
}

const ROW = 16
const ROWS = 0x110000 / ROW

// Every block of Unicode begins at a multiple of sixteen, so each is seen in its turn.
function unicode(random: Random, index: number): string {
  const row = (index % ROWS) * ROW
  let text = ''
  for (let count = random.size(24); count > 0; count--) {
    if (random.oneIn(3)) text += pieces(random, 1)
    else if (random.oneIn(4)) text += String.fromCodePoint(random.int(0x110000))
    else text += String.fromCodePoint(row + random.int(ROW))
  }
  return text
}

function surrogates(random: Random): string {
  let text = ''
  for (let count = random.size(24); count > 0; count--)
    text += random.oneIn(2) ? String.fromCharCode(0xd800 + random.int(0x800)) : pieces(random, 1)
  return text
}

const ODD_JSON = [
  '1e999',
  '-0',
  '123456789012345678901234567890',
  'null',
  'true',
  '[]',
  '{}',
  '"\\ud800"',
  '{"__proto__":{"text":"a"}}',
  '"\\u0000"',
  '" "',
  '[1,{"text":"x"}]',
]
const ODD_KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a',
  '',
  'te\\u0078t',
  'id',
  'url',
  'lang',
  'text',
]

/** JSON of a string: escapes as JSON allows them, also where none are needed. */
function jsonString(random: Random, text: string): string {
  let json = ''
  for (const char of text) {
    const escaped = JSON.stringify(char).slice(1, -1)
    if (random.oneIn(8))
      json += [...Array(char.length).keys()]
        .map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`)
        .join('')
    else json += char === '/' && random.oneIn(2) ? '\\/' : escaped
  }
  if (random.oneIn(6)) json += `\\u${(0xd800 + random.int(0x800)).toString(16)}`
  return `"${json}"`
}

function records(random: Random, sources: Sources): Uint8Array {
  let text = random.oneIn(12) ? '\ufeff' : ''
  const space = (): string => (random.oneIn(6) ? random.pick([' ', '\t', '\r', '  ']) : '')
  for (let count = random.size(5); count > 0; count--) {
    const fields: string[] = []
    for (let more = random.int(4); more > 0; more--)
      fields.push(`"${random.pick(ODD_KEYS)}"${space()}:${space()}${random.pick(ODD_JSON)}`)
    const value = random.oneIn(3)
      ? phraseLines(random, sources)
      : random.oneIn(4)
        ? surrogates(random)
        : pieces(random, random.size(24))
    fields.splice(random.int(fields.length + 1), 0, `"text":${space()}${jsonString(random, value)}`)
    if (random.oneIn(3)) fields.push(`"url":"https://example.org/${random.int(9)}"`)
    text += `${space()}{${fields.join(`${space()},`)}}${random.oneIn(10) ? '\r\n' : random.oneIn(20) ? '' : '\n'}`
  }
  return encode(text)
}

// Half of what is packed is damaged, by a byte or by its end.
function packed(random: Random, sources: Sources): Made {
  const form = random.pick(['gzip', 'zstd', 'parquet', 'wet'] as const)
  const whole = Buffer.from(
    form === 'wet'
      ? warc(random, sources)
      : form === 'parquet'
        ? parquet(random, sources)
        : form === 'zstd'
          ? zstd.compress(records(random, sources), 3)
          : Buffer.concat(Array.from({length: random.size(3)}, () => gzipSync(records(random, sources), {level: 1}))),
  )
  if (random.oneIn(2)) return {bytes: whole, form}
  if (random.oneIn(4)) return {bytes: whole.subarray(0, random.int(whole.length)), form}
  return {bytes: changed(random, whole, 2), form}
}

function warc(random: Random, sources: Sources): Uint8Array {
  const parts: Uint8Array[] = []
  for (let count = random.size(4); count > 0; count--) {
    const text = encode(random.oneIn(2) ? pieces(random, random.size(30)) : phraseLines(random, sources))
    const length = random.oneIn(12) ? random.int(1e6) : text.length
    const type = random.oneIn(6) ? 'warcinfo' : 'conversion'
    const head = `WARC/1.0\r\nWARC-Type: ${type}\r\nWARC-Target-URI: https://example.org/${count}\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n`
    parts.push(encode(head), text, encode('\r\n\r\n'))
  }
  return Buffer.concat(parts)
}

function parquet(random: Random, sources: Sources): Uint8Array {
  const texts = Array.from({length: random.size(6)}, () =>
    (random.oneIn(2) ? pieces(random, random.size(24)) : phraseLines(random, sources)).toWellFormed(),
  )
  const codec = random.pick(['UNCOMPRESSED', 'SNAPPY'] as const)
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {name: 'id', data: texts.map((_, index) => index), type: 'INT32'},
        {name: 'text', data: texts, type: 'STRING'},
      ],
      codec,
      rowGroupSize: 1 + random.int(4),
    }),
  )
}

const RULE_NAMES = ['related-link', 'photo-credit', 'spam', 'all', 'toString', '__proto__', 'no-such-rule', '']

// Files that a person or a program keeps beside the texts.
function aside(random: Random): Made {
  const form = random.pick(['config', 'baseline', 'ledger'] as const)
  const odd = (): unknown => JSON.parse(random.pick(ODD_JSON))
  const value = <Usual>(usual: Usual): unknown => (random.oneIn(8) ? odd() : usual)
  let text: string
  if (form === 'ledger') text = ledgerText(Array.from({length: random.size(4)}, () => random.int(6)))
  else if (form === 'baseline')
    text = JSON.stringify({
      version: value(1),
      files: value({
        [random.pick(ODD_KEYS)]: value(
          Array.from({length: random.size(3)}, () => ({
            rule: value(random.pick(RULE_NAMES)),
            hash: value(random.int(1e9).toString(16).padStart(16, '0')),
            count: value(random.size(5)),
            excerpt: value(pieces(random, 2).toWellFormed()),
          })),
        ),
      }),
    })
  else
    text = JSON.stringify({
      extends: value([random.pick(['recommended', 'strict', 'c4', 'dump', 'none'])]),
      rules: value({
        [random.pick(RULE_NAMES)]: value(random.pick(['warn', 'off', 'eror'])),
        'related-link': value([random.pick(['warn', 'error']), {maxWords: value(random.int(20))}]),
      }),
      overrides: value([
        {files: value(['**/*.jsonl', pieces(random, 1).toWellFormed()]), input: value({textField: value('body')})},
      ]),
      ignores: value([pieces(random, 1).toWellFormed()]),
      phrases: value({'related-link': value({en: value([pieces(random, 2).toWellFormed(), 'see also {name}:…'])})}),
      maxRemoved: value(0.5),
      fixable: value([random.pick(RULE_NAMES)]),
    })
  return {bytes: random.oneIn(3) ? encode(text) : changed(random, encode(text), 3), form}
}

// Markdown with comments that allow what the next line says.
function commented(random: Random, sources: Sources): string {
  let text = ''
  for (let count = random.size(6); count > 0; count--) {
    if (random.oneIn(2)) {
      const names = random.oneIn(2) ? ` ${random.pick(RULE_NAMES)}` : ''
      text += `<!-- descrape-disable-next-line${names}${random.oneIn(3) ? ' -- it is meant' : ''} -->${random.pick(BREAKS)}`
    }
    text += random.oneIn(2) ? phraseLines(random, sources) : pieces(random, random.size(12)) + random.pick(BREAKS)
  }
  return text
}

function nested(random: Random, depth: number): Uint8Array {
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['(', ')'],
    ['<b>', '</b>'],
    ['<div', '>'],
    ['“', '”'],
    ['‘', '’'],
    ['> ', ''],
    ['- ', ''],
    ['*', ''],
    ['_a', ''],
    ['![', ']()'],
    ['`', ''],
    ['  ', ''],
    ['1. ', ''],
    ['&amp;', ''],
    ['&', 'amp;'],
    ['{{', '}}'],
    ['"a "', ''],
    ['\\', ''],
    ['[[a](', ')'],
    ['Ã', ''],
  ] as const)
  const inner = pieces(random, 2)
  if (random.oneIn(2))
    return encode(`{"text":"a ,","b":${open.repeat(depth)}${JSON.stringify(inner)}${close.repeat(depth)}}\n`)
  return encode(open.repeat(depth) + inner + close.repeat(random.oneIn(3) ? random.int(depth) : depth))
}

function repeated(unit: string, length: number): Uint8Array {
  const piece = encode(unit)
  return Buffer.alloc(Math.max(piece.length, length - (length % piece.length)), piece)
}

function damaged(random: Random, bytes: Uint8Array): Uint8Array {
  return random.oneIn(3) ? changed(random, bytes, 2) : bytes
}

// Changes as disks, networks and other people's programs make them.
function changed(random: Random, bytes: Uint8Array, most = 4): Uint8Array {
  let result = Buffer.from(bytes)
  for (let count = random.int(most + 1); count > 0; count--) {
    const at = random.int(result.length + 1)
    const end = Math.min(result.length, at + random.size(60))
    const [before, stretch, after] = [result.subarray(0, at), result.subarray(at, end), result.subarray(end)]
    const change = random.int(7)
    if (change === 0) result = Buffer.concat([before, after])
    else if (change === 1) result = Buffer.concat([before, stretch, stretch, after])
    else if (change === 2) result = Buffer.concat([before, Buffer.from(random.pick(BROKEN)), result.subarray(at)])
    else if (change === 3) result = Buffer.concat([before, encode(random.pick(PIECES)), result.subarray(at)])
    else if (change === 4) result = Buffer.concat([before, encode(random.pick(BREAKS)), result.subarray(at)])
    else if (change === 5) result = Buffer.concat([after, stretch, before])
    else if (at < result.length) result[at] = (result[at] as number) ^ (1 << random.int(8))
  }
  return result
}
