/** Markup in a line; places are UTF-16 units. */
export interface Tag {
  start: number
  end: number
  /** Whether it is the rest of a tag whose start is lost. */
  isAttribute: boolean
  /** Whether a browser starts a new line there. */
  breaks: boolean
  /** Whether it is nothing but a tag: it has attributes, or what opens is closed in the line. */
  isSure: boolean
  /** Whether it is one tag without attributes. */
  isPlain: boolean
}

const BLOCKS =
  'p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|table|thead|tbody|tfoot|tr|td|th|section|article|aside|header|footer|nav|main|figure|figcaption|blockquote|pre|form|fieldset|center|html|head|body|title|option|select|noscript|address|details|summary'
const INLINE =
  'a|abbr|acronym|b|big|bdi|bdo|cite|code|del|dfn|em|font|i|iframe|img|input|ins|kbd|label|link|mark|meta|q|s|samp|script|small|source|span|strike|strong|style|sub|sup|svg|time|tt|u|var|video|audio|button|picture|object|embed|param|wbr'
const FLAG = 'async|autoplay|checked|controls|defer|disabled|hidden|itemscope|loop|muted|nowrap|open|required|selected'
const ATTRIBUTE = `\\s+(?:[a-z][\\w:.-]{0,40}\\s?=\\s?(?:"[^"<>]{0,1000}"|'[^'<>]{0,1000}'|[^\\s"'<>]{1,500})|(?:${FLAG})(?=[\\s>/]))`
const TAG = `<(?:/(?:${BLOCKS}|${INLINE})\\s?|(?:${BLOCKS}|${INLINE})(?:${ATTRIBUTE}){0,20}\\s{0,2}/?)>`
const COMMENT = '<!--[^<>]{0,500}-->|<!\\[CDATA\\[|\\]\\]>'
// Attributes that no prose has, up to the `>` of their tag.
const NAMES =
  'class|id|style|href|src|srcset|target|rel|alt|title|width|height|border|align|onclick|loading|sizes|data-[\\w-]+|aria-[\\w-]+|name|type|content|itemprop'
const REST = `"?(?<=["\\s])\\s?(?:\\b(?:${NAMES})="[^"<>]{0,500}"\\s*){1,20}/?>`
const MARKUP = new RegExp(`(?:${TAG}|${COMMENT})(?:(?:\\s|&nbsp;)*(?:${TAG}|${COMMENT})){0,1000}|${REST}`, 'gi')
const NAME = /<(\/?)([a-z]\w*)([^>]*)/gi
const IS_BREAK = new RegExp(`^(?:${BLOCKS})$`)

/**
 * Finds tags and comments, those that touch as one, and attributes whose tag has lost its start.
 *
 * @param text one line
 */
export function findTags(text: string): Tag[] {
  const found = [...text.matchAll(MARKUP)]
  if (found.length === 0) return []
  const names = found.map(([tag]) => namesOf(tag))
  const opened = new Set(names.flatMap((tags) => tags.filter(({closes}) => !closes).map(({name}) => name)))
  const closed = new Set(names.flatMap((tags) => tags.filter(({closes}) => closes).map(({name}) => name)))
  return found.map(({0: tag, index}, at) => {
    const tags = names[at] as Name[]
    return {
      start: index,
      end: index + tag.length,
      isAttribute: !/^[<\]]/.test(tag),
      breaks: tags.some(({name}) => IS_BREAK.test(name)),
      isPlain: tags.length === 1 && !tags[0]?.hasAttributes,
      isSure: tags.every(
        ({name, hasAttributes}) => hasAttributes || IS_BREAK.test(name) || (opened.has(name) && closed.has(name)),
      ),
    }
  })
}

interface Name {
  name: string
  closes: boolean
  hasAttributes: boolean
}

function namesOf(markup: string): Name[] {
  return [...markup.matchAll(NAME)].map(([, slash, name, rest]) => ({
    name: (name as string).toLowerCase(),
    closes: slash === '/',
    hasAttributes: /\w/.test(rest as string),
  }))
}

const ELEMENT = /<([a-z]\w*)>[^<>]{1,500}<\/\1>/g
const KNOWN = new RegExp(
  `^(?:${BLOCKS}|${INLINE}|textarea|canvas|template|math|dialog|search|menu|dir|map|area|base|link|rp|rt|ruby|col|colgroup|caption|fieldset|legend|datalist|optgroup|output|progress|meter|param|track|strike|big|blink|marquee|nobr|acronym|applet|frame|frameset|basefont|tt|spacer|layer|noindex|center|xmp|listing|plaintext|image|data)$`,
)

/** How many elements of a line HTML does not have: `<to>Ann</to>`. */
export function otherElements(text: string): number {
  return [...text.matchAll(ELEMENT)].filter(([, name = '']) => !KNOWN.test(name)).length
}
