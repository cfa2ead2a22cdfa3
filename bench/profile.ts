/**
 * Measures profiles: sites with planted templates, counted in parts, merged and cleaned; memory.
 * `npm run bench:profile -- --sites 1000 --pages 20`. A merge of many lines is `npm run bench:merge`.
 */
import {
  closeSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {availableParallelism, cpus, tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {parseArgs} from 'node:util'
import {runMetered, type Usage} from './metered.ts'

const {values} = parseArgs({
  options: {
    sites: {type: 'string', default: '1000'},
    pages: {type: 'string', default: '20'},
    parts: {type: 'string', default: '64'},
  },
})
const MAIN = join(import.meta.dirname, '../dist/src/cli/main.js')
const SITES = Number(values.sites)
const PAGES = Number(values.pages)
const PARTS = Number(values.parts)
// One large site beside the small ones.
const LARGE = 1000

// Numbers that look random and are the same on any machine.
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    state ^= state >>> 13
    return (Math.imul(state, 0x297a2d39) >>> 8) % below
  }
}

const WORDS =
  `mill wheel harbour bell choir ferry bridge heron weir council stone winter grain flour baker garden lamp ladder orchard river
  island market lantern teacher window letter barley honey silver copper kettle notebook thunder harvest pencil anchor compass
  carried counted mended painted promised followed remembered answered gathered delivered measured quiet narrow early wooden heavy`.split(
    /\s+/,
  )
// What stands on every page of a site and belongs to its text all the same.
const HEADINGS = ['Introduction', 'Ingredients', 'Directions', 'Questions and answers', 'Results', 'Further reading']
const REFRAIN = ['Turn, wheel, turn,', 'the night is long,', 'the flour is white,', 'and so is the song.']

interface Planted {
  host: string
  /** Lines by what has to become of them. */
  template: readonly string[]
  head: readonly string[]
  inside: readonly string[]
  foot: readonly string[]
}

function siteOf(number: number): Planted {
  const random = createRandom(number + 1)
  const words = (count: number): string => Array.from({length: count}, () => WORDS[random(WORDS.length)]).join(' ')
  const label = (): string => {
    const text = words(1 + random(3))
    return text.charAt(0).toUpperCase() + text.slice(1)
  }
  const labels = (least: number, more: number): string[] => [
    ...new Set(Array.from({length: least + random(more)}, label)),
  ]
  const host = `site${number}.example`
  const head = labels(6, 20)
  // One in three has a block between two parts of the text.
  const inside = number % 3 === 0 ? labels(14, 10) : []
  const foot = [
    ...labels(3, 9),
    `The pages of ${host} are looked after by the ${words(3)} society of ${words(1)}.`,
    `© 2024 ${host}`,
  ]
  return {host, head, inside, foot, template: [...head, ...inside, ...foot]}
}

function pageOf(site: Planted, number: number, page: number): {own: string[]; text: string} {
  const random = createRandom(number * 7919 + page * 104729 + 17)
  const sentence = (): string => {
    const text = Array.from({length: 9 + random(12)}, () => WORDS[random(WORDS.length)]).join(' ')
    return `The ${text}.`
  }
  const paragraph = (): string => Array.from({length: 2 + random(3)}, sentence).join(' ')
  const first = [`${WORDS[random(WORDS.length)]} ${page} of ${site.host}`, `By Agnes Alder`, paragraph(), paragraph()]
  const heading = HEADINGS[number % HEADINGS.length] as string
  const verse = number % 5 === 0 ? REFRAIN : []
  const second = [paragraph(), heading, paragraph(), ...verse, paragraph(), `Seen ${page} times so far`]
  return {
    own: [...first, ...second],
    text: [...site.head, ...first, ...site.inside, ...second, ...site.foot].join('\n'),
  }
}

function* allPages(): Generator<{site: Planted; number: number; page: number}> {
  for (let number = 0; number < SITES; number++) {
    const site = siteOf(number)
    for (let page = 0; page < PAGES; page++) yield {site, number, page}
  }
  const large = siteOf(SITES)
  for (let page = 0; page < LARGE; page++) yield {site: large, number: SITES, page}
}

function writePages(folder: string): number {
  mkdirSync(join(folder, 'in'), {recursive: true})
  const files = Array.from({length: PARTS}, (_, part) => openSync(partOf(folder, part), 'w'))
  let count = 0
  for (const {site, number, page} of allPages()) {
    const record = {id: `${number}-${page}`, url: `https://${site.host}/${page}`, text: pageOf(site, number, page).text}
    writeSync(files[count++ % PARTS] as number, `${JSON.stringify(record)}\n`)
  }
  files.forEach(closeSync)
  return count
}

const partOf = (folder: string, part: number): string => join(folder, 'in', `${String(part).padStart(3, '0')}.jsonl`)

const descrape = (folder: string, ...args: string[]): Usage =>
  runMetered({args: [process.execPath, MAIN, ...args], cwd: folder, allCores: true}, true)

const sameBytes = (folder: string, a: string, b: string): boolean =>
  readFileSync(join(folder, a)).equals(readFileSync(join(folder, b)))

