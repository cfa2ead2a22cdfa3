import type {Item, Problem} from '../corpus/types.ts'
import type {Change} from '../repair/edits.ts'
import type {CleanEdit} from '../repair/text-edits.ts'
import type {RuleMetadata} from '../rule/define.ts'
import type {Message} from './message.ts'

/** What there is to say about one document: a file, or a record of one. */
export interface FileReport {
  /** As in `Message`. */
  path: string
  /** Id of the record, its JSON type kept but for numbers over 2^53, which are text. */
  id?: unknown
  /** 1-based line of the record in its file. */
  recordLine?: number
  /** In order of their places; empty for a clean document. */
  messages: readonly Message[]
  /** The document, for formats that show the source. */
  text?: () => string
  /** What was mended, where `text` is what stood before. */
  mended?: () => readonly CleanEdit[]
  /** Why the fixing stopped short, and the like: one sentence each, for the user. */
  notices: readonly string[]
  /** What fixes change in the text as it was given; absent where nobody asked for fixes. */
  changed?: {item: Pick<Item, 'text' | 'marked'>; changes: readonly Change[]}
}

/** Findings of one rule that are left. */
export interface RuleCount {
  findings: number
  /** Those with a safe fix. */
  safe: number
  /** Those with an unsafe fix. */
  unsafe: number
}

/** Totals of a run. Severities and fixes are counted over the findings that are left, also those not shown. */
export interface Summary {
  files: number
  /** Files and records; as many as `files` where no file holds records. */
  documents: number
  errors: number
  warnings: number
  infos: number
  /** Findings that were mended; absent where no fix was asked for. */
  fixed?: number
  /** Those of `fixed` that took an unsafe fix; absent where unsafe fixes were not asked for. */
  fixedUnsafe?: number
  /** Findings that comments or the baseline suppress; absent where there are none. */
  suppressed?: number
  fixableSafe: number
  fixableUnsafe: number
  /** By rule id. */
  byRule: Readonly<Record<string, RuleCount>>
  problems: readonly Problem[]
  /** Records, and stretches of files, that could not be read; absent where there are none. */
  failed?: number
  /** Messages that `--max-messages` held back. */
  truncated?: number
}

/** Turns what a run finds into text, piece by piece; the pieces in order are the report. */
export interface Reporter {
  /** Text that stands before all else. */
  start?(): string
  /**
   * Called once for each document, in the order of the report. The report of one text may be longer than a string can
   * be, so it comes in pieces.
   */
  file(report: FileReport): Generator<string>
  end(summary: Summary): string
}

/** What formats know of a run beside its findings. */
export interface ReporterOptions {
  /** Whether to use ANSI colours, where the format has them. */
  color: boolean
  /** Version of descrape. */
  version: string
  /** Every rule that may report. */
  rules: readonly Pick<RuleMetadata, 'id' | 'category' | 'summary' | 'severity'>[]
  /** Documentation page of a rule. */
  url(ruleId: string): string
}
