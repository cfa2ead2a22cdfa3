import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {type ActiveRule, type Finding, lint} from '../src/lint/linter.ts'
import {applyChanges, type Change, changesOf, composeChanges, originalPlace} from '../src/repair/edits.ts'
import {fix} from '../src/repair/fix.ts'
import {defineRule, type Rule, type Safety} from '../src/rule/define.ts'
import {Document} from '../src/text/document.ts'
import {Mark} from '../src/text/marks.ts'
import {compilePhrases} from '../src/text/phrases.ts'
import {decode, encode} from '../src/text/utf8.ts'

const NO_PHRASES = compilePhrases([])
const documentOf = (text: string): Document => new Document(text, NO_PHRASES)

/** Changes of a text of some length, in order, apart or touching. */
function changesFor(length: number): fc.Arbitrary<Change[]> {
  const change = fc.record({
    skip: fc.nat(4),
    size: fc.nat(4),
    text: fc.string({unit: 'grapheme-ascii', maxLength: 3}),
    rule: fc.constantFrom('a', 'b', 'c'),
  })
  return fc.array(change, {maxLength: 6}).map((drafts) => {
    const changes: Change[] = []
    let at = 0
    for (const {skip, size, text, rule} of drafts) {
      const start = at + skip
      const last = changes.at(-1)
      // Two changes of nothing at one place have no order.
      const isTied = last !== undefined && last.start === start && size === 0
      if (start + size > length || (size === 0 && text === '') || isTied) continue
      changes.push({start, end: start + size, bytes: encode(text), rules: [rule]})
      at = start + size
    }
    return changes
  })
}

const original = fc.string({unit: 'grapheme-ascii', maxLength: 24})
const twoPasses = original.chain((text) =>
  changesFor(text.length).chain((first) => {
    const middle = applyChanges(encode(text), first)
    return changesFor(middle.length).map((second) => ({text, first, middle, second}))
  }),
)

/** Bytes that know where they come from, -1 where a change put them. */
function trace(origins: readonly number[], changes: readonly Change[]): number[] {
  const result: number[] = []
  for (let at = 0; at <= origins.length; at++) {
    for (const change of changes) if (change.start === at) result.push(...[...change.bytes].map(() => -1))
    if (at < origins.length && !changes.some(({start, end}) => start <= at && at < end))
      result.push(origins[at] as number)
  }
  return result
}

const places = (length: number): number[] => Array.from({length}, (_, index) => index)

function expectInOrder(changes: readonly Change[], length: number): void {
  let last = 0
  for (const {start, end} of changes) {
    expect(start).toBeGreaterThanOrEqual(last)
    expect(end).toBeGreaterThanOrEqual(start)
    last = end
  }
  expect(last).toBeLessThanOrEqual(length)
}

describe('applying changes', () => {
  it('replaces what they name and nothing else', () => {
    fc.assert(
      fc.property(
        original.chain((text) => fc.tuple(fc.constant(text), changesFor(text.length))),
        ([text, changes]) => {
          const pieces = [...text] as string[]
          const expected = places(text.length + 1)
            .map((at) => {
              const put = changes.filter((change) => change.start === at).map(({bytes}) => decode(bytes))
              return put.join('') + (changes.some(({start, end}) => start <= at && at < end) ? '' : (pieces[at] ?? ''))
            })
            .join('')
          expect(decode(applyChanges(encode(text), changes))).toBe(expected)
        },
      ),
    )
  })

  it('leaves its argument alone', () => {
    const bytes = encode('harbour')
    applyChanges(bytes, [{start: 0, end: 3, bytes: encode('x'), rules: []}])
    expect(decode(bytes)).toBe('harbour')
  })
})

