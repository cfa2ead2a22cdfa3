import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {rules as builtin} from '../rules/index.ts'
import {resolveSettings, tableOf} from '../src/config/settings.ts'
import {masksOf} from '../src/corpus/markdown.ts'
import {lint, loadTools} from '../src/lint/linter.ts'
import {fix} from '../src/repair/fix.ts'
import {Document} from '../src/text/document.ts'
import {encode} from '../src/text/utf8.ts'
import {loadSources} from '../test/fuzz/inputs.ts'
import {saveTrust} from './trust.ts'

/**
 * `npm run bench:linear`: no input takes more than twelve times the processor time where it is ten times as long. For
 * each rule what it finds, on one line, on many, with nothing between and cut in the middle; for all rules together
 * what is known to be hard. V8 has room for what is young (`--max-semi-space-size`): what of the longer text outlives a
 * collection would be moved twice, which is the collector's time and not that of a rule.
 */

const MOST = 12
// UTF-16 units. What is shorter leaves nothing that outlives a collection of young garbage, and so pays nothing for it;
// megabytes leave the caches of the processor, which is no matter of the rules.
const SIZE = 50_000
// Milliseconds that both sizes are read for at least: of a few the collector of garbage has its share or has it not.
const LEAST = 150
const MOST_ROUNDS = 100
const ATTEMPTS = 12
const ROOT = join(import.meta.dirname, '..')

const ENGLISH = 'The mayor said that the bridge was closed to all of the traffic and that it would be open again. '
const PRESETS = ['recommended', 'strict', 'dump', 'c4', 'gopher', 'refinedweb', 'fineweb'] as const
const table = tableOf({})
const settings = resolveSettings({extends: PRESETS, rules: {spelling: 'off'}}, table)
const all = await loadTools(settings.rules)

type Make = (size: number) => string
const fill =
  (unit: string): Make =>
  (size) =>
    unit.repeat(Math.max(1, Math.floor(size / unit.length)))

// What stands in the fixtures of a rule.
function textsOf(id: string): string[] {
  const folder = join(ROOT, 'fixtures', id)
  const texts: string[] = []
  for (const name of readdirSync(folder)) {
    if (name === 'cases.json')
      for (const {text} of JSON.parse(readFileSync(join(folder, name), 'utf8')) as {text?: string}[])
        if (text) texts.push(text)
    if (/^bad-.*(?<!\.clean)\.txt$/.test(name)) texts.push(readFileSync(join(folder, name), 'utf8'))
  }
  return texts
}

// Most of the findings of a rule stand in a few of its cases.
const CASES = 3

function inputsOf(id: string): [string, Make][] {
  const texts = textsOf(id)
    .filter((text) => text.length < 2000)
    .slice(0, CASES)
  return texts.flatMap((text, index): [string, Make][] => {
    const flat = text.replace(/\s+/g, ' ')
    return [
      [`${id} ${index}, page after page`, fill(`${text}\n\n`)],
      [`${id} ${index}, on one line`, fill(`${flat} `)],
      [`${id} ${index}, with nothing between`, fill(flat.slice(0, Math.ceil(flat.length / 2)))],
      [`${id} ${index}, behind a long line`, (size) => `${fill(ENGLISH)(size)}\n\n${text}`],
    ]
  })
}

