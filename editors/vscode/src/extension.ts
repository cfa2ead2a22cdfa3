import {isAbsolute, join} from 'node:path'
import * as vscode from 'vscode'
import {LanguageClient, State, TransportKind} from 'vscode-languageclient/node'
import {showError} from './errors.ts'
import {openReport} from './report.ts'
import {createRulePages} from './rule-pages.ts'
import {createStatus} from './status.ts'

const LANGUAGES = ['plaintext', 'markdown']
const SCHEMES = ['file', 'untitled']

let client: LanguageClient | undefined

/** Starts with the first text that is opened. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('descrape', {log: true})
  const status = createStatus(LANGUAGES)
  const pages = createRulePages(() => client)

  const start = async (): Promise<void> => {
    await client?.dispose().catch(() => {})
    client = undefined
    if (!settings().get('enable')) {
      status.show('off')
      return
    }
    status.show('starting')
    client = createClient(programOf(context), log)
    client.onDidChangeState(({newState}) => {
      status.show(newState === State.Running ? 'running' : newState === State.Starting ? 'starting' : 'stopped')
    })
    await client.start().catch((error: Error) => {
      log.error(error)
      showError(`descrape: the server does not start (${error.message}); see its log`)
    })
  }

  context.subscriptions.push(
    log,
    status,
    pages,
    vscode.commands.registerCommand('descrape.fixAll', fixAll),
    vscode.commands.registerCommand('descrape.openReport', (uri?: vscode.Uri) =>
      openReport(context, programOf(context), uri ?? folderOf(vscode.window.activeTextEditor?.document)?.uri, flags()),
    ),
    vscode.commands.registerCommand('descrape.explainRule', pages.explain),
    vscode.commands.registerCommand('descrape.restart', start),
    vscode.commands.registerCommand('descrape.showLog', () => log.show()),
    vscode.commands.registerCommand('descrape.menu', menu),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const matters = ['enable', 'config', 'maxFileSize', 'path'].some((name) =>
        change.affectsConfiguration(`descrape.${name}`),
      )
      if (matters) void start()
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(start),
  )
  await start()
}

export async function deactivate(): Promise<void> {
  await client?.dispose()
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('descrape')
}

function folderOf(document: vscode.TextDocument | undefined): vscode.WorkspaceFolder | undefined {
  return (document && vscode.workspace.getWorkspaceFolder(document.uri)) ?? vscode.workspace.workspaceFolders?.[0]
}

/** The program that is run, absolute. */
function programOf(context: vscode.ExtensionContext): string {
  const path = settings().get('path', '')
  if (!path || !vscode.workspace.isTrusted) return context.asAbsolutePath('dist/server/main.mjs')
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''
  return join(isAbsolute(path) ? path : join(folder, path), 'dist/src/cli/main.js')
}

// Flags of the server and of the report.
function flags(): string[] {
  if (!vscode.workspace.isTrusted) return ['--no-config']
  const config = settings().get('config', '')
  return config ? ['--config', config] : []
}

function createClient(module: string, log: vscode.LogOutputChannel): LanguageClient {
  const args = ['lsp', ...flags(), '--max-file-size', settings().get('maxFileSize', '5MB')]
  const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
  return new LanguageClient(
    'descrape',
    'descrape',
    {module, args, transport: TransportKind.stdio, ...(cwd && {options: {cwd}})},
    {
      documentSelector: LANGUAGES.flatMap((language) => SCHEMES.map((scheme) => ({language, scheme}))),
      outputChannel: log,
    },
  )
}

function fixAll(): Thenable<unknown> {
  return vscode.commands.executeCommand('editor.action.sourceAction', {kind: 'source.fixAll.descrape', apply: 'first'})
}

// What a click on the status item offers.
async function menu(): Promise<void> {
  const choice = await vscode.window.showQuickPick(
    [
      {label: '$(wand) Apply all safe fixes', command: 'descrape.fixAll'},
      {label: '$(warning) Show problems', command: 'workbench.actions.view.problems'},
      {label: '$(graph) Open report', command: 'descrape.openReport'},
      {label: '$(book) Explain rule', command: 'descrape.explainRule'},
      {label: '$(output) Show log', command: 'descrape.showLog'},
    ],
    {title: 'descrape'},
  )
  if (choice) await vscode.commands.executeCommand(choice.command)
}
