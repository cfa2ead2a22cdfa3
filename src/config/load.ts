import {existsSync, readFileSync, statSync} from 'node:fs'
import {homedir} from 'node:os'
import {basename, dirname, join, relative, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import {systemCode} from '../io/system-code.ts'
import {isObject} from '../text/json.ts'
import {compilePhrases} from '../text/phrases.ts'
import {locateJsonPath, locateJsonProblem} from './json.ts'
import {importPackage, type LoadedPackage, versionOf} from './packages.ts'
import {ConfigError, knownRules, packsOf, resolveSettings, selectRules} from './settings.ts'
import type {Config, ConfigBody, ConfigFile, Plugin} from './types.ts'

/** A configuration and where it comes from. */
export interface LoadedConfig {
  config: Config
  /** Absolute path of its file; undefined where there is none. */
  file: string | undefined
  /** Absolute path of the folder that its patterns start from. */
  folder: string
  /**
   * Packages that its plugins come from, with their versions; undefined where there are plugins that no version tells
   * of.
   */
  packages: readonly string[] | undefined
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
  'descrape.config.mts',
  'descrape.config.json',
  'package.json',
]

/**
 * Finds and reads the configuration. Folders below the working folder are never searched: a corpus must not run code.
 *
 * @throws ConfigError with the file and, in JSON, the line of what is wrong
 */
export async function loadConfig({cwd, file}: LoadOptions): Promise<LoadedConfig> {
  const none: LoadedConfig = {config: {}, file: undefined, folder: cwd, packages: []}
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
  const {config, packages} = await withPackages(value as ConfigFile, dirname(path), fail)
  checkRules(config, fail)
  return {config, file: path, folder: dirname(path), packages}
}

async function withPackages(
  {plugins, ...config}: ConfigFile,
  folder: string,
  fail: Fail,
): Promise<Pick<LoadedConfig, 'config' | 'packages'>> {
  if (!plugins) return {config, packages: []}
  const {isPlugin} = await import('./schema.ts')
  const versions: (string | undefined)[] = []
  const loaded: Plugin[] = []
  for (const [index, given] of plugins.entries()) {
    if (typeof given !== 'string') {
      versions.push(undefined)
      loaded.push(given)
      continue
    }
    const found = await importPackage(given, folder).catch((error: Error) => fail(error.message, ['plugins', index]))
    if (!found) fail(`Cannot find the plugin \`${given}\`; \`npm install ${given}\` adds it`, ['plugins', index])
    const {module, file} = found as LoadedPackage
    const plugin = [module.default, module.plugin, module].find(isPlugin)
    if (!plugin)
      fail(`The package \`${given}\` is no plugin, its default export has to be {name, rules, phrases}`, [
        'plugins',
        index,
      ])
    const version = versionOf(file)
    versions.push(version && `${given}@${version}`)
    loaded.push(plugin as Plugin)
  }
  const isKnown = (version: string | undefined): version is string => version !== undefined
  return {config: {...config, plugins: loaded}, packages: versions.every(isKnown) ? versions : undefined}
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
    if (!existsSync(path)) continue
    const found = await read(path, textOf(path, cwd, 'rename or remove it, or pass it over with --no-config'), cwd)
    if (found) return found
  }
  return undefined
}

async function readNamed(path: string, cwd: string): Promise<Found> {
  const text = textOf(path, cwd, 'give a configuration file to --config, or run `descrape init`')
  const found = await read(path, text, cwd)
  if (!found) throw new ConfigError(`${nameOf(path, cwd)}: has no "${NAME}" key`)
  return found
}

function textOf(path: string, cwd: string, advice: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    const reason = code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`
    throw new ConfigError(`${nameOf(path, cwd)}: ${reason}; ${advice}`)
  }
}

async function read(path: string, text: string, cwd: string): Promise<Found | undefined> {
  if (basename(path) === 'package.json') {
    if (!text.includes(`"${NAME}"`)) return undefined
    const value = parseJson(path, text, cwd)
    return isObject(value) && value[NAME] !== undefined
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
    const isTypeScript = /\.[cm]?ts$/.test(path)
    const fromJiti = isTypeScript ? await importWithJiti(path, cwd) : undefined
    if (!fromJiti) {
      const {code, message} = error as NodeJS.ErrnoException
      const reason =
        code === 'ERR_UNKNOWN_FILE_EXTENSION' && isTypeScript
          ? 'TypeScript needs Node.js 22.18 or newer, or jiti (`npm install -D jiti`); or write it as .mjs'
          : `cannot be loaded: ${message.split('\n')[0]}${isTypeScript ? '; with jiti it may (`npm install -D jiti`)' : ''}`
      throw new ConfigError(`${nameOf(path, cwd)}: ${reason}`)
    }
    module = fromJiti
  }
  if (module.default === undefined)
    throw new ConfigError(`${nameOf(path, cwd)}: has no default export; write \`export default {…}\``)
  return module.default
}

// What Node cannot read itself: all of TypeScript before 22.18, and syntax that is more than types.
async function importWithJiti(path: string, cwd: string): Promise<{default?: unknown} | undefined> {
  const found = await importPackage('jiti', dirname(path))
  if (!found) return undefined
  const {createJiti} = found.module as {createJiti: (from: string, options: object) => Jiti}
  try {
    return await createJiti(path, {moduleCache: false, fsCache: false, interopDefault: false}).import(path)
  } catch (error) {
    throw new ConfigError(`${nameOf(path, cwd)}: cannot be loaded: ${(error as Error).message.split('\n')[0]}`)
  }
}

interface Jiti {
  import(path: string): Promise<{default?: unknown}>
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
