import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {type BuildOptions, build} from 'esbuild'
import {BROWSER, COMMON} from './bundle.ts'

/** Parts of a page, paths from the root. */
export interface PageParts {
  html: string
  style: string
  script: string
  /** What the policy allows beside the page's own script and style: `worker-src blob:`. */
  policy?: string
}

/**
 * Makes a page that is one file and asks for nothing: its policy names the hashes of its script and style.
 *
 * @param parts the page has an empty `<style>` and `<script>` where they go, and `policy` as the content of its policy
 */
export async function makePage({html, style, script, policy}: PageParts): Promise<string> {
  const [css, js] = await Promise.all([bundle(style, {}), bundle(script, {format: 'iife', splitting: false})])
  const allowed = [
    "default-src 'none'",
    `script-src '${hashOf(js)}'`,
    `style-src '${hashOf(css)}'`,
    'img-src data:',
    ...(policy ? [policy] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ]
  return readFileSync(join(COMMON.absWorkingDir, html), 'utf8')
    .replace('"policy"', `"${allowed.join('; ')}"`)
    .replace('<style></style>', () => `<style>${css}</style>`)
    .replace('<script></script>', () => `<script>${js}</script>`)
}

/** Bundles one file, small. */
export async function bundle(entry: string, options: BuildOptions): Promise<string> {
  const {outputFiles} = await build({
    ...COMMON,
    ...BROWSER,
    splitting: false,
    ...options,
    metafile: false,
    entryPoints: [entry],
    outdir: 'dist',
    minify: true,
    write: false,
  })
  // What ends the element is left for its end.
  return (outputFiles[0]?.text ?? '').trimEnd()
}

function hashOf(code: string): string {
  return `sha256-${createHash('sha256').update(code).digest('base64')}`
}

/**
 * Data of a page; nothing in them can end their element.
 *
 * @param value a JSON value
 */
export function dataElement(id: string, value: unknown): string {
  return `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>\n`
}
