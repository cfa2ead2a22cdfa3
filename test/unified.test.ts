import {fromMarkdown} from 'mdast-util-from-markdown'
import retextLatin from 'retext-latin'
import {unified} from 'unified'
import type {Node} from 'unist'
import {VFile} from 'vfile'
import type {VFileMessage} from 'vfile-message'
import {beforeEach, describe, expect, it, vi} from 'vitest'
import {
  blankRun,
  type Config,
  ConfigError,
  defineRule,
  descrape,
  invalidUtf8,
  invisibleCharacters,
  type RuleSetting,
  relatedLink,
  rules,
  sourceLinkFooter,
  spaceBeforePunctuation,
  spelling,
} from '../src/index.ts'
import {scan} from '../src/text/scan.ts'

vi.mock('../src/text/scan.ts', async (original) => {
  const actual = await original<typeof import('../src/text/scan.ts')>()
  return {...actual, scan: vi.fn(actual.scan)}
})

beforeEach(() => {
  vi.mocked(scan).mockClear()
})

const PROSE = 'The mayor said that the wall of the market was to be mended before the winter.'
const PAGE = `${PROSE}

READ MORE: Market wall to be mended

${PROSE.replace('mayor', 'baker')}

Source link
`

interface Pipeline {
  parse(file: VFile): Node
  runSync(tree: Node, file: VFile): unknown
}

const latin = () => unified().use(retextLatin)

function messagesOf(pipeline: Pipeline, value: string | Uint8Array = PAGE): VFileMessage[] {
  const file = new VFile(value)
  pipeline.runSync(pipeline.parse(file), file)
  return file.messages
}

function markdownMessages(pipeline: Pick<Pipeline, 'runSync'>, value: string): VFileMessage[] {
  const file = new VFile(value)
  pipeline.runSync(fromMarkdown(value), file)
  return file.messages
}

