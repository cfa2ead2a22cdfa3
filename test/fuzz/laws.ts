import {Writable} from 'node:stream'
import {resolveSettings, type Settings, tableOf} from '../../src/config/settings.ts'
import {masksOf} from '../../src/corpus/markdown.ts'
import {processFile} from '../../src/corpus/process.ts'
import {cleanStretch} from '../../src/corpus/stretch.ts'
import type {Item, Outcome} from '../../src/corpus/types.ts'
import {createLinter, type Linter, restore} from '../../src/index.ts'
import {type ActiveRule, type Finding, lint, loadTools} from '../../src/lint/linter.ts'
import {applyChanges, type Change, changesOf} from '../../src/repair/edits.ts'
import {type FixPolicy, type FixResult, fix} from '../../src/repair/fix.ts'
import {type Edit, toEdits} from '../../src/repair/ledger.ts'
import {type Message, toMessages} from '../../src/report/message.ts'
import type {PresetName} from '../../src/rule/define.ts'
import {Document, type DocumentOptions} from '../../src/text/document.ts'
import {once, oncePer} from '../../src/text/once.ts'
import {decode, decodeString, markLength} from '../../src/text/utf8.ts'
import {Broken} from './broken.ts'
import {
  FIELDS,
  holdAccepted,
  holdBaseline,
  holdConfig,
  holdLedger,
  holdPacked,
  holdPipe,
  holdReports,
  ledgerOf,
  originalOf,
} from './files.ts'
import type {Input} from './inputs.ts'

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

// How often each preset comes: most of its rules are those of `recommended`.
const PRESETS = {recommended: 2, strict: 1, encoding: 1, punctuation: 1, news: 2, dump: 1} as const

// Filters of corpora judge a text as a whole; what they want gone goes.
const FILTERS = ['c4', 'gopher', 'refinedweb', 'fineweb'] as const

/** All presets with safe and with all fixes, and without a limit to what may go; some come several times. */
export async function createWays(): Promise<Way[]> {
  const table = tableOf({})
  const waysOf = async (preset: PresetName): Promise<[safe: Way, all: Way, unlimited: Way]> => {
    // Words of a dictionary cost a hundred times as much as all other rules.
    const config = {extends: [preset], rules: {spelling: 'off'}} as const
    const settings = resolveSettings(config, table)
    const rules = await loadTools(settings.rules)
    const way = {settings, rules, reversed: rules.toReversed(), linter: await createLinter(config)}
    return [
      {...way, name: `${preset}, safe fixes`, policy: settings.policy(false), unsafe: false},
      {...way, name: `${preset}, all fixes`, policy: settings.policy(true), unsafe: true},
      {...way, name: `${preset}, no limit`, policy: {...settings.policy(true), maxRemoved: 1}, unsafe: true},
    ]
  }
  const ways: Way[] = []
  for (const [preset, times] of Object.entries(PRESETS) as [PresetName, number][]) {
    const own = await waysOf(preset)
    for (let time = 0; time < times; time++) ways.push(...own)
  }
  for (const preset of FILTERS) ways.push((await waysOf(preset))[1])
  return ways
}

/**
 * Holds an input to the laws: nothing found, nothing changed (1); twice is once (2); what is gone is listed and comes
 * back (3); changes lie in reported places and safe ones add no word (4); order and chunks change nothing (5); places
 * exist (8). Time (6) is the caller's to watch.
 *
 * @throws Broken, and whatever the program throws
 */
export async function holdToLaws({bytes, form}: Pick<Input, 'bytes' | 'form'>, way: Way): Promise<void> {
  switch (form) {
    case 'records':
      return holdRecords(bytes, way)
    case 'string':
      return holdString(decodeString(bytes), way)
    case 'spelling':
      return holdText(bytes, false, await withSpelling(way))
    case 'gzip':
    case 'zstd':
    case 'parquet':
    case 'wet':
      return holdPacked(bytes, form, createMender(way))
    case 'pipe':
      return holdPipe(bytes, createMender(way))
    case 'config':
      return holdConfig(bytes)
    case 'baseline':
      return holdBaseline(bytes)
    case 'ledger':
      return holdLedger(bytes)
    case 'accepted':
      return holdAccepted(bytes, way)
    case 'reports':
      return holdReports(bytes, way)
    default:
      return holdText(bytes, form === 'markdown', way)
  }
}

