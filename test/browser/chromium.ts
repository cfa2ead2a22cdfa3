import {existsSync, readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import type axe from 'axe-core'
import {type Browser, chromium, type Page} from 'playwright-core'

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * Starts the Chromium of the system.
 *
 * @throws Error where there is none
 */
export async function startChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? PATHS.find((path) => existsSync(path))
  if (!executablePath)
    throw new Error('There is no Chromium; `apt-get install chromium` adds it, or CHROMIUM_PATH names one')
  return chromium.launch({executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage']})
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe takes for serious or critical on a page as it stands: `rule: element`. */
export async function seriousIssues(page: Page): Promise<string[]> {
  // The policy of our pages lets no other script in.
  await page.evaluate(AXE)
  const violations = await page.evaluate(
    async () => (await (globalThis as unknown as {axe: typeof axe}).axe.run()).violations,
  )
  return violations
    .filter(({impact}) => impact === 'serious' || impact === 'critical')
    .flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html}`))
}

/**
 * Loads a page in a browser of its own.
 *
 * @param url      of the page
 * @param selector of what tells that it is ready
 * @returns seconds of the processor until then: what it takes on a machine that has nothing else to do, at most
 */
export async function secondsToLoad(url: string, selector: string): Promise<number> {
  const browser = await startChromium()
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await page.waitForSelector(selector)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    // Of this page's process with all its threads; the browser's own first page has another.
    const {metrics} = await session.send('Performance.getMetrics')
    return metrics.find(({name}) => name === 'ProcessTime')?.value ?? Number.NaN
  } finally {
    await browser.close()
  }
}
