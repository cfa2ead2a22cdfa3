import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {phrases as prepared} from '../rules/packs.ts'
import {Document, fillsLine, type Hit, startsLine} from '../src/text/document.ts'
import {type Token, tokenize} from '../src/text/fold.ts'
import {compilePhrases, type PhrasePack} from '../src/text/phrases.ts'
import {SLOTS} from '../src/text/slots.ts'
import {AGENCIES} from '../src/text/vocabulary.ts'

function packOf(...phrases: string[]): PhrasePack {
  return {rule: 'own', lang: 'en', phrases}
}

/** What a phrase matches in a line, undefined where it does not. */
function matchOf(phrase: string, line: string): string | undefined {
  const [hit] = new Document(line, compilePhrases([packOf(phrase)])).hits
  return hit && line.slice(hit.start, hit.end)
}

interface Examples {
  phrase: string
  on: Record<string, string>
  off: string[]
}

// Lines that match, with what is matched, and lines that do not.
const SYNTAX: Record<string, Examples> = {
  'a phrase is the whole line': {
    phrase: 'source link',
    on: {
      'source link': 'source link',
      '  Source Link. ': 'Source Link',
      '“SOURCE   LINK”': 'SOURCE   LINK',
      'source-link': 'source-link',
      '→ source link ←': 'source link',
    },
    off: ['a source link', 'source link here', 'source', 'link source', 'sourcelink', '', 'source\nlink'],
  },
  'an ellipsis at its end opens it there': {
    phrase: 'read more…',
    on: {'Read more': 'Read more', 'Read more about the harbour': 'Read more', '“Read more,” he said': 'Read more'},
    off: ['To read more', 'Read', 'read moreover'],
  },
  'an ellipsis at its start opens it there': {
    phrase: '…contributed to this report',
    on: {
      'contributed to this report': 'contributed to this report',
      'Jane Doe contributed to this report.': 'contributed to this report',
    },
    off: ['He contributed to this report in May', 'contributed to this'],
  },
  'two ellipses let it stand anywhere': {
    phrase: '…with the agencies…',
    on: {'with the agencies': 'with the agencies', 'Work with the Agencies goes on': 'with the Agencies'},
    off: ['with agencies', 'with all the agencies'],
  },
  'a bar separates alternatives': {
    phrase: 'leave a (reply|short comment|note)',
    on: {
      'leave a reply': 'leave a reply',
      'Leave a short comment': 'Leave a short comment',
      'leave a note': 'leave a note',
    },
    off: ['leave a', 'leave a comment', 'leave a reply note'],
  },
  'alternatives may nest': {
    phrase: '(read|see) ((our|the) story|more)',
    on: {'read our story': 'read our story', 'see more': 'see more', 'see the story': 'see the story'},
    off: ['read our more', 'see story', 'our story'],
  },
  'brackets enclose what may be missing': {
    phrase: '[please] leave a reply [(here|below)]',
    on: {
      'leave a reply': 'leave a reply',
      'Please leave a reply below': 'Please leave a reply below',
      'leave a reply here': 'leave a reply here',
    },
    off: ['please please leave a reply', 'leave a reply here below'],
  },
  'a capital letter asks for its spelling': {
    phrase: 'AP',
    on: {AP: 'AP', '(AP)': 'AP'},
    off: ['ap', 'Ap', 'A.P.', 'AP AP'],
  },
  'small letters fit any case': {
    phrase: 'más noticias',
    on: {'Mas Noticias': 'Mas Noticias', 'MÁS NOTICIAS': 'MÁS NOTICIAS'},
    off: ['mas noticia'],
  },
  'only words with a capital keep it': {
    phrase: 'photo by Reuters',
    on: {'Photo By Reuters': 'Photo By Reuters', 'PHOTO BY Reuters': 'PHOTO BY Reuters'},
    off: ['photo by reuters', 'photo by REUTERS'],
  },
  'a written colon has to be there': {
    phrase: 'read more:…',
    on: {
      'Read more: the harbour': 'Read more',
      'READ MORE : the harbour': 'READ MORE',
      'Read more： the harbour': 'Read more',
      'read more:': 'read more',
    },
    off: ['Read more about it', 'Read: more', ': read more', 'Read more – the harbour'],
  },
  'a written slash has to be there': {
    phrase: 'photo / Reuters',
    on: {'Photo/Reuters': 'Photo/Reuters', 'photo ／ Reuters': 'photo ／ Reuters'},
    off: ['photo Reuters', 'photo | Reuters', '/ photo Reuters'],
  },
  'written brackets have to be there': {
    phrase: 'wall (archive)',
    on: {'wall (archive)': 'wall (archive', 'wall（archive）': 'wall（archive', 'Wall ( Archive ) ': 'Wall ( Archive'},
    off: ['wall archive', 'wall (archive', 'wall archive)'],
  },
  'a mark may open the line': {
    phrase: '> more news',
    on: {'> More news': 'More news', '>> more news': 'more news'},
    off: ['more news', 'more > news'],
  },
  'a character of a script without spaces is a word': {
    phrase: '続きを読む',
    on: {続きを読む: '続きを読む', '【続きを 読む】': '続きを 読む'},
    off: ['続きを', 'この続きを読む'],
  },
  'Arabic vowel signs do not count': {
    phrase: 'اقرأ المزيد…',
    on: {'اقرأ المزيد عن المرفأ': 'اقرأ المزيد', 'اقْرأ المَزيد': 'اقْرأ المَزيد'},
    off: ['المزيد اقرأ'],
  },
  'a number is itself': {
    phrase: 'top 10 stories',
    on: {'Top 10 Stories': 'Top 10 Stories'},
    off: ['top 12 stories', 'top ten stories'],
  },
  'apostrophes do not count': {
    phrase: "don't miss",
    on: {'Don’t miss': 'Don’t miss', 'dont miss': 'dont miss', 'DON’T MISS': 'DON’T MISS'},
    off: ['don t miss', 'do not miss'],
  },
}