const spelling = once(() => loadTools(resolveSettings({rules: {spelling: 'warn'}}).rules))

async function withSpelling(way: Way): Promise<Way> {
  const rules = [...way.rules, ...(await spelling()).filter(({rule}) => rule.id === 'spelling')]
  return {...way, rules, reversed: rules.toReversed()}
}

async function holdText(text: Uint8Array, isMarkdown: boolean, way: Way): Promise<void> {
  const {settings, rules, policy} = way
  const {table} = settings
  const options = isMarkdown ? markdownOptions() : (): DocumentOptions => ({})
  const {bytes: clean, changes, left, notice, original: document} = fix(text, rules, table, policy, options)
  // What is left of a text that stays are all of its findings.
  const findings = changes.length === 0 ? left : lint(document, rules)
  const backwards = lint(new Document(text, table, options(text)), way.reversed)
  if (!isSameList(findings, backwards))
    throw new Broken('5: the order of rules changes findings', difference(findings, backwards))
  for (const finding of findings) holdFinding(finding, document)
  holdPlaces(document, findings)
  const wanted = findings.filter((finding) => policy.wants(finding))
  const {changes: one, applied} = changesOf(document, wanted)
  holdWithin(document, one, applied)

  if (wanted.length === 0 && changes.length > 0) throw new Broken('1: a change without a finding')
  if (notice && /undo|passes/.test(notice)) throw new Broken('2: fixes have no end', notice)
  if (changes.length === 0) {
    if (!isSame(clean, text)) throw new Broken('1: a change that is not told')
    if (!notice && one.length > 0) throw new Broken('1: a fix that is not made')
    return
  }
  if (!isSame(applyChanges(text, changes), clean)) throw new Broken('3: the changes are not what happened')
  if (!isSame(await originalOf(clean, toEdits(text, changes)), text))
    throw new Broken('3: the original does not come back')
  if (notice) return
  const twice = fix(clean, rules, table, policy, options)
  if (!isSame(twice.bytes, clean)) throw new Broken('2: fixing twice is not fixing once', JSON.stringify(decode(clean)))
  if (!isSameList(left, twice.left))
    throw new Broken('1: what is left are not the findings of the clean text', difference(left, twice.left))
}

// Masks of each text that comes by: most come by several times.
function markdownOptions(): (bytes: Uint8Array) => DocumentOptions {
  return oncePer((bytes: Uint8Array): DocumentOptions => ({masks: masksOf(bytes), isMarkdown: true}))
}

function holdString(text: string, {linter, unsafe}: Way): void {
  const found = linter.lint(text)
  holdMessages(text, found)
  const {text: clean, edits, messages, notice} = linter.clean(text, {unsafe})
  if (found.length === 0 && clean !== text) throw new Broken('1: a change without a finding')
  if (notice && /undo|passes/.test(notice)) throw new Broken('2: fixes have no end', notice)
  if (edits.length === 0) {
    if (clean !== text) throw new Broken('1: a change that is not told')
    if (!isSameList(found, messages))
      throw new Broken('1: what is left are not the findings of the text', difference(found, messages))
    return
  }
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
  /** Whether the file as a whole cannot be read. */
  refused: boolean
  /** Whether a fix stopped short. */
  short: boolean
}

