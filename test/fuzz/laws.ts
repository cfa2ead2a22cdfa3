import {Writable} from 'node:stream'
import {resolveSettings, type Settings, tableOf} from '../../src/config/settings.ts'
import {masksOf} from '../../src/corpus/markdown.ts'
import {processFile} from '../../src/corpus/process.ts'
import {createLinter, type Linter, restore} from '../../src/index.ts'
import {type ActiveRule, type Finding, lint, loadTools} from '../../src/lint/linter.ts'
import {applyChanges, type Change, changesOf} from '../../src/repair/edits.ts'
import {type FixPolicy, fix} from '../../src/repair/fix.ts'
import {type Edit, type Ledger, restoreText, toEdits} from '../../src/repair/ledger.ts'
import {type Message, toMessages} from '../../src/report/message.ts'
import type {PresetName} from '../../src/rule/define.ts'
import {Document, type DocumentOptions} from '../../src/text/document.ts'
import {decode, decodeString} from '../../src/text/utf8.ts'
import type {Input} from './inputs.ts'

/** A law of the architecture that an input breaks. */
export class Broken extends Error {
  readonly law: string
  constructor(law: string, detail = '') {
    super(detail)
    this.law = law
  }
}

/** Rules and fixes that an input is tried with. */
export interface Way {
  name: string
  settings: Settings
  rules: readonly ActiveRule[]
  reversed: readonly ActiveRule[]
  policy: FixPolicy
  unsafe: boolean
  linter: Linter
}

const PRESETS: readonly PresetName[] = ['recommended', 'strict', 'encoding', 'punctuation', 'news', 'dump']

// A model of trees judges lines, which costs as much as all other rules.
const COSTLY: readonly PresetName[] = ['strict', 'dump']

/** All presets with safe and with all fixes, and without a limit to what may go; those that cost less come twice. */
export async function createWays(presets: readonly PresetName[] = PRESETS): Promise<Way[]> {
  const table = tableOf({})
  const ways: Way[] = []
  for (const preset of presets) {
    // Words of a dictionary cost a hundred times as much as all other rules.
    const config = {extends: [preset], rules: {spelling: 'off'}} as const
    const settings = resolveSettings(config, table)
    const rules = await loadTools(settings.rules)
    const linter = await createLinter(config)
    const reversed = rules.toReversed()
    for (const unsafe of [false, true]) {
      const policy = settings.policy(unsafe)
      ways.push({
        name: `${preset}, ${unsafe ? 'all' : 'safe'} fixes`,
        settings,
        rules,
        reversed,
        policy,
        unsafe,
        linter,
      })
    }
    const policy = {...settings.policy(true), maxRemoved: 1}
    ways.push({name: `${preset}, no limit`, settings, rules, reversed, policy, unsafe: true, linter})
  }
  return [...ways, ...ways.filter(({name}) => !COSTLY.some((preset) => name.startsWith(preset)))]
}

/**
 * Holds an input to the laws: nothing found, nothing changed (1); twice is once (2); what is gone is listed and comes
 * back (3); changes lie in reported places and safe ones add no word (4); order and chunks change nothing (5); places
 * exist (8). Time (6) is the caller's to watch.
 *
 * @throws Broken, and whatever the program throws
 */
export async function holdToLaws({bytes, form}: Pick<Input, 'bytes' | 'form'>, way: Way): Promise<void> {
  if (form === 'records') await holdRecords(bytes, way)
  else if (form === 'string') holdString(decodeString(bytes), way)
  else holdText(bytes, form === 'markdown', way)
}

function holdText(text: Uint8Array, isMarkdown: boolean, way: Way): void {
  const {settings, rules, policy} = way
  const {table} = settings
  const options = (bytes: Uint8Array): DocumentOptions => (isMarkdown ? {masks: masksOf(bytes), isMarkdown} : {})
  const own = options(text)
  const document = new Document(text, table, own)
  const findings = lint(document, rules)
  const backwards = lint(new Document(text, table, own), way.reversed)
  if (!isSameList(findings, backwards))
    throw new Broken('5: the order of rules changes findings', difference(findings, backwards))
  for (const finding of findings) holdFinding(finding, document)
  holdPlaces(document, findings)
  const wanted = findings.filter((finding) => policy.wants(finding))
  const {changes: one, applied} = changesOf(document, wanted)
  holdWithin(document, one, applied)

  const {bytes: clean, changes, left, notice} = fix(text, rules, table, policy, options)
  if (wanted.length === 0 && changes.length > 0) throw new Broken('1: a change without a finding')
  if (!isSame(applyChanges(text, changes), clean)) throw new Broken('3: the changes are not what happened')
  if (!isSame(restoreText(clean, toEdits(text, changes)), text)) throw new Broken('3: the original does not come back')
  if (notice && /undo|passes/.test(notice)) throw new Broken('2: fixes have no end', notice)
  if (notice) return
  const twice = fix(clean, rules, table, policy, options)
  if (!isSame(twice.bytes, clean)) throw new Broken('2: fixing twice is not fixing once', JSON.stringify(decode(clean)))
  if (!isSameList(left, twice.left))
    throw new Broken('1: what is left are not the findings of the clean text', difference(left, twice.left))
}