describe('the syntax of phrases', () => {
  it.each(Object.entries(SYNTAX))('%s', (_, {phrase, on, off}) => {
    expect(Object.fromEntries(Object.keys(on).map((line) => [line, matchOf(phrase, line)]))).toEqual(on)
    expect(off.filter((line) => matchOf(phrase, line) !== undefined)).toEqual([])
  })

  it.each([
    ['{nome} min read', /unknown slot \{nome\}.*known: n, name/i],
    ['{any}', /nothing to look for/],
    ['…{words} {name}…', /nothing to look for/],
    ['', /nothing to look for/],
    ['—', /nothing to look for/],
    [':', /nothing to look for/],
  ])('%j is an error', (phrase, message) => {
    expect(() => compilePhrases([packOf(phrase)])).toThrow(message)
    expect(() => compilePhrases([packOf(phrase)])).toThrow(`"${phrase}"`)
  })

  it('an error names the rule', () => {
    expect(() => compilePhrases([packOf('{any}')])).toThrow('of own')
  })

  it('all packs of the rules are well formed', () => {
    const plain = prepared.packs.map(({rule, lang, lines}): PhrasePack => ({rule, lang, phrases: lines.split('\n')}))
    const table = compilePhrases(plain)
    const count = plain.reduce((sum, {phrases}) => sum + phrases.length, 0)
    for (let owner = 0; owner < count; owner++)
      expect(table.phrase(owner).parts.length, table.phrase(owner).source).toBeGreaterThan(0)
    const unbalanced = plain
      .flatMap(({phrases}) => phrases)
      .filter(
        (phrase) =>
          phrase.split('[').length !== phrase.split(']').length ||
          phrase.split('{').length !== phrase.split('}').length,
      )
    expect(unbalanced).toEqual([])
  })

  it('keys made ahead find what keys made at once find', () => {
    const plain = compilePhrases(
      prepared.packs.map(({rule, lang, lines}) => ({rule, lang, phrases: lines.split('\n')})),
    )
    const lines = prepared.packs
      .flatMap(({lines}) => lines.split('\n').slice(0, 5))
      .map((phrase) => phrase.replace(/\{[a-z]+\}/g, 'Reuters').replace(/[|[\]()…]/g, ' '))
    const hitsIn = (table: ReturnType<typeof compilePhrases>): string[] =>
      new Document(lines.join('\n'), table).hits.map(
        ({line, phrase, start, end}) => `${line.index} ${phrase.rule} ${phrase.source} ${start} ${end}`,
      )
    expect(hitsIn(compilePhrases([], prepared))).toEqual(hitsIn(plain))
  })
})

