import type {Document} from '../text/document.ts'
import {lineKey} from '../text/site.ts'
import {encode} from '../text/utf8.ts'
import type {Source} from './source.ts'
import {createSpool} from './spool.ts'
import {Table} from './table.ts'

/** Counts on how many documents of its host each line stands. */
export interface Profiler {
  add(host: string, document: Document): void
  /** Tidies up what lies on the disk; to be called now and then. */
  settle(signal?: AbortSignal): Promise<void>
  /** What was counted, in order; nothing may be added any more. */
  lines(): Source
  /** Removes what lies on the disk. */
  remove(): void
}

/**
 * @param memory bytes that the counts may take; one document may need more
 * @param folder for what does not fit
 */
export function createProfiler(memory: number, folder: string): Profiler {
  const table = new Table()
  const spool = createSpool(folder)
  return {
    add(host, document) {
      const prefix = encode(`${host}\t`)
      table.begin()
      table.add(prefix, '')
      for (let index = 0; index < document.lineCount; index++) {
        const key = document.isBlank(index) ? '' : lineKey(document.line(index).text)
        if (key !== '') table.add(prefix, key)
      }
      if (table.memory < memory) return
      spool.add(table.sorted())
      table.clear()
    },
    settle: spool.settle,
    lines: () => spool.lines(table.sorted()),
    remove: spool.remove,
  }
}
