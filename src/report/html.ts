import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import type {CleanEdit} from '../repair/text-edits.ts'
import {toJson} from '../text/json.ts'
import {excerpt} from '../text/line.ts'
import {documentName} from './escape.ts'
import {excerptsOf, isBreak} from './excerpts.ts'
import type {PageDocument, PageFinding, PageRun, PageText} from './page/data.ts'
import type {FileReport, Reporter, ReporterOptions} from './reporter.ts'

/** Where the data go in the page that `build/main.ts` has made. */
export const DATA_PLACE = '<!-- data -->'

// A browser holds so many findings, and UTF-16 units of texts, without getting slow.
const MOST_FINDINGS = 50_000
const MOST_UNITS = 20_000_000

/**
 * For people: one page that works offline. Documents are written as they come, none is kept; what is behind the first
 * 50,000 findings, or 20 million UTF-16 units of text, is only counted, and the page says so.
 */
export function html({version, rules, url}: ReporterOptions): Reporter {
  const [head, tail] = template()
  const seen = new Set<string>()
  const omitted = {documents: 0, findings: 0}
  let findings = 0
  let units = 0
  return {
    start: () => head,
    *file(report) {
      const mended = report.mended?.() ?? []
      const own = report.messages.length + mended.length
      if (own === 0 && report.notices.length === 0) return
      if (findings + own > MOST_FINDINGS && findings > 0) {
        omitted.documents++
        omitted.findings += own
        return
      }
      const shown = [
        ...report.messages.slice(0, MOST_FINDINGS).map(toFinding),
        ...doneIn(mended.slice(0, MOST_FINDINGS), mended.length > 0 ? (report.text?.() ?? '') : ''),
      ]
        .sort((a, b) => a.start - b.start)
        .slice(0, MOST_FINDINGS)
      findings += shown.length
      omitted.findings += own - shown.length
      for (const {rules} of shown) for (const id of rules) seen.add(id)
      const text = textOf(report, shown, MOST_UNITS - units)
      for (const excerpt of text.excerpts) units += excerpt.text.length
      const {notices, path, id} = report
      const about: PageDocument = {
        name: documentName(report),
        path,
        ...(id !== undefined && {id}),
        notices,
        findings: shown,
      }
      yield data('document', about)
      yield data('text', text)
    },
    end(summary) {
      const known = rules.filter(({id}) => seen.has(id))
      const run: PageRun = {
        version,
        summary,
        omitted,
        rules: known.map(({id, category, summary}) => ({id, category, summary, url: url(id)})),
      }
      return data('run', run) + tail
    },
  }
}

function toFinding({
  ruleId,
  severity,
  line,
  column,
  start,
  end,
  reason,
  fix,
  edits,
  fingerprint,
}: FileReport['messages'][number]) {
  return {
    rules: [ruleId],
    severity,
    line,
    column,
    start,
    end,
    reason,
    ...(fix && {fix}),
    ...(edits && {edits}),
    ...(fingerprint !== undefined && {fingerprint}),
  } satisfies PageFinding
}

function doneIn(mended: readonly CleanEdit[], text: string): PageFinding[] {
  let line = 1
  let lineStart = 0
  let at = 0
  return mended.map(({start, end, removed, inserted, rules}) => {
    // Of a line that goes the gap above may go as well.
    const words = removed.trimStart() === '' ? start : end - removed.trimStart().length
    for (; at < words; at++) {
      if (!isBreak(text, at)) continue
      line++
      lineStart = at + 1
    }
    const column = words - lineStart + 1
    const reason =
      removed === ''
        ? `Put in ${quoted(inserted)}`
        : inserted === ''
          ? `Removed ${quoted(removed)}`
          : `Replaced ${quoted(removed)} by ${quoted(inserted)}`
    return {rules, line, column, start, end, reason, isDone: true, edits: [{start, end, text: inserted}]}
  })
}

// Of a long text only the start is shown.
const SHOWN = 400

function quoted(text: string): string {
  if (text.trim() === '') return 'white space'
  const shown = text.slice(0, SHOWN)
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(shown)) return `\`${excerpt(shown)}\``
  return [...shown.slice(0, INVISIBLE)].map(nameOf).join(' ')
}

// Characters that nobody sees are named, so many of them.
const INVISIBLE = 3

function nameOf(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function textOf({text}: FileReport, shown: readonly PageFinding[], room: number): PageText {
  const excerpts = text && room > 0 ? excerptsOf(text(), shown) : []
  return {excerpts: excerpts.reduce((sum, {text}) => sum + text.length, 0) <= room ? excerpts : []}
}

// No text can end the element: nothing in it is a `<`.
function data(name: string, value: object): string {
  return `<script type="application/json" class="${name}">${toJson(value).replaceAll('<', '\\u003c')}</script>\n`
}

function template(): readonly [head: string, tail: string] {
  const page = readFileSync(createRequire(import.meta.url).resolve('#report.html'), 'utf8')
  const at = page.indexOf(DATA_PLACE)
  return [page.slice(0, at), page.slice(at + DATA_PLACE.length)]
}
