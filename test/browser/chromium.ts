import {existsSync} from 'node:fs'
import {type Browser, chromium} from 'playwright-core'

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
