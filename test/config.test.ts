import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {Ajv2020} from 'ajv/dist/2020.js'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {createFileSettings} from '../src/config/files.ts'
import {createMatcher, expandBraces} from '../src/config/globs.ts'
import {locateJsonPath, locateJsonProblem} from '../src/config/json.ts'
import {makeJsonSchema} from '../src/config/json-schema.ts'
import {loadConfig} from '../src/config/load.ts'
import {resolveSettings} from '../src/config/settings.ts'
import type {Config} from '../src/config/types.ts'
import {createLinter} from '../src/index.ts'
import {defineRule} from '../src/rule/define.ts'

const toy = defineRule({
  id: 'toy',
  category: 'layout',
  summary: 'A toy.',
  since: '0.1.0',
  presets: [],
  fix: 'safe',
  options: {
    maxWords: {default: 10, min: 1, description: 'Longer lines are let alone.'},
    words: {default: ['a'], description: 'Words.'},
  },
  needs: 'gaps',
  *check() {},
})
const loud = defineRule({
  ...(toy as object),
  id: 'loud',
  category: 'spam',
  severity: 'error',
  options: undefined,
} as never)
const plugins = [{name: 'toys', rules: [toy, loud]}]

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-config-'))
})
afterEach(() => rmSync(folder, {recursive: true}))

function put(name: string, text: string): string {
  const file = join(folder, name)
  mkdirSync(dirname(file), {recursive: true})
  writeFileSync(file, text)
  return file
}

function loadJson(text: string): Promise<unknown> {
  put('descrape.config.json', text)
  return loadConfig({cwd: folder})
}