describe('joining the changes of two passes', () => {
  it('gives the text of both', () => {
    fc.assert(
      fc.property(twoPasses, ({text, first, middle, second}) => {
        const joined = composeChanges(first, middle, second)
        expectInOrder(joined, text.length)
        expect(decode(applyChanges(encode(text), joined))).toBe(decode(applyChanges(middle, second)))
      }),
      {numRuns: 2000},
    )
  })

  it('keeps every byte out of the changes that neither pass touched', () => {
    fc.assert(
      fc.property(twoPasses, ({text, first, middle, second}) => {
        const kept = trace(trace(places(text.length), first), second).filter((origin) => origin >= 0)
        const joined = composeChanges(first, middle, second)
        expect(places(text.length).filter((at) => !joined.some(({start, end}) => start <= at && at < end))).toEqual(
          kept,
        )
      }),
      {numRuns: 2000},
    )
  })

  it('loses no rule and adds none', () => {
    fc.assert(
      fc.property(twoPasses, ({first, middle, second}) => {
        const joined = composeChanges(first, middle, second)
        const names = (changes: readonly Change[]): string[] => [...new Set(changes.flatMap(({rules}) => rules))].sort()
        expect(names(joined)).toEqual(names([...first, ...second]))
        for (const {rules} of joined) expect(rules).toEqual([...new Set(rules)].sort())
      }),
    )
  })

  it('works for any number of passes', () => {
    fc.assert(
      fc.property(original, fc.array(fc.infiniteStream(fc.nat(5)), {minLength: 3, maxLength: 5}), (text, streams) => {
        let bytes = encode(text)
        let all: Change[] = []
        for (const [index, stream] of streams.entries()) {
          const [skip = 0, size = 0, added = 0] = [...stream.take(3)]
          if (skip + size > bytes.length || size + added === 0) continue
          const changes: Change[] = [
            {start: skip, end: skip + size, bytes: encode(String(index).repeat(added)), rules: ['a']},
          ]
          all = composeChanges(all, bytes, changes)
          bytes = applyChanges(bytes, changes)
        }
        expectInOrder(all, text.length)
        expect(decode(applyChanges(encode(text), all))).toBe(decode(bytes))
      }),
    )
  })

  it('merges what touches', () => {
    const first: Change[] = [{start: 2, end: 4, bytes: encode('X'), rules: ['b']}]
    const middle = applyChanges(encode('abcdefgh'), first)
    expect(composeChanges(first, middle, [{start: 1, end: 3, bytes: encode(''), rules: ['a']}])).toEqual([
      {start: 1, end: 4, bytes: encode(''), rules: ['a', 'b']},
    ])
  })
})

describe('places of the original', () => {
  it('are those the bytes came from, or the change that put them', () => {
    fc.assert(
      fc.property(
        original.chain((text) => fc.tuple(fc.constant(text), changesFor(text.length))),
        ([text, changes]) => {
          const place = originalPlace(changes)
          const origins = trace(places(text.length), changes)
          for (const [at, origin] of origins.entries()) {
            if (origin >= 0) expect(place(at), `place ${at}`).toBe(origin)
            else
              expect(
                changes.some((change) => change.bytes.length > 0 && change.start === place(at)),
                `place ${at}`,
              ).toBe(true)
          }
          expect(place(origins.length)).toBe(text.length)
        },
      ),
      {numRuns: 1000},
    )
  })
})

/** A finding about a line, to be removed. */
function removal(document: Document, index: number, ruleId = 'a', keeps?: number): Finding {
  const {start, end} = document.line(index)
  return {
    start,
    end,
    ruleId,
    severity: 'warning',
    reason: '',
    fix: 'safe',
    edits: [],
    remove: true,
    ...(keeps !== undefined && {keeps}),
  }
}

function withoutLines(text: string, lines: readonly number[]): string {
  const document = documentOf(text)
  const {changes} = changesOf(
    document,
    lines.map((index) => removal(document, index)),
  )
  expectInOrder(changes, document.bytes.length)
  return decode(applyChanges(document.bytes, changes))
}

/** Lines go with their gap, told line by line: each gap keeps the longer run of its blank lines. */
function withoutLinesSlowly(text: string, removed: readonly number[], ending: string): string {
  const endsWithBreak = text.endsWith(ending)
  const lines = text.split(ending)
  if (lines.length > 1 && endsWithBreak) lines.pop()
  const isBlank = (index: number): boolean => lines[index]?.trim() === ''
  const result: string[] = []
  for (let index = 0; index < lines.length; ) {
    let to = index
    while (to < lines.length && (isBlank(to) || removed.includes(to))) to++
    if (to === index) {
      result.push(lines[index++] as string)
      continue
    }
    const group = places(lines.length).slice(index, to)
    const gone = group.filter((line) => removed.includes(line))
    if (gone.length === 0) result.push(...lines.slice(index, to))
    else if (index > 0 && to < lines.length) {
      const above = lines.slice(index, gone[0])
      const below = lines.slice((gone.at(-1) as number) + 1, to)
      result.push(...(below.length > above.length ? below : above))
    }
    index = to
  }
  return result.length === 0 ? '' : result.join(ending) + (endsWithBreak ? ending : '')
}

