import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import fc from 'fast-check'
import {fromMarkdown} from 'mdast-util-from-markdown'
import {unified} from 'unified'
import {VFile} from 'vfile'
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {formatBaseline, parseBaseline} from '../src/lint/baseline.ts'
import {excerptOf, fingerprint} from '../src/lint/fingerprint.ts'
import {type Directive, directivesIn, suppress, targetsOf} from '../src/lint/suppress.ts'
import {Document} from '../src/text/document.ts'
import {compilePhrases} from '../src/text/phrases.ts'
import {encode} from '../src/text/utf8.ts'
import {CONFIG, ENV, MAIN} from './toys.ts'

vi.setConfig({testTimeout: 60_000})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-baseline-'))
  put('descrape.config.mjs', CONFIG)
})
afterEach(() => rmSync(folder, {recursive: true}))

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), {recursive: true})
  writeFileSync(join(folder, name), text)
}

function get(name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}

function run(args: readonly string[], {input = '', cwd = ''} = {}): {status: number | null; out: string; err: string} {
  const {status, stdout, stderr} = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: join(folder, cwd),
    input,
    encoding: 'utf8',
    env: ENV,
  })
  return {status, out: stdout, err: stderr}
}

const TEXT = 'First line of text.\n\nZzz teaser: one\n\nSecond line of text.\n\nZzz maybe: two\n\nLast line of text.\n'
const concise = ['-f', 'concise']
const known = ['--baseline', 'descrape-baseline.json']

