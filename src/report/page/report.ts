import {counted, grouped} from '../count.ts'
import type {PageDocument, PageRun, PageText} from './data.ts'
import {byId, element, prose} from './dom.ts'
import {
  type Decision,
  decisionOf,
  type Entry,
  type Filter,
  fixOf,
  isApplied,
  matches,
  type ShownDocument,
  severityOf,
} from './entries.ts'
import {baselineOf, configOf, decisionsOf, type Export} from './exports.ts'
import {countBy, createList, severityName, sharesOf} from './list.ts'
import {drawText, type View} from './marked-text.ts'

const run = JSON.parse(document.querySelector('script.run')?.textContent ?? '') as PageRun
const documents = readDocuments()
const entries = documents.flatMap((shown) => shown.entries)
// More would push the report itself out of sight.
const MOST_NOTICES = 5

const ruleInfo = new Map(run.rules.map((rule) => [rule.id, rule]))

let visible: readonly Entry[] = entries
let selected: Entry | undefined
let shownDocument: ShownDocument | undefined
let marked = new Map<number, HTMLElement[]>()
let documentsOnly = false

const list = createList(
  byId('list'),
  (entry) => select(entry, {focus: true, open: true}),
  (shown) => showDocument(shown),
  () => (entries.length === 0 ? 'Nothing was found.' : 'No finding fits the filter.'),
)
const filters = {
  severities: optionsIn('severities', ['error', 'warning', 'info', 'done'], severityOf, severityName),
  fixes: optionsIn('fixes', ['safe', 'unsafe', 'none', 'done'], fixOf, fixName),
  decisions: optionsIn('decisions', ['open', 'accepted', 'rejected'], decisionOf, decisionName),
  rules: optionsIn('rules', rulesByCount(), undefined, (rule) => rule),
}

sayWhatItIs()
listen()
refresh()
if (documents[0]) showDocument(documents[0])
byId('reader').hidden = documents.length === 0
for (const id of ['filters', 'fold', 'export', 'keys']) byId(id).hidden = entries.length === 0

function readDocuments(): ShownDocument[] {
  const texts = document.querySelectorAll('script.text')
  return [...document.querySelectorAll('script.document')].map((script, number) => {
    const {findings, ...about} = JSON.parse(script.textContent) as PageDocument
    const shown: ShownDocument = {
      ...about,
      entries: [],
      text: () => JSON.parse(texts[number]?.textContent ?? '{"excerpts":[]}') as PageText,
    }
    return Object.assign(shown, {entries: findings.map((finding, index) => ({...finding, index, document: shown}))})
  })
}

function rulesByCount(): string[] {
  const counts = countRules()
  return [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1))
}

function countRules(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const {rules} of entries) for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return counts
}

function fixName(fix: string): string {
  return {safe: 'Safe', unsafe: 'Unsafe', none: 'None', done: 'Done by --fix'}[fix] ?? fix
}

function decisionName(decision: string): string {
  return {open: 'Undecided', accepted: 'Accepted', rejected: 'Rejected'}[decision] ?? decision
}

interface Options {
  chosen(): Set<string>
  reset(): void
  count(): void
}

// Checkboxes of a group, each with its count; a value that no finding has is left out, unless it may come.
function optionsIn(
  id: string,
  values: readonly string[],
  groupOf: ((entry: Entry) => string) | undefined,
  nameOf: (value: string) => string,
): Options {
  const tally = (): Map<string, number> => (groupOf ? countBy(entries, groupOf) : countRules())
  const counts = tally()
  const most = Math.max(...counts.values())
  const boxes = values
    .filter((value) => counts.has(value) || id === 'decisions')
    .map((value) => {
      const box = element('input', {type: 'checkbox', checked: true, value})
      const count = element('span.count', {}, grouped(counts.get(value) ?? 0))
      const info = ruleInfo.get(value)
      const label = element('label.option', {title: info?.summary}, box)
      if (id === 'severities') label.append(element(`span.dot.${value}`))
      label.append(element('span.label', {}, nameOf(value)), count)
      if (id === 'rules') {
        const share = element('span.share')
        share.style.setProperty('--share', String((counts.get(value) ?? 0) / most))
        label.append(share)
        // A double click on a rule shows nothing else.
        label.addEventListener('dblclick', () => {
          for (const other of boxes) other.box.checked = other.box === box
          refresh()
        })
      }
      box.addEventListener('change', refresh)
      byId(id).append(label)
      return {box, count, value}
    })
  return {
    chosen: () => new Set(boxes.filter(({box}) => box.checked).map(({value}) => value)),
    reset() {
      for (const {box} of boxes) box.checked = true
    },
    count() {
      const now = tally()
      for (const {count, value} of boxes) count.textContent = grouped(now.get(value) ?? 0)
    },
  }
}

