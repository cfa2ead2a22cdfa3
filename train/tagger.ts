/**
 * Trains the tagger: `npm run train:tagger`. Needs the lab data and Python 3; some twenty minutes on two cores.
 *
 * The runtime's own code makes the features, Python fits the models (in an environment of its own under `.cache`), and
 * what it writes is what the runtime reads: the weights of all pages go into the rule, those of each fold, which have
 * not seen the fold's sites, stay in `.cache/tagger` for the benches.
 */
import {copyFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {ROOT, run} from '../bench/lab.ts'
import {pythonIn} from '../bench/python.ts'
import {tableOf} from '../src/config/settings.ts'
import {Document} from '../src/text/document.ts'
import {writeGate} from './gate.ts'
import {writeMatrix} from './matrix.ts'
import {CACHE, FIXTURE, type FixtureText, readFixture} from './texts.ts'

async function python(step: string): Promise<void> {
  const started = Date.now()
  const said = await run(interpreter, [join(import.meta.dirname, 'model.py'), step, CACHE], {
    env: {...process.env, OMP_NUM_THREADS: '1'},
  })
  process.stdout.write(`${step}: ${Math.round((Date.now() - started) / 1000)} s\n${said}`)
}

// What the trainer says of our own texts, for the test that the runtime says the same.
function writeFixture(): void {
  const said = JSON.parse(readFileSync(join(CACHE, 'fixture.json'), 'utf8')) as number[][]
  const table = tableOf({})
  const texts = readFixture().map(({text}, index): FixtureText => {
    const hits = new Document(text, table).hits.map(({line, phrase: {rule, atStart, atEnd}}) =>
      [line.index, rule, atStart ? (atEnd ? 3 : 2) : 1].join(' '),
    )
    return {text, hits, content: said[index]?.join(' ') ?? ''}
  })
  writeFileSync(FIXTURE, `${JSON.stringify(texts, undefined, 2)}\n`)
}

mkdirSync(CACHE, {recursive: true})
const interpreter = await pythonIn(join(CACHE, 'venv'), ['-r', join(import.meta.dirname, 'requirements.txt')])
// Each step can be asked for alone: `npm run train:tagger -- forest gate`.
const asked = process.argv.slice(2)
const steps: Record<string, () => void | Promise<void>> = {
  hashes: () => writeMatrix('hashes'),
  lexicon: () => python('lexicon'),
  rows: () => writeMatrix('rows'),
  forest: () => python('forest'),
  gate: async () => {
    writeGate()
    await python('gate')
    copyFileSync(join(CACHE, 'model-1.bin'), join(ROOT, 'rules/boilerplate-line/weights.bin'))
    writeFixture()
  },
}
for (const [name, step] of Object.entries(steps)) if (asked.length === 0 || asked.includes(name)) await step()
