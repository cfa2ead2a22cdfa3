import {
  CodeActionTriggerKind,
  type Connection,
  DiagnosticRefreshRequest,
  DiagnosticSeverity,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  MarkupKind,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node'
import {TextDocument} from 'vscode-languageserver-textdocument'
import {ruleUrl, VERSION} from '../about.ts'
import {baselineKey, writeBaseline} from '../config/baseline.ts'
import {knownRules, ruleOf} from '../config/settings.ts'
import {formatSize} from '../corpus/process.ts'
import {accept} from '../lint/baseline.ts'
import {fingerprint} from '../lint/fingerprint.ts'
import {isInside} from '../repair/io.ts'
import {toMessages} from '../report/message.ts'
import type {Rule} from '../rule/define.ts'
import {ConfigError} from '../rule/options.ts'
import {decode} from '../text/utf8.ts'
import {ACCEPT, FIX_ALL, type FixAllData, fixAll, holds, offersFor, toCodeAction} from './actions.ts'
import {type Checked, check} from './checked.ts'
import {type Configuration, createConfigurations} from './configurations.ts'
import {documentationOf} from './documentation.ts'
import {fileOf, formatOf} from './texts.ts'

export interface ServerOptions {
  /** Absolute path of the working folder, for texts outside of the folders that the editor has open. */
  cwd: string
  /** A configuration file, or false for none; searched for unless given. */
  config: string | false | undefined
  /** UTF-16 units of the longest text that is checked. */
  maxFileSize: number
  /** Milliseconds without typing after which a text is checked, where the editor does not ask itself. */
  debounce: number
}

/** Name of the command that gives the documentation of a rule, as Markdown. */
export const EXPLAIN = 'descrape.documentation'

// What stands in the way of checking a text, told at its first line.
interface Obstacle {
  message: string
  severity: DiagnosticSeverity
}

/**
 * Serves an editor until it goes away.
 *
 * @param connection not listened to yet
 */
export function serve(connection: Connection, options: ServerOptions): void {
  const texts = new TextDocuments(TextDocument)
  const configurations = createConfigurations(options.config)
  const results = new WeakMap<TextDocument, Checked>()
  let client: Client = clientOf({capabilities: {}, processId: null, rootUri: null})
  let folders: readonly string[] = []

  const configurationOf = (file: string | undefined): Promise<Configuration> => {
    const around = folders.filter((folder) => file !== undefined && isInside(folder, file))
    const cwd = around.reduce((a, b) => (b.length > a.length ? b : a), '') || folders[0] || options.cwd
    return configurations(cwd)
  }

  // Findings of a text as it is now; undefined where it is none of ours.
  const examine = async (text: TextDocument): Promise<Checked | Obstacle | undefined> => {
    const file = fileOf(text.uri)
    const configuration = await configurationOf(file)
    if (file !== undefined && configuration.ignores(file)) return undefined
    const settings = configuration.settingsOf(file)
    const format = formatOf(text, settings.input.format)
    if (!format) return undefined
    const baseline = configuration.baseline()
    const known = results.get(text)
    if (known?.version === text.version && known.reading.settings === settings && known.reading.baseline === baseline)
      return known
    const size = text.getText().length
    if (size > options.maxFileSize)
      return {
        message: `This text of ${formatSize(size)} is not checked; the limit is ${formatSize(options.maxFileSize)} (--max-file-size)`,
        severity: DiagnosticSeverity.Information,
      }
    const {masksOf} = format === 'markdown' ? await import('../corpus/markdown.ts') : {masksOf: () => []}
    try {
      const key =
        file === undefined || configuration.baselineFile === undefined
          ? undefined
          : baselineKey(configuration.baselineFile, file)
      const checked = check(text, {settings, format, masksOf, baseline, key})
      results.set(text, checked)
      return checked
    } catch (error) {
      connection.console.error((error as Error).stack ?? String(error))
      return {
        message: `This text could not be checked (${(error as Error).message}); please report it`,
        severity: DiagnosticSeverity.Warning,
      }
    }
  }
  const checkedOf = async (uri: string): Promise<Checked | undefined> => {
    const text = texts.get(uri)
    const result = text && (await examine(text).catch(complain))
    return result && 'findings' in result ? result : undefined
  }
  const diagnosticsOf = async (text: TextDocument) => {
    const result = await examine(text).catch(complain)
    if (!result) return []
    if ('diagnostics' in result) return result.diagnostics
    const start = {line: 0, character: 0}
    return [{range: {start, end: start}, source: 'descrape', ...result}]
  }

  // No question, as `connection.window` would make of it: not every editor answers.
  const show = (type: MessageType, message: string): void =>
    void connection.sendNotification(ShowMessageNotification.type, {type, message: `descrape: ${message}`})

  // A configuration that cannot be followed is told once.
  const told = new WeakSet<Error>()
  const complain = (error: unknown): undefined => {
    if (!(error instanceof Error) || told.has(error)) return
    told.add(error)
    const isOurs = error instanceof ConfigError
    show(MessageType.Error, `${error.message}${isOurs ? '' : ' (internal error; please report it)'}`)
    if (!isOurs) connection.console.error(error.stack ?? error.message)
  }

  const timers = new Map<string, NodeJS.Timeout>()
  const push = async (uri: string): Promise<void> => {
    timers.delete(uri)
    const text = texts.get(uri)
    if (!text) return
    const {version} = text
    const diagnostics = await diagnosticsOf(text)
    if (texts.get(uri)?.version === version)
      await connection.sendDiagnostics({uri, version, diagnostics: [...diagnostics]})
  }
  const schedule = (uri: string, delay: number): void => {
    if (client.pulls) return
    clearTimeout(timers.get(uri))
    timers.set(
      uri,
      setTimeout(() => void push(uri).catch(complain), delay),
    )
  }
  const refresh = (): void => {
    if (!client.pulls) for (const uri of texts.keys()) schedule(uri, 0)
    else if (client.refreshes) connection.sendRequest(DiagnosticRefreshRequest.type).catch(() => {})
  }

  const editOf = (text: TextDocument | undefined, uri: string, edits: readonly TextEdit[]): WorkspaceEdit =>
    client.versions && text
      ? {documentChanges: [{textDocument: {uri, version: text.version}, edits: [...edits]}]}
      : {changes: {[uri]: [...edits]}}
  const fixAllOf = async ({uri, rule}: FixAllData): Promise<WorkspaceEdit | undefined> => {
    const checked = await checkedOf(uri)
    if (!checked) return undefined
    const {edits, notice} = fixAll(checked, rule)
    if (notice) show(MessageType.Warning, notice)
    return editOf(texts.get(uri), uri, edits)
  }

  connection.onInitialize((params): InitializeResult => {
    client = clientOf(params)
    folders = foldersOf(params)
    return {
      serverInfo: {name: 'descrape', version: VERSION},
      capabilities: {
        textDocumentSync: {openClose: true, change: TextDocumentSyncKind.Incremental, save: true},
        codeActionProvider: {codeActionKinds: ['quickfix', FIX_ALL], resolveProvider: true},
        hoverProvider: true,
        executeCommandProvider: {commands: [EXPLAIN, ACCEPT]},
        ...(client.pulls && {
          diagnosticProvider: {identifier: 'descrape', interFileDependencies: false, workspaceDiagnostics: false},
        }),
        workspace: {workspaceFolders: {supported: true, changeNotifications: true}},
      },
    }
  })
  connection.onInitialized(async () => {
    if (client.folders)
      connection.workspace.onDidChangeWorkspaceFolders(({added, removed}) => {
        const gone = new Set(removed.map(({uri}) => fileOf(uri)))
        folders = [...folders.filter((folder) => !gone.has(folder)), ...added.flatMap(({uri}) => fileOf(uri) ?? [])]
        refresh()
      })
    if (client.watches)
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        // The configuration and the baseline.
        watchers: ['descrape*', 'package.json'].map((name) => ({globPattern: `**/${name}`})),
      })
  })
  connection.onDidChangeWatchedFiles(refresh)
  connection.onDidChangeConfiguration(refresh)

  // Also told of texts that are opened.
  texts.onDidChangeContent(({document}) => schedule(document.uri, results.has(document) ? options.debounce : 0))
  // The configuration may be what was saved, with no watch on it.
  texts.onDidSave(() => {
    if (!client.watches) refresh()
  })
  texts.onDidClose(({document: {uri}}) => {
    clearTimeout(timers.get(uri))
    timers.delete(uri)
    if (!client.pulls) void connection.sendDiagnostics({uri, diagnostics: []})
  })

  const resultIds = new WeakMap<object, string>()
  let lastId = 0
  connection.languages.diagnostics.on(async ({textDocument: {uri}, previousResultId}) => {
    const text = texts.get(uri)
    const items = text ? await diagnosticsOf(text) : []
    // The same list means that neither the text nor its settings have changed.
    const resultId = resultIds.get(items) ?? String(++lastId)
    resultIds.set(items, resultId)
    return resultId === previousResultId
      ? {kind: DocumentDiagnosticReportKind.Unchanged, resultId}
      : {kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items]}
  })

  connection.onCodeAction(async ({textDocument: {uri}, range, context: {only, triggerKind}}) => {
    const checked = await checkedOf(uri)
    if (!checked) return []
    const asked = triggerKind !== CodeActionTriggerKind.Automatic
    const actions = (await offersFor(checked, {uri, range, only, asked})).map((offer) =>
      toCodeAction(offer, (edits) => editOf(texts.get(uri), uri, edits)),
    )
    if (client.resolves) return actions
    for (const action of actions) {
      const edit = action.data && (await fixAllOf(action.data as FixAllData))
      if (edit) action.edit = edit
    }
    return actions
  })
  connection.onCodeActionResolve(async (action) => {
    const edit = action.data && (await fixAllOf(action.data as FixAllData))
    return edit ? {...action, edit} : action
  })

  connection.onHover(async ({textDocument: {uri}, position}) => {
    const checked = await checkedOf(uri)
    const at = checked?.diagnostics.findIndex(({range}) => holds(range, position)) ?? -1
    const finding = checked?.findings[at]
    const rule = checked?.reading.settings.rules.find((active) => active.rule.id === finding?.ruleId)?.rule
    if (!checked || !rule) return null
    const markdown = await documentationOf(rule)
    return {
      contents: client.markdown
        ? {kind: MarkupKind.Markdown, value: markdown}
        : {kind: MarkupKind.PlainText, value: plain(markdown)},
      ...(checked.diagnostics[at] && {range: checked.diagnostics[at].range}),
    }
  })

  const addToBaseline = async (uri: string, hash: string): Promise<void> => {
    const checked = await checkedOf(uri)
    const configuration = await configurationOf(fileOf(uri))
    const {baselineFile} = configuration
    if (!checked || checked.reading.key === undefined || baselineFile === undefined) return
    const {document, findings, reading} = checked
    const {key, baseline} = reading
    const finding = findings.find((candidate) => fingerprint(document, candidate, '') === hash)
    const [message] = finding ? toMessages(document, [finding], {path: '', url: ruleUrl}) : []
    // It has gone, or was added already.
    if (!message) return
    const entries = accept(baseline.get(key as string) ?? [], [{...message, fingerprint: hash}], decode(document.bytes))
    await writeBaseline({file: baselineFile, baseline: new Map([...baseline, [key as string, entries]])}, options.cwd)
    refresh()
  }

  connection.onExecuteCommand(async ({command, arguments: given = []}) => {
    if (command === ACCEPT) return addToBaseline(String(given[0]), String(given[1])).catch(complain)
    if (command !== EXPLAIN) throw new ResponseError(ErrorCodes.InvalidParams, `Unknown command ${command}`)
    const {config} = await configurationOf(undefined)
    return documentationOf(ruleNamed(knownRules(config), given[0]))
  })

  texts.listen(connection)
  connection.listen()
}

