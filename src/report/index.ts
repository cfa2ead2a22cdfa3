import type {VFile} from 'vfile'
import {importPackage} from '../config/packages.ts'
import {ConfigError, didYouMean} from '../config/settings.ts'
import {concise} from './concise.ts'
import {dolma} from './dolma.ts'
import {github} from './github.ts'
import {gitlab} from './gitlab.ts'
import {html} from './html.ts'
import {json} from './json.ts'
import {jsonl} from './jsonl.ts'
import {junit} from './junit.ts'
import type {Reporter, ReporterOptions} from './reporter.ts'
import {sarif} from './sarif.ts'
import {stylish} from './stylish.ts'

type CreateReporter = (options: ReporterOptions) => Reporter

const REPORTERS: Record<string, CreateReporter> = {
  stylish,
  concise,
  json,
  jsonl,
  sarif,
  github,
  gitlab,
  junit,
  html,
  dolma,
}

/** Whether a format shows what fixes do. @param formats `NAME` or `NAME=FILE` */
export function showsEdits(formats: readonly string[] = []): boolean {
  return formats.some((format) => /^html(=|$)/.test(format))
}

// Formats that say nothing of the texts beside messages.
const TEXTLESS = new Set(['stylish', 'concise', 'json', 'jsonl', 'sarif', 'github', 'gitlab', 'junit'])

/** Whether a format wants the texts. @param formats `NAME` or `NAME=FILE` */
export function showsTexts(formats: readonly string[] = []): boolean {
  return formats.some((format) => !TEXTLESS.has(format.replace(/=.*/s, '')))
}

// Formats whose messages need fingerprints.
const FINGERPRINTED = new Set(['gitlab', 'html', 'sarif'])

/** Whether a format wants messages with fingerprints. */
export function wantsFingerprints(name: string): boolean {
  return FINGERPRINTED.has(name)
}

/** Names of the formats that come with descrape. */
export const FORMATS: readonly string[] = Object.keys(REPORTERS)

/**
 * Loads a format.
 *
 * @param name    one of `FORMATS`, or an npm package `vfile-reporter-*` that the working folder or descrape can see
 * @param options what formats know of the run
 * @throws ConfigError for an unknown format, or a package that is missing or is no reporter
 */
export async function createReporter(name: string, options: ReporterOptions): Promise<Reporter> {
  if (Object.hasOwn(REPORTERS, name)) return (REPORTERS[name] as CreateReporter)(options)
  if (/^(@[\w.-]+\/)?vfile-reporter(-[\w.-]+)?$/.test(name)) return packageReporter(await renderOf(name), options)
  throw new ConfigError(
    `Unknown format \`${name}\`${didYouMean(name, FORMATS) || `; use ${FORMATS.join(', ')} or a package \`vfile-reporter-*\``}`,
  )
}

type Render = (files: readonly VFile[], options: {color: boolean; quiet: boolean}) => string

// Such a package wants all files at once, so documents with findings stay in memory until the end.
async function packageReporter(render: Render, {color}: ReporterOptions): Promise<Reporter> {
  const {toVFile} = await import('./vfile.ts')
  const files: VFile[] = []
  return {
    // biome-ignore lint/correctness/useYield: all comes at the end
    *file(report) {
      if (report.messages.length === 0 && report.notices.length === 0) return
      const file = toVFile(report)
      if (report.text) file.value = report.text()
      files.push(file)
    },
    end() {
      const text = render(files, {color, quiet: true})
      return text === '' || text.endsWith('\n') ? text : `${text}\n`
    },
  }
}

async function renderOf(name: string): Promise<Render> {
  // The working folder's packages come first, as descrape itself may be installed elsewhere.
  const found = (await importPackage(name, process.cwd())) ?? (await importPackage(name, import.meta.dirname))
  if (!found) throw new ConfigError(`Cannot find package \`${name}\`; \`npm install ${name}\` adds it`)
  const {module} = found
  const render = [module.default, module.reporter, ...Object.values(module)].find(
    (value) => typeof value === 'function',
  )
  if (!render) throw new ConfigError(`Package \`${name}\` exports no function, so it is no reporter`)
  return render as Render
}
