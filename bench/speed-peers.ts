import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {CACHE, run} from './lab.ts'
import type {Command} from './metered.ts'
import {installPython, PYTHON} from './python.ts'

/** Other programs that the speed bench runs; each goes into the cache, with a pinned version. */

const HOME = join(CACHE, '../speed-peers')
const NPM = {
  textlint: ['textlint@15.8.0', 'textlint-rule-no-todo@2.0.1'],
  'write-good': ['write-good@1.0.8'],
  cspell: ['cspell@9.2.1'],
} as const
const VALE = 'github.com/vale-cli/vale/v3/cmd/vale@v3.21.0'
const RIPGREP = ['ripgrep', '--version', '14.1.1'] as const

export type Peer = 'clean-text' | 'cspell' | 'datatrove' | 'ftfy' | 'ripgrep' | 'textlint' | 'vale' | 'write-good'

/** Programs that are there, with what runs them on a file or folder; and why the others are not. */
export interface Peers {
  commands: Map<Peer, (input: string) => Command>
  missing: Map<Peer, string>
}

/** Installs what is not there yet. */
export async function findPeers(): Promise<Peers> {
  mkdirSync(HOME, {recursive: true})
  const missing = new Map<Peer, string>(await installPython(['ftfy', 'clean-text', 'datatrove']))
  const commands: Peers['commands'] = new Map()
  const found = async (
    name: Peer,
    command: (input: string) => Command,
    install: () => Promise<unknown>,
  ): Promise<void> => {
    try {
      await install()
      commands.set(name, command)
    } catch (error) {
      missing.set(name, error instanceof Error ? error.message : String(error))
    }
  }
  for (const name of ['ftfy', 'clean-text', 'datatrove'] as const) {
    if (missing.has(name)) continue
    const script = join(import.meta.dirname, 'speed-peers.py')
    commands.set(name, (input) => ({args: [PYTHON, script, name, input], cwd: HOME, timesItself: true}))
  }
  const node =
    (script: string, ...flags: string[]) =>
    (input: string): Command => ({
      args: [process.execPath, join(HOME, 'node_modules', script), ...flags, input],
      cwd: HOME,
      codes: [0, 1],
    })
  await found('textlint', node('textlint/bin/textlint.js', '--rule', 'no-todo'), () => installNpm('textlint'))
  await found(
    'cspell',
    node('cspell/bin.mjs', 'lint', '--no-progress', '--no-summary', '--no-gitignore', '--dot'),
    () => installNpm('cspell'),
  )
  await found(
    'write-good',
    // It takes no folders, and its exit code is the number of what it found.
    (input) => ({
      args: [
        'sh',
        '-c',
        `"$0" "$1" ${input.endsWith('.txt') ? '"$2"' : '"$2"/*.txt'}; true`,
        process.execPath,
        join(HOME, 'node_modules/write-good/bin/write-good.js'),
        input,
      ],
      cwd: HOME,
    }),
    () => installNpm('write-good'),
  )
  await found(
    'vale',
    (input) => ({args: [tool('vale'), '--config', join(HOME, 'vale.ini'), '--no-exit', input], cwd: HOME}),
    async () => {
      writeFileSync(
        join(HOME, 'vale.ini'),
        'MinAlertLevel = suggestion\n[*]\nBasedOnStyles = Vale\nVale.Spelling = NO\n',
      )
      if (!has('vale')) await run('go', ['install', VALE], {env: {...process.env, GOBIN: join(HOME, 'bin')}})
    },
  )
  await found(
    'ripgrep',
    (input) => ({args: [tool('rg'), '-ciF', '-f', join(input, '../phrases.txt'), input], cwd: HOME, codes: [0, 1]}),
    async () => {
      if (!has('rg')) await run('cargo', ['install', ...RIPGREP, '--root', HOME, '--quiet'])
    },
  )
  return {commands, missing}
}

async function installNpm(name: keyof typeof NPM): Promise<void> {
  if (existsSync(join(HOME, 'node_modules', name, 'package.json'))) return
  if (!existsSync(join(HOME, 'package.json'))) writeFileSync(join(HOME, 'package.json'), '{"private": true}\n')
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...NPM[name]], {cwd: HOME})
}

// Our own copy, else what is installed.
function tool(name: string): string {
  const own = join(HOME, 'bin', name)
  return existsSync(own) ? own : name
}

function has(name: string): boolean {
  return spawnSync(tool(name), ['--version']).status === 0
}
