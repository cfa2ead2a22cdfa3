import {type InitializeParams, MarkupKind} from 'vscode-languageserver/node'
import {fileOf} from './texts.ts'

/** What matters of an editor. */
export interface Client {
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

/** @param params what the editor says of itself */
export function clientOf({capabilities: {textDocument, workspace}}: InitializeParams): Client {
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

/** Absolute paths of the folders that the editor has open. */
export function foldersOf({workspaceFolders, rootUri}: InitializeParams): string[] {
  const uris = workspaceFolders?.map(({uri}) => uri) ?? (rootUri ? [rootUri] : [])
  return uris.flatMap((uri) => fileOf(uri) ?? [])
}