/** What matters of an editor. */
interface Client {
  /** Asks for diagnostics; otherwise they are sent. */
  pulls: boolean
  /** Can be told to ask anew. */
  refreshes: boolean
  /** Knows edits of a version of a text. */
  versions: boolean
  /** Asks for the edits of an action when it is chosen. */
  resolves: boolean
  /** Tells of files that have changed. */
  watches: boolean
  /** Tells of folders that come and go. */
  folders: boolean
  /** Shows Markdown. */
  markdown: boolean
}

function clientOf({capabilities: {textDocument, workspace}}: InitializeParams): Client {
  return {
    pulls: textDocument?.diagnostic !== undefined,
    refreshes: workspace?.diagnostics?.refreshSupport ?? false,
    versions: workspace?.workspaceEdit?.documentChanges ?? false,
    resolves: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    folders: workspace?.workspaceFolders ?? false,
    markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ?? false,
  }
}

function foldersOf({workspaceFolders, rootUri}: InitializeParams): string[] {
  const uris = workspaceFolders?.map(({uri}) => uri) ?? (rootUri ? [rootUri] : [])
  return uris.flatMap((uri) => fileOf(uri) ?? [])
}

function ruleNamed(known: readonly Rule[], id: unknown): Rule {
  try {
    return ruleOf(known, String(id))
  } catch (error) {
    throw new ResponseError(ErrorCodes.InvalidParams, (error as Error).message)
  }
}

function plain(markdown: string): string {
  return markdown
    .replaceAll(/^### \[(.*?)\]\((.*)\)$/gm, '$1 ($2)')
    .replaceAll('**', '')
    .replaceAll('`', '')
}
