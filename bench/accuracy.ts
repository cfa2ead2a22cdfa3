import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {parseArgs} from 'node:util'
import {comparePrograms} from './compare.ts'
import {brokenFloors, pinFloors} from './floors.ts'
import {goalTable} from './goals.ts'
import {BenchError, inParallel, programAt, programOf, pruneRuns, ROOT, requireLab} from './lab.ts'
import {figuresByRule, measure} from './measure.ts'
import {measurePeers} from './peers.ts'
import {type Results, resultsOf, writeResults} from './results.ts'
import {jobOf, SETS} from './sets.ts'
import {
  caseTable,
  controlTable,
  garbleTable,
  kindTable,
  missingPeers,
  pagePeerTable,
  pageTable,
  ruleTables,
  textTable,
} from './tables.ts'

const USAGE = `Usage: npm run bench:accuracy -- [options]
  --preset <name>   preset in place of the default one (repeatable)
  --scraper <name>  only this set: ${SETS.join(', ')} (repeatable)
  --rule <id>       only this rule (repeatable)
  --quick           every sixth document
  --no-peers        without other cleaners beside it
  --at <rev>        measure the program as it was at a revision, not the build
  --compare <rev>   what the build adds and takes away, compared with a revision
  --check           fail where a pinned figure got worse
  --pin             pin the figures of this run
`

function report(results: Results): string {
  const sections: [string, string[]][] = [
    ['Goals', [goalTable(results)]],
    ['Scraped pages', [pageTable(results), pagePeerTable(results)]],
    ['Clean text', [textTable(results)]],
    ['Damaged text', [garbleTable(results), controlTable(results), kindTable(results)]],
    ["ftfy's cases", [caseTable(results)]],
    ['Left out', [missingPeers(results)]],
    ['Rules', [ruleTables(results)]],
  ]
  return sections
    .map(([title, parts]) => [title, parts.filter(Boolean)] as const)
    .filter(([, parts]) => parts.length > 0)
    .map(([title, parts]) => `## ${title}\n\n${parts.join('\n')}`)
    .join('\n')
}

async function main(): Promise<void> {
  const {values} = parseArgs({
    options: {
      preset: {type: 'string', multiple: true, default: []},
      scraper: {type: 'string', multiple: true, default: []},
      rule: {type: 'string', multiple: true, default: []},
      quick: {type: 'boolean', default: false},
      'no-peers': {type: 'boolean', default: false},
      at: {type: 'string'},
      compare: {type: 'string'},
      check: {type: 'boolean', default: false},
      pin: {type: 'boolean', default: false},
      help: {type: 'boolean', short: 'h', default: false},
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  requireLab()
  const {preset, scraper, rule, quick} = values
  const strange = scraper.find((name) => !SETS.includes(name))
  if (strange) throw new BenchError(`there is no scraper '${strange}'; name one of ${SETS.join(', ')}`)
  const isWhole = scraper.length === 0 && rule.length === 0 && !quick && values.at === undefined
  if ((values.pin || values.check) && (preset.length > 0 || rule.length > 0 || quick || (values.pin && !isWhole)))
    throw new BenchError('floors are those of a whole run; leave --preset, --rule, --quick and, to pin, --scraper away')
  const sets = scraper.length > 0 ? scraper : SETS
  const flags = [
    ...preset.flatMap((name) => ['--preset', name]),
    ...(rule.length > 0 ? ['--select', rule.join(',')] : []),
  ]
  const program = values.at === undefined ? programOf(join(ROOT, 'dist')) : await programAt(values.at)
  if (values.compare !== undefined) {
    process.stdout.write(await comparePrograms(sets, await programAt(values.compare), program, flags, quick))
    return
  }
  const isAlone = values['no-peers'] || rule.length > 0
  const measured = await inParallel(sets.map((set) => () => measure(jobOf(set, program, flags, quick))))
  const peers = isAlone ? undefined : await measurePeers(sets, quick)
  const results = resultsOf(measured, figuresByRule(measured), peers)
  const text = report(results)
  process.stdout.write(text)
  if (isWhole && !isAlone) writeResults(['accuracy', ...preset].join('-'), results, text)
  if (values.pin) pinFloors(results)
  if (values.check) {
    const broken = brokenFloors(results)
    process.stderr.write(broken.map((line) => `bench: ${line}\n`).join(''))
    if (broken.length > 0) process.exitCode = 1
  }
  pruneRuns()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}