describe('a rule as a plugin', () => {
  it('adds messages with all that an editor asks for', () => {
    const [message, ...more] = messagesOf(latin().use(relatedLink))
    expect(more).toEqual([])
    expect(message).toMatchObject({
      reason: 'Unexpected teaser link `READ MORE: Market wall to be mended`',
      ruleId: 'related-link',
      source: 'descrape',
      fatal: false,
      line: 3,
      column: 1,
      place: {
        start: {line: 3, column: 1, offset: PROSE.length + 2},
        end: {line: 3, column: 36, offset: PROSE.length + 37},
      },
      actual: 'READ MORE: Market wall to be mended',
      expected: [''],
      note: 'descrape --fix mends this',
    })
    expect(message?.url).toMatch(/^https:\/\/.*\/related-link\b/)
  })

  it('says what should stand there', () => {
    const [message] = messagesOf(latin().use(invisibleCharacters), `The so\u00adft wall.`)
    expect([message?.actual, message?.expected]).toEqual(['\u00ad', ['']])
    const [space] = messagesOf(latin().use(spaceBeforePunctuation), `${PROSE.replace(' was', ' , he said, was')}`)
    expect(space?.expected).toEqual([','])
    const [gap] = messagesOf(latin().use(blankRun), `${PROSE}\n\n\n\n${PROSE}`)
    expect([gap?.actual, gap?.expected]).toEqual(['\n\n\n', ['\n']])
  })

  it('says nothing of a fix where there is none', () => {
    const [message] = messagesOf(latin().use(invalidUtf8), Uint8Array.from([0x41, 0xff, 0x42]))
    expect([message?.ruleId, message?.note, message?.expected]).toEqual(['invalid-utf8', undefined, []])
  })

  it('tells an unsafe fix', () => {
    const page = PAGE.replace('READ MORE: Market wall to be mended', 'Read more: The market wall is to be mended.')
    expect(messagesOf(latin().use(relatedLink), page).map(({note}) => note)).toEqual([
      'descrape --fix --unsafe-fixes mends this',
    ])
  })

  it.each([
    [undefined, [false]],
    [true, [false]],
    ['on', [false]],
    ['warn', [false]],
    [1, [false]],
    ['error', [true]],
    [2, [true]],
    ['info', [undefined]],
    [['error'], [true]],
    [['info', {maxWords: 10}], [undefined]],
    [false, []],
    ['off', []],
    [0, []],
    [['off', {maxWords: 10}], []],
  ] as const)('set to %j', (setting: RuleSetting | undefined, fatal) => {
    expect(
      messagesOf(setting === undefined ? latin().use(relatedLink) : latin().use(relatedLink, setting)).map(
        (message) => message.fatal,
      ),
    ).toEqual(fatal)
  })

  it('has the severity of its own', () => {
    expect(messagesOf(latin().use(blankRun), 'a\n\n\n\nb').map(({fatal}) => fatal)).toEqual([undefined])
    expect(messagesOf(latin().use(blankRun, 'warn'), 'a\n\n\n\nb').map(({fatal}) => fatal)).toEqual([false])
  })

  it('takes options', () => {
    expect(messagesOf(latin().use(relatedLink, ['error', {maxWords: 3}]))).toEqual([])
    expect(messagesOf(latin().use(relatedLink, ['error', {maxWords: 7}]))).toHaveLength(1)
  })

  it.each([
    [{maxWord: 3}, 'Unknown option `maxWord` of `related-link`, did you mean `maxWords`?'],
    [{maxWords: '3'}, 'Unexpected value "3" for option `maxWords` of `related-link`, expected a number from 1'],
    [{maxWords: 0}, 'Unexpected value 0 for option `maxWords` of `related-link`, expected a number from 1'],
    [{maxWords: Number.NaN}, 'Unexpected value null for option `maxWords` of `related-link`, expected a number from 1'],
  ] as const)('refuses %j', (options, message) => {
    const run = (): unknown =>
      messagesOf(latin().use(relatedLink, ['error', options as unknown as Record<string, number>]))
    expect(run).toThrow(ConfigError)
    expect(run).toThrow(message)
  })

  // An unknown level passes for the usual one.
  it.each(['eror', 'warning', 3])('refuses the level %j', (level) => {
    expect(() => messagesOf(latin().use(relatedLink, level as 'error'))).toThrow(ConfigError)
  })

  it('counts places in UTF-16 units, whatever stands before', () => {
    for (const before of ['', '🙂 𝒜é — 東京\n\n', 'a\r\n\r\nb\r\n\r\n', '\ud800\udfff\n']) {
      const value = `${before}😀é so\u00adft`
      const [{place} = {place: undefined}] = messagesOf(latin().use(invisibleCharacters), value)
      const at = value.indexOf('\u00ad')
      expect(place).toMatchObject({
        start: {offset: at, column: at - before.length + 1},
        end: {offset: at + 1, column: at - before.length + 2},
      })
    }
  })

  it('reads bytes as well', () => {
    expect(messagesOf(latin().use(relatedLink), new TextEncoder().encode(PAGE))).toHaveLength(1)
  })

  it('passes lone surrogates and bytes that are no UTF-8 through', () => {
    const value = `a\ud800 so\u00adft \udfff`
    const file = new VFile(value)
    const pipeline = latin().use(invisibleCharacters)
    pipeline.runSync(pipeline.parse(file), file)
    expect(file.value).toBe(value)
    expect(file.messages.map(({column}) => column)).toEqual([6])
  })
})

