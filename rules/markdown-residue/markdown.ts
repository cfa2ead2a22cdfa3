/** Text between signs of Markdown; places are UTF-16 units. */
export interface Markdown {
  start: number
  end: number
  /** What the signs are about. */
  from: number
  to: number
  /** Whether nothing but signs goes, and they are nothing else. */
  isSure: boolean
}

// Two or three asterisks, underscores or tildes that touch what they enclose, and no word outside.
const STRONG =
  /(?=[*_~])(?<![\p{L}\p{N}*_~\\/])(\*{2,3}|_{2,3}|~~)(?=[^\s*_~])([^*_~\n]{1,300}?)(?<=\S)\1(?![\p{L}\p{N}*_~/(])/gu
const LINK =
  /!?\[([^[\]\n]{0,200})\]\((?:https?:\/\/|mailto:|www\.|\.{0,2}\/|#)[^\s()]{0,500}(?:\([^\s()]{0,100}\)[^\s()]{0,200})?(?:\s"[^"\n]{0,200}")?\)/g

// Names of Python that a text may speak of without any other code.
const PYTHON = new Set(
  'init main name file str repr len iter next call dict doc class eq hash slots all new del'.split(' '),
)

/**
 * Finds emphasis and links that are written in Markdown.
 *
 * @param text one line
 */
export function findMarkdown(text: string): Markdown[] {
  const strong = [...text.matchAll(STRONG)]
    .filter(([, signs, inner = '']) => /\p{L}/u.test(inner) && !(signs === '__' && PYTHON.has(inner)))
    .map(({0: whole, 1: signs = '', 2: inner = '', index}) => ({
      start: index,
      end: index + whole.length,
      from: index + signs.length,
      to: index + whole.length - signs.length,
      // A name of a programming language looks like `__init__`.
      isSure: !(signs.startsWith('_') && /^\w+$/.test(inner)),
    }))
  const links = [...text.matchAll(LINK)].map(({0: whole, 1: inner = '', index}) => {
    const from = index + whole.indexOf('[') + 1
    return {start: index, end: index + whole.length, from, to: from + inner.length, isSure: false}
  })
  return [...strong, ...links].sort((a, b) => a.start - b.start)
}