describe('a baseline', () => {
  beforeEach(() => {
    put('pages/a.txt', TEXT)
    expect(run(['baseline', 'write', 'pages'])).toMatchObject({status: 0, out: ''})
  })

  test('accepts what is found, and nothing else', () => {
    expect(run(['pages']).status).toBe(1)
    expect(run(['pages', ...known])).toEqual({status: 0, out: '1 file, no findings · 2 suppressed\n', err: ''})
    put('pages/a.txt', `${TEXT}\nZzz teaser: another\n`)
    put('pages/b.txt', TEXT)
    expect(run(['pages', ...known, ...concise])).toMatchObject({
      status: 1,
      out: [
        'pages/a.txt:11:1: warning toy-teaser Unexpected teaser [fix]',
        'pages/b.txt:3:1: warning toy-teaser Unexpected teaser [fix]',
        'pages/b.txt:7:1: warning toy-maybe Unexpected maybe [unsafe fix]',
        '',
      ].join('\n'),
    })
  })

  test('is told where it is not named yet', () => {
    expect(run(['baseline', 'write', 'pages']).err).toBe(
      'descrape: descrape-baseline.json: 2 findings in 1 file accepted\n' +
        'descrape: name it in the configuration ("baseline": "descrape-baseline.json"), or check with --baseline descrape-baseline.json\n',
    )
    expect(run(['baseline', 'write', 'pages', ...known]).err).not.toContain('name it')
  })

  test('survives edits beside its findings, moves and other line ends', () => {
    put(
      'pages/a.txt',
      'Zzz maybe: two\n\nA new line.\n\nSecond text, written anew.\n\nZzz teaser: one\n'.replaceAll('\n', '\r\n'),
    )
    expect(run(['pages', ...known])).toMatchObject({status: 0})
  })

  test('counts: a second copy of an accepted line is new', () => {
    put('pages/a.txt', `${TEXT}\nZzz teaser: one\n`)
    expect(run(['pages', ...known, ...concise]).out).toBe(
      'pages/a.txt:11:1: warning toy-teaser Unexpected teaser [fix]\n',
    )
    run(['baseline', 'write', 'pages'])
    expect(get('descrape-baseline.json')).toContain('"count": 2')
    expect(run(['pages', ...known]).status).toBe(0)
  })

  test('is left alone by --fix, also where fixes beside it change its words', () => {
    put('pages/a.txt', `${TEXT}\nZzz teaser: another\n`)
    expect(run(['pages', ...known, '--fix', '--unsafe-fixes']).status).toBe(0)
    expect(get('clean/pages/a.txt')).toBe(TEXT)
    // Mending the first word of the line changes what stands beside the accepted space.
    rmSync(join(folder, 'descrape.config.mjs'))
    put('b.txt', 'The cafÃ© , closed.\n')
    const only = ['--select', 'space-before-punctuation']
    run(['baseline', 'write', 'b.txt', ...only])
    expect(run(['b.txt', ...known, '--fix', '--quiet']).err).toBe('')
    expect(get('clean/b.txt')).toBe('The café , closed.\n')
  })

  test('keeps the entries of files that are not read', () => {
    put('b.txt', TEXT)
    run(['baseline', 'write', 'b.txt'])
    expect([...parseBaseline(get('descrape-baseline.json')).keys()]).toEqual(['b.txt', 'pages/a.txt'])
    put('b.txt', 'Nothing.\n')
    run(['baseline', 'write', 'b.txt'])
    expect([...parseBaseline(get('descrape-baseline.json')).keys()]).toEqual(['pages/a.txt'])
  })

  test('what is needed no more is told, and pruned', () => {
    put('pages/b.txt', TEXT)
    run(['baseline', 'write', 'pages'])
    rmSync(join(folder, 'pages/b.txt'))
    put('pages/a.txt', TEXT.replace('Zzz teaser: one\n\n', ''))
    expect(run(['pages', ...known]).status).toBe(0)
    const unused = run(['pages', ...known, '--report-unused', ...concise])
    expect(unused.status).toBe(1)
    const lines = get('descrape-baseline.json').split('\n')
    const line = (path: string, rule: string): number =>
      lines.findIndex((each, at) => at > lines.findIndex((other) => other.includes(path)) && each.includes(rule)) + 1
    expect(unused.out).toBe(
      [
        ['pages/a.txt', 'toy-teaser', 'Zzz teaser: one'],
        ['pages/b.txt', 'toy-maybe', 'Zzz maybe: two'],
        ['pages/b.txt', 'toy-teaser', 'Zzz teaser: one'],
      ]
        .map(
          ([path = '', rule = '', text]) =>
            `descrape-baseline.json:${line(path, rule)}:1: warning unused-suppression Unneeded entry: \`${rule}\` does not find \`${text}\` in ${path} any more; \`descrape baseline prune\` drops it\n`,
        )
        .join(''),
    )
    expect(run(['baseline', 'prune'])).toMatchObject({
      status: 0,
      err: 'descrape: descrape-baseline.json: 3 findings dropped, 1 left\n',
    })
    expect(run(['pages', ...known, '--report-unused'])).toMatchObject({status: 0})
    // A rule that is not run is not judged.
    expect(run(['pages', ...known, '--report-unused', '--select', 'toy-teaser'])).toMatchObject({status: 0})
  })

  test('the configuration names it, from its own folder', () => {
    put(
      'descrape.config.mjs',
      CONFIG.replace('plugins: [plugin]', "plugins: [plugin], baseline: 'descrape-baseline.json'"),
    )
    expect(run(['pages']).status).toBe(0)
    expect(run(['a.txt'], {cwd: 'pages'}).status).toBe(0)
    expect(run(['-', '--stdin-filename', 'a.txt'], {cwd: 'pages', input: TEXT}).status).toBe(0)
    expect(run(['pages', '--no-baseline']).status).toBe(1)
    expect(run(['baseline', 'write'], {cwd: 'pages'}).err).toContain('descrape-baseline.json: 2 findings in 1 file')
    rmSync(join(folder, 'descrape-baseline.json'))
    expect(run(['pages'])).toEqual({
      status: 2,
      out: '',
      err: 'descrape: descrape-baseline.json: no such baseline; `descrape baseline write` makes it\n',
    })
  })

  test.each([
    ['{', 'is not valid JSON; write it anew with `descrape baseline write`'],
    [
      '{"version": 1,\n<<<<<<< ours\n',
      'has a merge conflict in line 2; keep the lines of both sides, then `descrape baseline prune`',
    ],
    ['{"files": []}', 'is no baseline; `descrape baseline write` makes one'],
    [
      '{"version": 2, "files": {}}',
      'is of version 2, which this descrape does not know; install the one that wrote it',
    ],
    [
      '{"version": 1, "files": {"a": [{"rule": "x"}]}}',
      'has entries of `a` that are not {rule, hash, count, excerpt}; write it anew with `descrape baseline write`',
    ],
  ])('%j is refused', (text, message) => {
    put('descrape-baseline.json', text)
    expect(run(['pages', ...known])).toEqual({
      status: 2,
      out: '',
      err: `descrape: descrape-baseline.json: ${message}\n`,
    })
  })

  test.each([
    ['{"version": 1', true],
    ['{"version": 1,\n  "files": {"a": [', true],
    ['{"version": 1, "files": {"a": [{"rule": "x"}]}}', true],
    ['{"version": 2, "files": {}}', 'is of version 2'],
    ['{"version": 12', 'is not valid JSON'],
    ['{"version": 1, "name": "mine"}', 'is no baseline, and would be lost'],
    ['{"version": 1, "files": ["mine"]}', 'is no baseline, and would be lost'],
    ['{"version": "1.0.0", "files": {}}', 'is no baseline, and would be lost'],
    ['{"version": 1,\n<<<<<<< ours\n', 'has a merge conflict in line 2'],
    ['{"version": 1, "files": {\n<<<<<<< ours\n', 'has a merge conflict in line 2'],
  ])('%j is written anew: %s', (text, expected) => {
    put('descrape-baseline.json', text)
    const {status, err} = run(['baseline', 'write', 'pages'])
    expect([status, err]).toEqual(
      expected === true
        ? [0, expect.stringContaining('2 findings in 1 file accepted')]
        : [2, expect.stringContaining(`descrape: descrape-baseline.json: ${expected}`)],
    )
    if (expected !== true) expect(get('descrape-baseline.json')).toBe(text)
  })

  test('a thousand entries that nothing needs are told where they stand', () => {
    const key = 'pages/a "b": [.txt'
    const entries = Array.from({length: 1000}, (_, index) => ({
      rule: 'x',
      hash: `h${index}`,
      count: 1,
      excerpt: '": ["hash": "h5"',
    }))
    put('descrape-baseline.json', formatBaseline(new Map([[key, entries]])))
    const rows = get('descrape-baseline.json').split('\n')
    const {out} = run(['pages', ...known, '--report-unused', '-f', 'json'])
    const unused = (JSON.parse(out).messages as {ruleId: string; line: number}[]).filter(
      ({ruleId}) => ruleId === 'unused-suppression',
    )
    expect(new Set(unused.map(({line}) => /h\d+(?="})/.exec(rows[line - 1] ?? '')?.[0])).size).toBe(1000)
  })

  test('same findings give the same bytes, one a line', () => {
    const before = get('descrape-baseline.json')
    expect(before.split('\n').filter((line) => line.includes('"hash"'))).toHaveLength(2)
    put('pages/a.txt', TEXT.split('\n\n').reverse().join('\n\n'))
    run(['baseline', 'write', 'pages'])
    expect(get('descrape-baseline.json')).toBe(before)
    expect(formatBaseline(parseBaseline(before))).toBe(before)
  })
})

test('records are told apart by id, address or first words, with any number of workers', () => {
  const records = (ids: readonly unknown[]): string => ids.map((id) => `${JSON.stringify({id, text: TEXT})}\n`).join('')
  const ids = Array.from({length: 300}, (_, id) => id)
  put('a.jsonl', records(ids))
  run(['baseline', 'write', 'a.jsonl'])
  // More text than this thread checks by itself.
  const filler = Array.from(
    {length: 3000},
    (_, id) => `${JSON.stringify({id: -1 - id, text: 'A line of text.\n'.repeat(9)})}\n`,
  )
  put('a.jsonl', filler.join('') + records([...ids.slice(1).reverse(), 'new']))
  const one = run(['a.jsonl', ...known, ...concise])
  expect(one.out.split('\n').filter(Boolean)).toHaveLength(2)
  expect(one.out).toContain('(record new)')
  expect(run(['a.jsonl', ...known, ...concise, '--workers', '2']).out).toBe(one.out)
  const unused = run(['a.jsonl', ...known, '--report-unused', '-f', 'json'])
  expect(JSON.parse(unused.out).summary.byRule['unused-suppression']).toMatchObject({findings: 2})
})

describe('fingerprints', () => {
  const table = compilePhrases([])
  const of = (text: string, part: string, ruleId = 'some-rule'): string => {
    const document = new Document(text, table)
    const start = encode(text.slice(0, text.indexOf(part))).length
    return fingerprint(document, {ruleId, start, end: start + encode(part).length})
  }

  test('take words beside a short finding, in any script', () => {
    expect(of('The boats and the moorings , and then on', ' ,')).toBe(
      of('Anew: boats and the moorings , and then on, all', ' ,'),
    )
    expect(of('The boats and the moorings , and then on', ' ,')).not.toBe(
      of('The boats and the harbour , and then on', ' ,'),
    )
    expect(of('船和码头 ,然后是天气', ' ,')).toBe(of('那些旧的船和码头 ,然后是天气吗', ' ,'))
    expect(of('船和码头 ,然后是天气', ' ,')).not.toBe(of('船和港口 ,然后是天气', ' ,'))
    expect(of('𝒜 𝒷 𝒸 𝒹 , x', ' ,')).toBe(of('𝒵 𝒷 𝒸 𝒹 , x', ' ,'))
    expect(of('سفن في الميناء ، وبعد', ' ،')).not.toBe(of('سفن في المرفأ ، وبعد', ' ،'))
  })

  test('differ by rule and text, not by spaces and composition', () => {
    expect(of('A line of junk', 'A line of junk', 'one')).not.toBe(of('A line of junk', 'A line of junk', 'two'))
    expect(of('Un café de la côte', 'Un café de la côte')).toBe(
      of('Un cafe\u0301 de\tla côte', 'Un cafe\u0301 de\tla côte'),
    )
  })

  test('of a long finding go by its ends', () => {
    const long = (middle: string): string => `${'start '.repeat(200)}${middle}${' end'.repeat(300)}`
    expect(of(long('one'), long('one'))).toBe(of(long('other'), long('other')))
  })

  test('of any text are 16 digits, and their excerpts whole characters', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 60}), fc.nat(60), fc.nat(60), (text, from, length) => {
        const document = new Document(text, table)
        const start = Math.min(from, document.bytes.length)
        const end = Math.min(start + length, document.bytes.length)
        expect(fingerprint(document, {ruleId: 'x', start, end})).toMatch(/^[0-9a-f]{16}$/)
        expect(excerptOf(text, from, from + length).isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('comments in Markdown', () => {
  const page = (comment: string): string => `Text of a page.\n\n${comment}\nZzz teaser: one\n\nMore text.\n`

  test.each([
    ['<!-- descrape-disable-next-line toy-teaser -- a quotation -->'],
    ['<!-- descrape-disable-next-line related -->'],
    ['<!--descrape-disable-next-line toy-maybe, toy-teaser-->'],
    ['<!-- descrape-disable-next-line -->\n'],
    ['<!-- descrape-disable-next-line\n  toy-teaser\n  -- a reason of\n  two lines -->'],
    ['<!-- descrape-disable-next-line toy-maybe -->\n<!-- descrape-disable-next-line toy-teaser -->'],
  ])('%j suppresses', (comment) => {
    put('a.md', page(comment))
    expect(run(['a.md'])).toMatchObject({status: 0, out: '1 file, no findings · 1 suppressed\n'})
    expect(run(['a.md', '--fix', '--unsafe-fixes'])).toMatchObject({status: 0})
    expect(get('clean/a.md')).toBe(page(comment))
  })

  test('what they are about stays one line', () => {
    const text =
      '<!-- descrape-disable-next-line html-entity -->\nBread &amp; salt.\u2028Tea &amp; toast, served by nine.\n'
    put('a.md', text)
    const flags = ['--no-config', '--exit-zero']
    expect(run(['a.md', ...flags, '--fix']).out).toContain('3 suppressed')
    expect(get('clean/a.md')).toBe(text)
    const lines =
      '<!-- descrape-disable-next-line html-entity -->\r\nBread &amp; salt.\r\nTea.\nToast.\nServed by nine.\n'
    put('a.md', lines)
    run(['a.md', ...flags, '--fix'])
    expect(get('clean/a.md')).toBe(lines.replaceAll('\r', ''))
  })

  test.each([
    ['<!-- descrape-disable-next-line toy-maybe -->'],
    ['<!-- descrape-disable-next-lines -->'],
    ['`<!-- descrape-disable-next-line -->`'],
    ['```html\n<!-- descrape-disable-next-line -->\n```'],
    ['    <!-- descrape-disable-next-line -->'],
    ['<!-- descrape-disable-next-line -->\n\nText between.\n'],
  ])('%j does not', (comment) => {
    put('a.md', page(comment))
    expect(run(['a.md', ...concise]).out).toContain('toy-teaser')
  })

  const plain = compilePhrases([])
  const commented = (text: string): {document: Document; directives: Directive[]} => {
    const document = new Document(encode(text), plain)
    return {document, directives: directivesIn(document.bytes, [{start: 0, end: document.bytes.length}])}
  }

  test('are about the next line that is none, and the first of a line that names a rule counts', () => {
    const line = fc.constantFrom(
      '',
      'Text.',
      '<!-- descrape-disable-next-line -->',
      '<!-- descrape-disable-next-line a, b -->',
      '<!-- descrape-disable-next-line b --> <!-- descrape-disable-next-line a -->',
      'Text. <!-- descrape-disable-next-line a\n b é -->',
      '<!-- descrape-disable-next-line',
    )
    fc.assert(
      fc.property(fc.array(line, {maxLength: 12}), (lines) => {
        const {document, directives} = commented(`<!---->${lines.join('\n')}`)
        const own = directives.map(({start}) => document.lineAt(start))
        const wanted = directives.map(({end}) => {
          let next = document.nextVisible(document.lineAt(end - 1))
          while (next && own.includes(next.index)) next = document.nextVisible(next.index)
          return next?.index ?? document.lineCount
        })
        expect(targetsOf(document, directives)).toEqual(wanted)
        const findings = Array.from({length: document.lineCount}, (_, index) => {
          const {start, end} = document.line(index)
          return {start, end, ruleId: 'a', severity: 'warning' as const, reason: '', edits: [], remove: false}
        })
        const {suppressed} = suppress(document, findings, {directives}, [])
        expect(suppressed.map(({finding, by}) => [document.lineAt(finding.start), by?.directive])).toEqual(
          findings.flatMap((_, index) => {
            const by = directives.find(
              ({rules}, place) => wanted[place] === index && (rules.length === 0 || rules.includes('a')),
            )
            return by ? [[index, by]] : []
          }),
        )
      }),
    )
  })

  test.each([
    ['in a row', '<!-- descrape-disable-next-line -->\n'],
    ['on one line', '<!-- descrape-disable-next-line -->'],
    ['left open', '<!-- descrape-disable-next-line\n'],
  ])(
    'as many as there may be, %s',
    (_, comment) => {
      const {document, directives} = commented(`${comment.repeat(60_000)}${'so\u00adft '.repeat(60_000)}`)
      const findings = directives.map((__, index) => {
        const start = document.bytes.length - 3 - index
        return {start, end: start + 1, ruleId: 'a', severity: 'warning' as const, reason: '', edits: [], remove: false}
      })
      const {suppressed} = suppress(document, findings, {directives}, [])
      expect(suppressed).toHaveLength(comment.endsWith('-->\n') ? 60_000 : 0)
    },
    10_000,
  )

  test('are text in plain text', () => {
    put('a.txt', page('<!-- descrape-disable-next-line -->'))
    expect(run(['a.txt']).status).toBe(1)
  })

  test('are told where nothing needs them', () => {
    put(
      'a.md',
      [
        '😀 <!-- descrape-disable-next-line toy-maybe, toy-teaser -->',
        'Zzz teaser: one',
        '',
        '<!-- descrape-disable-next-line toy-teazer -->',
        'Text.',
        '',
        '<!-- descrape-disable-next-line -->',
      ].join('\r\n'),
    )
    expect(run(['a.md'])).toMatchObject({status: 0})
    const place = (line: number, column: number): string => `a.md:${line}:${column}: warning unused-suppression`
    expect(run(['a.md', '--report-unused', ...concise])).toEqual({
      status: 1,
      err: '',
      out: [
        `${place(1, 4)} Unneeded comment: \`toy-maybe\` finds nothing in line 2`,
        `${place(4, 1)} Unknown rule \`toy-teazer\` in the comment`,
        `${place(7, 1)} Unneeded comment: no rule finds anything and no line follows`,
        '',
      ].join('\n'),
    })
    // A rule that is not run is not judged.
    expect(run(['a.md', '--report-unused', '--ignore', 'toy-maybe', ...concise]).out).not.toContain('toy-maybe')
    expect(run(['a.md', '--report-unused', '--fix'])).toMatchObject({
      status: 2,
      err: 'descrape: --report-unused tells what a check finds; run it without --fix\n',
    })
  })

  test('work in a remark pipeline', async () => {
    const {relatedLink} = await import('../src/index.ts')
    const file = new VFile(
      'A page of text.\n\n<!-- descrape-disable-next-line related-link -->\nREAD MORE: Ferry fares rise\n\nREAD MORE: Pier lost\n',
    )
    await unified()
      .use(relatedLink)
      .run(fromMarkdown(String(file)), file)
    expect(file.messages.map(({line}) => line)).toEqual([6])
  })
})
