const COMMENT = /\/\*.{0,500}?\*\//g
// What stands before the first brace, a selector or `@media`.
const HEAD = /^[\s}]*((?:[^{}\s][^{}]*)?)\{/
const RULE = /([^{}]{1,300})\{([^{}]{0,3000})\}/g
const SELECTOR = /^\s*(?:@[\w-][\w\s:(),.>=%-]*|[.#*:[]?[\w-][\w\s.#:,>+~*()[\]="'^$|%-]*)?$/
const PROPERTY =
  'align|animation|appearance|aspect|backface|background|border|bottom|box|caption|clear|clip|color|column|columns|content|counter|cursor|direction|display|fill|filter|flex|float|font|gap|grid|height|hyphens|inset|justify|left|letter|line|list|margin|max|min|mix|object|opacity|order|outline|overflow|padding|place|pointer|position|quotes|resize|right|row|scroll|src|stroke|tab|table|text|top|touch|transform|transition|user|vertical|visibility|white|width|will|word|z|zoom'
const DECLARATION = new RegExp(
  `^\\s*(?:--[\\w-]+|(?:-(?:webkit|moz|ms|o)-[a-z]+|[*_]?(?:${PROPERTY}))(?:-[a-z]+)*)\\s*:\\s*\\S`,
  'i',
)

/**
 * Whether a line is rules of a style sheet and nothing else: selectors and declarations in braces.
 *
 * @param text one line
 */
export function isStyle(text: string): boolean {
  const bare = text.slice(0, 20_000).replace(COMMENT, ' ')
  const head = HEAD.exec(bare)?.[1]
  if (head === undefined || !SELECTOR.test(head)) return false
  let rules = 0
  let isSound = true
  const rest = bare.replace(RULE, (_, selector: string, body: string) => {
    const declarations = body.split(';').filter((declaration) => declaration.trim())
    isSound &&= SELECTOR.test(selector) && declarations.length > 0 && declarations.every((one) => DECLARATION.test(one))
    rules++
    return ''
  })
  // Rules inside `@media` leave its braces.
  return rules > 0 && isSound && /^(?:\s*@[\w-][\w\s:(),.>=%-]*\{)?[\s}]*$/.test(rest)
}
