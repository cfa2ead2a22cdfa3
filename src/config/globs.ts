import {relative, sep} from 'node:path'

const GROUP = /\{([^{},]*,[^{}]*)\}/

/**
 * Spells out the `{a,b}` that patterns of .gitignore do not know.
 *
 * @param pattern for example `**\/*.{md,txt}`
 */
export function expandBraces(pattern: string): string[] {
  const group = GROUP.exec(pattern)
  if (!group) return [pattern]
  const before = pattern.slice(0, group.index)
  const after = pattern.slice(group.index + group[0].length)
  return (group[1] as string).split(',').flatMap((choice) => expandBraces(before + choice + after))
}

/**
 * @param patterns as in .gitignore, and `{a,b}`
 * @param folder   absolute path of the folder that they start from
 * @returns whether an absolute path matches
 */
export async function createMatcher(patterns: readonly string[], folder: string): Promise<(file: string) => boolean> {
  const {default: ignore} = await import('ignore')
  const matcher = ignore({allowRelativePaths: true}).add(patterns.flatMap(expandBraces))
  return (file) => {
    const path = relative(folder, file).split(sep).join('/')
    return path !== '' && matcher.ignores(path)
  }
}
