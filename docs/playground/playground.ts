import type {Config, PresetName} from '../../src/index.ts'
import {counted, grouped} from '../../src/report/count.ts'
import {byId, element, prose} from '../../src/report/page/dom.ts'
import {type Entry, fixOf, type ShownDocument} from '../../src/report/page/entries.ts'
import {countBy, createList, severityName} from '../../src/report/page/list.ts'
import {linesOf, type Mark, type MarkedLine, piecesOf} from '../../src/report/page/marked.ts'
import {drawText, type ShownMark, type View} from '../../src/report/page/marked-text.ts'
import type {Reply, Request} from './worker.ts'

/** What the build puts into the page. */
export interface PlaygroundData {
  samples: readonly {name: string; text: string}[]
  rules: readonly {id: string; category: string; summary: string; level: 'error' | 'warn' | 'info'}[]
  /** Ids of the rules of each preset. */
  presets: Readonly<Record<string, readonly string[]>>
}

/** A mark in the text field; it moves with its words while one types. */
interface FieldMark extends ShownMark {
  /** Index of its finding. */
  entry: number
}

type Checked = Exclude<Reply, {error: string}> & {text: string}

// Milliseconds without a key after which a text is checked.
const PAUSE = 120

const data = readData<PlaygroundData>('data')
const input = byId<HTMLTextAreaElement>('input')
const engine = new Worker(URL.createObjectURL(new Blob([readData<string>('engine')], {type: 'text/javascript'})))
const list = createList(
  byId('list'),
  pick,
  () => {},
  () => (input.value.trim() === '' ? 'Paste a text, or choose a sample.' : 'Nothing was found.'),
)
const boxes = new Map<string, {box: HTMLInputElement; count: HTMLElement}>()

let checked: Checked | undefined
let entries: readonly Entry[] = []
let marks: readonly FieldMark[] = []
// What stands in the mirror; marks are about it.
let mirrored = ''
let mirrorLines: readonly {key: string; node: HTMLElement}[] = []
let selected: number | undefined
let busy: Request | undefined
let isStale = false
let timer: ReturnType<typeof setTimeout> | undefined

fillSettings()
listen()
loadSample(0)

function readData<Value>(id: string): Value {
  const holder = byId(id)
  const value = JSON.parse(holder.textContent) as Value
  holder.remove()
  return value
}

function fillSettings(): void {
  byId('sample').append(...data.samples.map(({name}, index) => element('option', {value: index}, name)))
  byId('preset').append(...Object.keys(data.presets).map((name) => element('option', {value: name}, name)))
  const categories = [...new Set(data.rules.map(({category}) => category))].sort()
  for (const category of categories) {
    const options = data.rules
      .filter((rule) => rule.category === category)
      .map(({id, summary}) => {
        const box = element('input', {type: 'checkbox', value: id})
        const count = element('span.count')
        boxes.set(id, {box, count})
        return element('label.option', {title: summary}, box, element('span.label', {}, id), count)
      })
    byId('rules').append(element('div', {}, element('p.category', {}, category), ...options))
  }
  applyPreset()
  if (matchMedia('(max-width: 75rem)').matches) byId<HTMLDetailsElement>('settings').open = false
}

function preset(): PresetName {
  return byId<HTMLSelectElement>('preset').value as PresetName
}

function applyPreset(): void {
  const active = new Set(data.presets[preset()])
  for (const [id, {box}] of boxes) box.checked = active.has(id)
}

function config(): Config {
  const active = new Set(data.presets[preset()])
  const rules = Object.fromEntries(
    data.rules.flatMap(({id, level}) => {
      const isOn = boxes.get(id)?.box.checked ?? false
      return isOn === active.has(id) ? [] : [[id, isOn ? level : ('off' as const)]]
    }),
  )
  return {extends: [preset()], ...(Object.keys(rules).length > 0 && {rules})}
}

function listen(): void {
  input.addEventListener('input', () => {
    mirror(shifted(marks, mirrored, input.value))
    schedule(PAUSE)
  })
  document.addEventListener('selectionchange', () => {
    if (document.activeElement !== input) return
    const {selectionStart: at} = input
    const mark = marks.find(({start, end}) => start <= at && at < end)
    if (mark && mark.entry !== selected) choose(mark.entry, false)
  })
  byId('sample').addEventListener('change', () => {
    const {value} = byId<HTMLSelectElement>('sample')
    if (value !== '') loadSample(Number(value))
  })
  byId('preset').addEventListener('change', () => {
    applyPreset()
    check()
  })
  byId('unsafe').addEventListener('change', check)
  byId('rules').addEventListener('change', check)
  byId('find').addEventListener('input', findRules)
  byId('copy').addEventListener('click', () => copy('copy', checked?.clean.text ?? ''))
  byId('config').addEventListener('click', () => copy('config', `${JSON.stringify(config(), null, 2)}\n`))
  for (const radio of document.querySelectorAll('input[name=view]')) radio.addEventListener('change', changeView)
  byId('result').addEventListener('click', ({target}) => {
    const mark = target instanceof Element ? target.closest<HTMLElement>('[data-mark]') : null
    const entry = mark && marks[Number(mark.dataset.mark)]?.entry
    if (typeof entry === 'number') choose(entry, false)
  })
  engine.addEventListener('message', ({data: reply}: MessageEvent<Reply>) => onReply(reply))
  engine.addEventListener('error', ({message}) => say(`The engine has stopped: ${message}. Load the page again.`))
}

