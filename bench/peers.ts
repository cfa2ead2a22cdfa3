import {existsSync, mkdirSync, renameSync} from 'node:fs'
import {join} from 'node:path'
import {
  CACHE,
  cell,
  digestOfFile,
  groupOf,
  inParallel,
  markdownTable,
  percent,
  readRecords,
  run,
  sha256,
} from './lab.ts'
import {type CleanScore, restoredShares, scoreClean, scoreGarble, scorePages} from './score.ts'
import {inputsOf, SETS} from './sets.ts'
import {untouchedEdits} from './tables.ts'

/** Other cleaners over the same texts. They come from PyPI into a folder of their own. */

const PACKAGES = ['datatrove==0.10.1', 'ftfy==6.3.1', 'spacy>=3.8,<4', 'regex']
const SCRIPT = join(import.meta.dirname, 'peers.py')
const ENVIRONMENT = join(CACHE, `peers-${sha256(...PACKAGES).slice(0, 8)}`)
const PYTHON = join(ENVIRONMENT, 'bin/python')

interface Peer {
  kind: string
  name: string
}

async function install(): Promise<void> {
  const done = join(ENVIRONMENT, 'done')
  if (existsSync(done)) return
  await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT])
  await run(PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES])
  mkdirSync(done)
}

async function listPeers(): Promise<Peer[]> {
  const listed = await run(PYTHON, [SCRIPT, '--list'])
  return listed
    .trim()
    .split('\n')
    .map((line) => line.split('\t') as [string, string])
    .map(([kind, name]) => ({kind, name}))
}

/** Runs a peer, unless it has run over the same files. */
async function runPeer({name}: Peer, inputs: readonly string[]): Promise<string> {
  const key = sha256(digestOfFile(SCRIPT), ...PACKAGES, name, ...inputs.map(digestOfFile))
  const folder = join(CACHE, 'peer-runs')
  const target = join(folder, `${name.replace(/\W+/g, '-')}-${key.slice(0, 16)}.jsonl`)
  if (existsSync(target)) return target
  mkdirSync(folder, {recursive: true})
  await run(PYTHON, [SCRIPT, name, `${target}.draft`, ...inputs])
  renameSync(`${target}.draft`, target)
  return target
}

async function pageRow(set: string, peer: Peer, quick: boolean): Promise<string[]> {
  const [input] = inputsOf(set, quick) as [string]
  const score = (await scorePages(input, await runPeer(peer, [input]))).all
  return [
    `${set}, ${peer.name}`,
    cell(score?.junk_short_removed_pct, 2),
    cell(score?.junk_removed_pct, 2),
    cell(score?.content_lost_pct, 3),
    cell(score?.docs_losing_content_line_pct, 2),
    cell(score?.removal_precision_pct ?? undefined, 1),
    cell(score?.f1_after, 4),
  ]
}

async function rejectedShare(set: string, peer: Peer, quick: boolean): Promise<string> {
  const verdicts = readRecords<{kept: boolean}>(await runPeer(peer, inputsOf(set, quick)))
  return cell(percent(verdicts.filter(({kept}) => !kept).length, verdicts.length), 1)
}

async function textRow(peer: Peer, sets: readonly string[], quick: boolean): Promise<string[]> {
  const scoreOf = async (): Promise<Record<string, CleanScore>> => {
    const inputs = inputsOf('clean', quick)
    return scoreClean(inputs, await runPeer(peer, inputs))
  }
  const clean = sets.includes('clean') ? await scoreOf() : undefined
  const [garble] = inputsOf('garble') as [string]
  const restored = sets.includes('garble')
    ? restoredShares(await scoreGarble(garble, await runPeer(peer, [garble])))
    : {}
  return [
    peer.name,
    cell(clean?.ALL && (1e6 * clean.ALL.edits) / clean.ALL.words),
    cell(clean && untouchedEdits(clean)),
    cell(restored.exact, 1),
    cell(restored.infer, 1),
  ]
}

/**
 * Tables of the peers that can be installed and run; the others are named.
 *
 * @param sets names of sets
 */
export async function peerTables(sets: readonly string[], quick: boolean): Promise<string> {
  try {
    await install()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `## Peers\n\nLeft out: datatrove and ftfy cannot be installed (${reason}).\n`
  }
  const peers = await listPeers()
  const texts = peers.filter(({kind}) => kind === 'text')
  const documents = peers.filter(({kind}) => kind === 'document')
  // Of a whole run one scraper of each group: their scores take minutes, and the others tell the same.
  const named = sets.length === SETS.length ? ['trafilatura', 'bs4', 'clean'] : sets
  const scrapers = named.filter(groupOf)
  const judged = named.filter((set) => set !== 'garble')
  const pages = scrapers.flatMap((set) =>
    texts.filter(({name}) => !name.startsWith('ftfy')).map((peer) => () => pageRow(set, peer, quick)),
  )
  const others = texts.filter(({name}) => name.startsWith('ftfy')).map((peer) => () => textRow(peer, sets, quick))
  const shares = documents.flatMap((peer) => judged.map((set) => () => rejectedShare(set, peer, quick)))
  const pageRows = await inParallel(pages)
  const otherRows = await inParallel(others)
  const cells = await inParallel(shares)
  const shareRows = documents.map(({name}, index) => [
    name,
    ...cells.slice(index * judged.length, (index + 1) * judged.length),
  ])
  const pageHead = [
    'scraper, peer',
    'junk removed %: short',
    'all',
    'content lost %',
    'docs losing a content line %',
    'precision %',
    'F1 after',
  ]
  const otherHead = [
    'peer',
    'edits / M clean words',
    'edits in zh ja ko ar he hi th vi fr de ru',
    'restored %: exact',
    'infer',
  ]
  return [
    '## Peers\n',
    markdownTable(pageHead, pageRows),
    markdownTable(otherHead, otherRows),
    'Documents that filters reject, %:\n',
    markdownTable(['filter', ...judged], shareRows),
  ].join('\n')
}