describe('a phrase that follows', () => {
  const table = compilePhrases([
    packOf('leave a reply', '~ name', '~ email'),
    {rule: 'other', lang: 'en', phrases: ['source link']},
  ])
  const linesOf = (...lines: string[]): string[] =>
    new Document(lines.join('\n'), table).hits.map(({line}) => line.text)

  it('counts under another line of its rule', () => {
    expect(linesOf('Leave a reply', 'Name', '', ' ', 'Email', 'Name')).toEqual([
      'Leave a reply',
      'Name',
      'Email',
      'Name',
    ])
  })

  it('counts nowhere else', () => {
    expect(linesOf('Name', 'Leave a reply')).toEqual(['Leave a reply'])
    expect(linesOf('Leave a reply', 'The harbour', 'Name')).toEqual(['Leave a reply'])
    expect(linesOf('Source link', 'Name')).toEqual(['Source link'])
    expect(linesOf('Leave a reply', 'Name of the harbour')).toEqual(['Leave a reply'])
  })
})

describe('where a phrase stands', () => {
  const hitOf = (phrase: string, line: string): Hit =>
    new Document(line, compilePhrases([packOf(phrase)])).hits[0] as Hit

  it.each([
    ['source link', '— Source link —', true, true],
    ['read more…', 'Read more', true, true],
    ['read more…', 'Read more here', true, false],
    ['…this report', 'He wrote this report', false, false],
    ['…of it…', 'Of it and all', true, false],
  ] as const)('%j in %j', (phrase, line, starts, fills) => {
    const hit = hitOf(phrase, line)
    expect([startsLine(hit), fillsLine(hit)]).toEqual([starts, fills])
  })
})

