import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {type Literal, parse} from 'acorn'
import {full} from 'acorn-walk'
import {transformSync} from 'esbuild'

/** A regular expression of the source and where it stands. */
export interface Pattern {
  source: string
  flags: string
  /** File, or files; a pattern that is put together at run time is named by the file that does. */
  places: string[]
}

const ROOT = join(import.meta.dirname, '../..')
const FOLDERS = ['src', 'rules']

/**
 * All regular expressions of `src` and `rules`: the literals as a parser finds them, and those that are put together
 * while modules load and texts are checked.
 */
export async function findPatterns(): Promise<Pattern[]> {
  const found = new Map<string, Pattern>()
  const add = (source: string, flags: string, place: string): void => {
    const key = `${source}/${flags}`
    const pattern = found.get(key) ?? {source, flags, places: []}
    if (!pattern.places.includes(place)) pattern.places.push(place)
    found.set(key, pattern)
  }
  for (const folder of FOLDERS)
    for (const name of readdirSync(join(ROOT, folder), {recursive: true, encoding: 'utf8'}).sort())
      if (name.endsWith('.ts'))
        for (const {source, flags} of literalsOf(readFileSync(join(ROOT, folder, name), 'utf8')))
          add(source, flags, `${folder}/${name}`)
  for (const {source, flags, place} of await buildPatterns()) add(source, flags, place)
  return [...found.values()]
}

function literalsOf(code: string): {source: string; flags: string}[] {
  const program = parse(transformSync(code, {loader: 'ts', target: 'es2023'}).code, {
    ecmaVersion: 'latest',
    sourceType: 'module',
  })
  const patterns: {source: string; flags: string}[] = []
  full(program, (node) => {
    const {regex} = node as Literal
    if (regex) patterns.push({source: regex.pattern, flags: regex.flags})
  })
  return patterns
}

const PLACE = /\/((?:src|rules)\/[^:?]+\.[tj]s)/

// Patterns of packages are theirs: what counts is who asks for one.
async function buildPatterns(): Promise<(Omit<Pattern, 'places'> & {place: string})[]> {
  const patterns: (Omit<Pattern, 'places'> & {place: string})[] = []
  const Native = RegExp
  globalThis.RegExp = new Proxy(Native, {
    construct(target, args: [string | RegExp, string?]) {
      const made = Reflect.construct(target, args) as RegExp
      const caller = (new Error().stack ?? '').split('\n')[2] ?? ''
      const place = PLACE.exec(caller)?.[1]
      if (place && !caller.includes('node_modules')) patterns.push({source: made.source, flags: made.flags, place})
      return made
    },
  })
  try {
    const {createLinter} = await import('../../src/index.ts')
    const linter = await createLinter({
      extends: ['recommended', 'strict', 'dump', 'c4', 'gopher', 'refinedweb', 'fineweb'],
    })
    for (const folder of ['fixtures', 'seeds'])
      for (const name of readdirSync(join(ROOT, folder), {recursive: true, encoding: 'utf8'}))
        if (/\.(?:txt|json)$/.test(name)) linter.clean(readFileSync(join(ROOT, folder, name), 'utf8').slice(0, 20_000))
  } finally {
    globalThis.RegExp = Native
  }
  return patterns
}
