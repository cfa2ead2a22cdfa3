import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Browser, Page} from 'playwright-core'
import {afterAll, beforeAll, expect, test} from 'vitest'
import type * as Descrape from '../../src/index.ts'
import {createLinter} from '../../src/index.ts'
import {startChromium} from './chromium.ts'

const root = join(import.meta.dirname, '../..')
const seeds = readdirSync(join(root, 'seeds')).map((name) => readFileSync(join(root, 'seeds', name), 'utf8'))
const ORIGIN = 'http://descrape.test'
// Vitest would make the `import` of a function that is sent to the page its own.
const PAGE = '<!doctype html><title>t</title><script>globalThis.core = import("/index.js")</script>'

let browser: Browser
let page: Page
const asked: string[] = []

beforeAll(async () => {
  browser = await startChromium()
  page = await browser.newPage()
  await page.route('**/*', (route) => {
    const path = new URL(route.request().url()).pathname
    asked.push(path)
    if (path === '/') return route.fulfill({contentType: 'text/html', body: PAGE})
    const file = join(root, 'dist/browser', path)
    return existsSync(file)
      ? route.fulfill({contentType: 'text/javascript', body: readFileSync(file, 'utf8')})
      : route.abort()
  })
  await page.goto(ORIGIN)
})
afterAll(() => browser?.close())

test.each([
  'recommended',
  'strict',
  'dump',
] as const)('%s finds and mends in a browser what it does in Node', async (preset) => {
  const config = {extends: [preset], rules: {spelling: 'info'}} as const
  const linter = await createLinter(config)
  const inBrowser = await page.evaluate(
    async ({texts, config}) => {
      const {createLinter} = await (globalThis as unknown as {core: Promise<typeof Descrape>}).core
      const linter = await createLinter(config)
      return JSON.stringify(texts.map((text) => ({messages: linter.lint(text), cleaned: linter.clean(text)})))
    },
    {texts: seeds, config},
  )
  const here = seeds.map((text) => ({messages: linter.lint(text), cleaned: linter.clean(text)}))
  const there = JSON.parse(inBrowser) as typeof here
  here.forEach((one, index) => {
    expect(there[index]).toEqual(JSON.parse(JSON.stringify(one)))
  })
  expect(here.flatMap(({messages}) => messages).length).toBeGreaterThan(50)
})

test('nothing but its own files was asked for', () => {
  expect(asked.filter((path) => path !== '/' && !existsSync(join(root, 'dist/browser', path)))).toEqual([])
  expect(asked).toContain('/index.js')
})
