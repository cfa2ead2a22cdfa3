/**
 * Makes the code in `dist`, types apart: `tsx build/main.ts`.
 *
 * Packages that users import as well, or that few runs need, stay `dependencies`. What every run of the command line
 * loads is a development dependency and built in: finding and reading a dozen files took longer than linting a page.
 */
import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {build, type Plugin} from 'esbuild'
import {BROWSER, COMMON} from './bundle.ts'
import {withRanges} from './classes.ts'
import {withConstants} from './constants.ts'
import {lazily} from './lazily.ts'
import {makePage} from './page.ts'
import {together} from './together.ts'

const root = join(import.meta.dirname, '..')
const {dependencies} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}
// `commander` starts other programs for commands that are files of their own, of which there are none; to load what
// starts them takes a twentieth of a short run.
const withoutPrograms: Plugin = {
  name: 'without-programs',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^node:child_process$/}, ({path, importer}) =>
      importer.includes('/commander/') ? {path, namespace: 'without-programs'} : undefined,
    )
    onLoad({filter: /.*/, namespace: 'without-programs'}, () => ({contents: 'module.exports = {}'}))
  },
}

const built = await Promise.all([
  build({
    ...COMMON,
    entryPoints: ['src/index.ts', 'src/profile/lookup.ts', 'src/cli/main.ts', 'src/cli/worker.ts'],
    outbase: '.',
    outdir: 'dist',
    platform: 'node',
    target: 'node20',
    external: Object.keys(dependencies),
    plugins: [withoutPrograms, together(join(root, 'src/cli/check.ts'))],
    logOverride: {'ignored-bare-import': 'silent'},
    // Built-in packages of the older format ask for Node's own modules.
    banner: {
      js: "import {createRequire as __createRequire} from 'node:module'\nconst require = __createRequire(import.meta.url)",
    },
  }),
  build({...COMMON, ...BROWSER, entryPoints: ['src/index.ts'], outdir: 'dist/browser'}),
])
for (const {path, text} of built.flatMap(({outputFiles}) => outputFiles)) {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, withRanges(lazily(withConstants(text))), {mode: text.startsWith('#!') ? 0o755 : 0o644})
}
writeFileSync(
  join(root, 'dist/report.html'),
  await makePage({
    html: 'src/report/page/report.html',
    style: 'src/report/page/report.css',
    script: 'src/report/page/report.ts',
  }),
)
copyFileSync(join(root, 'rules/packs.bin'), join(root, 'dist/packs.bin'))
copyFileSync(join(root, 'rules/boilerplate-line/weights.bin'), join(root, 'dist/weights.bin'))
writeFileSync(join(root, 'dist/licences.txt'), licences(built.flatMap(({metafile}) => Object.keys(metafile.inputs))))

function licences(inputs: readonly string[]): string {
  const packages = new Set(inputs.map((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean))
  return [...packages]
    .map((folder) => {
      const file = ['LICENSE', 'license', 'LICENSE.md']
        .map((name) => join(root, folder as string, name))
        .find(existsSync)
      return `${folder}\n\n${file ? readFileSync(file, 'utf8') : statedLicence(folder as string)}`
    })
    .join('\n\n')
}

// Parts of a larger repository leave the text of the licence there.
function statedLicence(folder: string): string {
  const {license, author} = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    license?: string
    author?: string
  }
  if (!license || !author) throw new Error(`${folder} has no licence`)
  return `${license}, ${author}`
}
