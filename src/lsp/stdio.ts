import {Console} from 'node:console'
import {createConnection, StreamMessageReader, StreamMessageWriter} from 'vscode-languageserver/node'
import {type ServerOptions, serve} from './server.ts'

/** Serves the editor at the other end of standard input and output; the process ends with it. */
export function serveStdio(options: ServerOptions): void {
  // What a configuration prints would be taken for an answer.
  globalThis.console = new Console(process.stderr)
  // An editor that is gone asks for nothing any more.
  process.stdin.once('end', () => process.exit(0))
  serve(createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout)), options)
}
