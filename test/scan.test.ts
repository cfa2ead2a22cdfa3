import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {misreadings} from '../rules/mojibake/misreadings.ts'
import {phrases as prepared} from '../rules/packs.ts'
import {byteOf, CODE_PAGES} from '../src/text/code-pages.ts'
import {Document} from '../src/text/document.ts'
import {foldCodePoint, SEED, SKIP, type Token, tokenize, UNIT} from '../src/text/fold.ts'
import {Mark} from '../src/text/marks.ts'
import {compilePhrases, matchPhrase, type PhrasePack} from '../src/text/phrases.ts'
import {rescan, type Splice} from '../src/text/rescan.ts'
import {type Scan, SENTENCE_WORDS, scan} from '../src/text/scan.ts'
import {decode, encode} from '../src/text/utf8.ts'

const NO_PHRASES = compilePhrases([])
const STRETCH = 1 << 15

function scanOf(text: string | Uint8Array): Scan {
  return scan(typeof text === 'string' ? encode(text) : text, NO_PHRASES)
}

/** Lines of a text without their terminators; a break at the end closes the last line and opens none. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/)
  if (lines.length > 1 && lines.at(-1) === '') lines.pop()
  return lines
}

function isUnit(line: string, {start}: Token): boolean {
  return foldCodePoint(line.codePointAt(start) as number) >= UNIT
}

function wordsOf(line: string): number {
  const halves = tokenize(line).reduce((sum, token) => sum + (isUnit(line, token) ? 1 : 2), 0)
  return Math.min(Math.ceil(halves / 2), 65_535)
}

function keyOf(tokens: readonly Token[]): number {
  let key = 0
  for (const {hash} of tokens) {
    key = Math.imul(key ^ hash, 0x5bd1e995)
    key ^= key >>> 13
  }
  return key >>> 0
}

const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/
const BLANK = /^[\u0000-\u0020\u007f-\u00a0\u00ad\u180e\u2000-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff]*$/

// The marks that a regular expression can tell.
const ORACLES: readonly (readonly [keyof typeof Mark, (line: string) => boolean])[] = [
  ['NonAscii', (line) => /[^\u0000-\u007f]/.test(line)],
  ['Invalid', (line) => !line.isWellFormed()],
  ['NoBreakSpace', (line) => /[\u00a0\u202f\u2007]/.test(line)],
  ['Invisible', (line) => INVISIBLE.test(line)],
  ['SpaceBeforePunctuation', (line) => /[ \t][,.;:!?]/.test(line)],
  ['DoubledPunctuation', (line) => /[.,;:]{2}|([.,;:]) \1|…\./.test(line)],
  ['Quote', (line) => /["“”„«»]/.test(line)],
  ['Visible', (line) => !BLANK.test(line)],
]

function expectScan(bytes: Uint8Array): void {
  const seen = scanOf(bytes)
  const lines = linesOf(decode(bytes))
  expect(seen.lineCount).toBe(lines.length)
  expect(seen.starts[lines.length]).toBe(bytes.length)
  let start = 0
  for (const [index, line] of lines.entries()) {
    const end = start + encode(line).length
    expect([seen.starts[index], seen.ends[index]], `bounds of line ${index + 1}`).toEqual([start, end])
    expect(seen.words[index], `words of ${JSON.stringify(line)}`).toBe(wordsOf(line))
    expect(seen.keys[index], `key of ${JSON.stringify(line)}`).toBe(keyOf(tokenize(line)))
    const marks = ORACLES.filter(([name]) => (seen.marks[index] as number) & Mark[name]).map(([name]) => name)
    expect(marks, `marks of ${JSON.stringify(line)}`).toEqual(
      ORACLES.filter(([, test]) => test(line)).map(([name]) => name),
    )
    start = end + (bytes[end] === 13 && bytes[end + 1] === 10 ? 2 : end < bytes.length ? 1 : 0)
  }
}

// Digits that border on a quote are told apart below.
function loosen(text: string): string {
  const chars = [...text]
  const skips = (char = ''): boolean => char !== '' && foldCodePoint(char.codePointAt(0) as number) === SKIP
  const isDigit = (char = ''): boolean => /^[0-9]$/.test(char)
  return chars
    .map((char, index) =>
      (skips(char) || char === "'") && (isDigit(chars[index - 1]) || isDigit(chars[index + 1])) ? ' ' : char,
    )
    .join('')
}

const SNIPPETS =
  "The|harbour|wall’s|it's|naïve|ÉTÉ|Straße|ﬁne|İstanbul|ılık|Ωμέγα|ὈΔΥΣΣΕΎΣ|12|2024|1,000|x2|3rd|９|½|中文|東京タワー|ภาษาไทย|ພາສາ|မြန်မာ|한국어|العربيّة|עִברִית|हिन्दी|😀|👩‍👩‍👧|𝒜𝒷|𠮷野|©|№|“|”|„|«|»|‘|’|\"|'|.|,|;|:|!|?|…|—|-|/|(|)|..|. .|, ,|a. b|\t|\u0001|\u007f|\u0085|\u00ad|\u200b|\u200d|\u200e|\u2028|\u202f|\u2007|\u00a0|\u3000|\ufeff|\ud800|\udfff".split(
    '|',
  )
const snippet = fc.oneof(
  {weight: 4, arbitrary: fc.constantFrom(...SNIPPETS)},
  {weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 6})},
)
const gap = fc.constantFrom('', ' ', ' ', ' ', '  ', '\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\n\r')
const text = fc.array(fc.tuple(snippet, gap), {maxLength: 60}).map((pieces) => loosen(pieces.flat().join('')))

describe('the scan agrees with a slow reading', () => {
  it('of texts', () => {
    fc.assert(
      fc.property(text, (sample) => expectScan(encode(sample))),
      {numRuns: 600},
    )
  })

  it('of any bytes', () => {
    const byte = fc.oneof(
      fc.integer({min: 0, max: 255}),
      fc.constantFrom(0x0a, 0x0d, 0x20, 0x2e, 0xc3, 0xe2, 0x80, 0xf0, 0xed, 0xa0, 0xff),
    )
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 80}), fc.array(byte, {maxLength: 80}), (first, second) => {
        for (const bytes of [first, Uint8Array.from(second)]) {
          const sample = decode(bytes)
          // Surrogates in UTF-8 do not survive `decode`; see the laws.
          fc.pre(loosen(sample) === sample && Buffer.compare(encode(sample), bytes) === 0)
          expectScan(bytes)
        }
      }),
      {numRuns: 600},
    )
  })

  it('of every character of the Basic Multilingual Plane and samples beyond', () => {
    const lines: string[] = []
    for (
      let codePoint = 0;
      codePoint <= 0x10ffff;
      codePoint += codePoint < 0x10000 ? 1 : codePoint < 0x20000 ? 7 : 1009
    ) {
      const char = String.fromCodePoint(codePoint)
      if (char !== '\n' && char !== '\r' && char.isWellFormed()) lines.push(`x${char}y ${char} ${char}${char}z`)
    }
    const {lineCount, words, keys} = scanOf(lines.join('\n'))
    expect(lineCount).toBe(lines.length)
    const wrong = lines.filter((line, index) => words[index] !== wordsOf(line) || keys[index] !== keyOf(tokenize(line)))
    expect(wrong).toEqual([])
  })
})

describe('lines', () => {
  it.each([
    ['an empty text', '', [[0, 0]]],
    ['no break at the end', 'a', [[0, 1]]],
    ['a break at the end', 'a\n', [[0, 1]]],
    ['one break', '\n', [[0, 0]]],
    [
      'blank lines at the end',
      'a\n\n',
      [
        [0, 1],
        [2, 2],
      ],
    ],
    [
      'CR',
      'a\rb',
      [
        [0, 1],
        [2, 3],
      ],
    ],
    [
      'CRLF',
      'a\r\nb\r\n',
      [
        [0, 1],
        [3, 4],
      ],
    ],
    [
      'LF CR',
      'a\n\rb',
      [
        [0, 1],
        [2, 2],
        [3, 4],
      ],
    ],
    ['CR at the end', 'a\r', [[0, 1]]],
    ['no line break of Unicode’s own', 'a\u2028b\u0085c', [[0, 8]]],
  ] as const)('%s', (_, sample, bounds) => {
    const {lineCount, starts, ends} = scanOf(sample)
    expect(Array.from({length: lineCount}, (_line, index) => [starts[index], ends[index]])).toEqual(bounds)
    expect(starts[lineCount]).toBe(encode(sample).length)
  })

  it.each(['\r\n', '\n', '\r', '\r\n\r\n', 'é', '😀', 'word', '12'])('%j across the end of a stretch', (piece) => {
    for (let before = STRETCH - 5; before <= STRETCH + 1; before++)
      expectScan(encode(`${'x'.repeat(before - 6)}\nabc d${piece}tail\nend`))
  })

  it('of one byte each, more than were guessed', () => {
    for (const sample of [
      '\n'.repeat(100_000),
      'a\n'.repeat(70_000),
      '\r'.repeat(STRETCH * 2 + 1),
      `${'x'.repeat(200_000)}${'\n'.repeat(50_000)}`,
    ]) {
      const {lineCount, starts, ends} = scanOf(sample)
      expect(lineCount).toBe(linesOf(sample).length)
      expect([starts[lineCount - 1], ends[lineCount - 1], starts[lineCount]]).toEqual([
        sample.length - 1 - (sample.startsWith('a') ? 1 : 0),
        sample.length - 1,
        sample.length,
      ])
    }
  })

  it.each([
    ['words', 'harbour wall '],
    ['one word', 'a'],
    ['quotes', '“'],
    ['digits', '7'],
    ['Han', '東京'],
    ['combining marks', '\u0301'],
  ])('of ten megabytes: %s', (_, unit) => {
    const bytes = encode(unit.repeat(Math.ceil(1e7 / encode(unit).length)))
    const before = process.cpuUsage()
    const {lineCount, ends} = scanOf(bytes)
    const {user, system} = process.cpuUsage(before)
    expect([lineCount, ends[0]]).toEqual([1, bytes.length])
    expect((user + system) / 1e6).toBeLessThan(3)
  })
})

describe('words', () => {
  it.each([
    ['The harbour wall', 3],
    ["it's the town’s", 3],
    ['well-known', 2],
    ['a.b,c', 3],
    ['  ', 0],
    ['— “ ” …', 0],
    ['東京', 1],
    ['東京都', 2],
    ['東京 tower', 2],
    ['10 km', 2],
    ['a\u0301b', 1],
    ['soft\u00adhyphen', 1],
    ['no\u00a0break', 2],
  ])('of %j: %i', (line, count) => {
    expect(scanOf(line).words[0]).toBe(count)
  })

  it('are counted up to 65,535', () => {
    expect(scanOf('a '.repeat(65_534)).words[0]).toBe(65_534)
    expect(scanOf('a '.repeat(65_535)).words[0]).toBe(65_535)
    expect(scanOf('a '.repeat(70_000)).words[0]).toBe(65_535)
  })
})

describe('keys', () => {
  it.each([
    ['The Harbour Wall.', 'the harbour wall'],
    ['“It’s late,” she said', '"It\'s late", she said!'],
    ['Café naïve', 'CAFE  NAIVE'],
    ['Straße', 'STRASSE'],
    ['İstanbul ılık', 'istanbul ilik'],
    ['ὈΔΥΣΣΕΎΣ', 'οδυσσευς'],
    ['ﬁne', 'fine'],
    ['ＡＢＣ １', 'abc １'],
    ['soft\u00adhyphen\u200b', 'softhyphen'],
    ['chapter 12', 'chapter 7'],
    ['東京 タワー', '東京タワー'],
    ['ｶﾀｶﾅ', 'カタカナ'],
  ])('%j and %j are equal', (one, other) => {
    const {keys} = scanOf(`${one}\n${other}`)
    expect(keys[0]).toBe(keys[1])
  })

  it.each([
    ['harbour wall', 'wall harbour'],
    ['harbour', 'harbor'],
    ['harbour wall', 'harbourwall'],
    ['chapter 12', 'chapter'],
    ['chapter x2', 'chapter x3'],
    ['東京', '京東'],
    ['𝒜', '𝒷'],
  ])('%j and %j differ', (one, other) => {
    const {keys} = scanOf(`${one}\n${other}`)
    expect(keys[0]).not.toBe(keys[1])
  })

  // tokenize() calls '12 a number, the scan does not: it has seen the apostrophe.
  it.each([
    ['in the ‘90', 'in the 90'],
    ["12'", '12'],
    ['12\u200b', '12'],
  ])('%j and %j are equal, a number in quotes is a number', (one, other) => {
    const {keys} = scanOf(`${one}\n${other}`)
    expect(keys[0]).toBe(keys[1])
  })
})

describe('tokenize', () => {
  it('gives places of the text', () => {
    const line = '“Naïve” — it’s 東京, 😀 𝒜x 12'
    expect(tokenize(line).map(({start, end}) => line.slice(start, end))).toEqual([
      'Naïve',
      'it’s',
      '東',
      '京',
      '𝒜x',
      '12',
    ])
  })

  it('never gives an empty, crossing or unhashed word', () => {
    fc.assert(
      fc.property(text, (sample) => {
        let last = 0
        for (const {start, end, fold, hash} of tokenize(sample)) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end).toBeGreaterThan(start)
          expect(fold).not.toBe('')
          expect(hash).not.toBe(SEED)
          last = end
        }
        expect(last).toBeLessThanOrEqual(sample.length)
      }),
    )
  })
})

describe('marks', () => {
  const EXAMPLES: Record<keyof typeof Mark, {on: string[]; off: string[]}> = {
    NonAscii: {on: ['é', '\u00a0'], off: ['e', '']},
    Invalid: {on: ['a\udcffb', '\ud800'], off: ['é😀\ufffd']},
    NoBreakSpace: {on: ['a\u00a0b', 'a\u202fb', '1\u2007000'], off: ['a b', 'a\u2009b', 'a\u3000b']},
    Invisible: {
      on: [
        'a\u0000b',
        'a\fb',
        'a\u007f',
        'a\u00adb',
        '\u200b',
        'a\u200db',
        'a\u202eb',
        'a\u2060b',
        'a\ufeffb',
        '\u0085',
      ],
      off: ['a\tb', 'é\u00a0\u0301'],
    },
    Mojibake: {
      on: ['Ã©', 'â€™', 'â€', 'вЂ™', 'вЂ?с', 'а» я', '√©', '╨┐', 'Ã la', 'a\u0092s', '\uf8ffü', 'GSA鈥檚', '锛'],
      off: ['é', 'é!', 'ÖÄ', 'a😀b', 'a©', 'Ã', 'вы', '中文', 'éa©', 'её', 'её дом', 'тёплый', 'зёрна?'],
    },
    SpaceBeforePunctuation: {on: ['a ,b', 'a .', 'a ?', ' ;', 'a\t:'], off: ['a, b', 'a -b', 'a\u00a0!']},
    DoubledPunctuation: {
      on: ['a..', 'a. .', 'a,,b', 'a; ;', '::', 'a.,', 'a….'],
      off: ['a.', 'a. ,', 'a.  .', 'a!!', '……'],
    },
    LowerAfterStop: {
      on: ['The end. of it', 'écé. d', 'x lines. a'],
      off: ['It ends. Of it', 'e.g. of', 'at. of', 'lines.of', 'ends.  of', 'no. 12', 'ends. été'],
    },
    UnbalancedQuote: {
      on: ['“a', 'a”', '"a', '“a” “b', '«a', 'a»', '„a', '‘a', '“a“'],
      off: ['“a”', '"a"', '«a»', '„a“', '„a”', '‘a’', 'it’s', '”a”', 'a'],
    },
    LeaningQuote: {
      on: ['a “ b', 'a“, b', 'a ”b', '”a', 'a " b', 'a ", b', '“'],
      off: ['“a” b', '"a" b', 'a "b" c', '„a“ b', '(“a”)'],
    },
    Quoted: {on: ['“A b.”', '"a"', ' “a” ', '‘a’', '„a“', '「東京」', '‹a›'], off: ['“A” b', 'a “b”', 'a', '', '“A”.']},
    Repetitive: {
      on: ['cheap hotel rome cheap hotel paris cheap hotel rome cheap hotel paris cheap hotel'],
      off: [
        'cheap hotel cheap hotel',
        'One line of prose says every pair of its words just once, and then it ends here.',
      ],
    },
    Unpunctuated: {
      on: ['cheap hotel rome '.repeat(5), `${'word '.repeat(30)}.`],
      off: ['cheap hotel rome '.repeat(3), `${'word '.repeat(13)}, ${'word '.repeat(13)}.`],
    },
    Quote: {on: ['"', '“', '”', '„', '«', '»'], off: ["'", '‘', '’', '`', '‹']},
    Entity: {on: ['a &amp; b', '&#39;', '&nbsp'], off: ['a & b', 'R&', '&;']},
    Tag: {on: ['<b>', '</b>', '<!-- a', '<p', 'a="b'], off: ['a < b', '<3', '>']},
    Bracket: {on: ['[1]', '{a}', '(@a)'], off: ['(a)', ']', '@a']},
    Backslash: {on: ['a\\nb'], off: ['a/b']},
    EncodedByte: {on: ['%20', 'a=C3=A9', 'a=', '%c3'], off: ['20 % of', 'a = b', '%', 'x=y']},
    Markdown: {on: ['*a*', '_a', '# a', '`a`', '~'], off: ['a-b', '(a)']},
    Glued: {
      on: ['end.Next', 'word,word', 'don?t', 'https://a.b', 'ends:été'],
      off: ['3.5', 'said.”', 'a, b', '.NET', '10:30'],
    },
    DoubledSpace: {on: ['a  b', 'a ', '  a', 'a \t'], off: ['a b', ' a', 'a\u00a0']},
    LetterSpaced: {on: ['H E A D', 'the w o r d is'], off: ['a b', 'it is I who', 'I a m']},
    OddApostrophe: {
      on: ['don´t', 'don`t', '6′', 'don ’ t', "don ' t", "don 't", 'the ’90s', "it' s a", 'we’ ve been'],
      off: ["don't", 'don’t', "he 'said' so", '` a'],
    },
    Compatibility: {
      on: ['ＡＢＣ', '１２', 'ﬁne', 'a\u2009b', '\u3000a', 'a\u2003b'],
      off: ['，。！', 'fine', 'a\u00a0b', 'é'],
    },
    Combining: {on: ['e\u0301'], off: ['é']},
    Replacement: {on: ['a\ufffdb'], off: ['?']},
    MixedScript: {on: ['pаper', 'αlpha', 'Cссср'], off: ['слово', 'paper слово', 'Ωmega'.slice(1)]},
    CarriageReturn: {on: [], off: ['a']},
    RepeatedWord: {on: ['the the', 'no, no', 'The the', '5 5'], off: ['the', 'the then', 'a b a']},
    HyphenSpace: {on: ['inter-', 'inter- national', 'é- a'], off: ['a-b', '- a', 'a - b', '5- a']},
    Visible: {
      on: ['a', '.', '—', '\u0301', '\udcff', '🙂'],
      off: ['', ' \t', '\u00a0\u3000', '\u200b\ufeff', '\u2003', '\u0000'],
    },
  }

  it.each(Object.entries(EXAMPLES))('%s', (name, {on, off}) => {
    const bit = Mark[name as keyof typeof Mark]
    const marked = (line: string): boolean => ((scanOf(`x\n${line}\ny`).marks[1] as number) & bit) !== 0
    expect(on.filter((line) => !marked(line))).toEqual([])
    expect(off.filter(marked)).toEqual([])
  })

  it('of one line do not reach the next', () => {
    const first = Object.values(EXAMPLES).flatMap(({on, off}) => [...on, ...off])
    for (const line of first) {
      for (const end of ['\n', '\r\n', '\r'])
        expect(scanOf(`${line}${end}plain words`).marks[1], JSON.stringify(line)).toBe(Mark.Visible)
    }
  })

  it('CarriageReturn tells the ends of lines', () => {
    const {marks} = scanOf('a\r\nb\rc\nd')
    expect([...marks].map((mark) => (mark & Mark.CarriageReturn) !== 0)).toEqual([true, true, false, false])
  })

  it('Mojibake is on every line where two characters begin what is UTF-8 in a code page', () => {
    const char = fc
      .constantFrom(...CODE_PAGES)
      .chain(({characters}) => fc.constantFrom(...characters, ...characters.slice(0x60)))
    fc.assert(
      fc.property(
        fc.array(fc.oneof({weight: 4, arbitrary: char}, fc.constantFrom(' ', '?', '\ufffd', 'a'))),
        (chars) => {
          const text = chars.join('')
          const isTold = misreadings(text).some(({start, page}) => {
            const second = byteOf(text.charCodeAt(start + 1), page)
            return second >= 0x80 && second < 0xc0
          })
          if (isTold) expect((scanOf(text).marks[0] as number) & Mark.Mojibake).not.toBe(0)
        },
      ),
      {numRuns: 2000},
    )
  })

  it('DoubledPunctuation marks an ellipsis as well, the rule tells it apart', () => {
    expect((scanOf('and then...').marks[0] as number) & Mark.DoubledPunctuation).not.toBe(0)
  })
})

describe('a changed text', () => {
  const table = compilePhrases([{rule: 'own', lang: 'en', phrases: ['source link', '…with the agencies…']}])
  const line = fc.constantFrom(
    '',
    'Source link',
    'a “b” c',
    'They came with the agencies of it, she said. And then they all went home again.',
    'é',
    '東京',
    'x',
  )
  const ending = fc.constantFrom('\n', '\n', '\r\n', '\r', '\n\n')
  const text = fc.array(fc.tuple(line, ending), {maxLength: 12}).map((pairs) => pairs.flat().join(''))
  const splices = fc.array(fc.tuple(fc.nat(), fc.nat(40), fc.oneof(fc.constant(''), line, ending)), {maxLength: 4})

  it('is read as if it were new', () => {
    fc.assert(
      fc.property(text, splices, fc.boolean(), (before, cuts, onLines) => {
        const bytes = encode(before)
        const {starts} = scan(bytes, table)
        const changes: Splice[] = []
        let from = 0
        for (const [at, length, inserted] of cuts) {
          let start = from + (at % (bytes.length - from + 1))
          let end = Math.min(bytes.length, start + length)
          // Most fixes take whole lines.
          if (onLines)
            [start, end] = [start, end].map((place) => starts.findLast((one) => one <= place) ?? 0) as [number, number]
          if (start < from) continue
          changes.push({start, end, bytes: encode(onLines ? '' : inserted)})
          from = end
        }
        const pieces: Uint8Array[] = []
        let place = 0
        for (const change of changes) {
          pieces.push(bytes.subarray(place, change.start), change.bytes)
          place = change.end
        }
        const after = Uint8Array.from(Buffer.concat([...pieces, bytes.subarray(place)]))
        const again = rescan(scan(bytes, table), changes, after, table)
        if (again) expect(again).toEqual(scan(after, table))
      }),
      {numRuns: 5000},
    )
  })
})

describe('sentences', () => {
  const keysIn = (sample: string): [key: number, line: number][] => {
    const {sentenceKeys, sentenceLines} = scanOf(sample)
    return [...sentenceKeys].map((key, index) => [key, sentenceLines[index] as number])
  }

  it('are keyed by their first words', () => {
    const [host, quote] = ['He left. We will mend the wall before winter, she said. Then', '“We will mend the wall!”']
    expect(keysIn(`${host}\n${quote}`)).toEqual([
      [expect.any(Number), 0],
      [expect.any(Number), 1],
    ])
    const [[first], [second]] = keysIn(`${host}\n${quote}`) as [[number, number], [number, number]]
    expect(first).toBe(second)
  })

  it('that are shorter have none', () => {
    expect(keysIn(`${'word '.repeat(SENTENCE_WORDS - 1)}\nOne two. Three four.`)).toEqual([])
  })

  it('of many fit', () => {
    expect(keysIn('a b c d e. '.repeat(20_000))).toHaveLength(20_000)
  })
})

describe('phrases', () => {
  const own: PhrasePack[] = [
    {
      rule: 'own',
      lang: 'en',
      phrases: [
        'source link',
        'read more:…',
        '…contributed to this report',
        '…with the agencies…',
        'leave a (reply|comment) [here]',
        '{n} min read',
        'AP',
        '…photo / {agency}',
        'stand der dinge',
        '続きを読む',
        'اقرأ المزيد…',
        '…{agency}…',
      ],
    },
  ]
  const LINES = [
    'source link',
    '  Source   LINK. ',
    'a source link',
    'Read more: the harbour',
    'read more about it',
    'Jane Doe contributed to this report',
    'They came with the agencies of the town',
    'Leave a comment',
    'leave a Reply here!',
    '5 min read',
    '1,200 min read',
    'five min read',
    'AP',
    'ap',
    'Photo / Reuters',
    'photo Getty Images',
    'Stand der Dinge',
    '続きを読む',
    'اقرأ المزيد عن المرفأ',
    'The wall was mended before winter, the mayor said.',
    '',
    '“source” ‘link’',
    'sou\u00adrce link',
  ]

  const FILLINGS: Record<string, string> = {
    n: '5',
    name: 'Jane Doe',
    names: 'Jane Doe',
    date: '12 May 2020',
    time: '10:30',
    agency: 'Reuters',
    url: 'example.org',
    any: 'old wall',
    words: 'old wall',
  }

  /** A line that a phrase fits: the first of each choice, every slot filled. */
  function say(phrase: string): string {
    const choice = /\(([^()[\]|]*)\|[^()[\]]*\)|\[([^()[\]|]*)[^()[\]]*\]/.exec(phrase)
    if (choice) return say(phrase.replace(choice[0], choice[1] ?? choice[2] ?? ''))
    return phrase
      .replace(/\{([a-z]+)\}/g, (slot, name: string) => FILLINGS[name] ?? slot)
      .replace(/^…|…$/g, ' harbour ')
  }

  /** Every phrase is tried on every line, at every word. */
  function expectHits(lines: readonly string[], used: readonly PhrasePack[], ending = '\n'): void {
    const table = compilePhrases(used)
    const document = new Document(lines.join(ending), table)
    const found = document.hits
      .filter(({phrase}) => !phrase.follows)
      .map(({line, phrase}) => `${line.index} ${phrase.lang} ${phrase.rule} ${phrase.source}`)
    const wanted: string[] = []
    const count = used.reduce((sum, pack) => sum + pack.phrases.length, 0)
    for (const [index, text] of linesOf(lines.join(ending)).entries()) {
      const where = {text, tokens: tokenize(text), start: true, end: true, taken: new Map()}
      for (let owner = 0; owner < count; owner++) {
        const phrase = table.phrase(owner)
        // Such a phrase depends on the line above it.
        if (phrase.follows) continue
        const ends = phrase.atStart || phrase.atEnd ? [0] : where.tokens.map((token) => token.end)
        if (ends.some((end) => matchPhrase(phrase, where, () => end)))
          wanted.push(`${index} ${phrase.lang} ${phrase.rule} ${phrase.source}`)
      }
    }
    expect([...new Set(found)].sort()).toEqual([...new Set(wanted)].sort())
  }

  it('are found where a search without keys finds them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(...LINES),
            text.map((sample) => linesOf(sample)[0] ?? ''),
          ),
          {maxLength: 12},
        ),
        fc.constantFrom('\n', '\r\n', '\r'),
        (lines, ending) => expectHits(lines, own, ending),
      ),
      {numRuns: 200},
    )
  })

  it('of the rules are found as well', () => {
    const plain = prepared.packs.map(({rule, lang, lines}): PhrasePack => ({rule, lang, phrases: lines.split('\n')}))
    const lines = plain.flatMap(({phrases}) => phrases.filter((_, index) => index % 16 === 0).map(say))
    expectHits([...lines, ...LINES], plain)
  })

  it('come with the place of their words', () => {
    const document = new Document('They came “with the Agencies” of it\n🙂 source link', compilePhrases(own))
    expect(document.hits.map(({line, start, end}) => line.text.slice(start, end))).toEqual([
      'with the Agencies',
      'source link',
    ])
  })

  it('stand in long lines too', () => {
    const filler = 'Der Hafen é 🙂 liegt im Süden. '.repeat(2000)
    const line = `Read more: ${filler}with the agencies ${filler}Jane Doe contributed to this report`
    const {hits} = new Document(line, compilePhrases(own))
    expect(hits.map((hit) => hit.line.text.slice(hit.start, hit.end))).toEqual([
      'Read more',
      'with the agencies',
      'contributed to this report',
    ])
  })

  it('are found once where they overlap themselves', () => {
    const {hits} = new Document('with the agencies with the agencies', compilePhrases(own))
    expect(hits.map(({start, end}) => [start, end])).toEqual([
      [0, 17],
      [18, 35],
    ])
  })
})
