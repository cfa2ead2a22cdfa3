import * as vscode from 'vscode'
import type {LanguageClient} from 'vscode-languageclient/node'
import {findingsIn} from './status.ts'

const SCHEME = 'descrape-rule'

export interface RulePages extends vscode.Disposable {
  /** @param id of a rule; asks for one of those that found something unless given */
  explain(id?: string): Promise<void>
}

/** Documentation of rules, as Markdown previews. */
export function createRulePages(client: () => LanguageClient | undefined): RulePages {
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async ({path}) => {
      const id = path.replace(/\.md$/, '')
      const answer = await client()?.sendRequest('workspace/executeCommand', {
        command: 'descrape.documentation',
        arguments: [id],
      })
      return String(answer ?? 'The server of descrape is not running.')
    },
  })
  return {
    async explain(id) {
      const rule = typeof id === 'string' ? id : await pickRule()
      if (rule)
        await vscode.commands.executeCommand(
          'markdown.showPreview',
          vscode.Uri.from({scheme: SCHEME, path: `${rule}.md`}),
        )
    },
    dispose: () => provider.dispose(),
  }
}

// The rule at the cursor; where there is none, or several, the user says.
async function pickRule(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor
  const all = editor ? findingsIn(editor.document.uri) : []
  const here = all.filter(({range}) => editor && range.intersection(editor.selection))
  const rules = idsOf(here.length > 0 ? here : all)
  if (rules.length === 1) return rules[0]
  if (rules.length > 1) return vscode.window.showQuickPick(rules, {title: 'Which rule?'})
  return vscode.window.showInputBox({title: 'Which rule?', placeHolder: 'related-link'})
}

function idsOf(findings: readonly vscode.Diagnostic[]): string[] {
  const ids = findings.map(({code}) => String(typeof code === 'object' ? code.value : code))
  return [...new Set(ids)].sort()
}
