type Child = Node | string | undefined

/**
 * Makes an element. Texts become text nodes, so that nothing in them is markup.
 *
 * @param name       of the element, with classes: `p`, `span.rule`
 * @param attributes by name; a boolean one is there or not
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name | `${Name}.${string}`,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const [tag, ...classes] = name.split('.') as [Name, ...string[]]
  const made = document.createElement(tag)
  if (classes.length > 0) made.className = classes.join(' ')
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    made.setAttribute(key, value === true ? '' : String(value))
  }
  made.append(...children.filter((child) => child !== undefined))
  return made
}

/**
 * The element with an id.
 *
 * @throws Error where the page has none
 */
export function byId<Element extends HTMLElement>(id: string): Element {
  const found = document.getElementById(id)
  if (!found) throw new Error(`The page has no #${id}`)
  return found as Element
}

/** A reason with what stands in backticks as code. */
export function prose(text: string): Node[] {
  return text
    .split(/(`[^`]*`)/)
    .filter((part) => part !== '')
    .map((part) =>
      part.length > 1 && part.startsWith('`') && part.endsWith('`')
        ? element('code', {dir: 'auto'}, part.slice(1, -1))
        : document.createTextNode(part),
    )
}
