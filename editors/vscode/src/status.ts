import * as vscode from 'vscode'

export type ServerState = 'off' | 'starting' | 'running' | 'stopped'

export interface Status extends vscode.Disposable {
  show(state: ServerState): void
}

/**
 * An item of the status bar with the number of findings in the active text.
 *
 * @param languages where it is shown
 */
export function createStatus(languages: readonly string[]): Status {
  const item = vscode.window.createStatusBarItem('descrape', vscode.StatusBarAlignment.Right, 99)
  item.name = 'descrape'
  item.command = 'descrape.menu'
  let state: ServerState = 'off'
  const update = (): void => {
    const document = vscode.window.activeTextEditor?.document
    if (!document || !languages.includes(document.languageId) || state === 'off') {
      item.hide()
      return
    }
    const {text, tooltip, isWarning} = describe(state, findingsIn(document.uri).length)
    item.text = text
    item.tooltip = tooltip
    item.backgroundColor = isWarning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined
    item.show()
  }
  const listeners = [vscode.window.onDidChangeActiveTextEditor(update), vscode.languages.onDidChangeDiagnostics(update)]
  return {
    show(next) {
      state = next
      update()
    },
    dispose() {
      for (const listener of [...listeners, item]) listener.dispose()
    },
  }
}

/** Findings of descrape in a text. */
export function findingsIn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({source}) => source === 'descrape')
}

function describe(state: ServerState, count: number): {text: string; tooltip: string; isWarning: boolean} {
  if (state === 'starting') return {text: '$(loading~spin) descrape', tooltip: 'descrape is starting', isWarning: false}
  if (state === 'stopped')
    return {
      text: '$(error) descrape',
      tooltip: 'The server of descrape has stopped; its log tells why',
      isWarning: true,
    }
  const findings = `${count === 0 ? 'No' : count} finding${count === 1 ? '' : 's'} of descrape in this text`
  return {text: count === 0 ? '$(check) descrape' : `$(eraser) descrape ${count}`, tooltip: findings, isWarning: false}
}
