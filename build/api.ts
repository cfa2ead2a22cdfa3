/** Makes `docs/api.md` of what the package exports: its declarations (`dist/src/*.d.ts`) with their comments. */
import {existsSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

interface Entry {
  name: string
  kind: 'function' | 'class' | 'value' | 'type'
  /** Without the marks of the comment. */
  comment: string
  /** Without comment and `export`. */
  code: string
}

const PARTS: readonly {title: string; names: readonly string[]}[] = [
  {title: 'Lint and clean', names: ['createLinter', 'lint', 'clean', 'restore', 'repair', 'applySteps', 'hostOf']},
  {
    title: 'Rules and configuration',
    names: ['defineRule', 'definePhraseLine', 'defineConfig', 'fillsLine', 'startsLine'],
  },
  {title: 'In unified', names: ['descrape']},
]

/**
 * @param dist folder of the declarations
 * @returns Markdown; undefined where there are no declarations
 */
export function apiPage(dist: string): string | undefined {
  const index = join(dist, 'src/index.d.ts')
  if (!existsSync(index)) return undefined
  const entries = exportsOf(index)
  const listed = PARTS.flatMap(({names}) => names)
  const missing = listed.filter((name) => !entries.some((entry) => entry.name === name))
  if (missing.length > 0) throw new Error(`build/api.ts lists what is not exported: ${missing.join(', ')}`)
  const more = entries.filter(({kind, name}) => kind === 'function' && !listed.includes(name))
  const section = (title: string, own: readonly Entry[]): string => [`## ${title}`, ...own.map(pageOf)].join('\n\n')
  const find = (name: string): Entry => entries.find((entry) => entry.name === name) as Entry
  return `${[
    '# API',
    '<!-- Made by build/api.ts; do not edit. -->',
    "What `import … from 'descrape'` gives. It runs on Node and in browsers, and is ESM with types. Every rule is exported as well, in camel case (`relatedLink`), and all of them as `rules`; [the README](../README.md) lists them.",
    ...PARTS.map(({title, names}) => section(title, names.map(find))),
    ...(more.length > 0 ? [section('More functions', more)] : []),
    section(
      'Values',
      entries.filter(({kind}) => kind === 'class' || kind === 'value'),
    ),
    section(
      'Types',
      entries.filter(({kind}) => kind === 'type').sort((a, b) => (a.name < b.name ? -1 : 1)),
    ),
  ].join('\n\n')}\n`
}

function pageOf({name, comment, code}: Entry): string {
  return [`### ${name}`, ...(comment === '' ? [] : [textOf(comment)]), `\`\`\`ts\n${code}\n\`\`\``].join('\n\n')
}

// `@param text one document` becomes an item of a list.
function textOf(comment: string): string {
  const [text = '', ...tags] = comment.split(/^@/m)
  const items = tags.map((tag) => {
    const [, kind = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(tag.trim()) ?? []
    const flat = rest.replace(/\s+/g, ' ')
    if (kind === 'param') return flat.replace(/^(\S+) ?/, (_, name: string) => `- \`${name}\`: `)
    return `- ${kind === 'returns' ? 'gives' : kind}: ${flat}`
  })
  return [text.trim(), items.join('\n')].filter(Boolean).join('\n\n')
}

function exportsOf(file: string): Entry[] {
  const source = readFileSync(file, 'utf8')
  const own = entriesOf(source)
  const others = [...source.matchAll(/^export (?:type )?\{([^}]*)\} from '(\.[^']+)\.ts';/gm)].flatMap(
    ([, names = '', path = '']) => {
      const entries = entriesOf(readFileSync(join(dirname(file), `${path}.d.ts`), 'utf8'))
      return names
        .split(',')
        .map((name) => name.replace(/^\s*type /, '').trim())
        .filter(Boolean)
        .map((name) => {
          const entry = entries.find((candidate) => candidate.name === name)
          if (!entry) throw new Error(`${path} declares no ${name}`)
          return entry
        })
    },
  )
  return [...own, ...others]
}

const DECLARATION =
  /(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\n)?^export (?:declare )?(?=(?:abstract )?(function|class|const|enum|interface|type) (\w+))/gm
const KINDS: Record<string, Entry['kind']> = {function: 'function', class: 'class', const: 'value', enum: 'value'}
const BLOCKS = new Set(['class', 'enum', 'interface'])

function entriesOf(source: string): Entry[] {
  return [...source.matchAll(DECLARATION)].map(({0: match, 1: comment = '', 2: kind = '', 3: name = '', index}) => {
    const start = index + match.length
    const code = source.slice(start, endOf(source, start, BLOCKS.has(kind)))
    return {
      name,
      kind: KINDS[kind] ?? 'type',
      comment: comment
        .split('\n')
        .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
        .join('\n')
        .trim(),
      code: code
        .replace(/^ {4}(?:private|#private).*\n/gm, '')
        .replace(/^( {4})+/gm, (indent) => ' '.repeat(indent.length / 2)),
    }
  })
}

// A declaration ends with its block, or with a semicolon outside of brackets.
function endOf(source: string, start: number, isBlock: boolean): number {
  let depth = 0
  for (const {0: sign, index} of source.slice(start).matchAll(/\/\*[\s\S]*?\*\/|'[^']*'|"[^"]*"|[{}()[\];]/g)) {
    if ('{(['.includes(sign)) depth++
    else if ('})]'.includes(sign)) depth--
    if (depth === 0 && (sign === ';' || (sign === '}' && isBlock))) return start + index + 1
  }
  throw new Error(`A declaration does not end: ${source.slice(start, start + 80)}`)
}