async function holdRecords(file: Uint8Array, way: Way): Promise<void> {
  const mend = createMender(way)
  const whole = await copyRecords([file], mend)
  const half = Math.max(1, file.length >> 1)
  const torn = await copyRecords(
    [file.subarray(0, 1), file.subarray(1, half), file.subarray(half, half + 3), file.subarray(half + 3)],
    mend,
  )
  if (!whole.bytes.equals(torn.bytes) || whole.problems !== torn.problems)
    throw new Broken('5: chunks change what comes out')
  // What is no text has no copy.
  if (whole.refused) {
    if (whole.bytes.length > 0) throw new Broken('3: a copy of what is refused')
    return
  }
  if (!isSame(await originalOf(whole.bytes, whole.edits), file)) throw new Broken('3: the original does not come back')
  if (whole.edits.length === 0 && !whole.bytes.equals(file)) throw new Broken('1: a change without an edit')
  const [before, after] = [Buffer.from(file).toString().split('\n'), whole.bytes.toString().split('\n')]
  if (before.length !== after.length) throw new Broken('3: records come or go')
  for (const [index, line] of before.entries())
    if (line !== after[index] && othersOf(line) !== othersOf(after[index] as string))
      throw new Broken('3: other fields change', after[index])
  if (whole.short || whole.edits.length === 0) return
  const twice = await copyRecords([whole.bytes], mend)
  if (!twice.bytes.equals(whole.bytes)) throw new Broken('2: fixing twice is not fixing once', whole.bytes.toString())
}

// All of a record but its text.
function othersOf(line: string): string {
  const record = JSON.parse(line.replace(/^\ufeff/, '')) as Record<string, unknown>
  delete record.text
  return JSON.stringify(record)
}

const NAME = 'records.jsonl'

// The same text comes again where the same records are read in other pieces, and becomes the same.
function createMender({rules, settings, policy}: Way): (item: Item) => Mended {
  const known = new Map<string, Mended>()
  return ({text, lang}) => {
    const key = `${lang} ${Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1')}`
    let mended = known.get(key)
    if (!mended) {
      mended = fix(text, rules, settings.table, policy, () => ({lang}))
      known.set(key, mended)
    }
    return mended
  }
}

export type Mended = Pick<FixResult, 'changes' | 'notice'>

async function copyRecords(chunks: readonly Uint8Array[], mend: (item: Item) => Mended): Promise<Copy> {
  const pieces: Buffer[] = []
  const edits: Edit[] = []
  let short = false
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      pieces.push(chunk)
      done()
    },
  })
  const ledger = ledgerOf(NAME, edits)
  async function* source(): AsyncGenerator<Uint8Array> {
    yield* chunks
  }
  const handle = (item: Item): Outcome => {
    const {changes, notice} = mend(item)
    if (notice && /undo|passes/.test(notice)) throw new Broken('2: fixes have no end', notice)
    short ||= notice !== undefined
    return {changes}
  }
  const {problems} = await processFile(
    {path: NAME, file: undefined, format: 'jsonl', compressed: false, copy: NAME},
    FIELDS,
    (stretch) => cleanStretch(stretch, FIELDS, handle),
    {stream, ledger},
    source(),
  )
  const refused = problems.some(({partial}) => !partial)
  return {bytes: Buffer.concat(pieces), edits, problems: JSON.stringify(problems), refused, short}
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
  const starts = lineStarts(text)
  for (let at = 0; at < findings.length; at += PART)
    holdMessages(text, toMessages(document, findings.slice(at, at + PART), {path: '', url: () => ''}), starts)
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (const {0: feed, index} of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + feed.length)
  return starts
}

function holdMessages(text: string, messages: readonly Message[], starts?: readonly number[]): void {
  if (messages.length === 0) return
  starts ??= lineStarts(text)
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
  // What would be a byte order mark goes with the first lines.
  let top = 0
  while (open.has(top)) top++
  if (top > 0 && top < lineCount)
    for (let at = starts[top] as number; markLength(text, at) > 0; at += 3) allowed.fill(1, at, at + 3)
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

// Of megabytes there may be millions of findings.
const PART = 100_000

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += PART)
    if (JSON.stringify(a.slice(at, at + PART)) !== JSON.stringify(b.slice(at, at + PART))) return false
  return true
}

// The first finding that one of the lists has not.
function difference(a: readonly {ruleId: string}[], b: readonly {ruleId: string}[]): string {
  const at = a.findIndex((finding, index) => JSON.stringify(finding) !== JSON.stringify(b[index]))
  const place = at === -1 ? a.length : at
  return `${JSON.stringify(a[place])} and ${JSON.stringify(b[place])}`
}
