import {Writable} from 'node:stream'
import {finished} from 'node:stream/promises'
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with {type: 'json'}
import {Ajv} from 'ajv'
import formats from 'ajv-formats'
import fc from 'fast-check'
import type {Nodes} from 'mdast'
import {fromMarkdown} from 'mdast-util-from-markdown'
import type {Log} from 'sarif'
import {describe, expect, test} from 'vitest'
import {openReports} from '../src/cli/reports.ts'
import {type Card, cardOf} from '../src/report/card.ts'
import {createReporter, FORMATS} from '../src/report/index.ts'
import type {Message} from '../src/report/message.ts'
import type {FileReport, ReporterOptions, Summary} from '../src/report/reporter.ts'
import {statistics} from '../src/report/statistics.ts'
import {summaryLine} from '../src/report/summary.ts'

const url = (ruleId: string): string => `https://example.org/rules/${ruleId}`

const options: ReporterOptions = {
  color: false,
  version: '1.2.3',
  rules: [
    {id: 'mojibake', category: 'unicode', summary: 'Text decoded with the wrong encoding.', severity: 'error'},
    {id: 'related-link', category: 'related', summary: 'A teaser link between paragraphs.'},
  ],
  url,
}

const teaser: Message = {
  path: 'pages/harbour.txt',
  ruleId: 'related-link',
  severity: 'warning',
  line: 3,
  column: 1,
  endLine: 4,
  endColumn: 1,
  start: 120,
  end: 152,
  reason: 'Unexpected teaser link `READ MORE: The old harbour`',
  fix: 'safe',
  url: url('related-link'),
}
const garble: Message = {
  path: 'pages/harbour.txt',
  ruleId: 'mojibake',
  severity: 'error',
  line: 12,
  column: 8,
  endLine: 12,
  endColumn: 12,
  start: 700,
  end: 704,
  reason: 'Unexpected `cafÃ©`, expected `café`',
  fix: 'unsafe',
  url: url('mojibake'),
}
const hint: Message = {
  path: 'pages/harbour.txt',
  ruleId: 'repeat',
  severity: 'info',
  line: 20,
  column: 1,
  endLine: 20,
  endColumn: 9,
  start: 901,
  end: 909,
  reason: 'Line stands 3 times',
  url: url('repeat'),
}

const page: FileReport = {path: 'pages/harbour.txt', messages: [teaser, garble, hint], notices: []}
const clean: FileReport = {path: 'pages/quiet.txt', messages: [], notices: []}
const record: FileReport = {
  path: 'data.jsonl',
  id: 'a-17',
  recordLine: 17,
  messages: [{...teaser, path: 'data.jsonl', id: 'a-17'}],
  notices: [],
}
const stopped: FileReport = {
  path: 'pages/stubborn.txt',
  messages: [{...hint, path: 'pages/stubborn.txt'}],
  notices: ['fixes undo each other; stopped after pass 3'],
}
const hostile: FileReport = {
  path: 'pages/a\u001b[2J,b:c\n::error::d 100%.txt',
  id: '\r\n\u001b]0;title\u0007',
  messages: [
    {
      ...garble,
      path: 'pages/a\u001b[2J,b:c\n::error::d 100%.txt',
      id: '\r\n\u001b]0;title\u0007',
      reason: 'one\r\n::stop-commands::x\u2028\u0085\u009b1m\u202etwo\u007f \ud800 100%0A [click](https://example.org)',
    },
  ],
  notices: [],
}

const totals: Summary = {
  files: 4,
  documents: 4,
  errors: 1,
  warnings: 2,
  infos: 2,
  fixableSafe: 2,
  fixableUnsafe: 1,
  byRule: {
    repeat: {findings: 2, safe: 0, unsafe: 0},
    mojibake: {findings: 1, safe: 0, unsafe: 1},
    'related-link': {findings: 1204, safe: 1200, unsafe: 0},
  },
  problems: [],
}
const none: Summary = {...totals, errors: 0, warnings: 0, infos: 0, fixableSafe: 0, fixableUnsafe: 0, byRule: {}}
const unreadable: Summary = {
  ...totals,
  problems: [
    {path: 'pages/üben & 1.bin', message: '`pages/üben & 1.bin` is not text; skipped'},
    {path: 'data.jsonl', line: 9, message: 'Line 9 is no JSON'},
  ],
}

