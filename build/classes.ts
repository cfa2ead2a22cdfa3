import {type CallExpression, type Identifier, type Literal, type NewExpression, type Node, parse} from 'acorn'
import {full} from 'acorn-walk'

// Classes that most patterns are made of.
const PROPERTIES = ['L', 'Ll', 'Lu', 'M', 'N'] as const
const CLASSES = new RegExp(`(?:\\\\p\\{(?:${PROPERTIES.join('|')})\\})+`, 'g')

/**
 * Spells out the frequent Unicode classes of regular expressions: V8 asks for each character anew whether it has a
 * property, wherever a pattern names one, and reads the ranges themselves in half the time. All versions of Node agree
 * then on what a letter is.
 *
 * @param code a module as `lazily` writes it
 */
export function withRanges(code: string): string {
  const program = parse(code, {ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true})
  const names = new Map<string, string>()
  const edits: {start: number; end: number; text: string}[] = []
  full(program, (node) => {
    const pattern = patternOf(node)
    if (!pattern) return
    const text = spelt(String(pattern.value), (properties) => {
      const name = names.get(properties) ?? `class$${names.size}`
      names.set(properties, name)
      return name
    })
    if (text !== undefined) edits.push({start: pattern.start, end: pattern.end, text})
  })
  if (edits.length === 0) return code
  edits.sort((a, b) => b.start - a.start)
  for (const {start, end, text} of edits) code = code.slice(0, start) + text + code.slice(end)
  const first = program.body.find(({type}) => type !== 'ImportDeclaration')?.start ?? 0
  const constants = [...names].map(([properties, name]) => `const ${name} = ${JSON.stringify(rangesOf(properties))};\n`)
  return code.slice(0, first) + constants.join('') + code.slice(first)
}

// The source of a pattern that is made of a string, with the flag `u` and without `i`.
function patternOf(node: Node): Literal | undefined {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return undefined
  const {callee, arguments: args} = node as NewExpression | CallExpression
  const [source, flags] = args as (Literal | undefined)[]
  const isPattern =
    (callee as Identifier).name === 'RegExp' &&
    typeof source?.value === 'string' &&
    typeof flags?.value === 'string' &&
    /^[^iv]*u[^iv]*$/.test(flags.value)
  return isPattern ? source : undefined
}

// A pattern as the sum of strings and names of ranges, undefined where it has none of them.
function spelt(pattern: string, nameOf: (properties: string) => string): string | undefined {
  const parts: string[] = []
  let from = 0
  for (const {0: properties, index} of pattern.matchAll(CLASSES)) {
    // Behind a backslash of its own it is no class.
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(pattern.slice(0, index))) continue
    const inClass = isInClass(pattern, index)
    // Outside of brackets each stands for a character of its own.
    const each = inClass ? [properties] : (properties.match(/\\p\{\w+\}/g) as string[])
    parts.push(JSON.stringify(pattern.slice(from, index)))
    for (const one of each) parts.push(...(inClass ? [nameOf(one)] : ['"["', nameOf(one), '"]"']))
    from = index + properties.length
  }
  return parts.length > 0 ? [...parts, JSON.stringify(pattern.slice(from))].join(' + ') : undefined
}

function isInClass(pattern: string, place: number): boolean {
  let inside = false
  for (let index = 0; index < place; index++) {
    if (pattern[index] === '\\') index++
    else if (pattern[index] === '[') inside = true
    else if (pattern[index] === ']') inside = false
  }
  return inside
}

// Characters that have one of some properties, as a class in brackets has them.
function rangesOf(properties: string): string {
  const pattern = new RegExp(`[${properties}]`, 'u')
  const ranges: string[] = []
  let first = -1
  for (let codePoint = 0; codePoint <= 0x110000; codePoint++) {
    const has = codePoint <= 0x10ffff && pattern.test(String.fromCodePoint(codePoint))
    if (has && first < 0) first = codePoint
    if (has || first < 0) continue
    const [from, to] = [String.fromCodePoint(first), String.fromCodePoint(codePoint - 1)]
    ranges.push(from === to ? from : `${from}-${to}`)
    first = -1
  }
  return ranges.join('')
}
