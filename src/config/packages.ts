import {readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {ConfigError} from './settings.ts'

/** What a package exports. */
export interface LoadedPackage {
  module: Record<string, unknown>
  /** Absolute path of its code. */
  file: string
}

/**
 * Loads a package as a file of a folder would.
 *
 * @param name   as in `import`
 * @param folder absolute path
 * @returns undefined where the folder sees no such package
 * @throws ConfigError where the package cannot be loaded
 */
export async function importPackage(name: string, folder: string): Promise<LoadedPackage | undefined> {
  const {resolve} = await import('import-meta-resolve')
  let url: string
  try {
    url = resolve(name, pathToFileURL(join(folder, 'index.js')).href)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw new ConfigError(`Cannot load package \`${name}\`: ${firstLine(error)}`)
  }
  try {
    return {module: (await import(url)) as Record<string, unknown>, file: fileURLToPath(url)}
  } catch (error) {
    // A package without such a file, or one that lacks a package of its own.
    throw new ConfigError(`Cannot load package \`${name}\`: ${firstLine(error)}`)
  }
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0] as string
}

/** Version of the package that a file belongs to; undefined where it is no part of an installed one. */
export function versionOf(file: string): string | undefined {
  if (!/[\\/]node_modules[\\/]/.test(file)) return undefined
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const version = versionIn(join(folder, 'package.json'))
    if (version !== undefined) return version
  }
  return undefined
}

function versionIn(file: string): string | undefined {
  try {
    const {version} = JSON.parse(readFileSync(file, 'utf8')) as {version?: unknown}
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}