function sayWhatItIs(): void {
  const {summary, omitted, version} = run
  const {documents: all, errors, warnings, infos, fixed, problems} = summary
  const kinds = [
    counted(all, 'document'),
    fixed === undefined ? undefined : `${grouped(fixed)} fixed`,
    errors ? counted(errors, 'error') : undefined,
    counted(warnings, 'warning'),
    infos ? counted(infos, 'hint') : undefined,
  ]
  byId('summary').textContent = `${kinds.filter(Boolean).join(' · ')} · version ${version}`
  const severities = countBy(entries, severityOf)
  byId('split').append(...sharesOf(severities))
  byId('split').setAttribute(
    'aria-label',
    [...severities].map(([severity, count]) => `${severityName(severity)}: ${count}`).join(', '),
  )
  const notices = [
    omitted.findings > 0 &&
      `The page holds the first ${counted(entries.length, 'finding')}; ${counted(omitted.findings, 'more finding')}${omitted.documents > 0 ? ` in ${counted(omitted.documents, 'more document')}` : ''} are left out. Fewer paths or --select make it fit, -f jsonl has all.`,
    summary.truncated && `${counted(summary.truncated, 'finding')} not shown, as --max-messages says.`,
    ...problems.map(({path, line, message}) => `${path}${line === undefined ? '' : `:${line}`}: ${message}`),
    ...documents.flatMap(({name, notices}) => notices.map((notice) => `${name}: ${notice}`)),
  ]
  byId('notices').append(
    ...notices
      .filter((notice) => typeof notice === 'string')
      .slice(0, MOST_NOTICES)
      .map((notice) => element('p.notice', {dir: 'auto'}, notice)),
  )
}

function listen(): void {
  byId('search').addEventListener('input', refresh)
  byId('reset').addEventListener('click', () => {
    byId<HTMLInputElement>('search').value = ''
    for (const options of Object.values(filters)) options.reset()
    refresh()
  })
  byId('fold').addEventListener('click', () => {
    documentsOnly = !documentsOnly
    byId('fold').setAttribute('aria-pressed', String(documentsOnly))
    list.show(visible, documentsOnly)
  })
  byId('back').addEventListener('click', () => {
    byId('reader').classList.remove('open')
    if (selected) list.select(selected, true)
  })
  for (const radio of viewRadios()) radio.addEventListener('change', drawDocument)
  byId('text').addEventListener('click', ({target}) => {
    const mark = target instanceof Element ? target.closest<HTMLElement>('[data-mark]') : null
    const entry = mark && shownDocument?.entries[Number(mark.dataset.mark)]
    if (entry) select(entry, {focus: false, open: false})
  })
  document.addEventListener('keydown', onKey)
  byId('export').addEventListener('click', () => {
    showExport()
    byId<HTMLDialogElement>('exports').showModal()
  })
  for (const radio of document.querySelectorAll('input[name=kind]')) radio.addEventListener('change', showExport)
  byId('copy').addEventListener('click', copyExport)
  // What is decided here is kept nowhere else.
  addEventListener('beforeunload', (event) => {
    if (entries.some(({decision}) => decision) && !isExported) event.preventDefault()
  })
  if (matchMedia('(max-width: 75rem)').matches) byId<HTMLDetailsElement>('filters').open = false
}

function viewRadios(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('input[name=view]')]
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || byId<HTMLDialogElement>('exports').open) return
  const {target, key} = event
  if (target instanceof HTMLInputElement && target.type === 'search') {
    if (key === 'Escape') target.blur()
    return
  }
  const isRadio = target instanceof HTMLInputElement && target.type === 'radio'
  const isText = target instanceof Element && target.id === 'text'
  const action = isRadio || (isText && key.startsWith('Arrow')) ? undefined : keys[key]
  if (!action) return
  event.preventDefault()
  action()
}

const keys: Readonly<Record<string, () => void>> = {
  ArrowDown: () => step(1),
  j: () => step(1),
  ArrowUp: () => step(-1),
  k: () => step(-1),
  a: () => decide('accepted'),
  r: () => decide('rejected'),
  u: () => decide(undefined),
  v: nextView,
  '/': () => {
    byId<HTMLDetailsElement>('filters').open = true
    byId('search').focus()
  },
}

function step(by: number): void {
  const at = selected ? visible.indexOf(selected) : -1
  const next = visible[at < 0 ? 0 : Math.min(visible.length - 1, Math.max(0, at + by))]
  if (next) select(next, {focus: true, open: false})
}

function nextView(): void {
  const radios = viewRadios()
  const next = radios[(radios.findIndex(({checked}) => checked) + 1) % radios.length]
  if (next) next.checked = true
  drawDocument()
}

function refresh(): void {
  const filter: Filter = {
    severities: filters.severities.chosen(),
    fixes: filters.fixes.chosen(),
    decisions: filters.decisions.chosen(),
    rules: filters.rules.chosen(),
    words: byId<HTMLInputElement>('search').value.toLowerCase().split(/\s+/).filter(Boolean),
  }
  visible = entries.filter((entry) => matches(entry, filter))
  const isAll = visible.length === entries.length
  byId('shown').textContent = isAll
    ? counted(entries.length, 'finding')
    : `${grouped(visible.length)} of ${counted(entries.length, 'finding')}`
  list.show(visible, documentsOnly)
}

