import {type Diagnostic, DiagnosticSeverity} from 'vscode-languageserver/node'
import type {TextDocument} from 'vscode-languageserver-textdocument'
import {ruleUrl} from '../about.ts'
import {baselineKey, writeBaseline} from '../config/baseline.ts'
import {formatSize} from '../corpus/limits.ts'
import {isInside} from '../io/paths.ts'
import {accept} from '../lint/baseline.ts'
import {fingerprint} from '../lint/fingerprint.ts'
import {toMessages} from '../report/message.ts'
import {decode} from '../text/utf8.ts'
import {type Checked, check} from './checked.ts'
import {type Configuration, createConfigurations} from './configurations.ts'
import {fileOf, formatOf} from './texts.ts'

export interface WorkspaceOptions {
  /** Absolute path of the working folder, where the editor has none open. */
  cwd: string
  /** A configuration file, or false for none; searched for unless given. */
  config: string | false | undefined
  /** UTF-16 units of the longest text that is checked. */
  maxFileSize: number
}

/** Why a text was not checked, for its first line. */
export interface Obstacle {
  message: string
  severity: DiagnosticSeverity
  error?: Error
}

/** Open folders, their configurations, and what was found in open texts. */
export interface Workspace {
  /** Absolute paths; the innermost around a text is its working folder. */
  folders: readonly string[]
  configurationOf(file: string | undefined): Promise<Configuration>
  /**
   * Findings of a text as it is now; undefined where it is none of ours.
   *
   * @throws ConfigError where the configuration or the baseline cannot be followed
   */
  examine(text: TextDocument): Promise<Checked | Obstacle | undefined>
  /** Whether a text was checked before, in any version. */
  knows(text: TextDocument): boolean
  /**
   * Adds a finding to the baseline. Nothing happens where it has gone, or was added already.
   *
   * @param hash its fingerprint
   * @throws ConfigError where the baseline cannot be written
   */
  addToBaseline(text: TextDocument, hash: string): Promise<void>
}

export function createWorkspace({cwd, config, maxFileSize}: WorkspaceOptions): Workspace {
  const configurations = createConfigurations(config)
  const results = new WeakMap<TextDocument, Checked>()
  let writing: Promise<void> = Promise.resolve()

  const configurationOf = (file: string | undefined): Promise<Configuration> => {
    const around = workspace.folders.filter((folder) => file !== undefined && isInside(folder, file))
    const innermost = around.reduce((a, b) => (b.length > a.length ? b : a), '')
    return configurations(innermost || workspace.folders[0] || cwd)
  }

  const examine: Workspace['examine'] = async (text) => {
    const file = fileOf(text.uri)
    const configuration = await configurationOf(file)
    if (file !== undefined && configuration.ignores(file)) return undefined
    const settings = configuration.settingsOf(file)
    const format = formatOf(text, settings.input.format)
    if (!format) return undefined
    const size = text.getText().length
    if (size > maxFileSize) return tooLong(size, maxFileSize)
    const {masksOf} = format === 'markdown' ? await import('../corpus/markdown.ts') : {masksOf: () => []}
    const baseline = configuration.baseline()
    const known = results.get(text)
    if (known?.version === text.version && known.reading.settings === settings && known.reading.baseline === baseline)
      return known
    const {baselineFile} = configuration
    const key = file === undefined || baselineFile === undefined ? undefined : baselineKey(baselineFile, file)
    try {
      const checked = check(text, {settings, format, masksOf, baseline, key})
      results.set(text, checked)
      return checked
    } catch (error) {
      return failure(error as Error)
    }
  }

  const add = async (text: TextDocument, hash: string): Promise<void> => {
    const checked = await examine(text)
    const {baselineFile} = await configurationOf(fileOf(text.uri))
    if (!checked || !('findings' in checked) || baselineFile === undefined) return
    const {document, findings, reading} = checked
    const {key, baseline} = reading
    const finding = findings.find((candidate) => fingerprint(document, candidate, '') === hash)
    const [message] = finding ? toMessages(document, [finding], {path: '', url: ruleUrl}) : []
    if (!message || key === undefined) return
    const entries = accept(baseline.get(key) ?? [], [{...message, fingerprint: hash}], decode(document.bytes))
    await writeBaseline({file: baselineFile, baseline: new Map([...baseline, [key, entries]])}, cwd)
  }

  const workspace: Workspace = {
    folders: [],
    configurationOf,
    examine,
    knows: (text) => results.has(text),
    // One at a time, as each builds on what the one before has written.
    addToBaseline: (text, hash) => {
      const written = writing.then(() => add(text, hash))
      writing = written.catch(() => {})
      return written
    },
  }
  return workspace
}

/** What an editor shows of a text that was not checked. */
export function diagnosticOf({message, severity}: Obstacle): Diagnostic {
  const start = {line: 0, character: 0}
  return {range: {start, end: start}, severity, source: 'descrape', message}
}

function tooLong(size: number, most: number): Obstacle {
  return {
    message: `This text of ${formatSize(size)} is not checked; the limit is ${formatSize(most)} (--max-file-size)`,
    severity: DiagnosticSeverity.Information,
  }
}

function failure(error: Error): Obstacle {
  return {
    message: `This text could not be checked (${error.message}); please report it`,
    severity: DiagnosticSeverity.Warning,
    error,
  }
}
