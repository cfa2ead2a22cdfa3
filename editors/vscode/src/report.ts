import {execFile} from 'node:child_process'
import {mkdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import * as vscode from 'vscode'

/**
 * Makes the report of a folder or file, as it is on the disk, and shows it.
 *
 * @param program the built program
 * @param target  what to check; nothing is done without it
 * @param flags   flags of the program
 */
export async function openReport(
  context: vscode.ExtensionContext,
  program: string,
  target: vscode.Uri | undefined,
  flags: readonly string[],
): Promise<void> {
  if (!target) {
    void vscode.window.showInformationMessage('descrape: open a folder to see its report')
    return
  }
  const folder = vscode.workspace.getWorkspaceFolder(target)?.uri.fsPath ?? target.fsPath
  const storage = context.globalStorageUri.fsPath
  await mkdir(storage, {recursive: true})
  // Windows share the folder.
  const file = join(storage, `report-${process.pid}.html`)
  try {
    await vscode.window.withProgress(
      {location: vscode.ProgressLocation.Window, title: 'descrape is making the report'},
      () => run(program, ['check', target.fsPath, ...flags, '--exit-zero', '-f', `html=${file}`], folder),
    )
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message)
    return
  }
  const panel = vscode.window.createWebviewPanel('descrape.report', 'descrape report', vscode.ViewColumn.Active, {
    enableScripts: true,
    retainContextWhenHidden: true,
    localResourceRoots: [],
  })
  panel.webview.html = await readFile(file, 'utf8')
  await rm(file, {force: true})
}

function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((done, fail) => {
    const env = {...process.env, ELECTRON_RUN_AS_NODE: '1'}
    execFile(process.execPath, [program, ...args], {cwd, env}, (error, _, stderr) => {
      const reason = stderr.trim().split('\n').at(-1)
      if (error) fail(new Error(reason || `descrape: ${error.message}`))
      else done()
    })
  })
}
