import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {CACHE, run, sha256} from './lab.ts'

/** Other programs, from PyPI into a folder of their own: what one of them needs, with pinned versions. */
export const PACKAGES = {
  ftfy: ['ftfy==6.3.1'],
  'clean-text': ['clean-text==0.7.1', 'ftfy==6.3.1'],
  datatrove: ['datatrove==0.10.1', 'spacy==3.8.18', 'regex'],
} as const
type Package = keyof typeof PACKAGES

const ENVIRONMENT = join(CACHE, `python-${sha256(JSON.stringify(PACKAGES)).slice(0, 8)}`)
export const PYTHON = join(ENVIRONMENT, 'bin/python')

/**
 * A Python in a folder of its own.
 *
 * @param folder   made unless it is there
 * @param packages each list is installed at once, as pip takes it
 * @returns path of the interpreter
 */
export async function pythonIn(folder: string, ...packages: readonly (readonly string[])[]): Promise<string> {
  const python = join(folder, 'bin/python')
  if (!existsSync(python)) await run('python3', ['-m', 'venv', '--clear', folder])
  for (const list of packages)
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...list])
  return python
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Sets up a Python with the packages; what is there already stays.
 *
 * @returns reasons why some cannot be had, by name
 */
export async function installPython(names: readonly Package[]): Promise<Map<Package, string>> {
  const missing = new Map<Package, string>()
  try {
    await pythonIn(ENVIRONMENT)
  } catch (error) {
    return new Map(names.map((name) => [name, message(error)]))
  }
  for (const name of names) {
    const done = join(ENVIRONMENT, `${name}.done`)
    if (existsSync(done)) continue
    try {
      await pythonIn(ENVIRONMENT, PACKAGES[name])
      writeFileSync(done, '')
    } catch (error) {
      missing.set(name, message(error))
    }
  }
  return missing
}
