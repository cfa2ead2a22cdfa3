import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {MAIN} from './toys.ts'

// What the window of the editor has to show.
const shown = vi.hoisted(() => ({errors: [] as string[], webview: {html: ''}}))
vi.mock('vscode', () => ({
  ProgressLocation: {},
  ViewColumn: {},
  window: {
    showErrorMessage: (message: string) => shown.errors.push(message),
    withProgress: (_: unknown, task: () => unknown) => task(),
    createWebviewPanel: () => shown,
  },
  workspace: {getWorkspaceFolder: () => undefined},
}))

let folder: string
let storage: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descrape-extension-'))
  storage = join(folder, 'storage')
  mkdirSync(join(folder, 'pages'))
  Object.assign(shown, {errors: [], webview: {html: ''}})
})
afterEach(() => rmSync(folder, {recursive: true}))

// The extension has packages and types of its own, which need not be here.
const REPORT = '../editors/vscode/src/report.ts'
const {openReport} = (await import(REPORT)) as {
  openReport(context: unknown, program: string, target: unknown, flags: readonly string[]): Promise<void>
}
const open = (...flags: string[]): Promise<void> =>
  openReport({globalStorageUri: {fsPath: storage}}, MAIN, {fsPath: join(folder, 'pages')}, flags)

describe('the report in VS Code', () => {
  test('is shown also where a file could not be read', async () => {
    writeFileSync(join(folder, 'pages/a.txt'), 'a\0')
    await open()
    expect(shown.errors).toEqual([])
    expect(shown.webview.html).toContain('a.txt')
    expect(readdirSync(storage)).toEqual([])
  })

  test('that could not be made is an error without links', async () => {
    await open('--config', '[x](command:y).json')
    expect(shown.errors).toEqual([expect.stringContaining('[x] (command:y).json')])
    expect(shown.webview.html).toBe('')
    expect(readdirSync(storage)).toEqual([])
  })
})
