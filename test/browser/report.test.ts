import {execFileSync} from 'node:child_process'
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Browser, Page} from 'playwright-core'
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest'
import {secondsToLoad, seriousIssues, startChromium} from './chromium.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'descrape-report-'))
const WIDE = {width: 1440, height: 900}
const NARROW = {width: 390, height: 844}

let browser: Browser
const pages: Page[] = []

beforeAll(async () => {
  browser = await startChromium()
})
afterEach(() => Promise.all(pages.splice(0).map((page) => page.close())))
afterAll(async () => {
  await browser?.close()
  rmSync(folder, {recursive: true})
})

function reportOf(name: string, args: readonly string[], cwd = root): string {
  const file = join(folder, `${name}.html`)
  const main = join(root, 'dist/src/cli/main.js')
  execFileSync(process.execPath, [main, '--no-config', '--exit-zero', ...args, '-f', `html=${file}`], {cwd})
  return file
}

const reportOfSeeds = (): string => reportOf('seeds', ['seeds', '--ignore-pattern', '*.clean.txt'])

async function open(file: string, viewport = WIDE, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await browser.newPage({viewport, colorScheme})
  pages.push(page)
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  page.on('request', (request) => {
    if (!/^(data|blob|file):/.test(request.url())) said.push(request.url())
  })
  await page.goto(`file://${file}`)
  await page.waitForSelector('.row')
  expect(said).toEqual([])
  return page
}

test('it loads in less than a second', async () => {
  expect(await secondsToLoad(`file://${reportOfSeeds()}`, '.row')).toBeLessThan(1)
})

describe.each([
  ['wide', WIDE],
  ['narrow', NARROW],
] as const)('on a %s window', (_, viewport) => {
  test.each(['light', 'dark'] as const)('axe finds no serious issue, %s', async (scheme) => {
    const page = await open(reportOfSeeds(), viewport, scheme)
    expect(await seriousIssues(page)).toEqual([])
    await page.locator('.row').nth(3).click()
    await page.keyboard.press('r')
    expect(await seriousIssues(page)).toEqual([])
    if (viewport === NARROW) await page.click('#back')
    await page.click('#export')
    expect(await seriousIssues(page)).toEqual([])
  })

  test('nothing is wider than the window', async () => {
    const page = await open(reportOfSeeds(), viewport)
    const overflow = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(await overflow()).toBe(0)
    await page.locator('.row').first().click()
    expect(await overflow()).toBe(0)
  })
})

describe('filters', () => {
  const shown = (page: Page): Promise<string | null> => page.textContent('#shown')

  test('by severity, fix, rule and words', async () => {
    const page = await open(reportOfSeeds())
    const all = Number.parseInt((await shown(page)) ?? '', 10)
    expect(all).toBeGreaterThan(50)
    const count = async (): Promise<number> => Number.parseInt((await shown(page)) ?? '', 10)
    await page.uncheck('#fixes input[value=safe]')
    const unsafe = await count()
    expect(unsafe).toBeLessThan(all)
    await page.uncheck('#severities input[value=info]')
    expect(await count()).toBeLessThan(unsafe)
    await page.click('#reset')
    expect(await count()).toBe(all)
    const own = Number(await page.textContent('#rules label:has(input[value=photo-credit]) .count'))
    await page.uncheck('#rules input[value=photo-credit]')
    expect(await count()).toBe(all - own)
    await page.click('#reset')
    await page.fill('#search', 'BRIDGE teaser')
    const found = await count()
    expect(found).toBeGreaterThan(0)
    expect(await page.locator('.row').count()).toBe(found)
    await page.fill('#search', 'no such words')
    expect(await page.textContent('#list')).toBe('No finding fits the filter.')
  })
})