function select(entry: Entry, {focus, open}: {focus: boolean; open: boolean}): void {
  selected = entry
  list.select(entry, focus)
  if (open) byId('reader').classList.add('open')
  if (entry.document === shownDocument) drawSelection()
  else showDocument(entry.document)
}

function showDocument(shown: ShownDocument): void {
  shownDocument = shown
  if (selected?.document !== shown) selected = undefined
  byId('name').textContent = shown.name
  byId('name').title = shown.name
  drawDocument()
  if (!selected) byId('text').scrollTop = 0
}

function drawDocument(): void {
  if (!shownDocument) return
  const view = viewRadios().find(({checked}) => checked)?.value as View
  const {excerpts} = shownDocument.text()
  const marks = shownDocument.entries.map((entry) => ({
    start: entry.start,
    end: entry.end,
    edits: entry.edits,
    isApplied: isApplied(entry),
    kind: severityOf(entry),
    title: entry.reason,
  }))
  const {scrollTop} = byId('text')
  const drawn = drawText(excerpts, marks, view)
  marked = drawn.marked
  const missing = element('p.empty', {}, 'The text is no part of this page, as there is too much of it.')
  byId('text').replaceChildren(...(excerpts.length > 0 ? drawn.nodes : [missing]))
  byId('text').scrollTop = scrollTop
  drawSelection()
}

function drawSelection(): void {
  for (const mark of document.querySelectorAll('mark.selected')) mark.classList.remove('selected')
  drawCard()
  if (!selected) return
  const own = marked.get(selected.index) ?? []
  for (const mark of own) mark.classList.add('selected')
  const [first] = own
  const text = byId('text')
  if (!first) return
  const {top, bottom} = first.getBoundingClientRect()
  const {top: above, bottom: below} = text.getBoundingClientRect()
  if (top < above || bottom > below) first.scrollIntoView({block: 'center'})
}

function drawCard(): void {
  const card = byId('card')
  if (!selected) {
    card.replaceChildren()
    return
  }
  const entry = selected
  const severity = severityOf(entry)
  const rules = entry.rules.map((id) => {
    const info = ruleInfo.get(id)
    return info
      ? element('a', {href: info.url, title: info.summary, target: '_blank', rel: 'noreferrer'}, id)
      : element('span', {}, id)
  })
  const place = element('span', {}, `line ${entry.line}, column ${entry.column}`)
  const fix = {safe: 'safe fix', unsafe: 'unsafe fix', none: 'no fix', done: 'mended'}[fixOf(entry)]
  const button = (name: string, decision: Decision, key: string): HTMLElement => {
    const made = element(
      'button',
      {type: 'button', 'aria-pressed': String(entry.decision === decision), 'aria-keyshortcuts': key},
      name,
    )
    made.addEventListener('click', () => decide(entry.decision === decision ? undefined : decision))
    return made
  }
  card.replaceChildren(
    element(
      `p.about.${severity}`,
      {},
      element('span.severity', {}, severityName(severity)),
      ...rules,
      place,
      element('span.badge', {}, fix),
    ),
    element('p.reason', {}, ...prose(entry.reason)),
    ...(entry.isDone
      ? []
      : [element('div.actions', {}, button('Accept', 'accepted', 'a'), button('Reject', 'rejected', 'r'))]),
  )
}

let isExported = false

function decide(decision: Decision | undefined): void {
  if (!selected || selected.isDone) return
  if (decision) selected.decision = decision
  else delete selected.decision
  isExported = false
  const counts = countBy(entries, decisionOf)
  const said = (['accepted', 'rejected'] as const).flatMap((name) => {
    const count = counts.get(name)
    return count ? [`${grouped(count)} ${name}`] : []
  })
  byId('decided').textContent = said.join(', ')
  byId<HTMLButtonElement>('export').disabled = said.length === 0
  filters.decisions.count()
  list.update(selected)
  drawDocument()
}

function showExport(): void {
  const kind = document.querySelector<HTMLInputElement>('input[name=kind]:checked')?.value
  const {name, about, text} = exportOf(kind)
  byId('exports-about').textContent = about
  byId<HTMLTextAreaElement>('exports-text').value = text
  const download = byId<HTMLAnchorElement>('download')
  URL.revokeObjectURL(download.href)
  download.href = URL.createObjectURL(new Blob([text], {type: 'text/plain'}))
  download.download = name
  download.textContent = `Download ${name}`
  download.onclick = () => {
    isExported = true
  }
  byId('copy').textContent = 'Copy'
}

function exportOf(kind: string | undefined): Export {
  if (kind === 'baseline') return baselineOf(entries)
  return kind === 'config' ? configOf(entries) : decisionsOf(entries)
}

async function copyExport(): Promise<void> {
  const field = byId<HTMLTextAreaElement>('exports-text')
  field.select()
  // A page from a disk may not write to the clipboard by itself.
  await navigator.clipboard?.writeText(field.value).catch(() => document.execCommand('copy'))
  byId('copy').textContent = 'Copied'
  isExported = true
}
