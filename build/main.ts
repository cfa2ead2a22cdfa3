/**
 * Makes the code in `dist`, types apart: `tsx build/main.ts`.
 *
 * Packages that users import as well, or that few runs need, stay `dependencies`. What every run of the command line
 * loads is a development dependency and built in: finding and reading a dozen files took longer than linting a page.
 */
import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {build} from 'esbuild'
import {withConstants} from './constants.ts'
import {lazily} from './lazily.ts'

const root = join(import.meta.dirname, '..')
const {dependencies} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}
const {metafile, outputFiles} = await build({
  absWorkingDir: root,
  entryPoints: ['src/index.ts', 'src/cli/main.ts', 'src/cli/worker.ts'],
  outbase: '.',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  charset: 'utf8',
  external: Object.keys(dependencies),
  // Literals with the flag `u` become `new RegExp`, for `lazily`.
  supported: {'regexp-sticky-and-unicode-flags': false},
  // Built-in packages of the older format ask for Node's own modules.
  banner: {
    js: "import {createRequire as __createRequire} from 'node:module'\nconst require = __createRequire(import.meta.url)",
  },
  metafile: true,
  write: false,
  logLevel: 'warning',
})
for (const {path, text} of outputFiles) {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, lazily(withConstants(text)), {mode: text.startsWith('#!') ? 0o755 : 0o644})
}
copyFileSync(join(root, 'rules/packs.bin'), join(root, 'dist/packs.bin'))
copyFileSync(join(root, 'rules/boilerplate-line/weights.bin'), join(root, 'dist/weights.bin'))
writeFileSync(join(root, 'dist/licences.txt'), licences(Object.keys(metafile.inputs)))

function licences(inputs: readonly string[]): string {
  const packages = new Set(inputs.map((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean))
  return [...packages]
    .map((folder) => {
      const file = ['LICENSE', 'license', 'LICENSE.md']
        .map((name) => join(root, folder as string, name))
        .find(existsSync)
      if (!file) throw new Error(`${folder} has no licence`)
      return `${folder}\n\n${readFileSync(file, 'utf8')}`
    })
    .join('\n\n')
}
