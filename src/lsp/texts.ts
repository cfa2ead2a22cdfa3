import {extname} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {TextDocument} from 'vscode-languageserver-textdocument'
import type {InputConfig} from '../config/types.ts'
import type {TextFormat} from './checked.ts'

const ENDINGS: Record<string, TextFormat | undefined> = {
  '.txt': 'text',
  '.text': 'text',
  '.md': 'markdown',
  '.markdown': 'markdown',
}
// Names that editors have for text without a language.
const PLAIN = new Set(['', 'plaintext', 'plain text', 'text', 'txt'])

/** Absolute path of a text, undefined where it is no file. */
export function fileOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined
  } catch {
    return undefined
  }
}

/**
 * How a text is to be read, undefined where it is none of ours: a page's source, code, and files that a walk through
 * their folder would pass over as well, unless the configuration names their format.
 *
 * @param text   as the editor opened it
 * @param format what the configuration says of its file
 */
export function formatOf(
  {languageId, uri}: Pick<TextDocument, 'languageId' | 'uri'>,
  format: InputConfig['format'],
): TextFormat | undefined {
  const language = languageId.toLowerCase()
  const isPlain = PLAIN.has(language)
  if (!isPlain && language !== 'markdown') return undefined
  if (format !== undefined && format !== 'auto') return format === 'text' || format === 'markdown' ? format : undefined
  const file = fileOf(uri)
  if (file === undefined) return isPlain ? 'text' : 'markdown'
  return isPlain ? ENDINGS[extname(file).toLowerCase()] : 'markdown'
}