describe('loadConfig', () => {
  test('looks in the working folder and above, never below', async () => {
    put('a/b/descrape.config.json', '{"lang": "de"}')
    expect((await loadConfig({cwd: join(folder, 'a')})).config).toEqual({})
    const file = put('descrape.config.json', '{"lang": "fr"}')
    expect(await loadConfig({cwd: join(folder, 'a')})).toEqual({config: {lang: 'fr'}, file, folder, packages: []})
    expect((await loadConfig({cwd: join(folder, 'a/b')})).config).toEqual({lang: 'de'})
  })

  test('reads modules and package.json', async () => {
    put('package.json', '{"name": "x", "descrape": {"lang": "nl"}}')
    expect((await loadConfig({cwd: folder})).config).toEqual({lang: 'nl'})
    put('descrape.config.mjs', 'export default {lang: "es"}')
    expect((await loadConfig({cwd: folder})).config).toEqual({lang: 'es'})
  })

  test.each(['"x"', '[]', 'null'])('refuses %s as the configuration of a package.json', async (value) => {
    put('package.json', `{"name": "x", "descrape": ${value}}`)
    await expect(loadConfig({cwd: folder})).rejects.toThrow(
      `package.json:1: Unexpected value ${value} as configuration`,
    )
  })

  test('passes by a package.json of somebody else, broken or not', async () => {
    put('descrape.config.json', '{"lang": "fr"}')
    put('a/package.json', '{"name": "x"')
    expect((await loadConfig({cwd: join(folder, 'a')})).config).toEqual({lang: 'fr'})
  })

  test('reads a named file, or none', async () => {
    put('descrape.config.json', '{"lang": "fr"}')
    put('own.json', '{"lang": "de"}')
    expect((await loadConfig({cwd: folder, file: 'own.json'})).config).toEqual({lang: 'de'})
    expect((await loadConfig({cwd: folder, file: false})).config).toEqual({})
    await expect(loadConfig({cwd: folder, file: 'gone.json'})).rejects.toThrow(
      'gone.json: no such file; give a configuration file to --config',
    )
  })

  test.each([
    ['{\n  "ruls": {}\n}', 'descrape.config.json:2: Unknown key `ruls`, did you mean `rules`?'],
    [
      '{\n  "extends": ["recomended"]\n}',
      'descrape.config.json:2: Unknown preset `recomended` in `extends.0`, did you mean `recommended`?',
    ],
    [
      '{"rules": {\n"related-lnk": "warn"}}',
      'descrape.config.json:2: Unknown rule `related-lnk`, did you mean `related-link`?',
    ],
    [
      '{"rules": {\n"related-link": "warning"}}',
      'descrape.config.json:2: Unknown level `warning` in `rules.related-link`; use error, warn, info or off',
    ],
    ['{"rules": {\n"related-link": 2}}', 'descrape.config.json:2: Unexpected 2, expected a level'],
    [
      '{"rules": {\n"related-link": ["warn", {"maxWord": 2}]}}',
      'descrape.config.json:2: Unknown option `maxWord` of `related-link`, did you mean `maxWords`?',
    ],
    [
      '{"rules": {\n"related-link": ["warn", {"maxWords": true}]}}',
      'Unexpected value true for option `maxWords` of `related-link`, expected a number',
    ],
    [
      '{\n"overrides": [\n{"files": ["*"]},\n{"files": ["*"],\n"rules": {"x": "off"}}]}',
      'descrape.config.json:5: Unknown rule `x`',
    ],
    [
      '{\n"overrides": [{"rules": {}}]}',
      'descrape.config.json:2: Unexpected value undefined for `overrides.0.files`, expected a list',
    ],
    ['{\n"maxRemoved": 3}', 'descrape.config.json:2: Unexpected value 3 for `maxRemoved`, expected at most 1'],
    ['{\n"lang": 3}', 'descrape.config.json:2: Unexpected value 3 for `lang`, expected a string'],
    ['{\n"fixable": ["nothing"]}', 'descrape.config.json:2: Unknown rule `nothing`'],
    [
      '{\n"input": {"fromat": "text"}}',
      'descrape.config.json:2: Unknown key `fromat` in `input`, did you mean `format`?',
    ],
    [
      '{\n"lang": "english"}',
      'descrape.config.json:2: Unknown language `english` in `lang`; use auto, or a BCP 47 tag',
    ],
    [
      '{"phrases": {\n"related-lnk": {"en": ["x"]}}}',
      'descrape.config.json:2: Unknown rule `related-lnk`, did you mean',
    ],
    ['{"phrases": {\n"pull-quote": {"en": ["x"]}}}', 'json:2: The rule `pull-quote` looks for no phrases'],
    ['{"phrases": {\n"related-link": {"xx": []}}}', 'json:2: Unknown language `xx` of phrases of `related-link`'],
    [
      '{"phrases": {"related-link": {"en": ["fine",\n"see {place}"]}}}',
      'json:2: Phrase of `related-link`: Unknown slot {place} in the phrase "see {place}"',
    ],
    ['{"phrases": {"related-link": {"en": ["{n}"]}}}', 'Phrase of `related-link`: The phrase "{n}"'],
    ['{"phrases": {"related-link": {"en": ["a\\nb"]}}}', 'A phrase of `related-link` has several lines: "a\\nb"'],
    ['{"phrases": {"related-link": {"en": "x"}}}', 'for `phrases.related-link.en`, expected a list: ["x"]'],
    ['{"extends": "news"}', 'for `extends`, expected a list: ["news"]'],
    ['{"extends": ["nws"]}', 'Unknown preset `nws` in `extends.0`, did you mean `news`?'],
    ['{"rules": {"related-link": "on"}}', 'Unknown level `on` in `rules.related-link`; use error, warn'],
    ['[]', 'descrape.config.json:1: Unexpected value [] as configuration, expected an object'],
    ['{\n"lang": "en",\n}', 'descrape.config.json:3: is not valid JSON'],
    ['{\n"lang": en\n}', 'descrape.config.json:2: is not valid JSON'],
    ['{\n"lang": "en"\n', 'descrape.config.json:2: is not valid JSON'],
  ])('says where %j is wrong', async (text, message) => {
    const error = await loadJson(text).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    )
    expect(error.name).toBe('ConfigError')
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('\n')
  })

  test('names the line inside package.json', async () => {
    put('package.json', '{\n"name": "x",\n"rules": 1,\n"descrape": {\n"rules": {\n"nope": "off"}}}')
    await expect(loadConfig({cwd: folder})).rejects.toThrow('package.json:6: Unknown rule `nope`')
  })

  test('names a module that cannot be used', async () => {
    put('descrape.config.mjs', 'export const config = {}')
    await expect(loadConfig({cwd: folder})).rejects.toThrow('descrape.config.mjs: has no default export')
    put('broken.mjs', 'export default {')
    await expect(loadConfig({cwd: folder, file: 'broken.mjs'})).rejects.toThrow('broken.mjs: cannot be loaded')
  })

  test('knows rules of plugins, and refuses to have one twice', async () => {
    put(
      'toys.mjs',
      `export const rule = (id) => ({id, category: 'layout', summary: '', since: '1', presets: [], fix: 'none', needs: 'gaps', *check() {}})`,
    )
    put(
      'descrape.config.mjs',
      `import {rule} from './toys.mjs'\nexport default {plugins: [{name: 'toys', rules: [rule('toy')]}], rules: {toy: 'info'}}`,
    )
    expect((await loadConfig({cwd: folder})).config.rules).toEqual({toy: 'info'})
    put(
      'twice.mjs',
      `import {rule} from './toys.mjs'\nexport default {plugins: [{name: 'toys', rules: [rule('related-link')]}]}`,
    )
    await expect(loadConfig({cwd: folder, file: 'twice.mjs'})).rejects.toThrow(
      'A plugin defines the rule `related-link`, which exists already',
    )
  })

  // A process of its own, as the test runner would translate TypeScript.
  test.runIf(Number(process.versions.node.split('.')[0]) < 22)('says what a TypeScript configuration needs', () => {
    put('descrape.config.ts', 'export default {}')
    const main = join(import.meta.dirname, '../dist/src/cli/main.js')
    expect(() => execFileSync(process.execPath, [main, '.'], {cwd: folder, stdio: 'pipe'})).toThrow(
      'TypeScript needs Node.js 22.18 or newer, or jiti',
    )
  })
})

