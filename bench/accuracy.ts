import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {parseArgs} from 'node:util'
import {comparePrograms} from './compare.ts'
import {brokenFloors, pinFloors} from './floors.ts'
import {BenchError, inParallel, labDigest, programAt, programOf, pruneRuns, ROOT, requireLab} from './lab.ts'
import {type ByRule, figuresByRule, type Measured, measure} from './measure.ts'
import {peerTables} from './peers.ts'
import {ruleTable} from './rules.ts'
import {jobOf, SETS} from './sets.ts'
import {cleanTable, garbleTable, pageTable} from './tables.ts'

const USAGE = `Usage: npm run bench:accuracy -- [options]
  --preset <name>   preset in place of the default one (repeatable)
  --scraper <name>  only this set: ${SETS.join(', ')} (repeatable)
  --rule <id>       only this rule (repeatable)
  --quick           every sixth document
  --peers           other cleaners beside it
  --at <rev>        measure the program as it was at a revision, not the build
  --compare <rev>   what the build adds and takes away, compared with a revision
  --check           fail where a pinned figure got worse
  --pin             pin the figures of this run
`

function report(measured: readonly Measured[], rules: ByRule): string {
  const clean = measured.find((one) => one.clean)?.clean
  const garble = measured.find((one) => one.garble)?.garble
  const tables = [...rules.groups].map(([group, {figures, docs}]) =>
    ruleTable(group, figures, docs, rules.clean, rules.words),
  )
  return [
    pageTable(measured),
    clean ? cleanTable(clean) : '',
    garble ? garbleTable(garble) : '',
    tables.length > 0 ? `## Rules\n\n${tables.join('\n')}` : '',
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function writeResults(name: string, measured: readonly Measured[], rules: ByRule, text: string): void {
  const folder = join(ROOT, 'bench/results')
  mkdirSync(folder, {recursive: true})
  const sets = measured.map(({job, pages, clean, garble}) => [job.name, {...pages, ...clean, ...garble}] as const)
  const groups = [...rules.groups].map(([group, {figures, docs}]) => [group, {docs, rules: sorted(figures)}] as const)
  const result = {
    lab: labDigest(),
    sets: Object.fromEntries(sets.filter(([set]) => set !== 'garble')),
    ...Object.fromEntries(groups),
    clean: {words: rules.words, rules: sorted(rules.clean)},
  }
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, undefined, 1)}\n`)
  writeFileSync(join(folder, `${name}.md`), text)
}

const sorted = <Value>(map: ReadonlyMap<string, Value>): Record<string, Value> =>
  Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))

async function main(): Promise<void> {
  const {values} = parseArgs({
    options: {
      preset: {type: 'string', multiple: true, default: []},
      scraper: {type: 'string', multiple: true, default: []},
      rule: {type: 'string', multiple: true, default: []},
      quick: {type: 'boolean', default: false},
      peers: {type: 'boolean', default: false},
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
  const measured = await inParallel(sets.map((set) => () => measure(jobOf(set, program, flags, quick))))
  const rules = figuresByRule(measured)
  const peers = values.peers ? await peerTables(sets, quick) : ''
  const text = [report(measured, rules), peers].filter((part) => part !== '').join('\n')
  process.stdout.write(text)
  if (isWhole) writeResults(['accuracy', ...preset].join('-'), measured, rules, text)
  if (values.pin) pinFloors(measured)
  if (values.check) {
    const broken = brokenFloors(measured)
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
