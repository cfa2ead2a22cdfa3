import {
  type Identifier,
  type Literal,
  type NewExpression,
  type Node,
  type Property,
  parse,
  type VariableDeclarator,
} from 'acorn'
import {full, fullAncestor} from 'acorn-walk'

// What a value is made of if it does not matter when.
const CONSTANT = new Set([
  'ArrayExpression',
  'BinaryExpression',
  'Identifier',
  'Literal',
  'MemberExpression',
  'ObjectExpression',
  'Property',
  'TaggedTemplateExpression',
  'TemplateElement',
  'TemplateLiteral',
  'UnaryExpression',
])

const opening = (name: string): string => `var ${name}$;\nfunction ${name}() {\n  return ${name}$ ??= `
const CLOSING = ';\n}'

/**
 * Makes regular expressions, and tables of them, when they are first used: V8 reads a pattern as soon as it meets it,
 * and those with Unicode classes took a third of the start.
 *
 * @param code a module as esbuild writes it: no inner name hides an outer one
 */
export function lazily(code: string): string {
  const program = parse(code, {ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true})
  const exported = new Set(
    program.body.flatMap((node) =>
      node.type === 'ExportNamedDeclaration' ? node.specifiers.map(({local}) => (local as Identifier).name) : [],
    ),
  )
  const edits: {start: number; end: number; text: string}[] = []
  // Places of the names that became functions.
  const lazy = new Map<string, number>()
  for (const node of program.body) {
    if (node.type !== 'VariableDeclaration' || node.declarations.length !== 1) continue
    const [{id, init}] = node.declarations as [VariableDeclarator]
    if (id.type !== 'Identifier' || exported.has(id.name) || !init || !isConstant(init) || !hasPattern(init)) continue
    lazy.set(id.name, id.start)
    edits.push(
      {start: node.start, end: init.start, text: opening(id.name)},
      {start: init.end, end: node.end, text: CLOSING},
    )
  }
  const hoisted: string[] = []
  fullAncestor(program, (node, _, ancestors) => {
    if (isNamed(node) && lazy.has(node.name) && lazy.get(node.name) !== node.start) {
      const parent = ancestors.at(-2) as Node | Property
      const isShort = parent.type === 'Property' && 'shorthand' in parent && parent.shorthand
      edits.push({start: node.end, end: node.end, text: isShort ? `: ${node.name}()` : '()'})
    }
    // With other flags it keeps its place in a text, so that each use needs one of its own.
    if (isPattern(node, /^[imsu]+$/) && ancestors.some(({type}) => type.includes('Function'))) {
      const name = `pattern$${hoisted.length}`
      hoisted.push(`${opening(name)}${code.slice(node.start, node.end)}${CLOSING}\n`)
      edits.push({...node, text: `${name}()`})
    }
  })
  edits.sort((a, b) => b.start - a.start)
  for (const {start, end, text} of edits) code = code.slice(0, start) + text + code.slice(end)
  return code + hoisted.join('')
}

function isNamed(node: Node): node is Identifier {
  return node.type === 'Identifier'
}

// Whether a regular expression is made of strings, with such flags.
function isPattern(node: Node, flags: RegExp): boolean {
  if (node.type !== 'NewExpression') return false
  const {callee, arguments: args} = node as NewExpression
  const [source, last] = args as (Literal | undefined)[]
  return (
    isNamed(callee) && callee.name === 'RegExp' && source?.type === 'Literal' && flags.test(String(last?.value ?? ''))
  )
}

function hasPattern(init: Node): boolean {
  let any = false
  full(init, (node) => (any ||= node.type === 'NewExpression'))
  return any
}

// Whether it does not matter when a value is made.
function isConstant(init: Node): boolean {
  let constant = true
  full(init, (node) => {
    constant &&=
      node.type === 'NewExpression'
        ? isNamed((node as NewExpression).callee) && ((node as NewExpression).callee as Identifier).name === 'RegExp'
        : CONSTANT.has(node.type)
  })
  return constant
}
