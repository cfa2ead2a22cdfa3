import type {Change} from '../repair/edits.ts'

export type Format = 'text' | 'markdown' | 'jsonl'

/** A file to read. */
export interface InputFile {
  /** As messages name it: relative to the working folder, `/` as separator. */
  path: string
  /** Absolute path, or undefined for standard input. */
  file: string | undefined
  format: Format
  /** Whether it is gzip; its copy is gzip again. */
  compressed: boolean
  /** Path of its copy below the output folder, `/` as separator. */
  copy: string
}

/** One document of a file: all of it, or a record. */
export interface Item {
  path: string
  format: 'text' | 'markdown'
  /** UTF-8 without byte order mark. */
  text: Uint8Array
  /** Id of the record, its JSON type kept. */
  id?: unknown
  /** 1-based line of the record in its file. */
  recordLine?: number
  url?: string
  lang?: string
}

/** Something that kept a file or a record from being read; one line for the user that says what to do. */
export interface Problem {
  path: string
  /** 1-based line in the file. */
  line?: number
  /** Says about the path what is wrong: "does not exist; check its name". */
  message: string
}

/** What became of an item: changes of `item.text`. */
export interface Outcome {
  changes: readonly Change[]
}

export type Handle = (item: Item) => Outcome