function holdString(text: string, {linter, unsafe}: Way): void {
  const found = linter.lint(text)
  holdMessages(text, found)
  const {text: clean, edits, messages, notice} = linter.clean(text, {unsafe})
  if (found.length === 0 && clean !== text) throw new Broken('1: a change without a finding')
  let expected = ''
  let from = 0
  for (const {start, end, removed, inserted} of edits) {
    if (removed !== text.slice(start, end)) throw new Broken('3: an edit removes what is not there')
    expected += text.slice(from, start) + inserted
    from = end
  }
  if (expected + text.slice(from) !== clean) throw new Broken('3: the edits are not what happened')
  if (restore(clean, edits) !== text) throw new Broken('3: the original does not come back')
  holdMessages(clean, messages)
  if (notice && /undo|passes/.test(notice)) throw new Broken('2: fixes have no end', notice)
  if (notice) return
  const twice = linter.clean(clean, {unsafe})
  if (twice.text !== clean) throw new Broken('2: fixing twice is not fixing once', JSON.stringify(clean))
  if (!isSameList(messages, twice.messages))
    throw new Broken('1: what is left are not the findings of the clean text', difference(messages, twice.messages))
}

interface Copy {
  bytes: Buffer
  edits: Edit[]
  problems: string
  /** Whether a fix stopped short. */
  short: boolean
}

async function holdRecords(file: Uint8Array, way: Way): Promise<void> {
  const whole = await copyRecords([file], way)
  const half = file.length >> 1
  const torn = await copyRecords(
    [file.subarray(0, 1), file.subarray(1, half), file.subarray(half, half + 3), file.subarray(half + 3)],
    way,
  )
  if (!whole.bytes.equals(torn.bytes) || whole.problems !== torn.problems)
    throw new Broken('5: chunks change what comes out')
  if (!isSame(restoreText(whole.bytes, whole.edits), file)) throw new Broken('3: the original does not come back')
  if (whole.edits.length === 0 && !whole.bytes.equals(file)) throw new Broken('1: a change without an edit')
  const [before, after] = [Buffer.from(file).toString().split('\n'), whole.bytes.toString().split('\n')]
  if (before.length !== after.length) throw new Broken('3: records come or go')
  for (const [index, line] of before.entries())
    if (line !== after[index] && othersOf(line) !== othersOf(after[index] as string))
      throw new Broken('3: other fields change', after[index])
  if (whole.short) return
  const twice = await copyRecords([whole.bytes], way)
  if (!twice.bytes.equals(whole.bytes)) throw new Broken('2: fixing twice is not fixing once', whole.bytes.toString())
}

// All of a record but its text.
function othersOf(line: string): string {
  const record = JSON.parse(line.replace(/^\ufeff/, '')) as Record<string, unknown>
  delete record.text
  return JSON.stringify(record)
}

const NAME = 'records.jsonl'

async function copyRecords(chunks: readonly Uint8Array[], {rules, settings, policy}: Way): Promise<Copy> {
  const pieces: Buffer[] = []
  const edits: Edit[] = []
  let short = false
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      pieces.push(chunk)
      done()
    },
  })
  const ledger: Ledger = {
    file: `/${NAME}`,
    holds: () => false,
    section: () => ({
      async add(entry) {
        edits.push(...entry.edits)
      },
      async commit() {},
      async abort() {},
    }),
    async close() {},
  }
  async function* source(): AsyncGenerator<Uint8Array> {
    yield* chunks
  }
  const {problems} = await processFile(
    {path: NAME, file: undefined, format: 'jsonl', compressed: false, copy: NAME},
    {textField: 'text', idField: 'id', urlField: 'url', langField: 'lang'},
    (item) => {
      const {changes, notice} = fix(item.text, rules, settings.table, policy, () => ({lang: item.lang}))
      if (notice && /undo|passes/.test(notice)) throw new Broken('2: fixes have no end', notice)
      short ||= notice !== undefined
      return {changes}
    },
    {stream, ledger},
    source(),
  )
  return {bytes: Buffer.concat(pieces), edits, problems: JSON.stringify(problems), short}
}