describe('several rules', () => {
  it('share one scan', () => {
    const messages = messagesOf(latin().use(relatedLink).use(sourceLinkFooter, 'error').use(spaceBeforePunctuation))
    expect(messages.map(({ruleId, fatal}) => [ruleId, fatal])).toEqual([
      ['related-link', false],
      ['source-link-footer', true],
    ])
    expect(scan).toHaveBeenCalledTimes(1)
  })

  it('scan anew where a plugin between them changes the file', () => {
    const pipeline = latin()
      .use(relatedLink)
      .use(() => (_, file) => {
        file.value = String(file.value).replace('Source link', 'Nothing')
      })
      .use(sourceLinkFooter)
    expect(messagesOf(pipeline).map(({ruleId}) => ruleId)).toEqual(['related-link'])
    expect(scan).toHaveBeenCalledTimes(2)
  })

  it('scan each file once', () => {
    const pipeline = latin().use(relatedLink).use(sourceLinkFooter)
    messagesOf(pipeline)
    messagesOf(pipeline)
    expect(scan).toHaveBeenCalledTimes(2)
  })

  it('are all plugins', () => {
    const pipeline = unified()
      .use(retextLatin)
      .use(rules.filter(({needs, category}) => needs !== 'blocks' && category !== 'filter'))
    expect(messagesOf(pipeline).map(({ruleId}) => ruleId)).toEqual(['related-link', 'source-link-footer'])
    expect(scan).toHaveBeenCalledTimes(1)
  })
})

describe('descrape as a plugin', () => {
  it('runs the recommended rules', () => {
    expect(messagesOf(latin().use(descrape)).map(({ruleId}) => ruleId)).toEqual(['related-link', 'source-link-footer'])
    expect(scan).toHaveBeenCalledTimes(1)
  })

  it('follows a configuration', () => {
    const messages = messagesOf(
      latin().use(descrape, {
        extends: ['punctuation'],
        rules: {'related-link': 'error', 'source-link-footer': ['info', {}]},
      }),
    )
    expect(messages.map(({ruleId, fatal}) => [ruleId, fatal])).toEqual([
      ['related-link', true],
      ['source-link-footer', undefined],
    ])
    expect(messagesOf(latin().use(descrape, {rules: {'related-link': 'off'}})).map(({ruleId}) => ruleId)).toEqual([
      'source-link-footer',
    ])
  })

  it.each([
    [{rules: {'related-lnk': 'error'}}, 'Unknown rule `related-lnk`, did you mean `related-link`?'],
    [{extends: ['recomended']}, 'Unknown preset `recomended`, did you mean `recommended`?'],
    [{rules: {'related-link': 'fatal'}}, 'Unknown level `fatal`'],
    [
      {rules: {'related-link': ['warn', {maxwords: 2}]}},
      'Unknown option `maxwords` of `related-link`, did you mean `maxWords`?',
    ],
  ])('refuses %j', (config, message) => {
    const use = (): unknown =>
      latin()
        .use(descrape, config as Config)
        .freeze()
    expect(use).toThrow(ConfigError)
    expect(use).toThrow(message)
  })

  const boatAd = defineRule({
    id: 'boat-ad',
    category: 'related',
    summary: 'An advertisement for boats.',
    since: '1.0.0',
    presets: ['recommended'],
    fix: 'safe',
    needs: 'phrases',
    *check({line}) {
      yield {at: line, reason: 'Unexpected advertisement', remove: true}
    },
  })
  const config = {
    plugins: [{name: 'boats', rules: [boatAd], phrases: [{rule: 'boat-ad', lang: 'en', phrases: ['buy a boat…']}]}],
  }
  const BOATS = `${PAGE}\nBuy a boat today\n`

  it('brings the rules of a pack', () => {
    expect(messagesOf(latin().use(descrape, config), BOATS).map(({ruleId}) => ruleId)).toContain('boat-ad')
  })

  // The document of the file is kept for any table, so the phrases of the pack are not looked for.
  it('brings the rules of a pack after a built-in rule has run', () => {
    expect(messagesOf(latin().use(relatedLink).use(descrape, config), BOATS).map(({ruleId}) => ruleId)).toContain(
      'boat-ad',
    )
  })
})

