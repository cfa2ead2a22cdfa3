import type {Change} from '../repair/edits.ts'

export type Format = 'text' | 'markdown' | 'jsonl' | 'wet'

/** What a file may be packed in. Parquet is read as JSON lines, `warc.gz` has a member for each record. */
export type PackingName = 'gzip' | 'zstd' | 'warc.gz' | 'parquet'

/** A file to read. */
export interface InputFile {
  /** As messages name it: relative to the working folder, `/` as separator. */
  path: string
  /** Absolute path, or undefined for standard input. */
  file: string | undefined
  format: Format
  /** What it is packed in, as its copy will be. */
  compressed: PackingName | false
  /** Path of its copy below the output folder, `/` as separator. */
  copy: string
  /** Bytes on the disk, where they are known. */
  size?: number
  /** Gives the bytes that stand for those of the file: what is staged of it, say. */
  source?: () => AsyncIterable<Uint8Array>
}

/** One document of a file: all of it, or a record. */
export interface Item {
  path: string
  format: 'text' | 'markdown'
  /** UTF-8 without byte order mark. */
  text: Uint8Array
  /** Whether a byte order mark stands before the text in the field of its record. */
  marked?: boolean
  /** Id of the record, its JSON type kept but for numbers over 2^53, which are text. */
  id?: unknown
  /** 1-based line of the record in its file; in Parquet the row, in WARC the number of the record. */
  recordLine?: number
  url?: string
  lang?: string
}

/** Something that kept a file or a record from being read; one line for the user that says what to do. */
export interface Problem {
  path: string
  /** 1-based line in the file; in Parquet the row, in WARC the number of the record. */
  line?: number
  /** Whether it is about a record or a stretch of the file; the rest of it was read. */
  partial?: boolean
  /** Says about the path what is wrong: "does not exist; check its name". */
  message: string
}

/** What became of an item. */
export interface Outcome {
  /** Changes of `item.text`. */
  changes: readonly Change[]
  /** What kept the item from being checked, as in `Problem`; it stays as it is. */
  problem?: string
}

/** Says what to change in an item. */
export type Handle = (item: Item) => Outcome
