import {LEAST_SHARE, type Site} from '../text/site.ts'
import {decode, encode} from '../text/utf8.ts'
import {FileLines, type Header, openFile, ProfileError, type ProfileFile} from './file.ts'
import {compareBytes} from './source.ts'

export {ProfileError}

/** A profile to look sites up in. */
export interface Profile {
  header: Header
  /** What is known of a site; nothing where no document of it was counted. */
  site(host: string): Site | undefined
  close(): void
}

// Bytes that are read in one go once the search is so close.
const NEAR = 1 << 14
// Longer than any line is.
const WINDOW = 1 << 11
// Sites that stay in memory. Of each only lines on a share of its pages are kept, so they are no more than a page has
// lines, divided by that share, however many pages there are.
const SITES = 64

/**
 * Opens a profile for look-ups. Of the file only what concerns a site is read, when it is first asked for.
 *
 * @throws ProfileError for a file that is no whole profile
 */
export function openProfile(path: string): Profile {
  const file = openFile(path)
  const sites = new Map<string, Site | undefined>()
  return {
    header: file.header,
    site(host) {
      const known = sites.has(host)
      const site = known ? sites.get(host) : readSite(file, host)
      // The one that was asked for last goes last.
      if (known) sites.delete(host)
      else if (sites.size >= SITES) sites.delete(sites.keys().next().value as string)
      sites.set(host, site)
      return site
    },
    close: file.close,
  }
}

function readSite(file: ProfileFile, host: string): Site | undefined {
  const prefix = encode(`${host}\t`)
  const lines = new FileLines(file.descriptor, find(file, prefix), file.end, NEAR)
  const startsSo = (): boolean => {
    const {bytes, start, end} = lines
    return compareBytes(bytes, start, Math.min(end, start + prefix.length), prefix, 0, prefix.length) === 0
  }
  do if (!lines.next()) return undefined
  while (compareBytes(lines.bytes, lines.start, lines.end, prefix, 0, prefix.length) < 0)
  if (!startsSo()) return undefined
  const documents = lines.count
  const fewest = Math.max(2, documents * LEAST_SHARE)
  const counts = new Map<string, number>()
  while (lines.next() && startsSo())
    if (lines.count >= fewest)
      counts.set(decode(lines.bytes.subarray(lines.start + prefix.length, lines.end)), lines.count)
  return {host, documents, count: (key) => counts.get(key) ?? 0}
}

// A place at which a line begins that comes before the wanted one, and not by much.
function find({descriptor, start, end}: ProfileFile, wanted: Uint8Array): number {
  let low = start
  let high = end
  while (high - low > NEAR) {
    const middle = Math.floor((low + high) / 2)
    const lines = new FileLines(descriptor, middle, Math.min(end, middle + WINDOW), WINDOW)
    // The first line has lost its beginning.
    lines.next()
    const from = lines.position
    if (lines.next() && compareBytes(lines.bytes, lines.start, lines.end, wanted, 0, wanted.length) < 0) low = from
    else high = middle
  }
  return low
}