describe('createFileSettings', () => {
  const levels = async (config: Config, file: string | undefined, flags = {}): Promise<Record<string, string>> => {
    const settings = (await createFileSettings({config: {plugins, extends: [], ...config}, folder}, flags))(
      file && join(folder, file),
    )
    return Object.fromEntries(settings.rules.map(({rule, severity}) => [rule.id, severity]))
  }

  test('applies all overrides that match, later ones win', async () => {
    const config: Config = {
      rules: {toy: 'warn'},
      overrides: [
        {files: ['*.{md,txt}'], rules: {toy: 'error', loud: 'warn'}},
        {files: ['raw/**'], rules: {toy: 'off'}},
      ],
    }
    expect(await levels(config, 'a.jsonl')).toEqual({toy: 'warning'})
    expect(await levels(config, 'a.txt')).toEqual({toy: 'error', loud: 'warning'})
    expect(await levels(config, 'raw/a/a.txt')).toEqual({loud: 'warning'})
    expect(await levels(config, undefined)).toEqual({toy: 'warning'})
  })

  test('selects and ignores on top, keeping levels and options', async () => {
    const config: Config = {rules: {toy: ['info', {maxWords: 3}]}}
    expect(await levels(config, 'a', {select: ['all'], ignore: ['layout']})).not.toHaveProperty('toy')
    expect(await levels(config, 'a', {select: ['spam', 'toy']})).toMatchObject({toy: 'info', loud: 'error'})
    expect(await levels(config, 'a', {select: ['loud']})).toEqual({loud: 'error'})
    expect(await levels(config, 'a', {body: {rules: {toy: 'error'}}})).toEqual({toy: 'error'})
    const {rules} = (await createFileSettings({config: {plugins, extends: [], ...config}, folder}, {select: ['toy']}))(
      undefined,
    )
    expect(rules[0]?.options).toEqual({maxWords: 3, words: ['a']})
  })

  test('names unknown rules of flags', async () => {
    await expect(levels({}, 'a', {select: ['tyo']})).rejects.toThrow('Unknown rule `tyo`, did you mean `toy`?')
    await expect(levels({}, 'a', {body: {rules: {tyo: 'warn'}}})).rejects.toThrow(
      'Unknown rule `tyo`, did you mean `toy`?',
    )
    await expect(levels({}, 'a', {presets: ['news2']})).rejects.toThrow('Unknown preset `news2`, did you mean `news`?')
  })

  test('merges the fields of records', async () => {
    const config: Config = {
      input: {textField: 'body', idField: 'key'},
      overrides: [{files: ['a.jsonl'], input: {textField: 'content'}}],
    }
    const settingsOf = await createFileSettings({config, folder}, {body: {input: {idField: 'nr'}}})
    expect(settingsOf(join(folder, 'a.jsonl')).input).toEqual({textField: 'content', idField: 'nr'})
    expect(settingsOf(join(folder, 'b.jsonl')).input).toEqual({textField: 'body', idField: 'nr'})
  })
})