describe('with the keyboard', () => {
  test('findings are gone through, decided on and exported', async () => {
    const page = await open(reportOfSeeds())
    await page.keyboard.press('ArrowDown')
    const first = await page.textContent('.row[aria-current=true]')
    await page.keyboard.press('r')
    expect(await page.textContent('.row[aria-current=true] .state')).toBe('✗ rejected')
    await page.keyboard.press('j')
    expect(await page.textContent('.row[aria-current=true]')).not.toBe(first)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-current'))).toBe('true')
    await page.keyboard.press('a')
    expect(await page.textContent('#decided')).toBe('1 accepted, 1 rejected')
    await page.keyboard.press('/')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search')
    await page.keyboard.press('Escape')
    await page.click('#export')
    const baseline = join(folder, 'descrape-baseline.json')
    writeFileSync(baseline, await page.inputValue('#exports-text'))
    await page.check('input[value=config]')
    expect(JSON.parse(await page.inputValue('#exports-text'))).toEqual({rules: {'dateline-residue': 'off'}})
    await page.check('input[value=decisions]')
    const lines = (await page.inputValue('#exports-text')).trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as {decision: string}).decision)).toEqual(['rejected', 'accepted'])
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')])
    expect(download.suggestedFilename()).toBe('descrape-decisions.jsonl')
    expect(readFileSync((await download.path()) as string, 'utf8')).toBe(`${lines.join('\n')}\n`)
    cpSync(join(root, 'seeds/bridge-teasers.txt'), join(folder, 'seeds/bridge-teasers.txt'))
    const messages = execFileSync(
      process.execPath,
      [join(root, 'dist/src/cli/main.js'), 'seeds', '--exit-zero', '-f', 'jsonl', '--baseline', baseline],
      {cwd: folder, encoding: 'utf8'},
    )
    expect(messages).toContain('related-link')
    expect(messages).not.toContain('dateline-residue')
  })

  test('before, after and what changes between', async () => {
    const page = await open(reportOfSeeds())
    const words = (): Promise<string[]> => page.locator('#text .words').allTextContents()
    const original = readFileSync(join(root, 'seeds/bridge-teasers.txt'), 'utf8').trimEnd().split('\n')
    expect(await page.locator('#text del').count()).toBeGreaterThan(3)
    await page.keyboard.press('v')
    expect((await words()).join('\n').trimEnd().split('\n')).toEqual(original)
    expect(await page.locator('#text del').count()).toBe(0)
    await page.keyboard.press('v')
    const clean = execFileSync(
      process.execPath,
      [join(root, 'dist/src/cli/main.js'), '--no-config', '--fix', '--quiet', '--exit-zero', '-'],
      {input: `${original.join('\n')}\n`, encoding: 'utf8'},
    )
    expect((await words()).join('\n').trimEnd()).toBe(clean.trimEnd())
  })
})

test('nothing in names, texts and reasons is markup', async () => {
  const evil = '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>'
  const text = `READ MORE: ${evil} and the ferry\n\n${evil.repeat(2)}\n\nSource link ${evil}\n\n<!--<script>\u202e \u0000\n`
  const records = [
    {id: evil, text},
    {id: {a: evil}, text: text.repeat(3)},
  ].map((record) => JSON.stringify(record))
  writeFileSync(join(folder, 'evil.jsonl'), `${records.join('\n')}\n`)
  writeFileSync(join(folder, `<script>alert(1)<'"&.txt`), text.replace('\u0000', ''))
  const page = await open(
    reportOf('evil-report', ['evil.jsonl', `<script>alert(1)<'"&.txt`, '--preset', 'strict'], folder),
  )
  for (let step = 0; step < 12; step++) await page.keyboard.press('j')
  await page.keyboard.press('r')
  await page.click('#export')
  expect(await page.evaluate(() => (globalThis as {hit?: number}).hit)).toBeUndefined()
  expect(await page.locator('.panes :is(img, script)').count()).toBe(0)
  expect(await page.locator('.panes :is([onerror], [onclick])').count()).toBe(0)
})

test('ten thousand findings stay smooth', async () => {
  const line = 'The ferry ran again , on time and in good weather .\n'
  for (let file = 0; file < 5; file++) writeFileSync(join(folder, `long-${file}.txt`), line.repeat(1000))
  const page = await open(
    reportOf(
      'long',
      ['long-0.txt', 'long-1.txt', 'long-2.txt', 'long-3.txt', 'long-4.txt', '--ignore', 'duplicate'],
      folder,
    ),
  )
  expect(Number.parseInt(((await page.textContent('#shown')) ?? '').replace(',', ''), 10)).toBeGreaterThanOrEqual(
    10_000,
  )
  const times = await page.evaluate(async () => {
    const frame = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    const timed = async (act: () => void): Promise<number> => {
      const start = performance.now()
      act()
      await frame()
      return performance.now() - start
    }
    const press = (key: string): boolean =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))
    const list = document.getElementById('list') as HTMLElement
    const search = document.getElementById('search') as HTMLInputElement
    const scroll: number[] = []
    for (let to = 0; to < list.scrollHeight; to += list.scrollHeight / 50)
      scroll.push(await timed(() => list.scrollTo(0, to)))
    const find = await timed(() => {
      search.value = 'space'
      search.dispatchEvent(new Event('input'))
    })
    const step: number[] = []
    for (let count = 0; count < 20; count++) step.push(await timed(() => press('j')))
    const decide = await timed(() => press('a'))
    const quarter = (all: number[]): number => all.sort((a, b) => a - b)[Math.floor(all.length / 4)] ?? Number.NaN
    return {scroll: quarter(scroll), find, step: quarter(step), decide}
  })
  // The machine may be busy with something else most of the time.
  expect(times.scroll).toBeLessThan(100)
  expect(times.step).toBeLessThan(100)
  expect(times.find).toBeLessThan(500)
  expect(await page.locator('.row').count()).toBeLessThan(1000)
})