function findRules(): void {
  const words = byId<HTMLInputElement>('find').value.toLowerCase()
  for (const group of byId('rules').children) {
    const options = [...group.querySelectorAll<HTMLElement>('.option')]
    for (const option of options) option.hidden = !`${option.textContent} ${option.title}`.toLowerCase().includes(words)
    ;(group as HTMLElement).hidden = options.every(({hidden}) => hidden)
  }
}

function loadSample(index: number): void {
  const sample = data.samples[index]
  if (!sample) return
  input.value = sample.text
  mirror([])
  byId('editor').scrollTop = 0
  selected = undefined
  check()
}

function schedule(wait: number): void {
  clearTimeout(timer)
  timer = setTimeout(check, wait)
}

// One question at a time; of those that come meanwhile the last is asked.
function check(): void {
  clearTimeout(timer)
  if (busy) {
    isStale = true
    return
  }
  busy = {text: input.value, config: config(), unsafe: byId<HTMLInputElement>('unsafe').checked}
  engine.postMessage(busy)
}

function onReply(reply: Reply): void {
  const request = busy
  busy = undefined
  if (isStale) {
    isStale = false
    check()
  }
  if (!request) return
  say('error' in reply ? reply.error : reply.clean.notice)
  if (!('error' in reply)) show({...reply, text: request.text}, request.unsafe)
}

function say(notice: string | undefined): void {
  byId('notice').hidden = notice === undefined
  byId('notice').textContent = notice ?? ''
}

function show(reply: Checked, unsafe: boolean): void {
  checked = reply
  const {messages, text, milliseconds, clean} = reply
  const shown: ShownDocument = {
    name: 'text',
    path: 'text',
    notices: [],
    entries: [],
    text: () => ({excerpts: [{start: 0, line: 1, text}]}),
  }
  entries = messages.map(({ruleId, ...message}, index) => ({...message, rules: [ruleId], index, document: shown}))
  const found = entries.map(
    ({start, end, edits, severity = 'info', fix, reason, index}): FieldMark => ({
      entry: index,
      start,
      end,
      edits,
      isApplied: fix === 'safe' || (unsafe && fix === 'unsafe'),
      kind: severity,
      title: reason,
    }),
  )
  if (selected !== undefined && selected >= entries.length) selected = undefined
  marks = found
  mirror(text === input.value ? found : shifted(found, text, input.value))
  list.show(entries, false)
  const kinds = countBy(messages, ({severity}) => severity)
  byId('found').textContent = counted(messages.length, 'finding')
  const parts = [
    ...(['error', 'warning', 'info'] as const).flatMap((severity) => {
      const count = kinds.get(severity)
      return count ? [counted(count, severityName(severity).toLowerCase())] : []
    }),
    `${grouped(text.length - clean.text.length)} of ${counted(text.length, 'character')} go`,
    `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`,
  ]
  byId('status').textContent = text === '' ? '' : parts.join(' · ')
  const byRule = countBy(messages, ({ruleId}) => ruleId)
  for (const [id, {count}] of boxes) count.textContent = byRule.has(id) ? grouped(byRule.get(id) ?? 0) : ''
  draw()
}

// Marks of a text after it was edited in one place; those that the edit touches are gone.
function shifted(before: readonly FieldMark[], from: string, to: string): FieldMark[] {
  let start = 0
  const most = Math.min(from.length, to.length)
  while (start < most && from.charCodeAt(start) === to.charCodeAt(start)) start++
  let same = 0
  while (same < most - start && from.charCodeAt(from.length - 1 - same) === to.charCodeAt(to.length - 1 - same)) same++
  const by = to.length - from.length
  return before.flatMap((mark) => {
    if (mark.end <= start) return [mark]
    return mark.start >= from.length - same ? [{...mark, start: mark.start + by, end: mark.end + by}] : []
  })
}

