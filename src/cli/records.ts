import {resolve} from 'node:path'
import {VERSION} from '../about.ts'
import type {FileSettings} from '../config/files.ts'
import {type Answer, answerRecords, FIELD, RecordFailure} from '../corpus/records.ts'
import type {Item} from '../corpus/types.ts'
import {systemCode} from '../io/system-code.ts'
import {writeTo} from '../io/write.ts'
import type {Document, Span} from '../text/document.ts'
import {toJson} from '../text/json.ts'
import {codePointsIn, createLocator} from '../text/locator.ts'
import {decode} from '../text/utf8.ts'
import type {CheckFlags} from './commands/check.ts'
import {configHash} from './config-hash.ts'
import {DocTimeoutError} from './doc-timeout.ts'
import type {Examined} from './examine.ts'
import {failureOf, fieldsOf, loadExaminer} from './examiner.ts'
import {LONG} from './files.ts'
import {onInterrupt} from './interrupt.ts'
import {writeStats} from './stats.ts'
import {createTotals, exitCode, tally} from './totals.ts'
import {log, UsageError} from './usage.ts'

/** Version of the record protocol: it grows where somebody who reads it would have to change. */
const PROTOCOL = 1

/** Flags that mean nothing where every record is answered in its place. */
const FOREIGN = [
  'diff',
  'inPlace',
  'outDir',
  'ledger',
  'format',
  'filesFrom',
  'ignorePattern',
  'noIgnore',
  'changed',
  'changedSince',
  'staged',
  'cache',
  'cacheLocation',
  'reportUnused',
  'workers',
  'resume',
  'progress',
  'maxMessages',
  'statistics',
  'timing',
  'card',
] as const satisfies (keyof CheckFlags)[]

/**
 * Answers records of standard input on standard output.
 *
 * @param paths nothing, or `-`
 * @returns the exit code: 0, or 3 where more records than `--max-errors` tolerates could not be read
 * @throws ConfigError and UsageError, before any record is read
 */
export async function records(paths: readonly string[], flags: CheckFlags): Promise<number> {
  refuseForeign(paths, flags)
  if (flags.protocol !== undefined && flags.protocol !== PROTOCOL)
    throw new UsageError(
      `--protocol ${flags.protocol}: this is descrape ${VERSION}, which speaks version ${PROTOCOL}; use the same version everywhere`,
    )
  const cwd = process.cwd()
  const examiner = await loadExaminer(flags, cwd)
  const {settingsOf, examine} = examiner
  const settings = settingsOf(flags.stdinFilename === undefined ? undefined : resolve(cwd, flags.stdinFilename))
  const fields = fieldsOf(settings)
  if (fields.textField === FIELD)
    throw new UsageError(`--text-field ${FIELD}: that field takes the answer of --records; rename the one of the text`)
  const config = await configHash(flags, examiner)
  const totals = createTotals(flags)
  const interrupt = onInterrupt()
  const noteOf = createNotes(settings, config)
  const answer = (item: Item): Answer => {
    const examined = attempt(() => examine(item, settings))
    tally(totals, examined, item, settings)
    totals.documents++
    if (examined.changes.length > 0) totals.changed++
    return {changes: examined.changes, note: noteOf(item, examined)}
  }
  const onError = (): void => {
    totals.failed = (totals.failed ?? 0) + 1
  }
  let read = 0
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
      read += chunk.length
      yield chunk
    }
  }
  const lines = async function* (): AsyncGenerator<Uint8Array> {
    if (flags.hello) yield Buffer.from(`${toJson(helloOf(settings, config))}\n`)
    yield* answerRecords(
      counted(),
      {fields, maxDocBytes: flags.maxDocBytes, onError, signal: interrupt.signal},
      (item) => (item.text.length > LONG ? interrupt.during(() => answer(item)) : answer(item)),
    )
  }
  try {
    await writeTo(process.stdout, lines(), {compressed: false}, false)
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    if ((error as NodeJS.ErrnoException).syscall === 'read')
      throw new UsageError(`standard input cannot be read (${code}); pipe records into it`)
    // The reader has what it wanted.
    if (code !== 'EPIPE') throw new UsageError(`standard output cannot be written (${code}); check the free space`)
  }
  if (interrupt.signal.aborted) return interrupt.code()
  if (flags.stats !== undefined) await writeStats(resolve(flags.stats), totals, read)
  const failed = totals.failed ?? 0
  const code = exitCode(totals, {...flags, exitZero: true}, false)
  if (code !== 0) log(`${failed} of ${totals.documents + failed} records could not be read, more than --max-errors`)
  return code
}

