/**
 * Tries the packaged extension in a real workbench and takes pictures: `npm run test:workbench`, after
 * `npm run package:vscode`. It needs code-server (`CODE_SERVER` names its `out/node/entry.js`), a Node.js that runs it
 * (`CODE_SERVER_NODE`) and Chromium (`CHROMIUM_PATH`); CONTRIBUTING.md tells where they come from.
 */
import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {chromium, type Page} from 'playwright-core'

const root = join(import.meta.dirname, '../..')
const vsix = join(root, 'editors/vscode/descrape.vsix')
const pictures = join(root, '.cache/workbench')
const {CODE_SERVER, CODE_SERVER_NODE = process.execPath, CHROMIUM_PATH = '/usr/bin/chromium'} = process.env
for (const [what, file] of Object.entries({CODE_SERVER, CHROMIUM_PATH, 'npm run package:vscode': vsix}))
  if (!file || !existsSync(file)) throw new Error(`${file ?? what} is missing; see CONTRIBUTING.md (${what})`)

const TEASER = 'READ MORE: Ferry fares to rise again as Calder towns wait'
const folder = mkdtempSync(join(tmpdir(), 'descrape-workbench-'))
const texts = join(folder, 'texts')
mkdirSync(texts)
mkdirSync(pictures, {recursive: true})
cpSync(join(root, 'seeds/bridge-teasers.txt'), join(texts, 'bridge.txt'))
writeFileSync(join(texts, 'descrape.config.json'), '{\n  "extends": ["recommended"]\n}\n')
// Read by nobody: the page's source is not for us.
writeFileSync(join(texts, 'page.html'), `<p>${TEASER}</p>\n`)

const program = (...args: string[]): string =>
  execFileSync(process.execPath, [join(root, 'dist/src/cli/main.js'), ...args, '--exit-zero'], {
    cwd: texts,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
const {messages} = JSON.parse(program('bridge.txt', '-f', 'json')) as {messages: unknown[]}
const count = messages.length
program('bridge.txt', '--fix', '--out-dir', '../clean')
const wanted = readFileSync(join(folder, 'clean/bridge.txt'), 'utf8')

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const {port} = server.address() as {port: number}
  await new Promise((done) => server.close(done))
  return port
}

function startServer(port: number): ChildProcess {
  const own = ['--extensions-dir', join(folder, 'extensions'), '--user-data-dir', join(folder, 'data')]
  const env = {...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder}
  mkdirSync(join(folder, 'data/User'), {recursive: true})
  writeFileSync(
    join(folder, 'data/User/settings.json'),
    JSON.stringify({
      'workbench.startupEditor': 'none',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
      'chat.disableAIFeatures': true,
      'editor.wordWrap': 'on',
      'editor.minimap.enabled': false,
      'files.autoSave': 'off',
    }),
  )
  execFileSync(CODE_SERVER_NODE, [CODE_SERVER as string, ...own, '--install-extension', vsix], {env, stdio: 'inherit'})
  return spawn(
    CODE_SERVER_NODE,
    [
      ...[CODE_SERVER as string, ...own, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-workspace-trust', '--disable-telemetry', '--disable-update-check', texts],
    ],
    {env, stdio: ['ignore', 'ignore', 'inherit']},
  )
}

async function waitForServer(address: string): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    const response = await fetch(`${address}/healthz`).catch(() => undefined)
    if (response?.ok) return
    await new Promise((done) => setTimeout(done, 500))
  }
  throw new Error('code-server does not answer')
}

async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1')
  await page.locator('.quick-input-widget input').fill(`>${title}`)
  await page.locator('.quick-input-list .monaco-list-row', {hasText: title}).first().click()
}

async function open(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+p')
  await page.locator('.quick-input-widget input').fill(name)
  await page.locator('.quick-input-list .monaco-list-row', {hasText: name}).first().click()
  await page.locator('.tab.active', {hasText: name}).waitFor()
}

const port = await freePort()
const server = startServer(port)
const browser = await chromium.launch({executablePath: CHROMIUM_PATH, args: ['--no-sandbox']})
try {
  const address = `http://127.0.0.1:${port}`
  await waitForServer(address)
  const page = await browser.newPage({viewport: {width: 1280, height: 800}})
  page.setDefaultTimeout(20_000)
  const picture = async (name: string): Promise<void> => {
    await page.waitForTimeout(700)
    await page.screenshot({path: join(pictures, `${name}.png`)})
    console.log(`seen: ${name}`)
  }
  await page.goto(`${address}/?folder=${texts}`)
  await page.locator('.monaco-workbench').waitFor()

  await open(page, 'bridge.txt')
  const status = page.locator('.statusbar-item', {hasText: 'descrape'})
  await status.filter({hasText: `descrape ${count}`}).waitFor()
  await page.locator('.squiggly-warning').first().waitFor()
  await command(page, 'View: Focus Problems')
  await page.locator('.markers-panel .monaco-list-row', {hasText: 'Unexpected teaser link'}).first().waitFor()
  await picture('1-findings')

  await page.locator('.markers-panel .monaco-list-row', {hasText: 'Unexpected teaser link'}).first().dblclick()
  await page.locator('.monaco-editor.focused').waitFor()
  await command(page, 'Show or Focus Hover')
  await page.locator('.monaco-hover', {hasText: 'Why it is junk'}).waitFor()
  await picture('2-hover')
  await page.keyboard.press('Escape')
  await command(page, 'Quick Fix...')
  await page.locator('.action-widget', {hasText: 'Remove this line (related-link)'}).waitFor()
  await picture('3-quick-fix')
  await page.locator('.action-widget .monaco-list-row', {hasText: 'Remove this line (related-link)'}).click()
  await status.filter({hasText: `descrape ${count - 1}`}).waitFor()

  await command(page, 'descrape: Explain Rule')
  await page.locator('.quick-input-list .monaco-list-row', {hasText: 'pull-quote'}).first().click()
  await page.locator('.tab.active', {hasText: 'pull-quote'}).waitFor()
  const preview = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame')
  await preview.getByText('Why it is junk').waitFor()
  await picture('4-rule')
  await open(page, 'bridge.txt')

  await command(page, 'descrape: Apply All Safe Fixes')
  await page.locator('.tab.active.dirty', {hasText: 'bridge.txt'}).waitFor()
  await picture('5-fixed')
  await page.keyboard.press('Control+s')
  await page.locator('.tab.active:not(.dirty)', {hasText: 'bridge.txt'}).waitFor()
  const saved = readFileSync(join(texts, 'bridge.txt'), 'utf8')
  if (saved !== wanted) throw new Error('The text is not that of --fix')

  await open(page, 'page.html')
  await status.waitFor({state: 'detached'})

  await open(page, 'bridge.txt')
  await command(page, 'descrape: Open Report')
  await page.locator('.tab.active', {hasText: 'descrape report'}).waitFor()
  await preview.getByText('bridge.txt').first().waitFor()
  await picture('6-report')

  await open(page, 'bridge.txt')
  await page.setViewportSize({width: 520, height: 800})
  await picture('7-narrow')
  console.log(`the extension works; pictures are in ${pictures}`)
} catch (error) {
  await browser
    .contexts()[0]
    ?.pages()[0]
    ?.screenshot({path: join(pictures, 'failed.png')})
  cpSync(join(folder, 'data/logs'), join(pictures, 'logs'), {recursive: true})
  throw error
} finally {
  await browser.close()
  server.kill()
  await new Promise((done) => server.once('exit', done))
  rmSync(folder, {recursive: true, force: true})
}
