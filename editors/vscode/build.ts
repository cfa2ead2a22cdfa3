/**
 * Makes `dist`: the extension, and beside it the program as it is published with all that it needs: `tsx build.ts` after
 * `npm run build` in the folder of the project.
 */
import {copyFileSync, existsSync, mkdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {build} from 'esbuild'

const here = import.meta.dirname
const root = join(here, '../..')
const program = join(root, 'dist/src/cli/main.js')
if (!existsSync(program)) throw new Error('The program is not built; run `npm run build` in the folder of the project')

const dist = join(here, 'dist')
const server = join(dist, 'server')
rmSync(dist, {recursive: true, force: true})
mkdirSync(server, {recursive: true})
await build({
  entryPoints: [join(here, 'src/extension.ts')],
  outfile: join(dist, 'extension.cjs'),
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
})
await build({
  entryPoints: [program],
  outdir: server,
  outExtension: {'.js': '.mjs'},
  bundle: true,
  splitting: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  charset: 'utf8',
  banner: {
    js: "import {createRequire as __bundleRequire} from 'node:module';const require=__bundleRequire(import.meta.url);",
  },
  logLevel: 'error',
})
// What the program reads lies beside its code.
for (const file of [
  'dist/packs.bin',
  'dist/weights.bin',
  'dist/report.html',
  'node_modules/dictionary-en/index.aff',
  'node_modules/dictionary-en/index.dic',
])
  copyFileSync(join(root, file), join(server, file.replace(/.*\//, '')))
copyFileSync(join(root, 'descrape.schema.json'), join(dist, 'descrape.schema.json'))
copyFileSync(join(root, 'LICENSE'), join(here, 'LICENSE'))