// Lines that are as they were keep their elements, and with them their layout: a key costs the same in any text.
function mirror(found: readonly FieldMark[]): void {
  marks = found
  mirrored = input.value
  const plain = found.map((mark): Mark => ({...mark, isApplied: false}))
  const lines = linesOf(piecesOf(mirrored, 0, plain), 1)
  const keys = lines.map(keyOf)
  const before = mirrorLines
  const most = Math.min(keys.length, before.length)
  let head = 0
  while (head < most && before[head]?.key === keys[head]) head++
  let tail = 0
  while (tail < most - head && before.at(-1 - tail)?.key === keys.at(-1 - tail)) tail++
  const fresh = lines
    .slice(head, lines.length - tail)
    .map((line, index) => ({key: keys[head + index] as string, node: drawMirrorLine(line)}))
  const last = before.length - tail
  for (const {node} of before.slice(head, last)) node.remove()
  const next = before[last]?.node ?? null
  const added = document.createDocumentFragment()
  added.append(...fresh.map(({node}) => node))
  byId('mirror').insertBefore(added, next)
  mirrorLines = [...before.slice(0, head), ...fresh, ...before.slice(last)]
}

// Class of the mark of a piece.
function kindOf(own: readonly number[]): string {
  const [first] = own
  const kind = first === undefined ? undefined : marks[first]?.kind
  if (kind === undefined) return ''
  return own.some((index) => marks[index]?.entry === selected) ? `${kind}.selected` : kind
}

function keyOf({pieces}: MarkedLine): string {
  return pieces.map(({text, marks: own}) => `${kindOf(own)}\n${text}`).join('\n')
}

function drawMirrorLine({pieces}: MarkedLine): HTMLElement {
  const words = pieces.map(({text, marks: own}) => {
    const kind = kindOf(own)
    return kind === '' ? text : element(`mark.${kind}`, {}, text)
  })
  // An empty line needs something in it.
  return element('div', {dir: 'auto'}, ...(words.length > 0 ? words : ['\u200b']))
}

function view(): View | 'edit' {
  return (document.querySelector<HTMLInputElement>('input[name=view]:checked')?.value ?? 'edit') as View | 'edit'
}

function draw(): void {
  const shown = view()
  byId('editor').hidden = shown !== 'edit'
  byId('result').hidden = shown === 'edit'
  if (shown === 'marked' && checked) {
    const {nodes, marked} = drawText([{start: 0, line: 1, text: checked.text}], marksOf(checked.text), shown)
    byId('result').replaceChildren(...nodes)
    const own = marks.findIndex(({entry}) => entry === selected)
    for (const mark of marked.get(own) ?? []) mark.classList.add('selected')
  } else if (shown === 'after' && checked) {
    const {nodes} = drawText([{start: 0, line: 1, text: checked.clean.text}], [], shown)
    byId('result').replaceChildren(...nodes)
  }
  drawCard()
}

function changeView(): void {
  draw()
  reveal()
}

function marksOf(text: string): readonly ShownMark[] {
  return text === mirrored ? marks : []
}

function pick(entry: Entry): void {
  choose(entry.index, true)
}

function choose(index: number, move: boolean): void {
  selected = index
  mirror(marks)
  draw()
  // Behind the card, which may leave the list less room.
  list.select(entries[index], move)
  if (!move) return
  const mark = marks.find(({entry}) => entry === index)
  if (view() === 'edit' && mark) input.setSelectionRange(mark.start, mark.end)
  reveal()
}

function reveal(): void {
  const shown = view() === 'edit' ? 'mirror' : 'result'
  byId(shown).querySelector('.selected')?.scrollIntoView({block: 'center'})
}

function drawCard(): void {
  const entry = selected === undefined ? undefined : entries[selected]
  if (!entry) {
    byId('card').replaceChildren()
    return
  }
  const rule = data.rules.find(({id}) => id === entry.rules[0])
  const fix = {safe: 'The fix is safe.', unsafe: 'The fix is a guess.'}[fixOf(entry)] ?? 'There is no fix.'
  byId('card').replaceChildren(
    element('p.reason', {}, ...prose(entry.reason)),
    element('p.about', {}, `${rule?.summary ?? ''} ${fix}`),
  )
}

async function copy(id: string, text: string): Promise<void> {
  const button = byId(id)
  const {textContent: name} = button
  const isDone = await write(text)
  button.textContent = isDone ? 'Copied' : 'Cannot copy here'
  setTimeout(() => {
    button.textContent = name
  }, 1200)
}

// A page from a disk may not write to the clipboard by itself.
async function write(text: string): Promise<boolean> {
  const written = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  if (written) return true
  const field = element('textarea', {readonly: true})
  field.value = text
  document.body.append(field)
  field.select()
  const isDone = document.execCommand('copy')
  field.remove()
  return isDone
}
