import {type CleanResult, type Config, createLinter, type Linter, type Message} from '../../src/index.ts'

/** What the page asks of the engine. */
export interface Request {
  text: string
  config: Config
  /** Whether fixes that may be wrong are applied as well. */
  unsafe: boolean
}

/** What the engine answers, each request once and in their order. */
export type Reply = {messages: readonly Message[]; clean: CleanResult; milliseconds: number} | {error: string}

// One linter serves until the settings change.
let settings = ''
let linter: Promise<Linter> | undefined

async function answer({text, config, unsafe}: Request): Promise<Reply> {
  const key = JSON.stringify(config)
  if (key !== settings || !linter) linter = createLinter(config)
  settings = key
  try {
    const ready = await linter
    const start = performance.now()
    const messages = ready.lint(text, {edits: true})
    const milliseconds = performance.now() - start
    return {messages, clean: ready.clean(text, {unsafe}), milliseconds}
  } catch (error) {
    return {error: (error as Error).message}
  }
}

addEventListener('message', async ({data}: MessageEvent<Request>) => postMessage(await answer(data)))
