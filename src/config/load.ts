import {existsSync, readFileSync, statSync} from 'node:fs'
import {homedir} from 'node:os'
import {basename, dirname, join, relative, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import {compilePhrases} from '../text/phrases.ts'
import {locateJsonPath, locateJsonProblem} from './json.ts'
import {ConfigError, knownRules, packsOf, resolveSettings, selectRules} from './settings.ts'
import type {Config, ConfigBody} from './types.ts'

/** A configuration and where it comes from. */
export interface LoadedConfig {
  config: Config
  /** Absolute path of its file; undefined where there is none. */
  file: string | undefined
  /** Absolute path of the folder that its patterns start from. */
  folder: string
}

export interface LoadOptions {
  /** Absolute path of the working folder. */
  cwd: string
  /** A configuration file, or false for none; searched for from `cwd` upwards unless given. */
  file?: string | false | undefined
}

const NAME = 'descrape'
const SEARCH_PLACES = [
  'descrape.config.js',
  'descrape.config.mjs',
  'descrape.config.ts',
  'descrape.config.json',
  'package.json',
]

/**
 * Finds and reads the configuration. Folders below the working folder are never searched: a corpus must not run code.
 *
 * @throws ConfigError with the file and, in JSON, the line of what is wrong
 */
export async function loadConfig({cwd, file}: LoadOptions): Promise<LoadedConfig> {
  const none: LoadedConfig = {config: {}, file: undefined, folder: cwd}
  if (file === false) return none
  const found = file === undefined ? await search(cwd) : await readNamed(resolve(cwd, file), cwd)
  if (!found) return none
  const {path, value, json} = found
  const fail: Fail = (message, at) => {
    const line = json && locateJsonPath(json.text, [...json.prefix, ...at])
    throw new ConfigError(`${nameOf(path, cwd)}${line ? `:${line}` : ''}: ${message}`)
  }
  const {findSchemaProblem} = await import('./schema.ts')
  const problem = findSchemaProblem(value)
  if (problem) fail(problem.message, problem.path)
  const config = value as Config
  checkRules(config, fail)
  return {config, file: path, folder: dirname(path)}
}

type Fail = (message: string, at: readonly PropertyKey[]) => never

interface Found {
  path: string
  value: unknown
  /** Source of JSON, and the key in it that holds the configuration. */
  json?: {text: string; prefix: readonly string[]}
}

/**
 * Where the configuration may stand, the first one counts: from the working folder up to the home folder, or to the root
 * where that is not on the way.
 *
 * @param cwd absolute path of the working folder
 */
export function* configPlaces(cwd: string): Generator<string> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    for (const name of SEARCH_PLACES) yield join(folder, name)
    if (folder === homedir() || folder === dirname(folder)) return
  }
}

async function search(cwd: string): Promise<Found | undefined> {
  for (const path of configPlaces(cwd)) {
    const found = existsSync(path) ? await read(path, readFileSync(path, 'utf8'), cwd) : undefined
    if (found) return found
  }
  return undefined
}

async function readNamed(path: string, cwd: string): Promise<Found> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : 'cannot be read'
    throw new ConfigError(
      `${nameOf(path, cwd)}: ${reason}; give a configuration file to --config, or run \`descrape init\``,
    )
  }
  const found = await read(path, text, cwd)
  if (!found) throw new ConfigError(`${nameOf(path, cwd)}: has no "${NAME}" key`)
  return found
}

async function read(path: string, text: string, cwd: string): Promise<Found | undefined> {
  if (basename(path) === 'package.json') {
    if (!text.includes(`"${NAME}"`)) return undefined
    const value = parseJson(path, text, cwd)
    return isRecord(value) && value[NAME] !== undefined && isRecord(value[NAME])
      ? {path, value: value[NAME], json: {text, prefix: [NAME]}}
      : undefined
  }
  if (path.endsWith('.json')) return {path, value: parseJson(path, text, cwd), json: {text, prefix: []}}
  return {path, value: await importModule(path, cwd)}
}

function parseJson(path: string, text: string, cwd: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    const {line, reason} = locateJsonProblem(text, (error as Error).message)
    throw new ConfigError(`${nameOf(path, cwd)}${line ? `:${line}` : ''}: is not valid JSON: ${reason}`)
  }
}

async function importModule(path: string, cwd: string): Promise<unknown> {
  let module: {default?: unknown}
  try {
    // A language server reads it again when it has changed; modules are kept by their whole address.
    module = await import(`${pathToFileURL(path).href}?${statSync(path).mtimeMs}`)
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    const reason =
      code === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? 'TypeScript needs Node.js 22.18 or newer; rename it to .mjs'
        : `cannot be loaded: ${message.split('\n')[0]}`
    throw new ConfigError(`${nameOf(path, cwd)}: ${reason}`)
  }
  if (module.default === undefined)
    throw new ConfigError(`${nameOf(path, cwd)}: has no default export; write \`export default {…}\``)
  return module.default
}

const NO_PHRASES = compilePhrases([])

// Rules and selectors one by one, so that the message can name the place.
function checkRules(config: Config, fail: Fail): void {
  const {plugins} = config
  const known = knownRules(config)
  const doubled = known.find((rule, index) => known.findIndex((other) => other.id === rule.id) < index)
  if (doubled) fail(`A plugin defines the rule \`${doubled.id}\`, which exists already; rename it`, ['plugins'])
  const check = (at: readonly PropertyKey[], run: () => void): void => {
    try {
      run()
    } catch (error) {
      if (error instanceof ConfigError) fail(error.message, at)
      throw error
    }
  }
  const checkBody = (body: ConfigBody, prefix: readonly PropertyKey[]): void => {
    for (const [id, entry] of Object.entries(body.rules ?? {})) {
      check([...prefix, 'rules', id], () =>
        resolveSettings({extends: [], rules: {[id]: entry}, ...(plugins && {plugins})}, NO_PHRASES),
      )
    }
    for (const key of ['fixable', 'unfixable', 'unsafeFixes'] as const) {
      const selectors = body[key]
      if (!Array.isArray(selectors)) continue
      for (const [index, selector] of selectors.entries())
        check([...prefix, key, index], () => selectRules(known, selector))
    }
  }
  for (const [id, languages] of Object.entries(config.phrases ?? {}))
    for (const [lang, sources] of Object.entries(languages)) {
      const one = (phrases: readonly string[]): Config => ({
        ...(plugins && {plugins}),
        phrases: {[id]: {[lang]: phrases}},
      })
      check(['phrases', id, lang], () => packsOf(one([])))
      for (const [index, source] of sources.entries()) check(['phrases', id, lang, index], () => packsOf(one([source])))
    }
  checkBody(config, [])
  for (const [index, override] of (config.overrides ?? []).entries()) checkBody(override, ['overrides', index])
}

function nameOf(path: string, cwd: string): string {
  return relative(cwd, path) || path
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
