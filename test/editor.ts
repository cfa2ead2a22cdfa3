import {spawn} from 'node:child_process'
import {pathToFileURL} from 'node:url'
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  CodeActionRequest,
  CodeActionResolveRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  RegistrationRequest,
  ShowMessageNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node'
import {TextDocument} from 'vscode-languageserver-textdocument'
import {ENV, MAIN} from './toys.ts'

/** An editor of a few lines around the protocol's own client, with the built program as its language server. */
export interface Editor {
  connection: ProtocolConnection
  server: InitializeResult
  /** What the server has sent of its own accord, in order. */
  published: PublishDiagnosticsParams[]
  shown: string[]
  /** Ids of what the server has registered. */
  registered: string[]
  open(name: string, text: string, languageId?: string): Promise<TextDocument>
  /** Makes edits of a text, in one notification. */
  change(text: TextDocument, ...edits: TextEdit[]): Promise<void>
  /** Diagnostics that the server sends of the text as it is. */
  sent(text: TextDocument): Promise<Diagnostic[]>
  actions(text: TextDocument, range?: Range, context?: Partial<CodeActionContext>): Promise<CodeAction[]>
  resolve(action: CodeAction): Promise<CodeAction>
  /** Leaves as the protocol says; the exit code of the server. */
  quit(): Promise<number | null>
}

export interface EditorOptions {
  /** Absolute path of the open folder, also the working folder of the server. */
  folder: string
  flags?: readonly string[]
  /** Arguments of Node.js for another server. */
  program?: readonly string[]
  capabilities?: ClientCapabilities
}

const PATIENCE = 20_000

export async function startEditor({
  folder,
  flags = [],
  program = [MAIN, 'lsp', '--stdio', `--clientProcessId=${process.pid}`, ...flags],
  capabilities = {},
}: EditorOptions): Promise<Editor> {
  const child = spawn(process.execPath, program, {
    cwd: folder,
    env: ENV,
  })
  const exited = new Promise<number | null>((done) => child.once('exit', done))
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  const published: PublishDiagnosticsParams[] = []
  const shown: string[] = []
  const registered: string[] = []
  const listeners = new Set<() => void>()
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    published.push(params)
    for (const listener of listeners) listener()
  })
  connection.onNotification(ShowMessageNotification.type, ({message}) => void shown.push(message))
  connection.onRequest(RegistrationRequest.type, ({registrations}) => {
    registered.push(...registrations.map(({method}) => method))
  })
  connection.listen()
  const rootUri = pathToFileURL(folder).href
  const server = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{uri: rootUri, name: 'folder'}],
    capabilities,
  })
  await connection.sendNotification(InitializedNotification.type, {})

  const sent = (text: TextDocument): Promise<Diagnostic[]> =>
    new Promise((done, fail) => {
      const look = (): void => {
        const found = published.findLast(({uri, version}) => uri === text.uri && version === text.version)
        if (!found) return
        clearTimeout(timer)
        listeners.delete(look)
        done(found.diagnostics)
      }
      const timer = setTimeout(
        () => fail(new Error(`No diagnostics of version ${text.version} of ${text.uri}`)),
        PATIENCE,
      )
      listeners.add(look)
      look()
    })
  return {
    connection,
    server,
    published,
    shown,
    registered,
    sent,
    async open(name, text, languageId = name.endsWith('.md') ? 'markdown' : 'plaintext') {
      const uri = name.includes(':') ? name : `${rootUri}/${name}`
      const document = TextDocument.create(uri, languageId, 1, text)
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: {uri, languageId, version: 1, text},
      })
      return document
    },
    async change(text, ...edits) {
      // From the end, so that no edit moves the place of another.
      const contentChanges = edits
        .toSorted((a, b) => text.offsetAt(b.range.start) - text.offsetAt(a.range.start))
        .map(({range, newText}) => ({range, text: newText}))
      const version = text.version + 1
      TextDocument.update(text, contentChanges, version)
      await connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: {uri: text.uri, version},
        contentChanges,
      })
    },
    async actions(text, range = wholeOf(text), context = {}) {
      const params = {textDocument: {uri: text.uri}, range, context: {diagnostics: [], ...context}}
      return ((await connection.sendRequest(CodeActionRequest.type, params)) ?? []) as CodeAction[]
    },
    resolve: (action) => connection.sendRequest(CodeActionResolveRequest.type, action),
    async quit() {
      await connection.sendRequest(ShutdownRequest.type)
      await connection.sendNotification(ExitNotification.type)
      const code = await exited
      connection.dispose()
      return code
    },
  }
}

export function wholeOf(text: TextDocument): Range {
  return {start: text.positionAt(0), end: text.positionAt(text.getText().length)}
}

/** The edits that a workspace edit has for a text. */
export function editsOf({changes, documentChanges}: WorkspaceEdit = {}, {uri, version}: TextDocument): TextEdit[] {
  if (changes) return changes[uri] ?? []
  return (documentChanges ?? []).flatMap((change) =>
    'edits' in change && change.textDocument.uri === uri && change.textDocument.version === version
      ? (change.edits as TextEdit[])
      : [],
  )
}