const HARD = [
  ...' \t\n.,;:!?"\'“”‘’()[]{}<>/\\|*_~#=+&%-—…0aAéЖ東😀',
  '\u00a0',
  '\u00ad',
  '\u200b',
  '\u200e',
  '\ufffd',
  '\u0308',
  '\r\n',
  '\r\u0085',
  '\u200e\u0085 ',
  '\u2028',
  ' \n',
  '\t ',
  '. ',
  ', ',
  ' ,',
  '..',
  '. .',
  ' "',
  '" ',
  "a'",
  "'a",
  'a-',
  'a. ',
  'a b ',
  'A. ',
  'A, ',
  '1,',
  '1.',
  '12:',
  '<b>',
  '</',
  '<a href="',
  '@<!--',
  'a<b\n',
  '<?',
  '`` ` ',
  '="',
  '&amp;',
  '&',
  '&#',
  '=E2',
  '%20',
  '%',
  '\\n',
  '\\u',
  'Ã©',
  'â€',
  'â€™&eacute; ',
  '[a](',
  '[1]',
  '![',
  '{{',
  '{%',
  '[gallery a="',
  ' a="b"',
  '/*',
  '*/',
  '*/ {',
  'a{',
  'a:b;',
  '@-',
  '@ ',
  'var ',
  'function ',
  'http://',
  'https://a.b/?',
  '&utm_source=',
  ':a',
  ':+',
  ':tada: ',
  '—A',
  '(@a',
  '...',
  '…… ',
  '.....1',
  'source link ',
  'read more: ',
  'AP Photo / ',
  'By Jane ',
  'Getty Images',
  '| a ',
  '|-',
  '- a\n',
  '> ',
  '# a\n',
  'a\n',
  'Share\n',
  'Home About Contact ',
]

interface Timed {
  name: string
  times: number
}
const results: Timed[] = []
const cpu = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const {user, system} = process.cpuUsage(before)
  return (user + system) / 1000
}
const mean = (times: number, work: () => void): number =>
  cpu(() => {
    for (let time = 0; time < times; time++) work()
  }) / times
function measure(name: string, make: Make, run: (text: Uint8Array) => void): void {
  const short = encode(make(SIZE))
  const long = encode(make(SIZE * 10))
  run(short)
  const rounds = Math.min(MOST_ROUNDS, Math.ceil(LEAST / cpu(() => run(long))))
  let least = Number.POSITIVE_INFINITY
  let times = Number.POSITIVE_INFINITY
  let longest = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < ATTEMPTS && times > MOST; attempt++) {
    // As many bytes of each: what is short enough for the young heap alone would have its memory for nothing.
    least = Math.min(
      least,
      mean(rounds * 10, () => run(short)),
    )
    longest = Math.min(
      longest,
      mean(rounds, () => run(long)),
    )
    times = longest / least
  }
  results.push({name, times})
  if (times > MOST) console.log(`${name}: ${times.toFixed(1)} times, ${least.toFixed(1)} and ${longest.toFixed(0)} ms`)
}

const mend = (text: Uint8Array): unknown => fix(text, all, table, {...settings.policy(true), maxRemoved: 1})
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length)
for (const {id} of builtin) {
  if (only !== undefined && !only.split(',').includes(id)) continue
  const own = all.filter(({rule}) => rule.id === id)
  if (own.length === 0) continue
  for (const [name, make] of inputsOf(id))
    measure(name, make, (text) => lint(new Document(text, table, {lang: 'en'}), own))
}
for (const unit of only === undefined ? HARD : []) {
  measure(`all rules, ${JSON.stringify(unit)} again and again`, fill(unit), mend)
  measure(`all rules, ${JSON.stringify(unit)} within prose`, (size) => `${ENGLISH}${fill(unit)(size)} ${ENGLISH}`, mend)
  measure(`Markdown, ${JSON.stringify(unit)} again and again`, fill(unit), (text) => masksOf(text))
}
for (const phrase of loadSources({lab: false}).phrases.filter((_, index) => only === undefined && index % 400 === 0))
  measure(`all rules, ${JSON.stringify(phrase)} again and again`, fill(`${phrase} `), mend)

const slow = results.filter(({times}) => times > MOST)
const worst = results.toSorted((a, b) => b.times - a.times)[0] as Timed
console.log(
  `${results.length} inputs, ${slow.length} of them take more than ${MOST} times as long; the worst ${worst.times.toFixed(1)} times (${worst.name})`,
)
if (process.argv.includes('--save'))
  saveTrust('linear', {
    inputs: results.length,
    most: MOST,
    over: slow.length,
    worst: worst.times,
    name: worst.name.replaceAll('|', '\\|').replaceAll('`', "'"),
  })
process.exitCode = slow.length > 0 ? 1 : 0
