/**
 * Simulates the merge of the profiles of a large corpus: made-up partial profiles, sorted as those of real counts, are
 * merged by the program itself. `npm run bench:merge -- --distinct 12000000 --files 100 --save`. What a billion
 * different lines cost is reckoned from that; with `--distinct 1000000000` nothing has to be reckoned.
 */
import {closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {readBytes} from '../src/io/bytes.ts'
import {openFile, profileBytes} from '../src/profile/file.ts'
import {openProfile} from '../src/profile/lookup.ts'
import {mergeProfiles} from '../src/profile/merge.ts'
import type {Source} from '../src/profile/source.ts'
import {ROOT} from './lab.ts'
import {runMetered} from './metered.ts'
import {type MergeRun, scale} from './scale.ts'

const {values} = parseArgs({
  options: {
    distinct: {type: 'string', default: '12000000'},
    files: {type: 'string', default: '100'},
    save: {type: 'boolean', default: false},
  },
})
const DISTINCT = Number(values.distinct)
const FILES = Number(values.files)
const MAIN = join(ROOT, 'dist/src/cli/main.js')
const SITE = 400
// Of so many lines of a site one stands in every file, the others in one alone.
const SHARED = 3
const END = ' and of the wheel that turned when nobody looked'

/**
 * Lines of one file in their order: sites of some hundred lines, of which each file has a part.
 *
 * @param part  which of the files
 * @param lines how many, without those of the hosts
 */
function sourceOf(part: number, lines: number): Source {
  const bytes = Buffer.alloc(256)
  const own = `p${String(part).padStart(5, '0')}`
  let index = -1
  let end = 0
  return {
    next() {
      index++
      // Each host has a line of its own before the others.
      const host = Math.floor(index / (SITE + 1))
      const place = (index % (SITE + 1)) - 1
      if (index - host - 1 >= lines) return false
      const name = `www${String(host).padStart(7, '0')}.example\t`
      const text = place % SHARED === 0 ? 'common' : own
      const line =
        place < 0 ? name : `${name}Line ${String(place).padStart(6, '0')} ${text}${END.slice(0, (place * 7) % 48)}`
      end = bytes.write(line, 'latin1')
      return true
    },
    bytes,
    start: 0,
    get end() {
      return end
    },
    get count() {
      return 1 + (index % 50)
    },
  }
}

// So many that the wanted number of different ones comes out.
const EACH = Math.ceil(DISTINCT / (1 / SHARED + FILES * (1 - 1 / SHARED)))

function write(file: string, part: number): void {
  const descriptor = openSync(file, 'w')
  for (const chunk of profileBytes(sourceOf(part, EACH))) writeSync(descriptor, chunk)
  closeSync(descriptor)
}

const sizeOf = (files: readonly string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0)

function linesOf(file: string): number {
  const {contents, close} = openFile(file)
  close()
  return contents.lines + contents.hosts
}

// What lies between, before the last merge: the same work as the program does, up to there.
async function spill(paths: readonly string[], between: string): Promise<MergeRun['spilled'] & {cpu: number}> {
  const before = process.cpuUsage()
  const {remove} = await mergeProfiles(paths, between)
  const {user, system} = process.cpuUsage(before)
  const files = existsSync(between) ? readdirSync(between).map((name) => join(between, name)) : []
  let lines = 0
  for (const file of files) for await (const chunk of readBytes(file, false)) lines += feedsIn(chunk)
  const spilled = {files: files.length, lines, bytes: sizeOf(files), cpu: (user + system) / 1e6}
  remove()
  return spilled
}

function feedsIn(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) count++
  return count
}

const LF = 10

function lookUp(file: string): void {
  const profile = openProfile(file)
  const {hosts, lines} = openFile(file).contents
  const sites = 500
  const before = process.cpuUsage()
  let found = 0
  for (let index = 0; index < sites; index++)
    if (profile.site(`www${String((index * 7919) % hosts).padStart(7, '0')}.example`)) found++
  const {user, system} = process.cpuUsage(before)
  const each = (user + system) / 1000 / sites
  console.log(
    `first look-up of a site of ${Math.round(lines / hosts)} lines: ${each.toFixed(1)} ms, ${found} of ${sites}`,
  )
}

const folder = mkdtempSync(join(tmpdir(), 'descrape-bench-merge-'))
try {
  const paths = Array.from({length: FILES}, (_, part) => join(folder, `${part}.profile`))
  for (const [part, path] of paths.entries()) write(path, part)
  const {cpu: spillCpu, ...spilled} = await spill(paths, join(folder, 'spilled'))
  const result = join(folder, 'all.profile')
  const args = [process.execPath, MAIN, 'profile', 'merge', ...paths, '-o', result] as [string, ...string[]]
  const {cpu, wall, peak} = runMetered({args, cwd: folder}, true)
  const merge: MergeRun = {
    files: FILES,
    lines: paths.reduce((sum, path) => sum + linesOf(path), 0),
    distinct: linesOf(result),
    bytes: sizeOf(paths),
    spilled,
    cpu,
    spillCpu,
    seconds: wall,
    peak,
    written: sizeOf([result]),
  }
  console.log(JSON.stringify(merge, undefined, 1))
  lookUp(result)
  if (values.save) scale.save('merge', merge)
} finally {
  rmSync(folder, {recursive: true})
}
