import type {Safety, Severity} from '../../rule/define.ts'
import type {MessageEdit} from '../message.ts'
import type {Summary} from '../reporter.ts'

/** What the page of a report knows of a run. */
export interface PageRun {
  version: string
  summary: Summary
  /** What the page leaves out. */
  omitted: {documents: number; findings: number}
  /** Rules that have findings. */
  rules: readonly {id: string; category: string; summary: string; url: string}[]
}

/** A document with findings. */
export interface PageDocument {
  name: string
  path: string
  /** Id of the record, its JSON type kept but for numbers over 2^53, which are text. */
  id?: unknown
  notices: readonly string[]
  /** In order of their places. */
  findings: readonly PageFinding[]
}

/** Something wrong, or mended; places are UTF-16 units of the document. */
export interface PageFinding {
  /** One, or for what was mended all that asked for it. */
  rules: readonly string[]
  start: number
  end: number
  line: number
  column: number
  reason: string
  /** None where it is mended. */
  severity?: Severity
  fix?: Safety
  edits?: readonly MessageEdit[]
  /** As baselines have it. */
  fingerprint?: string
  isDone?: true
}

/** The text of a document, or what stands around its findings. */
export interface PageText {
  excerpts: readonly Excerpt[]
}

/** A stretch of a text. */
export interface Excerpt {
  /** UTF-16 units. */
  start: number
  /** Line that it begins in, 1-based. */
  line: number
  text: string
}
