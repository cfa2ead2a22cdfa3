import {readFileSync} from 'node:fs'
import {dirname, relative, resolve} from 'node:path'
import {inOnePiece} from '../io/bytes.ts'
import {slashed} from '../io/paths.ts'
import {systemCode} from '../io/system-code.ts'
import {writeAtomically} from '../io/write.ts'
import {type Baseline, BaselineError, formatBaseline, parseBaseline} from '../lint/baseline.ts'
import type {LoadedConfig} from './load.ts'
import {ConfigError} from './settings.ts'

/** File of a baseline where none is named. */
export const BASELINE_NAME = 'descrape-baseline.json'

/** A baseline and where it lies. */
export interface LoadedBaseline {
  /** Absolute path. */
  file: string
  baseline: Baseline
}

/**
 * Where the baseline is.
 *
 * @param named `--baseline FILE`, false for `--no-baseline`
 * @param cwd   absolute path of the working folder, which `named` starts from
 * @returns absolute path; undefined where there is none
 */
export function baselineFile(
  named: string | false | undefined,
  {config, folder}: LoadedConfig,
  cwd: string,
): string | undefined {
  if (named === false) return undefined
  if (named !== undefined) return resolve(cwd, named)
  return config.baseline === undefined ? undefined : resolve(folder, config.baseline)
}

/**
 * @param file absolute path
 * @param cwd  absolute path of the working folder, for messages
 * @throws ConfigError where it cannot be read or is no baseline
 */
export function readBaseline(file: string, cwd: string): LoadedBaseline {
  const fail = (message: string): never => {
    throw new ConfigError(`${relative(cwd, file)}: ${message}`)
  }
  try {
    return {file, baseline: parseBaseline(readFileSync(file, 'utf8'))}
  } catch (error) {
    if (error instanceof BaselineError) return fail(error.message)
    const code = systemCode(error)
    if (code === undefined) throw error
    return fail(code === 'ENOENT' ? 'no such baseline; `descrape baseline write` makes it' : `cannot be read (${code})`)
  }
}

/**
 * Writes a baseline; the file appears when it is complete.
 *
 * @throws ConfigError where it cannot be written
 */
export async function writeBaseline({file, baseline}: LoadedBaseline, cwd: string): Promise<void> {
  await writeAtomically(file, inOnePiece(formatBaseline(baseline)), {compressed: false}).catch((error: unknown) => {
    const code = systemCode(error)
    throw code === undefined
      ? error
      : new ConfigError(`${relative(cwd, file)}: cannot be written (${code}); name another file with --baseline FILE`)
  })
}

/**
 * Name of a file in a baseline.
 *
 * @param file     absolute path of the baseline
 * @param document absolute path
 */
export function baselineKey(file: string, document: string): string {
  return slashed(dirname(file), document)
}
