/** Makes the playground, one page that runs the engine in the browser: `npm run playground` writes `dist/playground`. */
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {PlaygroundData} from '../docs/playground/playground.ts'
import {rules} from '../rules/index.ts'
import {resolveSettings, tableOf} from '../src/config/settings.ts'
import {PRESETS} from '../src/rule/define.ts'
import {bundle, dataElement, makePage} from './page.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'dist/playground')

const samples = readdirSync(join(root, 'seeds'))
  .filter((name) => name.endsWith('.txt') && !name.endsWith('.clean.txt'))
  .map((name) => ({name: name.slice(0, -'.txt'.length), text: readFileSync(join(root, 'seeds', name), 'utf8')}))
const table = tableOf({})
const data: PlaygroundData = {
  samples,
  rules: rules.map(({id, category, summary, severity = 'warning'}) => ({
    id,
    category,
    summary,
    level: severity === 'warning' ? 'warn' : severity,
  })),
  presets: Object.fromEntries(
    PRESETS.map((name) => [name, resolveSettings({extends: [name]}, table).rules.map(({rule}) => rule.id)]),
  ),
}
const [page, engine] = await Promise.all([
  makePage({
    html: 'docs/playground/index.html',
    style: 'docs/playground/playground.css',
    script: 'docs/playground/playground.ts',
    policy: 'worker-src blob:',
  }),
  bundle('docs/playground/worker.ts', {format: 'iife'}),
])
mkdirSync(folder, {recursive: true})
writeFileSync(
  join(folder, 'index.html'),
  page.replace('<!-- data -->', () => dataElement('data', data) + dataElement('engine', engine)),
)
