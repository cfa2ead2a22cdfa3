import {availableParallelism} from 'node:os'
import {createContext, Script} from 'node:vm'
import {check} from 'recheck'
import {saveTrust} from '../../bench/trust.ts'
import {BOUNDS} from './bounds.ts'
import {findPatterns, type Pattern} from './find.ts'

/**
 * `npm run check:patterns`: no regular expression of `src` and `rules` takes more than linear time, unless it is in the
 * list of those that only ever see a few characters.
 */

// recheck judges most patterns by an automaton; the others it attacks, and the time of that differs from run to run.
const CHECK_MS = 10_000
const ATTACK_MS = 2000
// A text ten times as long may take that many times as long, and no pattern is slow below this.
const MOST_TIMES = 20
const SLOW_MS = 5

interface Attack {
  pumps: readonly {prefix: string; pump: string}[]
  suffix: string
}

const start = Date.now()
const patterns = await findPatterns()
const slow: {pattern: Pattern; how: string}[] = []
const checkers = new Map<string, number>()
const queue = [...patterns]
const work = async (): Promise<void> => {
  for (let pattern = queue.pop(); pattern; pattern = queue.pop()) {
    const {source, flags} = pattern
    const verdict = await check(source, flags.replace('d', ''), {timeout: CHECK_MS})
    const checker =
      verdict.status === 'unknown' ? `unknown (${verdict.error.kind})` : `${verdict.status} (${verdict.checker})`
    checkers.set(checker, (checkers.get(checker) ?? 0) + 1)
    if (verdict.status === 'vulnerable' && (verdict.checker === 'automaton' || isSlow(pattern, verdict.attack)))
      slow.push({pattern, how: `${verdict.complexity.summary} for ${verdict.attack.pattern.slice(0, 100)}`})
  }
}
await Promise.all(Array.from({length: availableParallelism()}, work))

const used = new Set<(typeof BOUNDS)[number]>()
let failed = 0
for (const {pattern, how} of slow) {
  for (const place of pattern.places) {
    const bound = BOUNDS.find((one) => one.place === place && pattern.source.startsWith(one.starts))
    if (bound) used.add(bound)
    else {
      failed++
      console.error(`${place}: /${pattern.source.slice(0, 200)}/${pattern.flags}\n  ${how}`)
    }
  }
}
for (const bound of BOUNDS)
  if (!used.has(bound)) {
    failed++
    console.error(`${bound.place}: the bound of /${bound.starts}…/ is stated for nothing; take it out of the list`)
  }
const seconds = Math.round((Date.now() - start) / 1000)
for (const [checker, count] of [...checkers].sort()) console.log(`${String(count).padStart(5)} ${checker}`)
console.log(`${patterns.length} regular expressions, ${slow.length} of them bounded, ${failed} problems, ${seconds} s`)
if (process.argv.includes('--save')) {
  const proven = checkers.get('safe (automaton)') ?? 0
  saveTrust('patterns', {all: patterns.length, bounded: slow.length, unproven: patterns.length - proven - slow.length})
}
process.exit(failed > 0 ? 1 : 0)

// The model counts steps; the machine decides.
function isSlow({source, flags}: Pattern, {pumps, suffix}: Attack): boolean {
  const units = pumps.reduce((sum, {pump}) => sum + pump.length, 0)
  const time = (size: number): number => {
    const text = pumps.map(({prefix, pump}) => prefix + pump.repeat(Math.ceil(size / units))).join('') + suffix
    const script = new Script('for (const _ of text.matchAll(pattern));')
    const context = createContext({text, pattern: new RegExp(source, flags.includes('g') ? flags : `${flags}g`)})
    const before = process.cpuUsage()
    try {
      script.runInContext(context, {timeout: ATTACK_MS})
    } catch {
      return Number.POSITIVE_INFINITY
    }
    const {user, system} = process.cpuUsage(before)
    return (user + system) / 1000
  }
  const best = (size: number): number => Math.min(time(size), time(size), time(size))
  const long = best(20_000)
  return long > SLOW_MS && (long === Number.POSITIVE_INFINITY || long / Math.max(0.2, best(2000)) > MOST_TIMES)
}
