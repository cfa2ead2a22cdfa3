import {counted, grouped} from '../count.ts'
import {element, prose} from './dom.ts'
import {decisionOf, type Entry, fixOf, type ShownDocument, severityOf} from './entries.ts'

/** Rows that are made, and taken away again, together. */
const CHUNK = 50
// Pixels around the window within which rows are made ready.
const MARGIN = '800px'

export interface List {
  /** Shows these findings, which stand in the order of their documents. */
  show(entries: readonly Entry[], documentsOnly: boolean): void
  /** Marks a row and brings it into view. */
  select(entry: Entry | undefined, focus: boolean): void
  /** Draws the row of a finding anew. */
  update(entry: Entry): void
}

/**
 * The list of findings by document. Only rows near the window are in the page: all have one height, so that ten thousand
 * scroll as ten do.
 *
 * @param scroller element that the list fills
 * @param onPick   called when a finding is picked
 * @param onOpen   called when a document is opened
 * @param whenEmpty what stands there where there is no finding
 */
export function createList(
  scroller: HTMLElement,
  onPick: (entry: Entry) => void,
  onOpen: (document: ShownDocument) => void,
  whenEmpty: () => string,
): List {
  const chunks = new Map<Element, readonly Entry[]>()
  const places = new Map<Entry, HTMLElement>()
  const rows = new Map<Entry, HTMLElement>()
  let current: Entry | undefined
  const fill = (chunk: Element): void => {
    if (chunk.firstChild) return
    chunk.append(...(chunks.get(chunk) ?? []).map(rowOf))
  }
  const empty = (chunk: Element): void => {
    if (chunk.contains(document.activeElement)) return
    for (const entry of chunks.get(chunk) ?? []) rows.delete(entry)
    chunk.replaceChildren()
  }
  const observer = new IntersectionObserver(
    (seen) => {
      for (const {target, isIntersecting} of seen) {
        if (isIntersecting) fill(target)
        else empty(target)
      }
    },
    {root: scroller, rootMargin: MARGIN},
  )
  const rowOf = (entry: Entry): HTMLElement => {
    const row = drawRow(entry)
    row.addEventListener('click', () => onPick(entry))
    if (entry === current) row.setAttribute('aria-current', 'true')
    rows.set(entry, row)
    return element('li', {}, row)
  }

  const sectionOf = (shown: ShownDocument, entries: readonly Entry[], isFolded: boolean): HTMLElement => {
    const lists = chunked(entries).map((some) => {
      const list = element('ol')
      list.style.setProperty('--rows', String(some.length))
      chunks.set(list, some)
      for (const entry of some) places.set(entry, list)
      observer.observe(list)
      return list
    })
    const body = element('div', {hidden: isFolded}, ...lists)
    const [, folder, file] = /^(.*\/)?(.*)$/s.exec(shown.name) ?? []
    const button = element(
      'button',
      {type: 'button', 'aria-expanded': String(!isFolded), title: shown.name},
      element('span.name', {}, element('span.folder', {dir: 'auto'}, folder), element('span', {dir: 'auto'}, file)),
      splitOf(entries),
      element('span.count', {}, grouped(entries.length), element('span.hidden', {}, ' findings')),
    )
    button.addEventListener('click', () => {
      body.hidden = !body.hidden
      button.setAttribute('aria-expanded', String(!body.hidden))
      if (!body.hidden) onOpen(shown)
    })
    const section = element('section.document', {}, element('h3', {}, button), body)
    section.style.setProperty('--unfolded', String(isFolded ? 0 : entries.length))
    return section
  }

  return {
    show(entries, documentsOnly) {
      observer.disconnect()
      chunks.clear()
      places.clear()
      rows.clear()
      const sections = byDocument(entries).map(([shown, own]) => sectionOf(shown, own, documentsOnly))
      const nothing = element('p.empty', {}, whenEmpty())
      scroller.replaceChildren(...(sections.length > 0 ? sections : [nothing]))
      // What is seen first does not wait for the observer.
      const [first] = chunks.keys()
      if (first) fill(first)
    },
    select(entry, focus) {
      if (current) rows.get(current)?.removeAttribute('aria-current')
      current = entry
      const chunk = entry && places.get(entry)
      if (!entry || !chunk) return
      unfold(chunk)
      fill(chunk)
      const row = rows.get(entry)
      row?.setAttribute('aria-current', 'true')
      row?.scrollIntoView({block: 'nearest'})
      if (focus) row?.focus({preventScroll: true})
    },
    update(entry) {
      const before = rows.get(entry)
      if (!before) return
      const hadFocus = before === document.activeElement
      const item = rowOf(entry)
      before.parentElement?.replaceWith(item)
      if (hadFocus) rows.get(entry)?.focus({preventScroll: true})
    },
  }
}