async function report(
  name: string,
  reports: readonly FileReport[],
  summary = totals,
  more: Partial<ReporterOptions> = {},
): Promise<string> {
  const reporter = await createReporter(name, {...options, ...more})
  return [reporter.start?.() ?? '', ...reports.flatMap((each) => [...reporter.file(each)]), reporter.end(summary)].join(
    '',
  )
}

const all = [page, clean, record, stopped]

describe('stylish', () => {
  test('shows findings by document, then totals', async () => {
    expect(await report('stylish', all)).toMatchInlineSnapshot(`
      "pages/harbour.txt
      3:1-4:1    warning Unexpected teaser link \`READ MORE: The old harbour\` related-link fix
      12:8-12:12 error   Unexpected \`cafÃ©\`, expected \`café\`                 mojibake     unsafe fix
      20:1-20:9  info    Line stands 3 times                                 repeat

      data.jsonl:17 (record a-17)
      3:1-4:1 warning Unexpected teaser link \`READ MORE: The old harbour\` related-link fix

      pages/stubborn.txt
                info fixes undo each other; stopped after pass 3
      20:1-20:9 info Line stands 3 times                         repeat

      4 files, 1 error, 2 warnings, 2 infos · 2 fixable with --fix, 1 more with --unsafe-fixes
      "
    `)
  })

  test('says that all is clean', async () => {
    expect(await report('stylish', [clean], none)).toMatchInlineSnapshot(`
      "4 files, no findings
      "
    `)
  })

  test('keeps control characters from the terminal', async () => {
    expect(await report('stylish', [hostile])).toMatchInlineSnapshot(`
      "pages/a␛[2J,b:c␊::error::d 100%.txt (record ␍␊␛]0;title␇)
      12:8-12:12 error one␍␊::stop-commands::x\\u2028\\u0085\\u009b1m\\u202etwo␡ � 100%0A [click](https://example.org) mojibake unsafe fix

      4 files, 1 error, 2 warnings, 2 infos · 2 fixable with --fix, 1 more with --unsafe-fixes
      "
    `)
  })

  test('has colours on request', async () => {
    expect(await report('stylish', [page], totals, {color: true})).toContain('\u001b[31m1 error\u001b[39m')
  })
})

describe('concise', () => {
  test('is one line a message', async () => {
    expect(await report('concise', all)).toMatchInlineSnapshot(`
      "pages/harbour.txt:3:1: warning related-link Unexpected teaser link \`READ MORE: The old harbour\` [fix]
      pages/harbour.txt:12:8: error mojibake Unexpected \`cafÃ©\`, expected \`café\` [unsafe fix]
      pages/harbour.txt:20:1: info repeat Line stands 3 times
      data.jsonl:17 (record a-17):3:1: warning related-link Unexpected teaser link \`READ MORE: The old harbour\` [fix]
      pages/stubborn.txt:20:1: info repeat Line stands 3 times
      pages/stubborn.txt: notice fixes undo each other; stopped after pass 3
      "
    `)
    expect(await report('concise', [hostile])).toMatchInlineSnapshot(`
      "pages/a␛[2J,b:c␊::error::d 100%.txt (record ␍␊␛]0;title␇):12:8: error mojibake one␍␊::stop-commands::x\\u2028\\u0085\\u009b1m\\u202etwo␡ � 100%0A [click](https://example.org) [unsafe fix]
      "
    `)
    expect(await report('concise', [clean], none)).toBe('')
  })
})

