import {execFileSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Browser, Page} from 'playwright-core'
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest'
import {clean, createLinter} from '../../src/index.ts'
import {secondsToLoad, seriousIssues, startChromium} from './chromium.ts'

const root = join(import.meta.dirname, '../..')
const PAGE = join(root, 'dist/playground/index.html')
const WIDE = {width: 1440, height: 900}
const NARROW = {width: 390, height: 844}

let browser: Browser
const pages: Page[] = []
const asked: string[] = []

beforeAll(async () => {
  execFileSync('npm', ['run', '-s', 'playground'], {cwd: root, stdio: 'inherit'})
  browser = await startChromium()
})
afterEach(() => Promise.all(pages.splice(0).map((page) => page.close())))
afterAll(() => browser?.close())

async function open(viewport = WIDE, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await browser.newPage({viewport, colorScheme})
  pages.push(page)
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`file://${PAGE}`)
  await page.waitForSelector('.row')
  expect(said).toEqual([])
  return page
}

// Puts a text in and waits until it is checked.
async function put(page: Page, text: string): Promise<void> {
  await page.fill('#input', text)
  await page.waitForFunction(
    (length) => document.getElementById('status')?.textContent?.includes(`of ${length} character`),
    String(text.length).replace(/\B(?=(\d{3})+$)/g, ','),
  )
}

const findings = async (page: Page): Promise<number> => Number.parseInt((await page.textContent('#found')) ?? '', 10)

async function cleanIn(page: Page): Promise<string> {
  await page.check('input[value=after]')
  const lines = await page.locator('#result .words').allTextContents()
  await page.check('input[value=edit]')
  return lines.join('\n')
}

test('it has found what there is in its sample in less than a second', async () => {
  expect(await secondsToLoad(`file://${PAGE}`, '.row')).toBeLessThan(1)
})

test('each sample has the findings and the clean text of the engine', async () => {
  const page = await open()
  const linter = await createLinter()
  const seeds = readdirSync(join(root, 'seeds')).filter((name) => !name.endsWith('.clean.txt'))
  for (const [index, name] of seeds.entries()) {
    // A text field has line feeds only.
    const text = readFileSync(join(root, 'seeds', name), 'utf8').replaceAll('\r\n', '\n')
    await page.selectOption('#sample', String(index))
    const messages = linter.lint(text)
    await page.waitForFunction(
      (count) => document.getElementById('found')?.textContent === count,
      `${messages.length} findings`,
    )
    expect(await cleanIn(page)).toBe((await clean(text)).text)
  }
})

describe('settings', () => {
  const text = 'The ferry ran again , on time and in good weather.\n\nSource link\n'

  test('rules are turned off and on, and the configuration says so', async () => {
    const page = await open()
    await put(page, text)
    expect(await findings(page)).toBe(2)
    await page.uncheck('#rules input[value=source-link-footer]')
    await page.waitForFunction(() => document.getElementById('found')?.textContent === '1 finding')
    expect(await cleanIn(page)).toBe('The ferry ran again, on time and in good weather.\n\nSource link\n')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.click('#config')
    await page.waitForFunction(() => document.getElementById('config')?.textContent === 'Copied')
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual({
      extends: ['recommended'],
      rules: {'source-link-footer': 'off'},
    })
    await page.click('#copy')
    await page.waitForFunction(() => document.getElementById('copy')?.textContent === 'Copied')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      'The ferry ran again, on time and in good weather.\n\nSource link\n',
    )
  })

  test('presets choose rules, and unsafe fixes are made on request', async () => {
    const page = await open()
    await put(page, text)
    await page.selectOption('#preset', 'punctuation')
    await page.waitForFunction(() => document.getElementById('found')?.textContent === '1 finding')
    expect(await page.isChecked('#rules input[value=source-link-footer]')).toBe(false)
    await page.selectOption('#preset', 'recommended')
    const guess = 'The mill stands  by the river and grinds all day.\n'
    await put(page, guess)
    expect(await cleanIn(page)).toBe(guess)
    await page.check('#unsafe')
    await page.waitForFunction(() => document.getElementById('status')?.textContent?.includes('· 1 of'))
    expect(await cleanIn(page)).toBe('The mill stands by the river and grinds all day.\n')
  })

  test('even the speller is there', async () => {
    const page = await open()
    await put(page, 'The baker sells thoroughly surprisngly good bread.\n')
    await page.check('#rules input[value=spelling]')
    await page.waitForSelector('.row:has-text("spelling")')
    expect(await page.textContent('.row')).toContain('surprisngly')
  })
})

