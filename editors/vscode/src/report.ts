import {execFile} from 'node:child_process'
import {mkdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import * as vscode from 'vscode'
import {showError} from './errors.ts'

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
  const args = ['check', target.fsPath, ...flags, '--exit-zero', '-f', `html=${file}`]
  const {html, reason} = await vscode.window.withProgress(
    {location: vscode.ProgressLocation.Window, title: 'descrape is making the report'},
    async () => {
      try {
        const reason = await run(program, args, folder)
        // Where a file could not be read there is a report all the same, which names it.
        return {html: await readFile(file, 'utf8').catch(() => undefined), reason}
      } finally {
        await rm(file, {force: true})
      }
    },
  )
  if (html === undefined) {
    showError(reason)
    return
  }
  const panel = vscode.window.createWebviewPanel('descrape.report', 'descrape report', vscode.ViewColumn.Active, {
    enableScripts: true,
    retainContextWhenHidden: true,
    localResourceRoots: [],
  })
  panel.webview.html = html
}

/** Gives the last line of the log, which says why there is no report where there is none. */
function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((done) => {
    const env = {...process.env, ELECTRON_RUN_AS_NODE: '1'}
    // The log has a line for each file that could not be read.
    execFile(process.execPath, [program, ...args], {cwd, env, maxBuffer: Infinity}, (error, _, stderr) => {
      done(stderr.trim().split('\n').at(-1) || `descrape: ${error?.message ?? 'no report was made'}`)
    })
  })
}