function unfold(chunk: HTMLElement): void {
  const body = chunk.parentElement
  if (!body?.hidden) return
  body.hidden = false
  body.parentElement?.querySelector('button')?.setAttribute('aria-expanded', 'true')
}

const STATES = {accepted: '✓ accepted', rejected: '✗ rejected', open: ''} as Record<string, string>
const FIXES = {safe: 'fix', unsafe: 'unsafe fix', done: 'done', none: ''} as Record<string, string>
const SEVERITIES = {error: 'Error', warning: 'Warning', info: 'Hint', done: 'Done'} as Record<string, string>

/** A severity in words. */
export function severityName(severity: string): string {
  return SEVERITIES[severity] ?? severity
}

function drawRow(entry: Entry): HTMLElement {
  const severity = severityOf(entry)
  const state = STATES[decisionOf(entry)]
  const fix = FIXES[fixOf(entry)]
  const where = `${entry.line}:${entry.column}  ${entry.rules.join(', ')}`
  return element(
    `button.row.${severity}.${decisionOf(entry)}`,
    {type: 'button'},
    element('span.dot'),
    element('span.hidden', {}, severityName(severity)),
    element(
      'span.reason',
      {},
      ...prose(entry.reason).map((part) => (part instanceof Text ? element('span', {}, part) : part)),
    ),
    element('span.where', {}, where),
    element(
      'span.end',
      {},
      state ? element('span.state', {}, state) : fix ? element('span.badge', {}, fix) : undefined,
    ),
  )
}

/** A bar of the severities of findings. */
export function splitOf(entries: readonly Entry[]): HTMLElement {
  const parts = countBy(entries, severityOf)
  const label = [...parts].map(([severity, count]) => counted(count, severityName(severity).toLowerCase())).join(', ')
  const bar = element('span.split', {title: label, 'aria-hidden': 'true'})
  bar.append(...sharesOf(parts))
  return bar
}

/** The parts of such a bar. */
export function sharesOf(counts: ReadonlyMap<string, number>): HTMLElement[] {
  return ['error', 'warning', 'info', 'done'].flatMap((severity) => {
    const count = counts.get(severity)
    if (!count) return []
    const part = element(`span.${severity}`)
    part.style.setProperty('--share', String(count))
    return [part]
  })
}

/** How many things have each of some names. */
export function countBy<Thing>(
  things: readonly Thing[],
  ...namesOf: ((thing: Thing) => string)[]
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const thing of things)
    for (const nameOf of namesOf) counts.set(nameOf(thing), (counts.get(nameOf(thing)) ?? 0) + 1)
  return counts
}

function byDocument(entries: readonly Entry[]): [ShownDocument, Entry[]][] {
  const groups = new Map<ShownDocument, Entry[]>()
  for (const entry of entries) {
    const own = groups.get(entry.document)
    if (own) own.push(entry)
    else groups.set(entry.document, [entry])
  }
  return [...groups]
}

function chunked(entries: readonly Entry[]): (readonly Entry[])[] {
  const chunks: (readonly Entry[])[] = []
  for (let first = 0; first < entries.length; first += CHUNK) chunks.push(entries.slice(first, first + CHUNK))
  return chunks
}
