import {existsSync, mkdirSync, renameSync} from 'node:fs'
import {join} from 'node:path'
import {type CaseScore, scoreCases} from './cases.ts'
import type {CleanScores} from './clean-score.ts'
import {CACHE, digestOfFile, groupOf, inParallel, run, sha256} from './lab.ts'
import type {Score} from './page-score.ts'
import {installPython, PACKAGES, PYTHON} from './python.ts'
import {type GarbleScore, scoreClean, scoreGarble, scorePages} from './score.ts'
import {inputsOf, SETS} from './sets.ts'

/** Other cleaners over the same texts. */

const SCRIPT = join(import.meta.dirname, 'peers.py')

/** What other cleaners make of the texts; by name. */
export interface Peers {
  /** Why some are left out. */
  missing: Record<string, string>
  /** Cleaners of lines, by scraper. */
  pages: Record<string, Record<string, Score>>
  /** Cleaners of characters. */
  clean: Record<string, CleanScores>
  garble: Record<string, GarbleScore>
  cases: Record<string, CaseScore>
}

interface Peer {
  /** What it cleans. */
  kind: 'line' | 'character'
  name: string
}

async function listPeers(): Promise<Peer[]> {
  const listed = await run(PYTHON, [SCRIPT, '--list'])
  return listed
    .trim()
    .split('\n')
    .map((line) => line.split('\t') as [Peer['kind'], string])
    .map(([kind, name]) => ({kind, name}))
}

/** Runs a peer, unless it has run over the same files. */
async function runPeer(name: string, inputs: readonly string[]): Promise<string> {
  const key = sha256(digestOfFile(SCRIPT), JSON.stringify(PACKAGES), name, ...inputs.map(digestOfFile))
  const folder = join(CACHE, 'peer-runs')
  const target = join(folder, `${name.replace(/\W+/g, '-')}-${key.slice(0, 16)}.jsonl`)
  if (existsSync(target)) return target
  mkdirSync(folder, {recursive: true})
  // Another bench may run the same.
  const draft = `${target}.${process.pid}`
  await run(PYTHON, [SCRIPT, name, draft, ...inputs])
  renameSync(draft, target)
  return target
}

/**
 * Runs the peers that can be installed.
 *
 * @param sets names of sets
 */
export async function measurePeers(sets: readonly string[], quick: boolean): Promise<Peers> {
  const peers: Peers = {missing: {}, pages: {}, clean: {}, garble: {}, cases: {}}
  const missing = await installPython(['ftfy', 'clean-text', 'datatrove'])
  for (const [name, reason] of missing) peers.missing[name] = reason
  if (!existsSync(PYTHON)) return peers
  const listed = await listPeers()
  const namesOf = (kind: Peer['kind']): string[] => listed.filter((peer) => peer.kind === kind).map(({name}) => name)
  // Of a whole run one scraper of each group: the others tell the same.
  const scrapers = sets.length === SETS.length ? ['trafilatura', 'bs4'] : sets.filter(groupOf)
  const tasks: (() => Promise<void>)[] = []
  for (const name of namesOf('character')) {
    const copyOf = (set: string): Promise<string> => runPeer(name, inputsOf(set, quick))
    if (sets.includes('clean'))
      tasks.push(async () => {
        peers.clean[name] = await scoreClean(inputsOf('clean', quick), await copyOf('clean'))
      })
    if (sets.includes('garble'))
      tasks.push(async () => {
        peers.garble[name] = await scoreGarble(inputsOf('garble')[0], await copyOf('garble'))
      })
    if (sets.includes('ftfy-cases'))
      tasks.push(async () => {
        peers.cases[name] = scoreCases(await copyOf('ftfy-cases'))
      })
  }
  for (const scraper of scrapers)
    tasks.push(async () => {
      const names = namesOf('line')
      const inputs = inputsOf(scraper, quick)
      const copies = await Promise.all(names.map((name) => runPeer(name, inputs)))
      const scores = await scorePages(inputs[0], copies)
      peers.pages[scraper] = Object.fromEntries(names.map((name, index) => [name, scores[index].all]))
    })
  await inParallel(tasks)
  return sorted(peers, listed)
}

// Tasks end in any order; what is written down has the order of the list.
function sorted(peers: Peers, listed: readonly Peer[]): Peers {
  const inOrder = <Value>(values: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(listed.flatMap(({name}) => (name in values ? [[name, values[name]]] : [])))
  return {
    missing: peers.missing,
    pages: Object.fromEntries(SETS.flatMap((set) => (set in peers.pages ? [[set, peers.pages[set]]] : []))),
    clean: inOrder(peers.clean),
    garble: inOrder(peers.garble),
    cases: inOrder(peers.cases),
  }
}