describe('json', () => {
  test('is one document', async () => {
    expect(await report('json', all, unreadable)).toMatchInlineSnapshot(`
      "{"version":"1.2.3","messages":[
      {"path":"pages/harbour.txt","ruleId":"related-link","severity":"warning","line":3,"column":1,"endLine":4,"endColumn":1,"start":120,"end":152,"reason":"Unexpected teaser link \`READ MORE: The old harbour\`","fix":"safe","url":"https://example.org/rules/related-link"},
      {"path":"pages/harbour.txt","ruleId":"mojibake","severity":"error","line":12,"column":8,"endLine":12,"endColumn":12,"start":700,"end":704,"reason":"Unexpected \`cafÃ©\`, expected \`café\`","fix":"unsafe","url":"https://example.org/rules/mojibake"},
      {"path":"pages/harbour.txt","ruleId":"repeat","severity":"info","line":20,"column":1,"endLine":20,"endColumn":9,"start":901,"end":909,"reason":"Line stands 3 times","url":"https://example.org/rules/repeat"},
      {"path":"data.jsonl","id":"a-17","ruleId":"related-link","severity":"warning","line":3,"column":1,"endLine":4,"endColumn":1,"start":120,"end":152,"reason":"Unexpected teaser link \`READ MORE: The old harbour\`","fix":"safe","url":"https://example.org/rules/related-link"},
      {"path":"pages/stubborn.txt","ruleId":"repeat","severity":"info","line":20,"column":1,"endLine":20,"endColumn":9,"start":901,"end":909,"reason":"Line stands 3 times","url":"https://example.org/rules/repeat"}
      ],
      "notices":[{"path":"pages/stubborn.txt","message":"fixes undo each other; stopped after pass 3"}],
      "problems":[{"path":"pages/üben & 1.bin","message":"\`pages/üben & 1.bin\` is not text; skipped"},{"path":"data.jsonl","line":9,"message":"Line 9 is no JSON"}],
      "summary":{"files":4,"documents":4,"errors":1,"warnings":2,"infos":2,"fixableSafe":2,"fixableUnsafe":1,"byRule":{"mojibake":{"findings":1,"safe":0,"unsafe":1},"related-link":{"findings":1204,"safe":1200,"unsafe":0},"repeat":{"findings":2,"safe":0,"unsafe":0}}}}
      "
    `)
    expect(JSON.parse(await report('json', [...all, hostile], unreadable)).messages).toEqual([
      ...page.messages,
      ...record.messages,
      ...stopped.messages,
      ...hostile.messages,
    ])
    expect(JSON.parse(await report('json', [], none)).messages).toEqual([])
  })
})

describe('jsonl', () => {
  test('is the documented fields and nothing else', async () => {
    expect(await report('jsonl', [page, record], unreadable)).toMatchInlineSnapshot(`
      "{"path":"pages/harbour.txt","ruleId":"related-link","severity":"warning","line":3,"column":1,"endLine":4,"endColumn":1,"start":120,"end":152,"reason":"Unexpected teaser link \`READ MORE: The old harbour\`","fix":"safe","url":"https://example.org/rules/related-link"}
      {"path":"pages/harbour.txt","ruleId":"mojibake","severity":"error","line":12,"column":8,"endLine":12,"endColumn":12,"start":700,"end":704,"reason":"Unexpected \`cafÃ©\`, expected \`café\`","fix":"unsafe","url":"https://example.org/rules/mojibake"}
      {"path":"pages/harbour.txt","ruleId":"repeat","severity":"info","line":20,"column":1,"endLine":20,"endColumn":9,"start":901,"end":909,"reason":"Line stands 3 times","url":"https://example.org/rules/repeat"}
      {"path":"data.jsonl","id":"a-17","ruleId":"related-link","severity":"warning","line":3,"column":1,"endLine":4,"endColumn":1,"start":120,"end":152,"reason":"Unexpected teaser link \`READ MORE: The old harbour\`","fix":"safe","url":"https://example.org/rules/related-link"}
      "
    `)
    const extra = {...record, messages: record.messages.map((message) => ({...message, secret: 1}))}
    expect(await report('jsonl', [extra])).not.toContain('secret')
  })

  test('gives back any message, on one line for any reader', async () => {
    const lines = (await report('jsonl', [hostile])).split(/[\n\r\v\f\u0085\u2028\u2029]/)
    expect(lines).toHaveLength(2)
    expect(JSON.parse(lines[0] as string)).toEqual(hostile.messages[0])
  })
})