test('phrases are added to those of a rule', async () => {
  const text = 'The ferry ran again on the first day of May.\n\nRead it at the Stell Gazette\n'
  const found = async (phrases: NonNullable<Config['phrases']>): Promise<string[]> =>
    (await createLinter({phrases})).lint(text).map(({ruleId}) => ruleId)
  expect(await found({})).toEqual([])
  expect(await found({'source-link-footer': {'en-GB': [' read it at the {name} ']}})).toEqual(['source-link-footer'])
  await expect(found({'source-link-footer': {en: ['{what}']}})).rejects.toThrow('Unknown slot {what}')
})

test('resolveSettings says which fixes are wanted', () => {
  const {policy} = resolveSettings({plugins, extends: [], unsafeFixes: ['toy'], unfixable: ['spam']})
  const finding = (ruleId: string, fix?: 'safe' | 'unsafe') =>
    ({ruleId, start: 0, end: 1, severity: 'warning', reason: '', edits: [], remove: true, ...(fix && {fix})}) as const
  expect(policy(false).wants(finding('toy', 'unsafe'))).toBe(true)
  expect(policy(false).wants(finding('toy'))).toBe(false)
  expect(policy(true).wants(finding('loud', 'safe'))).toBe(false)
})

test('patterns are those of .gitignore, and braces', async () => {
  expect(expandBraces('a/{b,c{d,e}}.txt')).toEqual(['a/b.txt', 'a/cd.txt', 'a/b.txt', 'a/ce.txt'])
  const matches = await createMatcher(['**/*.{md,txt}', '!keep.md', '/top'], '/work')
  expect(
    ['/work/a.md', '/work/b/c.txt', '/work/keep.md', '/work/top', '/work/b/top', '/work', '/else/x.md'].filter(matches),
  ).toEqual(['/work/a.md', '/work/b/c.txt', '/work/top', '/else/x.md'])
})

test('places in JSON', () => {
  const json = '{\n"a": [\n1,\n{"b": "x,]\\"",\n"c": 2}],\n"b": {}}'
  expect(locateJsonPath(json, ['a', 1, 'c'])).toBe(5)
  expect(locateJsonPath(json, ['a', 1, 'gone'])).toBe(4)
  expect(locateJsonPath(json, ['b'])).toBe(6)
  expect(locateJsonPath(json, [])).toBe(1)
  expect(locateJsonProblem('{\n"a": 1', 'Unexpected end of JSON input')).toEqual({line: 2, reason: 'it ends too early'})
})

describe('makeJsonSchema', () => {
  const schema = makeJsonSchema([toy, loud])
  const validate = new Ajv2020({strict: true, allowUnionTypes: true}).compile(schema)

  test.each<[unknown, boolean]>([
    [{}, true],
    [{$schema: 'x', extends: ['recommended'], rules: {toy: 'warn', loud: 'off'}}, true],
    [{rules: {toy: ['error', {maxWords: 3, words: ['b']}]}}, true],
    [{rules: {toy: ['error', {maxWords: 0}]}}, false],
    [{rules: {toy: ['error', {maxWord: 3}]}}, false],
    [{rules: {tyo: 'warn'}}, false],
    [{rules: {toy: 'warning'}}, false],
    [{ruls: {}}, false],
    [{overrides: [{files: ['*.md'], rules: {toy: 'off'}}]}, true],
    [{overrides: [{rules: {toy: 'off'}}]}, false],
    [{plugins: []}, true],
    [{plugins: ['descrape-plugin-x'], rules: {tyo: 'warn'}}, true],
    [{plugins: [{}]}, false],
    [{overrides: [{files: ['a'], rules: {tyo: 'warn'}}]}, false],
    [{phrases: {toy: {en: ['x']}}}, true],
    [{phrases: {toy: ['x']}}, false],
  ])('takes or leaves %j', (config, valid) => {
    expect(validate(config)).toBe(valid)
  })
})

test('the library knows the keys of a configuration, and names the nearest', async () => {
  const make = (config: object) => createLinter(config as Config)
  await expect(make({extend: ['strict']})).rejects.toThrow('Unknown key `extend`, did you mean `extends`?')
  await expect(make({preset: ['strict']})).rejects.toThrow('Unknown key `preset`')
  await expect(make({lang: 'en', $schema: 'x'})).resolves.toBeDefined()
})
