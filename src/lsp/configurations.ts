import {statSync} from 'node:fs'
import {resolve} from 'node:path'
import {baselineFile, readBaseline} from '../config/baseline.ts'
import {createFileSettings, type FileSettings} from '../config/files.ts'
import {createMatcher} from '../config/globs.ts'
import {configPlaces, type LoadedConfig, loadConfig} from '../config/load.ts'
import type {Baseline} from '../lint/baseline.ts'

/** A configuration made ready for the files of a folder. */
export interface Configuration extends LoadedConfig {
  /** @param file absolute path, undefined for a text that is not saved yet */
  settingsOf(file: string | undefined): FileSettings
  /** Whether the configuration leaves a file out. */
  ignores(file: string): boolean
  /** Absolute path of the baseline, if the configuration names one; it need not be there yet. */
  baselineFile: string | undefined
  /**
   * What the baseline accepts, as its file is now; the same object as long as it does not change.
   *
   * @throws ConfigError where it cannot be read
   */
  baseline(): Baseline
}

/** Gives the configuration of a working folder, read again where its files have changed. */
export type Configurations = (cwd: string) => Promise<Configuration>

/**
 * Keeps configurations, one for each working folder. The files are looked at each time, as not every editor tells of
 * changes.
 *
 * @param named a configuration file, or false for none; searched for unless given
 */
export function createConfigurations(named: string | false | undefined): Configurations {
  const kept = new Map<string, {stamp: string; configuration: Promise<Configuration>}>()
  return (cwd) => {
    const stamp = stampOf(cwd, named)
    const known = kept.get(cwd)
    if (known?.stamp === stamp) return known.configuration
    const configuration = load(cwd, named)
    kept.set(cwd, {stamp, configuration})
    return configuration
  }
}

async function load(cwd: string, named: string | false | undefined): Promise<Configuration> {
  const loaded = await loadConfig({cwd, file: named})
  const {config, folder} = loaded
  const settingsOf = await createFileSettings(loaded)
  const ignores = await createMatcher(config.ignores ?? [], folder)
  const file = baselineFile(undefined, loaded, cwd)
  return {...loaded, settingsOf, ignores, baselineFile: file, baseline: createBaseline(file, cwd)}
}

function createBaseline(file: string | undefined, cwd: string): Configuration['baseline'] {
  // One error as long as the file stays as it is, so that it is told once.
  const read = (isThere: boolean): {baseline: Baseline} | {error: unknown} => {
    try {
      return {baseline: isThere ? readBaseline(file as string, cwd).baseline : new Map()}
    } catch (error) {
      return {error}
    }
  }
  let stamp = ''
  let kept = read(false)
  return () => {
    const now = file === undefined ? '' : stampOfFile(file)
    if (now !== stamp) kept = read(now !== '')
    stamp = now
    if ('error' in kept) throw kept.error
    return kept.baseline
  }
}

// Which of the files are there, and when they were written.
function stampOf(cwd: string, named: string | false | undefined): string {
  if (named === false) return ''
  const places = named === undefined ? [...configPlaces(cwd)] : [resolve(cwd, named)]
  return places.map(stampOfFile).join('\n')
}

// Empty where there is no such file.
function stampOfFile(path: string): string {
  const stats = statSync(path, {throwIfNoEntry: false})
  return stats ? `${path} ${stats.mtimeMs} ${stats.size}` : ''
}
