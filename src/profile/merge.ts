import {realpathSync} from 'node:fs'
import {linesOf, openFile, ProfileError, type ProfileFile} from './file.ts'
import type {Least, Source} from './source.ts'
import {createSpool, type Run} from './spool.ts'

/** Profiles that are being merged. */
export interface Merging {
  lines: Source
  /** Where rare lines have been left out of all of them. */
  least: Least | undefined
  /** Closes the files, and removes what lies on the disk. */
  remove(): void
}

/**
 * Adds profiles up. The result does not depend on their order, nor on which are merged first. Of profiles without rare
 * lines each site has to be in one only: what is rare in two may not be so in both.
 *
 * @param paths  any number of profiles
 * @param folder for what lies between, where they are too many to be merged at once
 * @throws ProfileError for a file that is no whole profile, for one that is named twice, and for such as lack different
 *   lines; also from the lines, where sites are shared that must not be; the reason of an abort
 */
export async function mergeProfiles(paths: readonly string[], folder: string, signal?: AbortSignal): Promise<Merging> {
  const least = commonLeast(paths)
  const onShared = (host: string): void => {
    throw new ProfileError(
      `${host}: is in two profiles that have no rare lines any more; merge the profiles they were made of instead`,
    )
  }
  const {take, settle, lines, remove} = createSpool(folder, least && onShared)
  try {
    for (const path of paths) take(runOf(path))
    await settle(signal)
    return {lines: lines(), least, remove}
  } catch (error) {
    remove()
    throw error
  }
}

function runOf(path: string): Run {
  let file: ProfileFile | undefined
  return {
    open() {
      file = openFile(path)
      return linesOf(file)
    },
    close() {
      file?.close()
      file = undefined
    },
    // It is the user's.
    remove() {},
  }
}

function commonLeast(paths: readonly string[]): Least | undefined {
  const seen = new Set<string>()
  const all = paths.map((path) => {
    const {header, close} = openFile(path)
    close()
    const real = realpathSync(path)
    if (seen.has(real)) throw new ProfileError(`${path}: is named twice; its documents would count twice`)
    seen.add(real)
    return header.least
  })
  const [first] = all
  const other = all.findIndex((least) => least?.documents !== first?.documents || least?.share !== first?.share)
  if (other !== -1)
    throw new ProfileError(
      `${paths[other]}: lacks other rare lines than \`${paths[0]}\`; merge the profiles they were made of instead`,
    )
  return first
}