describe('github', () => {
  test('is workflow commands', async () => {
    expect(await report('github', all, unreadable)).toMatchInlineSnapshot(`
      "::warning file=pages/harbour.txt,line=3,col=1,endLine=3,title=descrape(related-link)::Unexpected teaser link \`READ MORE: The old harbour\`
      ::error file=pages/harbour.txt,line=12,col=8,endLine=12,endColumn=12,title=descrape(mojibake)::Unexpected \`cafÃ©\`, expected \`café\`
      ::notice file=pages/harbour.txt,line=20,col=1,endLine=20,endColumn=9,title=descrape(repeat)::Line stands 3 times
      ::warning file=data.jsonl,line=17,title=descrape(related-link)::Unexpected teaser link \`READ MORE: The old harbour\` (record a-17, 3:1)
      ::notice file=pages/stubborn.txt,line=20,col=1,endLine=20,endColumn=9,title=descrape(repeat)::Line stands 3 times
      ::notice file=pages/stubborn.txt,title=descrape::fixes undo each other; stopped after pass 3
      ::error file=pages/üben & 1.bin,title=descrape::\`pages/üben & 1.bin\` is not text; skipped
      ::error file=data.jsonl,line=9,title=descrape::Line 9 is no JSON
      "
    `)
  })

  test('lets no content end a command', async () => {
    expect(await report('github', [{...hostile, id: undefined}])).toMatchInlineSnapshot(`
      "::error file=pages/a␛[2J%2Cb%3Ac%0A%3A%3Aerror%3A%3Ad 100%25.txt,line=12,col=8,endLine=12,endColumn=12,title=descrape(mojibake)::one%0D%0A::stop-commands::x\\u2028\\u0085\\u009b1m\\u202etwo␡ � 100%250A [click](https://example.org)
      "
    `)
  })
})

describe('sarif', () => {
  const {$schema: _draft, id: $id, ...body} = schema
  const ajv = new Ajv({strict: false, allErrors: true, unicodeRegExp: false})
  formats.default(ajv)
  const validate = ajv.compile({$id, ...body})

  async function log(reports: readonly FileReport[], summary: Summary): Promise<Log> {
    const value = JSON.parse(await report('sarif', reports, summary))
    validate(value)
    expect(validate.errors).toBeNull()
    return value
  }

  test('follows the official schema', async () => {
    await log([], none)
    await log([...all, hostile], unreadable)
    expect(validate({version: '2.1.0', runs: [{}]})).toBe(false)
  })

  test('has rules, results and notifications', async () => {
    expect(await log([page, record, stopped], unreadable)).toMatchSnapshot()
  })

  test('says where a place is', async () => {
    const [run] = (await log([page, record, {...hostile, path: '/data/a b#c.txt'}], none)).runs
    const places = run?.results?.map((result) => result.locations?.[0]?.physicalLocation)
    expect(places?.[0]).toEqual({
      artifactLocation: {uri: 'pages/harbour.txt'},
      region: {startLine: 3, startColumn: 1, endLine: 4, endColumn: 1, charOffset: 120, charLength: 32},
    })
    expect(places?.[3]).toEqual({artifactLocation: {uri: 'data.jsonl'}, region: {startLine: 17}})
    expect(places?.[4]?.artifactLocation?.uri).toBe('file:///data/a%20b%23c.txt')
  })

  test('makes no link of what a page says', async () => {
    const [run] = (await log([hostile], none)).runs
    expect(run?.results?.[0]?.message.text).toContain('\\[click\\](https://example.org)')
  })
})

