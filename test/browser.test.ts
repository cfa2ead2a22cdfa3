import {execFileSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {build, type StdinOptions} from 'esbuild'
import {expect, test} from 'vitest'
import {BROWSER, COMMON} from '../build/bundle.ts'

const root = join(import.meta.dirname, '..')

const importsOf = async (contents: string): Promise<string[]> => {
  const stdin: StdinOptions = {contents, resolveDir: root, loader: 'ts'}
  const {metafile} = await build({...COMMON, ...BROWSER, stdin, outdir: 'dist/browser', logLevel: 'silent'})
  return Object.values(metafile.outputs).flatMap(({imports}) =>
    imports.filter(({external}) => external).map(({path}) => path),
  )
}

test('the core needs nothing of Node', async () => {
  expect(await importsOf("export * from './src/index.ts'")).toEqual([])
})

test('what does need Node fails that check', async () => {
  await expect(importsOf("export * from './src/profile/lookup.ts'")).rejects.toThrow('node:fs')
})

test('the bundle for browsers asks for no other file', () => {
  const folder = join(root, 'dist/browser')
  const names = readdirSync(folder)
  const asked = names.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/^\s*(?:import|export)\b[^'"\n]*? from "([^"]+)"/gm)].map(
      ([, path]) => path as string,
    ),
  )
  expect(names).toContain('index.js')
  expect(asked.filter((path) => !names.includes(path.replace(/^\.\//, '')))).toEqual([])
})

test('the playground is built as one page that may ask for nothing', () => {
  execFileSync(process.execPath, ['--import', 'tsx', 'build/playground.ts'], {cwd: root})
  const page = readFileSync(join(root, 'dist/playground/index.html'), 'utf8')
  expect(page).toContain(`content="default-src 'none'; script-src 'sha256-`)
  const [head = ''] = page.split('<script')
  expect(head).not.toMatch(/(src|href)="(?!data:)/)
  expect(page.match(/<script/g)).toHaveLength(3)
  expect(page).toContain('bridge-teasers')
})
