import {execFile} from 'node:child_process'
import {existsSync, realpathSync} from 'node:fs'
import {basename, dirname, join, sep} from 'node:path'
import {promisify} from 'node:util'
import type {InputFile} from '../corpus/types.ts'
import {UsageError} from './usage.ts'

/** Which files git sees as changed. */
export interface GitFilter {
  /** Keeps the files that changed; of those that are staged, gives the bytes that are. */
  filter(files: readonly InputFile[]): InputFile[]
  /** Absolute paths of files that are staged and gone from the disk, and their bytes. */
  gone: readonly {file: string; source: () => AsyncIterable<Uint8Array>}[]
}

/** What the user asks git for. */
export type GitWish = {staged: true} | {staged: false; since: string | undefined}

// Git's name of a commit without files.
const NOTHING = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const MAX_OUTPUT = 1 << 28

const run = promisify(execFile)
// A repository may name a program that tells git what changed in it.
const SAFE = ['-c', 'core.fsmonitor=false']

/**
 * Asks git what changed: in the working folder since a commit, files that git does not know included, or in the index.
 *
 * @param cwd absolute path of the working folder
 * @throws UsageError where git does not answer
 */
export async function changedFiles(cwd: string, wish: GitWish): Promise<GitFilter> {
  const flag = wish.staged ? '--staged' : '--changed'
  const git = async (args: readonly string[], folder = cwd): Promise<string> => {
    try {
      return (await run('git', [...SAFE, ...args], {cwd: folder, maxBuffer: MAX_OUTPUT})).stdout
    } catch (error) {
      throw new UsageError(`${flag}: ${reasonOf(error)}`)
    }
  }
  // Names are told as they are, whatever stands in them, and from the top.
  const names = async (args: readonly string[]): Promise<string[]> =>
    (await git(args, top)).split('\0').filter((name) => name !== '')
  const top = realpathSync.native((await git(['rev-parse', '--show-toplevel'])).replace(/\n$/, ''))
  const hasCommit = await run('git', [...SAFE, 'rev-parse', '--verify', '-q', 'HEAD'], {cwd}).then(
    () => true,
    () => false,
  )
  const diff = ['diff', '--name-only', '-z', '--diff-filter=d', '--no-renames', '--no-ext-diff', '--ignore-submodules']
  if (wish.staged) {
    const [staged, unstaged] = await Promise.all([
      names([...diff, '--cached', hasCommit ? 'HEAD' : NOTHING]),
      names(diff.filter((arg) => arg !== '--diff-filter=d')),
    ])
    const differing = new Set(unstaged)
    const gone = staged.filter((name) => differing.has(name) && !existsSync(join(top, name)))
    return {
      gone: gone.map((name) => ({file: join(top, name), source: () => stagedBytes(name, top)})),
      filter: (files) =>
        kept(files, new Set(staged), top).map(({input, name}) =>
          differing.has(name) ? {...input, source: () => stagedBytes(name, top)} : input,
        ),
    }
  }
  const since = wish.since ?? (hasCommit ? 'HEAD' : NOTHING)
  // What the branch has changed, not what has been changed elsewhere since it began.
  const base = wish.since === undefined ? since : (await git(['merge-base', '--end-of-options', since, 'HEAD'])).trim()
  const [tracked, untracked] = await Promise.all([
    names([...diff, base]),
    names(['ls-files', '--others', '--exclude-standard', '-z']),
  ])
  return {gone: [], filter: (files) => kept(files, new Set([...tracked, ...untracked]), top).map(({input}) => input)}
}

function kept(
  files: readonly InputFile[],
  names: ReadonlySet<string>,
  top: string,
): {input: InputFile; name: string}[] {
  const folders = new Map<string, string>()
  const nameOf = (file: string): string => {
    const folder = dirname(file)
    let real = folders.get(folder)
    if (real === undefined) {
      real = realpathSync.native(folder)
      folders.set(folder, real)
    }
    return join(real, basename(file))
      .slice(top === '/' ? 1 : top.length + 1)
      .split(sep)
      .join('/')
  }
  return files
    .filter(({file}) => file !== undefined)
    .map((input) => ({input, name: nameOf(input.file as string)}))
    .filter(({name}) => names.has(name))
}

async function* stagedBytes(name: string, top: string): AsyncGenerator<Uint8Array> {
  // Without its stage the name `1:a.txt` would be stage 1 of another file.
  const {stdout} = await run('git', [...SAFE, 'cat-file', 'blob', `:0:${name}`], {
    cwd: top,
    maxBuffer: MAX_OUTPUT,
    encoding: 'buffer',
  })
  yield stdout
}

function reasonOf(error: unknown): string {
  const {code, stderr} = error as NodeJS.ErrnoException & {stderr?: string}
  if (code === 'ENOENT') return 'git is not installed'
  const line = (stderr ?? '').split('\n').find((each) => each.trim() !== '')
  return (line ?? (error as Error).message).replace(/^fatal: /, '')
}
