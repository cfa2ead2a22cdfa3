import {createHash} from 'node:crypto'
import {resolve} from 'node:path'
import {digestOf, readBytes} from '../io/bytes.ts'
import {formatBaseline} from '../lint/baseline.ts'
import type {CheckFlags} from './commands/check.ts'
import type {Examiner} from './examiner.ts'

// 64 bits tell configurations apart, and it stands in every record.
const DIGITS = 16

// Flags that change no text.
const IDLE = [
  'config',
  'stdinFilename',
  'filesFrom',
  'ignorePattern',
  'noIgnore',
  'profile',
  'baseline',
  'reportUnused',
  'fingerprints',
  'changed',
  'changedSince',
  'staged',
  'cache',
  'cacheLocation',
  'watch',
  'outDir',
  'ledger',
  'format',
  'quiet',
  'maxMessages',
  'statistics',
  'timing',
  'color',
  'failOn',
  'maxWarnings',
  'maxErrors',
  'exitZero',
  'workers',
  'resume',
  'progress',
  'stats',
  'card',
  'records',
  'hello',
  'protocol',
] as const satisfies (keyof CheckFlags)[]

/**
 * Hash of all that decides what becomes of a text but the version: flags, the configuration with the code of its
 * plugins, the profile and the baseline.
 */
export async function configHash(
  flags: CheckFlags,
  {loaded, baseline}: Pick<Examiner, 'loaded' | 'baseline'>,
): Promise<string> {
  const {profile} = flags
  const counted = Object.entries(flags).filter(([name]) => !(IDLE as readonly string[]).includes(name))
  const digest = profile === undefined ? undefined : await digestOf(readBytes(resolve(profile), false))
  const accepted = baseline && formatBaseline(baseline.baseline)
  const code = (_: string, value: unknown): unknown =>
    typeof value === 'function' || value instanceof RegExp ? String(value) : value
  return createHash('sha256')
    .update(JSON.stringify([Object.fromEntries(counted.sort()), loaded.config, digest, accepted], code))
    .digest('hex')
    .slice(0, DIGITS)
}