function holdFinding({start, end, edits, fix: safety, ruleId, reason}: Finding, document: Document): void {
  const {length} = document.bytes
  if (!(start >= 0 && start <= end && end <= length)) throw new Broken('8: a finding outside of the text', ruleId)
  if (/[\r\n\u2028\u2029]/.test(reason) || reason.length > 500)
    throw new Broken('8: a reason of several lines, or a very long one', `${ruleId}: ${JSON.stringify(reason)}`)
  for (const edit of edits) {
    if (!(edit.start >= start && edit.start <= edit.end && edit.end <= end))
      throw new Broken('4: an edit outside of its finding', ruleId)
    // A letter may take the place of the characters that it was garbled into, two that of a ligature.
    if (safety === 'safe') {
      const replaced = decode(document.bytes.subarray(edit.start, edit.end))
      if (lettersIn(edit.text) > [...replaced.normalize('NFKC')].length)
        throw new Broken('4: a safe edit adds a word', ruleId)
    }
  }
}

function lettersIn(text: string): number {
  return text.normalize('NFC').match(/[\p{L}\p{N}]/gu)?.length ?? 0
}

const lenient = new TextDecoder('utf-8', {ignoreBOM: true})

function holdPlaces(document: Document, findings: readonly Finding[]): void {
  if (findings.length === 0) return
  const text = lenient.decode(document.bytes)
  holdMessages(text, toMessages(document, findings, {path: '', url: () => ''}))
}

function holdMessages(text: string, messages: readonly Message[]): void {
  if (messages.length === 0) return
  const starts = [0]
  for (const {0: feed, index} of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + feed.length)
  for (const {ruleId, line, column, endLine, endColumn, start, end} of messages)
    if (
      !(start >= 0 && start <= end && end <= text.length) ||
      (starts[line - 1] as number) + column - 1 !== start ||
      (starts[endLine - 1] as number) + endColumn - 1 !== end
    )
      throw new Broken('8: a place that does not exist', `${ruleId}: ${line}:${column}-${endLine}:${endColumn}`)
}

/** Marks the bytes that findings may touch: their places, and for whole lines the blank lines around them. */
export function reach(document: Document, findings: readonly Finding[]): Uint8Array {
  const {bytes: text, lineCount, scan} = document
  const {starts, ends} = scan
  const allowed = new Uint8Array(text.length + 1)
  const open = new Set<number>()
  for (const {start, end, remove} of findings) {
    if (!remove) allowed.fill(1, start, end + 1)
    else
      for (let index = document.lineAt(start); index < lineCount && (starts[index] as number) < end; index++)
        if (start < (starts[index + 1] as number)) open.add(index)
  }
  const spread = (from: number, step: number): void => {
    for (let index = from + step; index >= 0 && index < lineCount && document.isBlank(index); index += step) {
      if (open.has(index)) return
      open.add(index)
    }
  }
  for (const index of [...open]) {
    spread(index, 1)
    spread(index, -1)
  }
  for (const index of open) allowed.fill(1, starts[index], (starts[index + 1] as number) + 1)
  // Where the last lines of a text without a final break go, the break before them goes too.
  let last = lineCount - 1
  while (open.has(last)) last--
  if (last >= 0 && last < lineCount - 1 && ends[lineCount - 1] === text.length)
    allowed.fill(1, ends[last], starts[last + 1])
  return allowed
}

function holdWithin(document: Document, changes: readonly Change[], findings: readonly Finding[]): void {
  if (changes.length === 0) return
  const allowed = reach(document, findings)
  for (const {start, end} of changes)
    if (allowed.subarray(start, Math.max(start + 1, end)).includes(0))
      throw new Broken('4: a change outside of every finding', `bytes ${start} to ${end}`)
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && (a.length === 0 || JSON.stringify(a) === JSON.stringify(b))
}

// The first finding that one of the lists has not.
function difference(a: readonly {ruleId: string}[], b: readonly {ruleId: string}[]): string {
  const at = a.findIndex((finding, index) => JSON.stringify(finding) !== JSON.stringify(b[index]))
  const place = at === -1 ? a.length : at
  return `${JSON.stringify(a[place])} and ${JSON.stringify(b[place])}`
}