describe('summary', () => {
  test.each<[string, Partial<Summary>]>([
    ['4 files, no findings', none],
    ['1 file, 1 warning', {...none, files: 1, documents: 1, warnings: 1}],
    [
      '2 files with 1,204 documents, no findings, 1 problem',
      {...none, files: 2, documents: 1204, problems: [{path: 'a', message: 'a'}]},
    ],
    [
      '4 files, 14 warnings, 3 infos · 9 fixable with --fix, 5 more with --unsafe-fixes',
      {errors: 0, warnings: 14, infos: 3, fixableSafe: 9, fixableUnsafe: 5},
    ],
    ['4 files, 5 warnings · 5 fixable with --fix --unsafe-fixes', {...none, warnings: 5, fixableUnsafe: 5}],
    ['4 files, 9 fixed, none left', {...none, fixed: 9}],
    [
      '4 files, 9 fixed, 5 warnings left · 5 more fixable with --unsafe-fixes',
      {...none, fixed: 9, warnings: 5, fixableUnsafe: 5},
    ],
    [
      '4 files, 14 fixed (5 by unsafe fixes), 1 error left',
      {...none, fixed: 14, fixedUnsafe: 5, errors: 1, fixableUnsafe: 1},
    ],
    ['4 files, 120 warnings · 20 not shown (--max-messages)', {...none, warnings: 120, truncated: 20}],
  ])('%s', (line, summary) => {
    expect(summaryLine({...totals, ...summary}, false)).toBe(line)
  })
})

describe('statistics', () => {
  test('is a table, the most frequent rule first', () => {
    expect(statistics(totals, false)).toMatchInlineSnapshot(`
      "rule          findings  safe fix  unsafe fix
      related-link     1,204     1,200           -
      repeat               2         -           -
      mojibake             1         -           1
      total            1,207     1,200           1
      "
    `)
    expect(statistics(none, false)).toBe('')
  })
})

test('sarif has the fingerprints of messages', async () => {
  const out = await report('sarif', [{...page, messages: [{...teaser, fingerprint: 'abc'}]}])
  expect((JSON.parse(out) as Log).runs[0]?.results?.[0]?.partialFingerprints).toEqual({'descrape/v1': 'abc'})
})

describe('gitlab', () => {
  // What GitLab asks of a Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  const issues = new Ajv().compile({
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      additionalProperties: false,
      properties: {
        description: {type: 'string', minLength: 1},
        check_name: {type: 'string', minLength: 1},
        fingerprint: {type: 'string', pattern: '^[0-9a-f]{16}$'},
        severity: {enum: ['info', 'minor', 'major', 'critical', 'blocker']},
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: {type: 'string', pattern: '^[^./]'},
            lines: {
              type: 'object',
              required: ['begin', 'end'],
              properties: {begin: {type: 'integer', minimum: 1}, end: {type: 'integer', minimum: 1}},
            },
          },
        },
      },
    },
  })

  test('has an issue for each message and problem, each with a fingerprint of its own', async () => {
    const out = await report('gitlab', [...all, page], unreadable)
    const list = JSON.parse(out)
    expect(issues(list), JSON.stringify(issues.errors)).toBe(true)
    expect(list).toHaveLength(10)
    expect(new Set(list.map(({fingerprint}: {fingerprint: string}) => fingerprint)).size).toBe(10)
    expect(await report('gitlab', [...all, page], unreadable)).toBe(out)
    expect(list.slice(0, 2)).toMatchObject([
      {severity: 'minor', check_name: 'related-link', location: {path: 'pages/harbour.txt', lines: {begin: 3, end: 3}}},
      {severity: 'major', check_name: 'mojibake', location: {lines: {begin: 12, end: 12}}},
    ])
    expect(list[3]).toMatchObject({
      description: 'Unexpected teaser link `READ MORE: The old harbour` (record a-17, 3:1)',
      location: {path: 'data.jsonl', lines: {begin: 17, end: 17}},
    })
    expect(list[8]).toMatchObject({severity: 'blocker', location: {path: 'pages/üben & 1.bin'}})
  })

  test('is an empty list where there is nothing', async () => {
    expect(JSON.parse(await report('gitlab', [clean], none))).toEqual([])
  })
})