function refuseForeign(paths: readonly string[], flags: CheckFlags): void {
  if (paths.length > 1 || (paths[0] ?? '-') !== '-')
    throw new UsageError(`--records answers standard input; write - in place of ${paths.join(' ')}`)
  const foreign = FOREIGN.find((name) => flags[name] !== undefined)
  if (foreign) {
    const name = `--${foreign.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    throw new UsageError(
      `${name} has no meaning with --records; leave it out${foreign === 'workers' ? ', and start several of them' : ''}`,
    )
  }
  if ((flags.input ?? 'jsonl') !== 'jsonl' && flags.input !== 'auto')
    throw new UsageError(`--records reads JSON lines; leave --input ${flags.input} out`)
}

function attempt(work: () => Examined): Examined {
  try {
    return work()
  } catch (error) {
    throw new RecordFailure(error instanceof DocTimeoutError ? 'timeout' : 'failed', failureOf(error).join('; '))
  }
}

function helloOf({rules}: FileSettings, config: string): object {
  const {node, icu, unicode} = process.versions
  return {
    descrape: VERSION,
    protocol: PROTOCOL,
    config,
    unit: 'codepoint',
    rules: rules.map(({rule}) => rule.id),
    node,
    icu,
    unicode,
  }
}

function createNotes({rules}: FileSettings, config: string): (item: Item, examined: Examined) => object {
  // Document filters report what cannot be mended: the text as a whole.
  const filters = new Set(
    rules.filter(({rule}) => rule.category === 'filter' && rule.fix === 'none').map(({rule}) => rule.id),
  )
  return ({text, marked}, {changes, reported, notices}) => {
    const rejecting = reported.findings.filter(({ruleId}) => filters.has(ruleId))
    const place = createPlaces(reported.document, marked ? 1 : 0)
    const inserted = changes.reduce((sum, {bytes}) => sum + codePointsIn(bytes), 0)
    const removed = changes.reduce((sum, {start, end}) => sum + codePointsIn(text, start, end), 0)
    const all = removed === 0 ? 0 : codePointsIn(text)
    return {
      v: PROTOCOL,
      config,
      unit: 'codepoint',
      verdict: rejecting.length > 0 ? 'reject' : 'keep',
      reasons: rejecting.map(({reason}) => reason),
      removedRatio: all === 0 ? 0 : Math.max(0, Math.round(((removed - inserted) / all) * 10_000) / 10_000),
      edits: changes.map((change) => ({
        rules: change.rules,
        ...place(change),
        removed: decode(text.subarray(change.start, change.end)),
        replacement: decode(change.bytes),
        safe: !change.unsafe,
      })),
      findings: reported.findings.map(({ruleId, severity, start, end, reason, fix}) => ({
        rule: ruleId,
        severity,
        ...place({start, end}),
        reason,
        ...(fix && {fix}),
      })),
      ...(notices.length > 0 && {notices}),
    }
  }
}

// Places in code points of the field's value, where a byte order mark may stand before the document.
function createPlaces(document: Document, before: number): (span: Span) => object {
  const locate = createLocator(document, 'codepoint')
  return (span) => {
    const {start, end} = locate(span)
    return {
      start: start.offset + before,
      end: end.offset + before,
      line: start.line,
      column: start.column + (start.line === 1 ? before : 0),
    }
  }
}