describe('in a pipeline for Markdown', () => {
  const remark = () => unified().use(descrape)
  const ruleIds = (value: string): (string | undefined)[] => markdownMessages(remark(), value).map(({ruleId}) => ruleId)

  it('finds junk in prose', () => {
    expect(ruleIds(`# Market\n\n${PAGE}`)).toEqual(['related-link', 'source-link-footer'])
    expect(ruleIds(`> ${PROSE}\n\n- so\u00adft\n`)).toEqual(['invisible-characters'])
  })

  it.each([
    ['fenced code', '```\nso\u00adft\n\n\n\nREAD MORE: x\n```'],
    ['indented code', '    so\u00adft'],
    ['inline code', 'This is `so\u00adft` code.'],
    ['HTML', '<div title="so\u00adft">\nso\u00adft\n</div>'],
    ['HTML in a line', 'This is <b title="so\u00adft">bold</b>.'],
  ])('passes over %s', (_, value) => {
    expect(ruleIds(`${PROSE}\n\n${value}\n\n${PROSE.replace('mayor', 'baker')}\n`)).toEqual([])
  })

  it.each([
    'table',
    'yaml',
    'toml',
    'math',
    'inlineMath',
    'code',
    'inlineCode',
    'html',
  ])('passes over a node of type %s that another parser made', (type) => {
    const value = `é😀 so\u00adft\n\nso\u00adft\n`
    const start = value.lastIndexOf('so')
    const file = new VFile(value)
    const place = (offset: number) => ({line: 3, column: 1, offset})
    remark().runSync(
      {type: 'root', children: [{type, position: {start: place(start), end: place(start + 5)}}]} as Node,
      file,
    )
    expect(file.messages.map(({line}) => line)).toEqual([1])
  })

  it('passes over marks and spaces that Markdown gives a meaning', () => {
    const value = `${PROSE}  \nThe **old** wall was __not__ [mended](https://example.org/wall).\n`
    expect(ruleIds(value)).toEqual([])
    expect(messagesOf(latin().use(descrape), value).map(({ruleId}) => ruleId)).toEqual([
      'trailing-space',
      'markdown-residue',
      'markdown-residue',
      'markdown-residue',
    ])
  })

  it('keeps places right after what it passed over', () => {
    const value = `\`é😀 so\u00adft\` 😀 so\u00adft`
    const [message] = markdownMessages(unified().use(invisibleCharacters), value)
    expect(message?.column).toBe(value.lastIndexOf('\u00ad') + 1)
  })

  it('runs without places in the tree', () => {
    const file = new VFile('so\u00adft')
    remark().runSync({type: 'root', children: [{type: 'code', value: 'x'}]} as Node, file)
    expect(file.messages).toHaveLength(1)
  })
})

describe('the spelling rule', () => {
  const TYPO = `${PROSE}\n\nThe mayor of the town was not amuzed by it, and the baker was not.\n`

  it('runs when it is awaited', async () => {
    const file = new VFile(TYPO)
    const pipeline = latin().use(spelling, 'warn')
    await pipeline.run(pipeline.parse(file), file)
    expect(file.messages.map(({ruleId, actual, line, fatal}) => [ruleId, actual, line, fatal])).toEqual([
      ['spelling', 'amuzed', 3, false],
    ])
  })

  it('ignores what it is told to', async () => {
    const file = new VFile(TYPO)
    const pipeline = latin().use(spelling, ['warn', {ignore: ['amuzed']}])
    await pipeline.run(pipeline.parse(file), file)
    expect(file.messages).toEqual([])
  })

  it('runs beside the others', async () => {
    const file = new VFile(`${PAGE.replace('mended\n', 'mended\n')}\n${TYPO}`)
    const pipeline = latin().use(descrape, {rules: {spelling: 'info'}})
    await pipeline.run(pipeline.parse(file), file)
    expect(file.messages.map(({ruleId}) => ruleId)).toEqual(expect.arrayContaining(['related-link', 'spelling']))
  })

  it('says so where nobody waits', () => {
    expect(() => messagesOf(latin().use(spelling), TYPO)).toThrow(/async/)
  })
})
