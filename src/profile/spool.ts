import {closeSync, fstatSync, mkdirSync, openSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {writeAll} from '../io/write.ts'
import {FileLines, lineBytes} from './file.ts'
import {merge, type OnShared, type Source} from './source.ts'

/** Most files that are merged at once, until the last time. */
const FAN_IN = 64

/** Sorted lines in a file. */
export interface Run {
  open(): Source
  close(): void
  /** Removes the file where it is a temporary one; it is closed before. */
  remove(): void
}

/** Sorted lines that wait to be merged. */
export interface Spool {
  /** Takes what is in a file. */
  take(run: Run): void
  /** Takes other lines, which are written to a file. */
  add(source: Source): void
  /**
   * Merges files where there are too many, in turns with other work.
   *
   * @throws the reason of an abort
   */
  settle(signal?: AbortSignal): Promise<void>
  /** All lines, merged with those of another source. */
  lines(...others: readonly Source[]): Source
  /** Closes all files and removes those that were written. */
  remove(): void
}

/**
 * @param folder   for the files; made when first needed, removed in the end
 * @param onShared is told of hosts that several files know, at the latest when all lines have been read
 */
export function createSpool(folder: string, onShared?: OnShared): Spool {
  // By how often their lines have been merged, so that each line is written a few times only.
  const levels: Run[][] = [[]]
  let files = 0
  const take = (run: Run, level = 0): void => {
    levels[level] = [...(levels[level] ?? []), run]
  }
  const create = (): {file: string; descriptor: number} => {
    mkdirSync(folder, {recursive: true})
    const file = join(folder, String(files++))
    return {file, descriptor: openSync(file, 'wx')}
  }
  return {
    take,
    add(source) {
      const {file, descriptor} = create()
      for (const chunk of lineBytes(source)) writeAll(descriptor, chunk)
      closeSync(descriptor)
      take(runOf(file))
    },
    async settle(signal) {
      for (const [level, runs] of levels.entries()) {
        while (runs.length > FAN_IN) {
          const some = runs.splice(0, FAN_IN)
          const {file, descriptor} = create()
          try {
            for (const chunk of lineBytes(merge(some.map(opened), onShared))) {
              writeAll(descriptor, chunk)
              await setImmediate()
              signal?.throwIfAborted()
            }
          } finally {
            closeSync(descriptor)
            for (const run of some) {
              run.close()
              run.remove()
            }
          }
          take(runOf(file), level + 1)
        }
      }
    },
    lines: (...others) => merge([...levels.flat().map(opened), ...others], onShared),
    remove() {
      for (const run of levels.splice(0).flat()) run.close()
      if (files > 0) rmSync(folder, {recursive: true, force: true})
    },
  }
}

function opened(run: Run): Source {
  return run.open()
}

function runOf(file: string): Run {
  let descriptor: number | undefined
  return {
    open() {
      descriptor = openSync(file, 'r')
      return new FileLines(descriptor, 0, fstatSync(descriptor).size)
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
    remove: () => rmSync(file),
  }
}
