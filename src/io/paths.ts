import {isAbsolute, relative, sep} from 'node:path'

/** Path from a folder with `/` as separator. */
export function slashed(from: string, to: string): string {
  const path = relative(from, to)
  return sep === '/' ? path : path.replaceAll(sep, '/')
}

/** Whether a path lies in a folder; both absolute. */
export function isInside(folder: string, path: string): boolean {
  // The empty path, which is none, would stand for the working folder.
  const way = path && relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Whether a path is a folder or lies in it; both absolute. */
export function isWithin(folder: string, path: string): boolean {
  return folder === path || isInside(folder, path)
}
