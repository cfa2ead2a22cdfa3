import {
  CodeActionTriggerKind,
  type Connection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  ErrorCodes,
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
import {VERSION} from '../about.ts'
import {knownRules, ruleOf} from '../config/settings.ts'
import type {Rule} from '../rule/define.ts'
import {ConfigError} from '../rule/options.ts'
import {ACCEPT, FIX_ALL, type FixAllData, fixAll, holds, offersFor, toCodeAction} from './actions.ts'
import type {Checked} from './checked.ts'
import {clientOf, foldersOf} from './client.ts'
import {documentationOf} from './documentation.ts'
import {fileOf} from './texts.ts'
import {createWorkspace, diagnosticOf, type Obstacle, type WorkspaceOptions} from './workspace.ts'

export interface ServerOptions extends WorkspaceOptions {
  /** Milliseconds without typing after which a text is checked, where the editor does not ask itself. */
  debounce: number
}

/** Name of the command that gives the documentation of a rule, as Markdown. */
export const EXPLAIN = 'descrape.documentation'

/**
 * Serves an editor until it goes away.
 *
 * @param connection not listened to yet
 */
export function serve(connection: Connection, options: ServerOptions): void {
  const texts = new TextDocuments(TextDocument)
  const workspace = createWorkspace(options)
  let client = clientOf({capabilities: {}, processId: null, rootUri: null})

  // No question, as `connection.window` would make of it: not every editor answers. VS Code makes links of `[…](…)`, also
  // of those that run commands.
  const show = (type: MessageType, message: string): void =>
    void connection.sendNotification(ShowMessageNotification.type, {
      type,
      message: `descrape: ${message.replaceAll('](', '] (')}`,
    })

  // A configuration that cannot be followed is told once.
  const told = new WeakSet<Error>()
  const complain = (error: unknown): undefined => {
    if (!(error instanceof Error) || told.has(error)) return
    told.add(error)
    const isOurs = error instanceof ConfigError
    show(MessageType.Error, `${error.message}${isOurs ? '' : ' (internal error; please report it)'}`)
    if (!isOurs) connection.console.error(error.stack ?? error.message)
  }

  const examine = async (text: TextDocument): Promise<Checked | Obstacle | undefined> => {
    const result = await workspace.examine(text).catch(complain)
    if (result && 'error' in result) connection.console.error(result.error?.stack ?? '')
    return result
  }
  const checkedOf = async (uri: string): Promise<Checked | undefined> => {
    const text = texts.get(uri)
    const result = text && (await examine(text))
    return result && 'findings' in result ? result : undefined
  }
  const diagnosticsOf = async (text: TextDocument): Promise<readonly Diagnostic[]> => {
    const result = await examine(text)
    if (!result) return []
    return 'diagnostics' in result ? result.diagnostics : [diagnosticOf(result)]
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

  const editOf = ({version}: Checked, uri: string, edits: readonly TextEdit[]): WorkspaceEdit =>
    client.versions
      ? {documentChanges: [{textDocument: {uri, version}, edits: [...edits]}]}
      : {changes: {[uri]: [...edits]}}
  // Somebody has chosen the action, or wants no other, and waits for what happens.
  const fixAllOf = async ({uri, rule}: FixAllData, isAwaited: boolean): Promise<WorkspaceEdit | undefined> => {
    const checked = await checkedOf(uri)
    if (!checked) return undefined
    const {edits, notice} = fixAll(checked, rule)
    if (notice && isAwaited) show(MessageType.Warning, notice)
    return editOf(checked, uri, edits)
  }

  connection.onInitialize((params): InitializeResult => {
    client = clientOf(params)
    workspace.folders = foldersOf(params)
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
        const left = workspace.folders.filter((folder) => !gone.has(folder))
        workspace.folders = [...left, ...added.flatMap(({uri}) => fileOf(uri) ?? [])]
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
  texts.onDidChangeContent(({document}) => schedule(document.uri, workspace.knows(document) ? options.debounce : 0))
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
      toCodeAction(offer, (edits) => editOf(checked, uri, edits)),
    )
    if (client.resolves) return actions
    for (const action of actions) {
      const edit = action.data && (await fixAllOf(action.data as FixAllData, only !== undefined))
      if (edit) action.edit = edit
    }
    return actions
  })
  connection.onCodeActionResolve(async (action) => {
    const edit = action.data && (await fixAllOf(action.data as FixAllData, true))
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
    const text = texts.get(uri)
    if (text) await workspace.addToBaseline(text, hash).catch(complain)
    refresh()
  }
  connection.onExecuteCommand(async ({command, arguments: [first, second] = []}) => {
    if (command === ACCEPT) return addToBaseline(String(first), String(second))
    if (command !== EXPLAIN) throw new ResponseError(ErrorCodes.InvalidParams, `Unknown command ${command}`)
    const {config} = await workspace.configurationOf(undefined)
    return documentationOf(ruleNamed(knownRules(config), first))
  })

  texts.listen(connection)
  connection.listen()
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
    .replaceAll(/^### \[([^\]\r\n]*)\]\((.*)\)$/gm, '$1 ($2)')
    .replaceAll('**', '')
    .replaceAll('`', '')
}
