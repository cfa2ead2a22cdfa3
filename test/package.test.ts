import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {parse} from 'yaml'

const ROOT = join(import.meta.dirname, '..')
// Where the lockfile names no place, that is the one.
const REGISTRY = 'https://registry.npmjs.org/'

interface Manifest {
  scripts: Record<string, string>
  dependencies: Record<string, string>
}
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest
const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, {dev?: boolean; hasInstallScript?: boolean; resolved?: string; integrity?: string}>
}

it('the package holds what it needs to run and its documentation, nothing else', () => {
  const {stdout} = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {cwd: ROOT, encoding: 'utf8'})
  const files = (JSON.parse(stdout)[0] as {files: {path: string; size: number}[]}).files
  const allowed =
    /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/licences\.txt|descrape\.schema\.json|editors\/[\w./-]+\.(?:lua|toml|rs)|dist\/[\w./-]+\.(?:js|d\.ts|bin|css|html)|docs\/[\w./-]+\.(?:md|svg|html|js|bin|css|png))$/
  expect(files.map(({path}) => path).filter((path) => !allowed.test(path))).toEqual([])
  for (const path of ['dist/src/cli/main.js', 'dist/src/index.js', 'dist/src/index.d.ts', 'LICENSE', 'docs/trust.md'])
    expect(files.map((file) => file.path)).toContain(path)
  expect(files.filter(({path}) => /test|fixture|seed|\.map$/i.test(path)).map(({path}) => path)).toEqual([])
})

it('nothing runs when the package, or one that it needs, is installed', () => {
  expect(Object.keys(manifest.scripts).filter((name) => /^(?:pre|post)?install$/.test(name))).toEqual([])
  const scripts = Object.entries(lock.packages).filter(([, one]) => one.hasInstallScript && !one.dev)
  expect(scripts.map(([name]) => name)).toEqual([])
})

it('every package of the lockfile comes from the registry and has a hash', () => {
  const odd = Object.entries(lock.packages).filter(
    ([name, {resolved, integrity}]) =>
      name !== '' && !((resolved ?? REGISTRY).startsWith(REGISTRY) && integrity?.startsWith('sha512-')),
  )
  expect(odd.map(([name]) => name)).toEqual([])
})

it('dependencies have ranges that a major version ends', () => {
  expect(Object.values(manifest.dependencies).filter((range) => !/^[~^]?\d+\.\d+\.\d+$/.test(range))).toEqual([])
})

it('where it is published, what may write runs no code of the project or of its dependencies', () => {
  const {permissions, jobs} = parse(readFileSync(join(ROOT, '.github/workflows/publish.yml'), 'utf8')) as {
    permissions: object
    jobs: Record<string, {permissions: object; steps: {uses?: string; run?: string; with?: object}[]}>
  }
  expect(permissions).toEqual({})
  const {pack, publish, ...others} = jobs
  expect(others).toEqual({})
  expect(pack?.permissions).toEqual({contents: 'read'})
  expect(JSON.stringify(pack)).not.toMatch(/secrets\.|github\.token/)
  expect(pack?.steps[0]).toEqual({uses: 'actions/checkout@v4', with: {'persist-credentials': false}})
  const commands = publish?.steps.map(({uses, run}) => uses ?? run)
  expect(commands).toEqual([
    'actions/download-artifact@v4',
    'actions/setup-node@v4',
    'gh release upload "$GITHUB_REF_NAME" descrape.cdx.json',
    'npm publish ./descrape-*.tgz --provenance --ignore-scripts --access public',
  ])
})