describe('removing lines', () => {
  it.each([
    ['one of a block', 'a\nb\nc\n', [1], 'a\nc\n'],
    ['a block in the middle', 'a\n\nb\n\nc\n', [2], 'a\n\nc\n'],
    ['a block over a longer gap', 'a\n\nb\n\n\nc\n', [2], 'a\n\n\nc\n'],
    ['a block under a longer gap', 'a\n\n\nb\n\nc\n', [3], 'a\n\n\nc\n'],
    ['a block with no gap below', 'a\n\nb\nc\n', [2], 'a\n\nc\n'],
    ['a block with no gap above', 'a\nb\n\nc\n', [1], 'a\n\nc\n'],
    ['the first block', 'a\n\nb\n', [0], 'b\n'],
    ['the first line', 'a\nb\n', [0], 'b\n'],
    ['the first block under blank lines', '\n\na\n\nb\n', [2], 'b\n'],
    ['the last block', 'a\n\nb\n', [2], 'a\n'],
    ['the last block without a break', 'a\n\nb', [2], 'a'],
    ['the last line without a break', 'a\nb', [1], 'a'],
    ['the last block over blank lines', 'a\n\nb\n\n\n', [2], 'a\n'],
    ['neighbours', 'a\nb\nc\nd\n', [1, 2], 'a\nd\n'],
    ['neighbours over a gap', 'a\n\nb\n\n\n\nc\n\nd\n', [2, 6], 'a\n\nd\n'],
    ['two that are apart', 'a\n\nb\n\nc\n\nd\n\ne\n', [2, 6], 'a\n\nc\n\ne\n'],
    ['all', 'a\n\nb\n', [0, 2], ''],
    ['the only one', 'a', [0], ''],
    ['with CRLF', 'a\r\n\r\nb\r\n\r\nc\r\n', [2], 'a\r\n\r\nc\r\n'],
    ['with CR at the end', 'a\r\rb', [2], 'a'],
    ['beside lines of odd spaces', 'a\n \u00a0\nb\n\t\nc', [2], 'a\n \u00a0\nc'],
  ] as const)('%s', (_, text, lines, expected) => {
    expect(withoutLines(text, lines)).toBe(expected)
  })

  it('closes gaps as a slow reading does', () => {
    const line = fc.constantFrom('', '', ' ', 'a', 'b', 'é', '東京')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.boolean()), {minLength: 1, maxLength: 14}),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (lines, ending, endsWithBreak) => {
          const text = lines.map(([content]) => content).join(ending) + (endsWithBreak ? ending : '')
          const removed = lines.flatMap(([content, goes], index) => (goes && content.trim() !== '' ? [index] : []))
          expect(withoutLines(text, removed)).toBe(
            removed.length === 0 ? text : withoutLinesSlowly(text, removed, ending),
          )
        },
      ),
      {numRuns: 3000},
    )
  })

  it('removes a line once that several rules want to go', () => {
    const document = documentOf('a\n\nb\n\nc\n')
    const {changes, applied} = changesOf(document, [removal(document, 2, 'y'), removal(document, 2, 'x')])
    expect(changes).toEqual([{start: 3, end: 6, bytes: encode(''), rules: ['x', 'y']}])
    expect(applied).toHaveLength(2)
  })

  it('removes all lines that a finding spans', () => {
    const document = documentOf('a\nb\nc\nd\n')
    const {changes} = changesOf(document, [{...removal(document, 1), end: document.line(2).end}])
    expect(decode(applyChanges(document.bytes, changes))).toBe('a\nd\n')
  })
})