describe('junit', () => {
  test('is what readers of JUnit take', async () => {
    const root = parseXml(await report('junit', all, unreadable))
    expect(checkJunit(root)).toEqual([])
    const suites = root.children.map(({attributes}) => attributes)
    expect(suites).toEqual([
      {name: 'pages/harbour.txt', tests: '3', failures: '2', errors: '0', skipped: '0'},
      {name: 'pages/quiet.txt', tests: '1', failures: '0', errors: '0', skipped: '0'},
      {name: 'data.jsonl:17 (record a-17)', tests: '1', failures: '1', errors: '0', skipped: '0'},
      {name: 'pages/stubborn.txt', tests: '1', failures: '0', errors: '0', skipped: '0'},
      {name: 'pages/üben & 1.bin', tests: '1', failures: '0', errors: '1', skipped: '0'},
      {name: 'data.jsonl:9', tests: '1', failures: '0', errors: '1', skipped: '0'},
    ])
    expect(root.children[0]?.children[1]).toMatchObject({
      attributes: {classname: 'pages/harbour.txt', name: 'mojibake 12:8'},
      children: [{name: 'failure', attributes: {type: 'error', message: 'Unexpected `cafÃ©`, expected `café`'}}],
    })
  })

  test('leaves clean records out', async () => {
    const root = parseXml(await report('junit', [{...record, messages: []}], none))
    expect(root).toEqual({name: 'testsuites', attributes: {name: 'descrape'}, children: [], text: '\n'})
  })
})

describe('createReporter', () => {
  test('takes reporters of unified', async () => {
    expect(await report('vfile-reporter', [page, clean, stopped])).toMatchInlineSnapshot(`
      "pages/harbour.txt
      3:1-4:1    warning Unexpected teaser link \`READ MORE: The old harbour\` related-link descrape
      12:8-12:12 error   Unexpected \`cafÃ©\`, expected \`café\`                mojibake     descrape
      20:1-20:9  info    Line stands 3 times                                 repeat       descrape

      pages/stubborn.txt
                 info    fixes undo each other; stopped after pass 3
      20:1-20:9  info    Line stands 3 times                                 repeat       descrape

      5 messages (✖ 1 error, ⚠ 1 warning)
      "
    `)
  })

  test('names the nearest format', async () => {
    await expect(createReporter('sariff', options)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: Unknown format \`sariff\`, did you mean \`sarif\`?]`,
    )
    await expect(createReporter('constructor', options)).rejects.toThrow('Unknown format `constructor`')
    await expect(createReporter('../evil.js', options)).rejects.toThrow('Unknown format')
  })

  test('names a package that is not installed', async () => {
    await expect(createReporter('vfile-reporter-of-nobody', options)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: Cannot find package \`vfile-reporter-of-nobody\`; \`npm install vfile-reporter-of-nobody\` adds it]`,
    )
  })
})

interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

