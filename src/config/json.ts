const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\],]|[^\s{}[\],"]+/g

/**
 * Line of a value in JSON that parses.
 *
 * @param text JSON
 * @param path keys and indexes that lead to the value; empty for the whole
 * @returns 1-based line of the last step of `path` that exists; of a key, where the key stands
 */
export function locateJsonPath(text: string, path: readonly PropertyKey[]): number {
  const here: (string | number)[] = []
  let best = 0
  let depth = 0
  for (const token of text.matchAll(TOKEN)) {
    const [whole, string, colon] = token
    if (whole === '}' || whole === ']') here.pop()
    else if (whole === ',') {
      const last = here.at(-1)
      if (typeof last === 'number') here[here.length - 1] = last + 1
    } else {
      if (string && colon) here[here.length - 1] = JSON.parse(string) as string
      // A container is entered after its own place was looked at, so an inner match is always the deeper one.
      if (here.length > depth && here.length <= path.length && here.every((step, index) => step === path[index])) {
        depth = here.length
        best = token.index
      }
      if (whole === '{') here.push('')
      else if (whole === '[') here.push(0)
    }
  }
  return lineAt(text, best)
}

/**
 * Makes what `JSON.parse` says readable.
 *
 * @param text    JSON that does not parse
 * @param message of the error
 * @returns the 1-based line, where the message tells it
 */
export function locateJsonProblem(text: string, message: string): {line?: number; reason: string} {
  if (/^Unexpected end/.test(message)) return {line: lineAt(text, text.trimEnd().length), reason: 'it ends too early'}
  const position = /^(.*?)(?: in JSON)? at position (\d+)/s.exec(message)
  if (position)
    return {line: lineAt(text, Math.min(Number(position[2]), text.trimEnd().length)), reason: position[1] as string}
  // Without a position V8 quotes what stands around the token: ten characters before it, or all from the start.
  const quoted = /^(Unexpected token '(.*?)'), (\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message)
  if (!quoted) return {reason: message.split('\n')[0] as string}
  const [, said, token, cut, excerpt] = quoted as unknown as [string, string, string, string | undefined, string]
  const reason = /[\n\r\u2028\u2029]/.test(token) ? 'the line ends too early' : said
  const start = text.indexOf(excerpt)
  return start === -1 ? {reason} : {line: lineAt(text, cut ? start + 10 : firstBadToken(text, token)), reason}
}

// The first token outside strings that begins so.
function firstBadToken(text: string, token: string): number {
  for (const {0: whole, 1: string, index} of text.matchAll(TOKEN)) if (!string && whole.startsWith(token)) return index
  return Math.max(0, text.indexOf(token))
}

function lineAt(text: string, offset: number): number {
  let line = 1
  for (let index = text.indexOf('\n'); index !== -1 && index < offset; index = text.indexOf('\n', index + 1)) line++
  return line
}