describe('removals that name a copy', () => {
  /** Lines that stay; findings as [line, copy that stays]. */
  function left(text: string, findings: readonly (readonly [line: number, keeps?: number])[]): string {
    const document = documentOf(text)
    const {changes} = changesOf(
      document,
      findings.map(([line, keeps]) => removal(document, line, keeps === undefined ? 'own' : 'copy', keeps)),
    )
    return decode(applyChanges(document.bytes, changes))
  }
  const TWINS = 'one\nsame\nsame\nend\n'

  it('take the one and leave the other', () => {
    expect(left(TWINS, [[2, 1]])).toBe('one\nsame\nend\n')
    expect(left(TWINS, [[1, 2]])).toBe('one\nsame\nend\n')
  })

  it('never take both, whoever comes first', () => {
    expect(
      left(TWINS, [
        [1, 2],
        [2, 1],
      ]),
    ).toBe('one\nsame\nend\n')
    expect(
      left(TWINS, [
        [2, 1],
        [1, 2],
      ]),
    ).toBe('one\nsame\nend\n')
  })

  it('never go round in a ring', () => {
    expect(
      left('same\nsame\nsame\n', [
        [0, 1],
        [1, 2],
        [2, 0],
      ]).split('same').length - 1,
    ).toBeGreaterThan(0)
    expect(
      left('same\nsame\nsame\nend\n', [
        [1, 0],
        [2, 1],
      ]),
    ).toBe('same\nsame\nend\n')
  })

  it('take both where the copy is junk of its own and reads the same', () => {
    expect(left(TWINS, [[1], [2, 1]])).toBe('one\nend\n')
    expect(left('one\n“Same.”\nsame\nend\n', [[1], [2, 1]])).toBe('one\nend\n')
  })

  it('wait where the copy is junk of its own and says more', () => {
    expect(left('one\nsame and more\nsame\nend\n', [[1], [2, 1]])).toBe('one\nsame\nend\n')
  })

  it('stand where one line is junk of its own and a copy at once', () => {
    expect(left(TWINS, [[2], [2, 1]])).toBe('one\nsame\nend\n')
  })

  it('leave a copy of everything, however they are mixed', () => {
    const line = fc.nat(5)
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('same', 'other', 'same and more'), {minLength: 6, maxLength: 6}),
        fc.array(fc.tuple(line, fc.option(line)), {maxLength: 8}),
        (lines, drafts) => {
          const document = documentOf(lines.join('\n'))
          const findings = drafts.flatMap(([at, keeps]) =>
            keeps === at ? [] : [removal(document, at, 'a', keeps ?? undefined)],
          )
          const {applied} = changesOf(document, findings)
          const lineOf = ({start}: Finding): number =>
            lines.findIndex((_, index) => document.line(index).start === start)
          const own = new Set(findings.filter(({keeps}) => keeps === undefined).map(lineOf))
          const gone = new Set(applied.map(lineOf))
          for (const finding of applied) {
            if (finding.keeps === undefined || !gone.has(finding.keeps)) continue
            expect(own.has(finding.keeps)).toBe(true)
            expect(lines[finding.keeps]).toBe(lines[lineOf(finding)])
          }
          for (const index of own) expect(gone.has(index)).toBe(true)
        },
      ),
      {numRuns: 2000},
    )
  })
})

describe('replacing', () => {
  function finding(
    ruleId: string,
    ...edits: readonly (readonly [start: number, end: number, text: string])[]
  ): Finding {
    const [start, end] = [Math.min(...edits.map((edit) => edit[0])), Math.max(...edits.map((edit) => edit[1]))]
    return {
      start,
      end,
      ruleId,
      severity: 'warning',
      reason: '',
      fix: 'safe',
      remove: false,
      edits: edits.map(([from, to, text]) => ({start: from, end: to, text})),
    }
  }

  const ofText = (text: string, findings: readonly Finding[]): string => {
    const document = documentOf(text)
    return decode(applyChanges(document.bytes, changesOf(document, findings).changes))
  }

  it('applies edits that touch', () => {
    expect(ofText('abcdef', [finding('a', [0, 2, 'x']), finding('b', [2, 4, 'y']), finding('c', [4, 4, '-'])])).toBe(
      'xy-ef',
    )
  })

  it('lets the later of two that overlap wait', () => {
    expect(ofText('abcdef', [finding('a', [0, 3, 'x']), finding('b', [2, 4, 'y'])])).toBe('xdef')
    expect(ofText('abcdef', [finding('a', [2, 2, 'x']), finding('b', [2, 2, 'y'])])).toBe('abxcdef')
  })

  it('applies all edits of a finding or none', () => {
    expect(ofText('abcdef', [finding('a', [0, 1, 'x']), finding('b', [0, 1, 'y'], [4, 5, 'z'])])).toBe('xbcdef')
  })

  it('leaves lines alone that go', () => {
    const document = documentOf('abc\n\nabc\n')
    const {changes, applied} = changesOf(document, [
      finding('a', [0, 1, 'x']),
      removal(document, 2, 'b'),
      finding('c', [6, 7, 'y']),
    ])
    expect(decode(applyChanges(document.bytes, changes))).toBe('xbc\n')
    expect(applied.map(({ruleId}) => ruleId).sort()).toEqual(['a', 'b'])
  })

  it('never overlaps, and refuses only what would', () => {
    const edit = fc
      .tuple(fc.nat(12), fc.nat(3), fc.constantFrom('', 'x', 'yz'))
      .map(([start, size, text]) => [start, Math.min(start + size, 14), text] as const)
    const overlaps = (a: Finding['edits'][number], b: Finding['edits'][number]): boolean =>
      (a.start < b.end && b.start < a.end) || (a.start === b.start && (a.start === a.end || b.start === b.end))
    fc.assert(
      fc.property(fc.array(edit, {maxLength: 10}), (drafts) => {
        const document = documentOf('abcdefghijklmn')
        const findings = drafts.map((draft) => finding('a', draft)).sort((a, b) => a.start - b.start || a.end - b.end)
        const {changes, applied} = changesOf(document, findings)
        expectInOrder(changes, 14)
        expect(changes).toHaveLength(applied.length)
        const edits = applied.flatMap((taken) => taken.edits)
        for (const refused of findings.filter((candidate) => !applied.includes(candidate))) {
          expect(refused.edits.some((one) => edits.some((other) => overlaps(one, other)))).toBe(true)
        }
      }),
      {numRuns: 1000},
    )
  })
})