// Throws where it is not well-formed; knows what these reports use.
function parseXml(xml: string): Element {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml)) throw new Error('No character of XML')
  const body = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n([\s\S]*)$/.exec(xml)?.[1]
  if (body === undefined) throw new Error('No declaration')
  const plain = (text: string): string => {
    if (/<|&(?!(?:amp|lt|gt|quot);)/.test(text)) throw new Error(`Not escaped: ${text}`)
    return text.replace(
      /&(amp|lt|gt|quot);/g,
      (_, name: string) => ({amp: '&', lt: '<', gt: '>', quot: '"'})[name] ?? '',
    )
  }
  const top: Element = {name: '', attributes: {}, children: [], text: ''}
  const open = [top]
  for (const [, tag, text = ''] of body.matchAll(/<([^>]*)>|([^<]+)/g)) {
    const current = open.at(-1) as Element
    if (tag === undefined) current.text += plain(text)
    else if (tag.startsWith('/')) {
      if (open.pop()?.name !== tag.slice(1)) throw new Error(`Unexpected </${tag}>`)
    } else {
      const [, name = '', list = '', end] = /^([a-z-]+)((?: [a-z]+="[^"]*")*)(\/?)$/.exec(tag) ?? []
      if (name === '') throw new Error(`No tag: <${tag}>`)
      const attributes = Object.fromEntries(
        [...list.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key, value = '']) => [key, plain(value)]),
      )
      const element: Element = {name, attributes, children: [], text: ''}
      current.children.push(element)
      if (!end) open.push(element)
    }
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('Not one element')
  return top.children[0] as Element
}

// Of Jenkins' schema (junit-10.xsd) what these reports use: children and attributes, `!` where one has to stand.
const JUNIT: Record<string, {children: string[]; attributes: string[]}> = {
  testsuites: {children: ['testsuite'], attributes: ['name']},
  testsuite: {
    children: ['testcase', 'system-out'],
    attributes: ['name!', 'tests!', 'failures!', 'errors!', 'skipped'],
  },
  testcase: {children: ['failure', 'error', 'system-out'], attributes: ['name!', 'classname']},
  failure: {children: [], attributes: ['type', 'message']},
  error: {children: [], attributes: ['type', 'message']},
  'system-out': {children: [], attributes: []},
}

function checkJunit({name, attributes, children}: Element): string[] {
  const known = JUNIT[name]
  if (!known) return [`<${name}>`]
  const names = known.attributes.map((attribute) => attribute.replace('!', ''))
  return [
    ...Object.keys(attributes).filter((attribute) => !names.includes(attribute)),
    ...known.attributes.filter((attribute) => attribute.endsWith('!') && !(attribute.slice(0, -1) in attributes)),
    ...children.filter((child) => !known.children.includes(child.name)).map((child) => `${name} > ${child.name}`),
    ...(name === 'testsuite'
      ? (['failure', 'error'] as const).flatMap((kind) => {
          const found = children.filter((test) => test.children.some((child) => child.name === kind)).length
          return String(found) === attributes[`${kind}s`] ? [] : [`${kind}s`]
        })
      : []),
    ...children.flatMap(checkJunit),
  ]
}

test.each(
  FORMATS.filter((name) => !['html', 'dolma'].includes(name)),
)('%s comes in pieces, as all findings of a text may be longer than a string can be', async (name) => {
  const reporter = await createReporter(name, options)
  const messages = Array.from({length: 1000}, () => teaser)
  const pieces = [...reporter.file({...page, messages})]
  expect(pieces.length).toBeGreaterThan(1000 - 1)
  expect(Math.max(...pieces.map(({length}) => length))).toBeLessThan(1000)
})

test('a report waits for a slow reader, and not for one that is gone', async () => {
  const kept: string[] = []
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _, done) {
      kept.push(chunk)
      setTimeout(done, 2)
    },
  })
  const flags = {format: ['jsonl'], quiet: false, statistics: false, color: false, texts: new Set<string>()}
  const reports = await openReports({...flags, stream: stream as NodeJS.WriteStream}, options)
  const long: FileReport = {...page, messages: Array.from({length: 1000}, () => teaser)}
  let most = 0
  for (let count = 0; count < 20; count++) {
    await reports.file(long)
    most = Math.max(most, stream.writableLength)
  }
  reports.end(totals)
  await finished(stream.end())
  const whole = kept.join('')
  expect(whole.trimEnd().split('\n')).toHaveLength(20_000)
  expect(most).toBeLessThan(whole.length / 10)

  const broken = new Writable({write: (_chunk, _encoding, done) => done(new Error('gone'))})
  broken.on('error', () => {})
  await (await openReports({...flags, stream: broken as NodeJS.WriteStream}, options)).file(long)
})

