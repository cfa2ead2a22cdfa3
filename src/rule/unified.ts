import type {Node, Parent} from 'unist'
import type {VFile} from 'vfile'
import {phrases} from '#packs'
import {ruleUrl} from '../about.ts'
import {type ActiveRule, lint, loadTools} from '../lint/linter.ts'
import {directivesIn, suppress} from '../lint/suppress.ts'
import {mendedText} from '../repair/edits.ts'
import {createCursor} from '../text/cursor.ts'
import {Document, type Span} from '../text/document.ts'
import {createLocator} from '../text/locator.ts'
import {compilePhrases, type PhraseTable} from '../text/phrases.ts'
import {decode} from '../text/utf8.ts'

// The root node of mdast; nlcst has `RootNode`.
const MARKDOWN = 'root'
// Nodes of a Markdown tree whose text is no prose.
const MASKED = new Set(['code', 'inlineCode', 'html', 'table', 'yaml', 'toml', 'math', 'inlineMath'])

// The document of a file is good for as long as the file keeps its value; several rules share one scan.
const documents = new WeakMap<VFile, {value: VFile['value']; table: PhraseTable; document: Document}>()

/** Compiles the phrases of all built-in rules once, when the first plugin runs. */
export function createTable(): () => PhraseTable {
  let table: PhraseTable | undefined
  return () => {
    table ??= compilePhrases([], phrases)
    return table
  }
}

const builtinTable = createTable()

function documentOf(file: VFile, tree: Node, table: PhraseTable): Document {
  const cached = documents.get(file)
  if (cached?.value === file.value && cached.table === table) return cached.document
  const text = typeof file.value === 'string' ? file.value : decode(file.value)
  const document = new Document(text, table, {masks: masksOf(tree, text), isMarkdown: tree.type === MARKDOWN})
  documents.set(file, {value: file.value, table, document})
  return document
}

function masksOf(tree: Node, text: string): Span[] {
  const cursor = createCursor(text, true)
  const masks: Span[] = []
  const walk = (node: Node): void => {
    const {start, end} = node.position ?? {}
    if (MASKED.has(node.type) && start?.offset !== undefined && end?.offset !== undefined)
      masks.push({start: cursor.byteAt(start.offset), end: cursor.byteAt(end.offset)})
    else if ('children' in node) for (const child of (node as Parent).children) walk(child)
  }
  if (tree.type === MARKDOWN) walk(tree)
  return masks
}

/**
 * Runs rules over a file of a unified pipeline and adds their findings as messages.
 *
 * @param tree  nlcst or mdast; code, HTML and tables of Markdown are passed over
 * @param file  the file; the rules read its value, not the tree
 * @param rules active rules
 * @param table their phrases; those of the built-in rules unless given
 */
export function report(
  tree: Node,
  file: VFile,
  rules: readonly ActiveRule[],
  table: PhraseTable = builtinTable(),
): void | Promise<void> {
  if (rules.some(({rule, tool}) => rule.needs === 'blocks' && !tool))
    return loadTools(rules).then((loaded) => report(tree, file, loaded, table))
  const document = documentOf(file, tree, table)
  const locate = createLocator(document)
  const directives = document.isMarkdown ? directivesIn(document.bytes, document.masks) : []
  for (const finding of suppress(document, lint(document, rules), {directives}, rules).left) {
    const message = file.message(finding.reason, {place: locate(finding), ruleId: finding.ruleId, source: 'descrape'})
    message.fatal = finding.severity === 'error' ? true : finding.severity === 'warning' ? false : undefined
    message.url = ruleUrl(finding.ruleId)
    message.actual = decode(document.bytes.subarray(finding.start, finding.end))
    message.expected = finding.fix ? [mendedText(document, finding)] : []
    if (finding.fix)
      message.note = finding.fix === 'safe' ? 'descrape --fix mends this' : 'descrape --fix --unsafe-fixes mends this'
  }
}