describe('fixing', () => {
  const activate = (...rules: Rule[]): ActiveRule[] => rules.map((rule) => ({rule, severity: 'warning', options: {}}))
  const all = {wants: () => true, maxRemoved: 1}

  /** A rule that writes one text in place of another, wherever it stands. */
  function replace(id: string, from: string, to: string): Rule {
    return defineRule({
      id,
      category: 'garble',
      summary: '',
      since: '0.1.0',
      presets: [],
      fix: 'safe',
      needs: 'marks',
      marks: Mark.Visible,
      *check({line}) {
        const at = line.text.indexOf(from)
        if (at < 0) return
        const span = line.span(at, at + from.length)
        yield {at: span, reason: `Unexpected \`${from}\``, edits: [{...span, text: to}]}
      },
    })
  }

  const drop = (id: string, word: string, safety: Safety = 'safe'): Rule =>
    defineRule({
      id,
      category: 'garble',
      summary: '',
      since: '0.1.0',
      presets: [],
      fix: safety,
      needs: 'marks',
      marks: Mark.Visible,
      *check({line}) {
        if (line.text === word) yield {at: line, reason: `Unexpected \`${word}\``, remove: true}
      },
    })

  it('goes on until nothing changes', () => {
    const result = fix(encode('aaaa'), activate(replace('one', 'a', 'b')), NO_PHRASES, all)
    expect(decode(result.bytes)).toBe('bbbb')
    expect([result.fixed.length, result.left.length, result.notice]).toEqual([4, 0, undefined])
    expect(decode(applyChanges(encode('aaaa'), result.changes))).toBe('bbbb')
    expect(decode(result.document.bytes)).toBe('bbbb')
    expect(decode(result.original.bytes)).toBe('aaaa')
  })

  it('says that two rules undo each other, and stops', () => {
    const result = fix(encode('x a'), activate(replace('one', 'a', 'b'), replace('two', 'b', 'a')), NO_PHRASES, all)
    expect(result.notice).toMatch(/two undo each other; stopped after pass 2/)
    expect(decode(applyChanges(encode('x a'), result.changes))).toBe(decode(result.bytes))
  })

  it('says that rules go round, also without the first text', () => {
    const rules = activate(
      replace('start', 'x', 'a'),
      replace('one', 'a', 'b'),
      replace('two', 'b', 'c'),
      replace('three', 'c', 'a'),
    )
    const result = fix(encode('x'), rules, NO_PHRASES, all)
    expect(result.notice).toMatch(/undo each other/)
    expect(decode(applyChanges(encode('x'), result.changes))).toBe(decode(result.bytes))
  })

  it('goes on where each pass leads to another, to an end', () => {
    const result = fix(encode('a'.repeat(25)), activate(replace('less', 'aa', 'a')), NO_PHRASES, all)
    expect(result.notice).toBeUndefined()
    expect(decode(result.bytes)).toBe('a')
  })

  it('stops after thirty passes, and says so', () => {
    const result = fix(encode('a'), activate(replace('more', 'a', 'ba')), NO_PHRASES, all)
    expect(result.notice).toMatch(/after 30 passes/)
    expect(decode(result.bytes)).toBe(`${'b'.repeat(30)}a`)
    expect(result.changes).toHaveLength(1)
  })

  it('applies what is wanted and leaves the rest in the findings', () => {
    const rules = activate(replace('one', 'a', 'b'), replace('two', 'c', 'd'))
    const result = fix(encode('a c'), rules, NO_PHRASES, {...all, wants: ({ruleId}) => ruleId === 'two'})
    expect(decode(result.bytes)).toBe('a d')
    expect(result.left.map(({ruleId}) => ruleId)).toEqual(['one'])
    expect(result.fixed.map(({ruleId}) => ruleId)).toEqual(['two'])
  })

  it('leaves a text whole that would lose too much', () => {
    const text = 'junk\n\njunk\n\nfine\n'
    const some = fix(encode(text), activate(drop('drop', 'junk')), NO_PHRASES, {...all, maxRemoved: 0.5})
    expect([decode(some.bytes), some.changes, some.fixed, some.left.length]).toEqual([text, [], [], 2])
    expect(some.notice).toBe('fixes would remove 67 % of the text; left as it is (limit: --max-removed 0.5)')
    expect(decode(fix(encode(text), activate(drop('drop', 'junk')), NO_PHRASES, {...all, maxRemoved: 0.7}).bytes)).toBe(
      'fine\n',
    )
  })

  it('weighs guesses on what safe fixes leave', () => {
    const rules = activate(drop('drop', 'junk'), drop('maybe', 'guess', 'unsafe'))
    const once = (text: string, maxRemoved: number) => fix(encode(text), rules, NO_PHRASES, {...all, maxRemoved})
    const text = 'junk\n\nguess\n\nfine\n\nfine too\n'
    const few = once(text, 0.45)
    expect(decode(few.bytes)).toBe('fine\n\nfine too\n')
    const none = once(text, 0.3)
    expect(decode(none.bytes)).toBe('guess\n\nfine\n\nfine too\n')
    expect(none.notice).toBe(
      'fixes would remove 31 % of the text; only safe fixes were applied (limit: --max-removed 0.3)',
    )
    const again = once(decode(none.bytes), 0.3)
    expect([decode(again.bytes), again.changes]).toEqual([decode(none.bytes), []])
  })

  it('counts copies of what stays for no loss', () => {
    const text = `${'the same line\n'.repeat(9)}fine\n`
    const twice = defineRule({
      id: 'twice',
      category: 'duplicate',
      summary: 'A line stands again.',
      since: '0.1.0',
      presets: [],
      fix: 'safe',
      needs: 'repeats',
      *check({repeat, document}) {
        for (const index of repeat.lines.slice(1))
          yield {at: document.line(index), reason: 'again', remove: true, keeps: document.line(0)}
      },
    })
    const result = fix(encode(text), activate(twice), NO_PHRASES, {...all, maxRemoved: 0.1})
    expect([decode(result.bytes), result.notice]).toEqual(['the same line\nfine\n', undefined])
  })

  it('never empties a text', () => {
    const result = fix(encode('junk\n'), activate(drop('drop', 'junk')), NO_PHRASES, all)
    expect([decode(result.bytes), result.notice]).toEqual(['junk\n', 'fixes would empty the text; left as it is'])
  })

  it('asks for masks anew in each pass', () => {
    const seen: string[] = []
    fix(encode('aa'), activate(replace('one', 'a', 'b')), NO_PHRASES, all, (bytes) => {
      seen.push(decode(bytes))
      return {}
    })
    expect(seen).toEqual(['aa', 'ba', 'bb'])
  })

  it('passes over masks', () => {
    const rules = activate(replace('one', 'a', 'b'))
    const result = fix(encode('a\na\na'), rules, NO_PHRASES, all, () => ({masks: [{start: 2, end: 3}]}))
    expect(decode(result.bytes)).toBe('b\na\nb')
    expect(
      lint(new Document('a\na', NO_PHRASES, {masks: [{start: 0, end: 1}]}), rules).map(({start}) => start),
    ).toEqual([2])
  })
})