describe('slots', () => {
  const EXAMPLES: Record<string, {on: string[]; off: string[]}> = {
    n: {
      on: ['5', '12', '1,200', '1.200', '1 200', '1’200', '3k', '3 K', '2.5M'],
      off: ['five', 'x2', '2nd', '5 minutes', 'a 5', '1 2 3 4'],
    },
    name: {
      on: [
        'Jane',
        'Jane Doe',
        'J. R. Doe',
        'Jane Doe-Roe',
        'Ludwig van Beethoven',
        'O’Neil',
        'Álvaro Núñez',
        '김민수 기자',
        'جين دو',
      ],
      off: [
        'jane',
        'Jane and John',
        'Jane, John',
        'the harbour',
        'Jane van',
        'van Beethoven',
        'Jane | Doe',
        'A B C D E F',
      ],
    },
    names: {
      on: [
        'Jane Doe',
        'Jane Doe and John Roe',
        'Jane Doe, John Roe in Paris',
        'Jane Doe & Ali bin Said',
        'Anna Gómez y Luis Pérez',
        '山田, 鈴木',
      ],
      off: ['the mayor', 'Jane Doe wrote', 'Jane Doe and', 'and Jane Doe', 'Jane Doe | John Roe', 'Jane: John'],
    },
    date: {
      on: [
        '12 May 2020',
        'May 12, 2020',
        '2020-05-12',
        '12.05.2020',
        '12/05/20',
        'Tuesday, May 12th, 2020',
        '12. Mai 2020',
        '12 de mayo de 2020',
        '12 мая 2020 г.',
        '2020年5月12日',
        '12 mars',
      ],
      off: ['May', 'Tuesday', '12 harbours', 'in 2020 he', 'yesterday', 'twelve May'],
    },
    time: {
      on: ['10:30', '9:05 am', '9.05 p.m.', '10h30', '23:59:59', '10:30 GMT', '10:30 AM EST'],
      off: ['10', '10:3', 'half past ten', '1030', '10:30 harbour', '100:30'],
    },
    agency: {
      on: ['AP', 'Reuters', 'Getty Images', 'Agence France-Presse', 'Associated Press', '新华社', 'РИА Новости'],
      off: ['ap', 'Jane Doe', 'Harbour Press', 'Getty Pictures', 'getty images'],
    },
    url: {
      on: [
        'example.org',
        'https://example.org/a/b?c=d',
        'www.example.co.uk',
        'http://example.org',
        'example.org/a-b_c.html',
        'münchen.de',
      ],
      off: ['example', 'https://', 'example.org and more', 'e.g', 'http//example.org', 'mail@example.org'],
    },
    any: {on: ['one', 'one two three', 'One, two', 'a b c d e f'], off: ['a b c d e f g', 'One. Two', 'Why? Two']},
    handle: {on: ['s.kovacs.p', 'ferry_news'], off: ['the ferry', 'Ferry News']},
    network: {on: ['Twitter', 'instagram', 'YouTube'], off: ['Ferry', 'Twitter page']},
    credit: {
      on: [
        'Jane Doe',
        'jane.doe',
        '@jane_doe',
        'Jane Doe via Getty Images',
        'J. R. Doe',
        'Museum of the Town',
        'Álvaro Núñez, EFE',
      ],
      off: ['the harbour at dawn', 'Jane Doe. The wall', 'Jane said that the wall was old', 'Jane! Doe and Roe'],
    },
    words: {on: ['one', 'One. Two! Three', 'a '.repeat(24).trim()], off: ['a '.repeat(25).trim()]},
  }

  it('have examples', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual([...SLOTS.keys()].sort())
  })

  it.each(Object.entries(EXAMPLES))('{%s}', (name, {on, off}) => {
    for (const phrase of [`by {${name}} here`, `by {${name}}`, `{${name}} here`]) {
      const lineOf = (filling: string): string => phrase.replace(`{${name}}`, () => filling)
      expect(
        on.filter((filling) => matchOf(phrase, lineOf(filling)) === undefined),
        phrase,
      ).toEqual([])
      expect(
        off.filter((filling) => matchOf(phrase, lineOf(filling)) !== undefined),
        phrase,
      ).toEqual([])
    }
    expect(matchOf(`by {${name}} here`, 'by here')).toBeUndefined()
  })

  // A Han character is a word, and `{name}` wants a space or a dot between two words; `{names}` does not.
  it('{name} takes a name in Han characters', () => {
    expect(matchOf('文 {name}', '文 山田太郎')).toBeDefined()
  })

  it('{agency} takes every agency of its list', () => {
    expect(
      AGENCIES.filter(
        (agency) =>
          matchOf('photo {agency}', `photo ${agency}`) !== `photo ${agency}` ||
          matchOf('…{agency}', `The harbour ${agency}`) !== agency,
      ),
    ).toEqual([])
  })

  it('give back what the rest needs', () => {
    expect(matchOf('by {names} in Paris', 'by Jane Doe in Lyon and John Roe in Paris')).toBeDefined()
    expect(matchOf('{words} said {words} said', 'he said she said he said')).toBeDefined()
    expect(matchOf('…{words} said', 'this is what she said')).toBe('this is what she said')
  })

  // Sizes are kept by place times direction, so that place 0 is the same in both.
  it('are read in both directions', () => {
    const found = (line: string, ...phrases: string[]): string[] =>
      new Document(line, compilePhrases([packOf(...phrases)])).hits.map(({phrase}) => phrase.source)
    expect(found('AP photo', '…{agency} {agency} photo', '{agency} photo')).toEqual(['{agency} photo'])
    expect(found('AP photo', '{agency} photo', '…{agency} {agency} photo')).toEqual(['{agency} photo'])
    expect(found('AP Reuters photo', '{agency} photo', '…{agency} {agency} photo')).toEqual([
      '…{agency} {agency} photo',
    ])
  })

  it('with a closed list are found by its words', () => {
    expect(matchOf('…{agency}', 'The harbour at dawn. Getty Images')).toBe('Getty Images')
    expect(matchOf('{agency}', 'Reuters')).toBe('Reuters')
    expect(matchOf('…({agency})…', 'PARIS (AP) — The harbour')).toBe('AP')
  })
})

// Phrases made at random, read by sets of places instead of words and keys.
type Node = {word: string} | {mark: string} | {slot: 'n'} | {choice: Node[][]; optional: boolean}