describe('any text at all', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...'\r\n\u001b\u0000\u0085\u009b\u2028\u202e\ud800\udc80%:,[](){}`é中'),
      fc.string({minLength: 1, maxLength: 1, unit: 'binary'}),
    ),
  })
  const reports = fc
    .record({
      path: text.filter((path) => path !== ''),
      id: fc.option(fc.oneof(text, fc.integer()), {nil: undefined}),
      reason: text,
      notice: text,
    })
    .map(
      ({path, id, reason, notice}): FileReport => ({
        path,
        id,
        messages: [
          {...garble, path, id, reason},
          {...teaser, path, id, reason},
        ],
        notices: [notice],
      }),
    )

  test.each(['stylish', 'concise', 'github'])('%s stays on its lines and lets no control through', async (name) => {
    const lines = {stylish: 6, concise: 3, github: 3}[name] as number
    await fc.assert(
      fc.asyncProperty(reports, async (each) => {
        const out = await report(name, [each])
        expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        expect(out.isWellFormed()).toBe(true)
        expect(out.split('\n')).toHaveLength(lines + 1)
        if (name === 'github') expect(out).toMatch(/^(::(error|warning|notice) file=[^:,]*,[^:]*::.*\n){3}$/u)
      }),
      {numRuns: 60},
    )
  })

  test.each(
    FORMATS.filter((name) => name.startsWith('json') || name === 'sarif' || name === 'gitlab'),
  )('%s stays JSON', async (name) => {
    await fc.assert(
      fc.asyncProperty(reports, async (each) => {
        const out = await report(name, [each, each])
        for (const document of name === 'jsonl' ? out.trimEnd().split('\n') : [out]) JSON.parse(document)
      }),
      {numRuns: 60},
    )
  })

  test('junit stays XML of its schema', async () => {
    await fc.assert(
      fc.asyncProperty(reports, async (each) => {
        expect(checkJunit(parseXml(await report('junit', [each, {...each, messages: []}])))).toEqual([])
      }),
      {numRuns: 60},
    )
  })
})

describe('the card', () => {
  const cardWith = (path: string, text: string, mended: boolean): string => {
    const rule = {id: 'toy', summary: 'A toy.', severity: 'warning', url: url('toy'), found: 1, fixed: 0, removed: 0}
    const card: Card = {
      versions: {descrape: '1.2.3', node: '20', icu: '1', unicode: '1'},
      config: 'c',
      action: 'read only',
      files: 1,
      filesChanged: 0,
      documents: 1,
      unread: 0,
      bytesIn: 1,
      bytesOut: 1,
      left: 1,
      mended: 0,
      rules: [{...rule, samples: [{path, place: '1:1', text, mended}]}],
    }
    return cardOf(card)
  }
  const active = (node: Nodes): string[] => [
    ...(['link', 'linkReference', 'image', 'html', 'definition', 'heading'].includes(node.type) ? [node.type] : []),
    ...('children' in node ? node.children.flatMap(active) : []),
  ]
  // A run of backticks that none closes is no code.
  const OPEN = 'link `READ MORE: a` ```[owned](http://evil.example) x`` b`'

  test('makes nothing of what it quotes but text', () => {
    const usual = active(fromMarkdown(cardWith('a.txt', 'fine', false)))
    const part = fc.constantFrom(
      '`',
      '``',
      '```',
      '[a](http://b)',
      '![a](b)',
      '<img src=x>',
      '\\',
      '|',
      ' ',
      'a',
      '*',
      '#',
      '&lt;',
    )
    const text = fc.array(part, {maxLength: 12}).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, fc.boolean(), (path, sample, mended) => {
        expect(active(fromMarkdown(cardWith(`a${path}`, `x ${sample}`, mended)))).toEqual(usual)
      }),
      {examples: [['', OPEN, false]], numRuns: 300},
    )
  })
})