/** What became of planted and of own lines. */
async function judge(folder: string): Promise<Record<string, number>> {
  const result = {
    pages: 0,
    'planted lines': 0,
    'planted lines left': 0,
    'of these over text': 0,
    'own lines': 0,
    'own lines lost': 0,
  }
  const clean = new Map<string, string[]>()
  for (let part = 0; part < PARTS; part++) {
    const file = join(folder, 'clean', 'in', `${String(part).padStart(3, '0')}.jsonl`)
    for await (const line of createInterface({input: createReadStream(file)})) {
      const {id, text} = JSON.parse(line) as {id: string; text: string}
      clean.set(id, text.split('\n'))
    }
  }
  for (const {site, number, page} of allPages()) {
    const {own} = pageOf(site, number, page)
    const left = clean.get(`${number}-${page}`) as string[]
    const planted = new Set(site.template)
    result.pages++
    result['planted lines'] += site.template.length
    result['planted lines left'] += left.filter((line) => planted.has(line)).length
    // A short line over text of the page may be its heading; the fix is unsafe.
    result['of these over text'] += left.filter((line) => line === site.inside.at(-1)).length
    result['own lines'] += own.length
    const kept = new Set(left)
    result['own lines lost'] += own.filter((line) => !kept.has(line)).length
  }
  return result
}

function report(title: string, figures: Record<string, number | string | boolean>): void {
  const rounded = Object.entries(figures).map(
    ([name, value]) => [name, typeof value === 'number' ? Number(value.toPrecision(4)) : value] as const,
  )
  console.log(`${title}: ${rounded.map(([name, value]) => `${name} ${value.toLocaleString('en')}`).join(', ')}`)
  results[title] = Object.fromEntries(rounded)
}

const results: Record<string, Record<string, number | string | boolean>> = {}
const MB = 1e6
const usage = ({wall, cpu, peak}: Usage): Record<string, number> => ({
  seconds: wall,
  'CPU seconds': cpu,
  'peak MB': peak / MB,
})

async function planted(folder: string): Promise<void> {
  const documents = writePages(folder)
  const size = Array.from({length: PARTS}, (_, part) => statSync(partOf(folder, part)).size).reduce((a, b) => a + b)
  report('pages', {documents, sites: SITES + 1, 'input MB': size / MB})
  const whole = descrape(folder, 'profile', 'in', '-o', 'whole.profile')
  report('profile', {
    ...usage(whole),
    'MB/s': size / MB / whole.cpu,
    'file MB': statSync(join(folder, 'whole.profile')).size / MB,
  })
  const tight = descrape(folder, 'profile', 'in', '-o', 'tight.profile', '--memory', '4MB')
  report('profile, 4 MB', {...usage(tight), 'same bytes': sameBytes(folder, 'whole.profile', 'tight.profile')})
  const names = Array.from({length: PARTS}, (_, part) => `part-${part}.profile`)
  names.forEach((name, part) => {
    descrape(folder, 'profile', partOf(folder, part), '-o', name)
  })
  const orders = [names, names.toReversed(), names.toSorted()]
  const merges = orders.map((order) => {
    const merge = descrape(folder, 'profile', 'merge', ...order, '-o', 'merged.profile')
    return {merge, same: sameBytes(folder, 'whole.profile', 'merged.profile')}
  })
  report(`merge of ${PARTS} in three orders`, {
    ...usage((merges[0] as (typeof merges)[0]).merge),
    'same bytes': merges.every(({same}) => same),
  })
  const small = descrape(
    folder,
    'profile',
    'merge',
    'whole.profile',
    '-o',
    'small.profile',
    '--min-documents',
    '3',
    '--min-share',
    '0.05',
  )
  report('without rare lines', {...usage(small), 'file MB': statSync(join(folder, 'small.profile')).size / MB})
  const select = ['--select', 'corpus-template-line', '--exit-zero', '--quiet', '-f', 'json=report.json']
  const plain = descrape(folder, 'in', ...select, '--fix', '--out-dir', 'plain')
  report('clean without a profile', usage(plain))
  const clean = descrape(folder, 'in', ...select, '--fix', '--profile', 'whole.profile')
  report('clean', {...usage(clean), ...(await judge(folder))})
  rmSync(join(folder, 'report.json'), {force: true})
  descrape(folder, 'in', ...select, '--fix', '--profile', 'small.profile', '--out-dir', 'again')
  const same = Array.from({length: PARTS}, (_, part) => partOf('', part)).every((name) =>
    sameBytes(folder, join('clean', name), join('again', name)),
  )
  report('clean with the small profile', {'same bytes': same})
}

const folder = mkdtempSync(join(tmpdir(), 'descrape-bench-profile-'))
try {
  await planted(folder)
  writeFileSync(
    join(import.meta.dirname, 'results/profile.json'),
    `${JSON.stringify({machine: `${cpus()[0]?.model ?? ''}, ${availableParallelism()} cores, Node ${process.version}`, ...results}, null, 2)}\n`,
  )
} finally {
  rmSync(folder, {recursive: true})
}