const WORDS = ['alpha', 'beta', 'gamma', 'the', 'of']
const leaf: fc.Arbitrary<Node> = fc.oneof(
  {weight: 6, arbitrary: fc.constantFrom(...WORDS).map((word) => ({word}))},
  {weight: 1, arbitrary: fc.constantFrom(':', '/').map((mark) => ({mark}))},
  {weight: 1, arbitrary: fc.constant({slot: 'n'} as const)},
)
const {node} = fc.letrec<{node: Node}>((tie) => ({
  node: fc.oneof(
    {maxDepth: 2, withCrossShrink: true},
    {weight: 4, arbitrary: leaf},
    {
      weight: 1,
      arbitrary: fc.record({
        choice: fc.array(fc.array(tie('node'), {minLength: 1, maxLength: 3}), {minLength: 2, maxLength: 3}),
        optional: fc.constant(false),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        choice: fc.array(fc.array(tie('node'), {minLength: 1, maxLength: 2}), {minLength: 1, maxLength: 2}),
        optional: fc.constant(true),
      }),
    },
  ),
}))

function write(nodes: readonly Node[]): string {
  return nodes
    .map((piece) => {
      if ('word' in piece) return piece.word
      if ('mark' in piece) return piece.mark
      if ('slot' in piece) return '{n}'
      const body = piece.choice.map(write).join('|')
      return piece.optional ? `[${body}]` : `(${body})`
    })
    .join(' ')
}

function endsOf(
  nodes: readonly Node[],
  line: string,
  tokens: readonly Token[],
  from: ReadonlySet<number>,
): Set<number> {
  let places = new Set(from)
  for (const piece of nodes) {
    const next = new Set<number>()
    for (const at of places) {
      if ('word' in piece) {
        if (tokens[at]?.fold === piece.word) next.add(at + 1)
      } else if ('mark' in piece) {
        if (line.slice(tokens[at - 1]?.end ?? 0, tokens[at]?.start ?? line.length).includes(piece.mark)) next.add(at)
      } else if ('slot' in piece) {
        for (let size = 1; size <= 3 && at + size <= tokens.length; size++)
          if (/^\d[\d ,]*$/.test(line.slice(tokens[at]?.start, tokens[at + size - 1]?.end))) next.add(at + size)
      } else {
        if (piece.optional) next.add(at)
        for (const choice of piece.choice) for (const end of endsOf(choice, line, tokens, new Set([at]))) next.add(end)
      }
    }
    places = next
  }
  return places
}

function isFound(nodes: readonly Node[], atStart: boolean, atEnd: boolean, line: string): boolean {
  const tokens = tokenize(line)
  for (let start = 0; start < (atStart ? 1 : tokens.length); start++) {
    const ends = endsOf(nodes, line, tokens, new Set([start]))
    if ([...ends].some((end) => end > start && (!atEnd || end === tokens.length))) return true
  }
  return false
}

describe('phrases made at random', () => {
  const word = fc.oneof(
    {weight: 5, arbitrary: fc.constantFrom(...WORDS)},
    {weight: 1, arbitrary: fc.constantFrom('delta', '5', '12', '1,200')},
  )
  const line = fc
    .array(fc.tuple(word, fc.constantFrom(' ', ' ', ' ', ': ', '/', ' - ')), {maxLength: 9})
    .map((pieces) => pieces.flat().join(''))

  it('are found exactly where they stand', () => {
    fc.assert(
      fc.property(
        fc.array(node, {minLength: 1, maxLength: 4}),
        fc.boolean(),
        fc.boolean(),
        fc.array(line, {minLength: 1, maxLength: 8}),
        (nodes, atStart, atEnd, lines) => {
          const phrase = `${atStart ? '' : '…'}${write(nodes)}${atEnd ? '' : '…'}`
          let table: ReturnType<typeof compilePhrases>
          try {
            table = compilePhrases([packOf(phrase)])
          } catch (error) {
            expect(String(error)).toContain('nothing to look for')
            return
          }
          const found = new Set(new Document(lines.join('\n'), table).hits.map((hit) => hit.line.index))
          expect([...found], phrase).toEqual(
            lines.flatMap((sample, index) => (isFound(nodes, atStart, atEnd, sample) ? [index] : [])),
          )
        },
      ),
      {numRuns: 3000},
    )
  })
})