test('a finding is shown at its place, in texts of any script', async () => {
  const page = await open()
  const text = '𝒳 The ferry — 🚢 — ran again , on time.\n\nמקור הידיעה כאן\n\nREAD MORE: All about the old harbour\n'
  await put(page, text)
  const linter = await createLinter()
  const wanted = linter.lint(text).map(({start, end}) => text.slice(start, end))
  expect(await page.locator('#mirror mark').allTextContents()).toEqual(wanted.map((words) => words.replace(/\n$/, '')))
  await page.locator('.row').last().click()
  expect(await page.textContent('#mirror mark.selected')).toBe('READ MORE: All about the old harbour')
  await page.check('input[value=marked]')
  expect(await page.textContent('#result del:not(.space)')).toBe('READ MORE: All about the old harbour')
})

test('marks stay at their words while one types', async () => {
  const page = await open()
  await put(page, 'The ferry ran again , on time.\n')
  await page.focus('#input')
  await page.keyboard.press('Control+Home')
  const marked = await page.evaluate(() => {
    document.execCommand('insertText', false, 'Today: ')
    return document.querySelector('#mirror mark')?.textContent
  })
  expect(marked).toBe(' ,')
  expect(await page.locator('#mirror > div').allTextContents()).toEqual([
    'Today: The ferry ran again , on time.',
    '\u200b',
  ])
})

test.each([
  ['wide', WIDE],
  ['narrow', NARROW],
] as const)('marks lie under their words on a %s window', async (_, viewport) => {
  const page = await open(viewport)
  const seeds = readdirSync(join(root, 'seeds')).map((name) => readFileSync(join(root, 'seeds', name), 'utf8'))
  await put(
    page,
    `${seeds.join('\n').replaceAll('\r\n', '\n')}${'東京の橋'.repeat(60)}\n${'גשר ישן '.repeat(60)}\n${'w'.repeat(300)}\n\n`,
  )
  const heights = await page.evaluate(() => {
    const [mirror, input] = ['mirror', 'input'].map((id) => document.getElementById(id)) as [HTMLElement, HTMLElement]
    input.style.height = '0'
    return [mirror.scrollHeight, input.scrollHeight]
  })
  expect(heights[0]).toBe(heights[1])
})

test('a long text is checked beside the page, which stays free', async () => {
  const page = await open()
  const text = readFileSync(join(root, 'seeds/harbour-captions.txt'), 'utf8').repeat(250)
  expect(text.length).toBeGreaterThan(500_000)
  await page.evaluate((text) => {
    const input = document.getElementById('input') as HTMLTextAreaElement
    input.value = text
    input.dispatchEvent(new Event('input'))
  }, text)
  const gaps = await page.evaluate(async () => {
    const gaps: number[] = []
    let last = performance.now()
    const end = last + 3000
    while (last < end) {
      await new Promise((done) => setTimeout(done))
      gaps.push(performance.now() - last)
      last = performance.now()
    }
    return gaps.sort((a, b) => a - b)
  })
  expect(gaps.length).toBeGreaterThan(50)
  expect(gaps[Math.floor(gaps.length / 2)]).toBeLessThan(50)
})

test('nothing that is pasted is markup', async () => {
  const page = await open()
  const evil = '<img src=x onerror="globalThis.hit=1"></script><script>globalThis.hit=1</script>'
  await put(page, `READ MORE: ${evil}\n\nSource link ${evil}\n`)
  for (const view of ['marked', 'after', 'edit']) await page.check(`input[value=${view}]`)
  expect(await page.evaluate(() => (globalThis as {hit?: number}).hit)).toBeUndefined()
  expect(await page.locator('.panes :is(img, script)').count()).toBe(0)
})

describe.each([
  ['wide', WIDE],
  ['narrow', NARROW],
] as const)('on a %s window', (_, viewport) => {
  test.each(['light', 'dark'] as const)('axe finds no serious issue, %s', async (scheme) => {
    const page = await open(viewport, scheme)
    expect(await seriousIssues(page)).toEqual([])
    if (viewport === NARROW) await page.click('#settings summary')
    await page.locator('.row').nth(1).click()
    await page.check('input[value=marked]')
    expect(await seriousIssues(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
      0,
    )
  })
})

test('no page has asked the network for anything', () => {
  expect(asked.length).toBeGreaterThan(5)
  expect(asked.filter((url) => url !== `file://${PAGE}` && !/^(blob|data):/.test(url))).toEqual([])
})
