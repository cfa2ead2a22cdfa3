import * as vscode from 'vscode'

/** Shows an error. A name in it may look like a link, which the window would follow, also to a command. */
export function showError(message: string): void {
  void vscode.window.showErrorMessage(message.replaceAll('](', '] ('))
}
