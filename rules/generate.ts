/**
 * Makes what follows from the rules' folders: `index.ts`, `packs.bin`, `notes.ts`, `docs/rules`, the tables of the README, of
 * other pages that have figures, `docs/api.md`, and the JSON schema of the configuration. `npm run generate` writes them,
 * `npm run generate -- --check` fails where one is stale, or where `dist`, of which `docs/api.md` is made, is not built.
 */
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {measuredSection, withFigures} from '../bench/page.ts'
import {apiPage} from '../build/api.ts'
import type {Rule} from '../src/rule/define.ts'
import {writePhrases} from '../src/text/phrase-file.ts'
import {preparePhrases} from '../src/text/phrases.ts'

const root = join(import.meta.dirname, '..')
const ids = readdirSync(join(root, 'rules'), {withFileTypes: true})
  .filter((entry) => entry.isDirectory() && existsSync(join(root, 'rules', entry.name, 'rule.ts')))
  .map((entry) => entry.name)
  .sort()
const camel = (id: string): string => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
const generated = '// Made by rules/generate.ts; do not edit.'
const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

function index(): string {
  return `${generated}
import type {Rule} from '../src/rule/define.ts'
${ids.map((id) => `import ${camel(id)} from './${id}/rule.ts'`).join('\n')}

export {
${ids.map((id) => `  ${camel(id)},`).join('\n')}
}

/** All built-in rules by id. */
export const rules: readonly Rule[] = [
${ids.map((id) => `  ${camel(id)},`).join('\n')}
]
`
}

function phrasesOf(id: string): {lang: string; phrases: string[]}[] {
  const folder = join(root, 'rules', id, 'phrases')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => ({
      lang: name.slice(0, -4),
      phrases: readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line && !line.startsWith('#')),
    }))
}

function packs(): Uint8Array {
  return writePhrases(
    preparePhrases(ids.flatMap((id) => phrasesOf(id).map(({lang, phrases}) => ({rule: id, lang, phrases})))),
  )
}

function notes(rules: readonly Rule[]): string {
  const entries = rules.map((rule) => `  ${quote(rule.id)}: ${JSON.stringify(notesOf(rule))},\n`)
  return `${generated}

/** Of each rule why it is there and when it does not apply, examples, and what was measured; Markdown. */
export const notes: Readonly<Record<string, string>> = {
${entries.join('')}}
`
}

function notesOf(rule: Rule): string {
  const file = join(root, 'rules', rule.id, 'notes.md')
  const bad = examplesOf(rule.id, true)
  const good = examplesOf(rule.id, false)
  return [
    existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined,
    ...(bad.length > 0 ? ['## What it finds', ...bad] : []),
    ...(good.length > 0 ? ['## What it leaves alone', ...good] : []),
    measuredSection(rule),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n')
}

function table(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => {
    const languages = phrasesOf(rule.id)
      .map(({lang}) => lang)
      .filter((lang) => lang !== 'und')
    const fix = rule.fix === 'none' ? '' : rule.fix
    return `| [\`${rule.id}\`](docs/rules/${rule.id}.md) | ${rule.category} | ${rule.summary} | ${fix} | ${languages.join(' ')} | ${rule.presets.join(', ') || 'opt-in'} |`
  })
  return [
    '| rule | category | what is wrong | fix | phrases in | presets |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

interface Case {
  text: string
  findings?: string[]
}

// Short one-line cases of the fixtures, as examples.
function examplesOf(id: string, wanted: boolean): string[] {
  const file = join(root, 'fixtures', id, 'cases.json')
  const cases = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Case[]) : []
  return cases
    .filter(
      ({text, findings}) =>
        findings && findings.length > 0 === wanted && text.length < EXAMPLE_LENGTH && text.isWellFormed(),
    )
    .slice(0, EXAMPLES)
    .map(({text}) => `\`\`\`text\n${text.trimEnd()}\n\`\`\``)
}

const EXAMPLES = 2
const EXAMPLE_LENGTH = 400
const FIXES = {
  safe: 'safe, with `--fix`; a finding with weaker evidence is unsafe',
  unsafe: 'unsafe, with `--fix --unsafe-fixes`',
  none: 'none',
}

const SLIP = '; a hint with an unsafe fix where it is the only one in a long text without other remains of a page'

function page(rule: Rule): string {
  const languages = phrasesOf(rule.id).map(({lang}) => (lang === 'und' ? 'all (signs and names)' : lang))
  const options = Object.entries(rule.options ?? {})
  return `${[
    `# ${rule.id}`,
    '<!-- Made by rules/generate.ts; do not edit. -->',
    rule.summary,
    [
      `- Category: ${rule.category}`,
      `- Level: ${rule.severity ?? 'warning'}${rule.slips ? SLIP : ''}`,
      `- Fix: ${FIXES[rule.fix]}`,
      `- Presets: ${rule.presets.join(', ') || 'none, opt-in'}`,
      ...(languages.length > 0 ? [`- Phrases in: ${languages.join(', ')}`] : []),
      `- Since: ${rule.since}`,
    ].join('\n'),
    ...(options.length > 0
      ? [
          '## Options',
          [
            '| option | default | |',
            '|---|---|---|',
            ...options.map(
              ([name, spec]) => `| \`${name}\` | \`${JSON.stringify(spec.default)}\` | ${spec.description} |`,
            ),
          ].join('\n'),
        ]
      : []),
    notesOf(rule),
  ].join('\n\n')}\n`
}

function readme(rules: readonly Rule[]): string {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  const listed = text.replace(
    /(<!-- rules -->\n)[\s\S]*?(<!-- \/rules -->)/,
    (_, open: string, close: string) => `${open}\n${table(rules)}\n\n${close}`,
  )
  return withFigures(listed)
}

const check = process.argv.includes('--check')
const stale: string[] = []

function put(path: string, content: string | Uint8Array): void {
  const file = join(root, path)
  if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) return
  if (check) stale.push(path)
  else writeFileSync(file, content)
}

put('rules/index.ts', index())
put('rules/packs.bin', packs())
// The files above have to stand before the rules can be loaded.
const {rules} = await import('./index.ts')
put('rules/notes.ts', notes(rules))
if (existsSync(join(root, 'README.md'))) put('README.md', readme(rules))
for (const name of ['docs/accuracy.md', 'docs/comparison.md', 'docs/scale.md', 'docs/tagger.md', 'docs/trust.md'])
  put(name, withFigures(readFileSync(join(root, name), 'utf8')))
mkdirSync(join(root, 'docs', 'rules'), {recursive: true})
for (const rule of rules) put(`docs/rules/${rule.id}.md`, page(rule))
for (const name of readdirSync(join(root, 'docs', 'rules'))) {
  if (!rules.some((rule) => `${rule.id}.md` === name)) stale.push(`docs/rules/${name} (of no rule)`)
}
const api = apiPage(join(root, 'dist'))
if (api !== undefined) put('docs/api.md', api)
else if (check) stale.push('docs/api.md (`npm run build` makes what it is made of)')
const {makeJsonSchema} = await import('../src/config/json-schema.ts')
put('descrape.schema.json', `${JSON.stringify(makeJsonSchema(rules), null, 2)}\n`)
if (stale.length > 0) {
  process.stderr.write(`Stale: ${stale.join(', ')}; run \`npm run generate\`\n`)
  process.exitCode = 1
}
