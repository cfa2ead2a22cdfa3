/**
 * What `action.yml` runs: checks texts, annotates them, writes SARIF, a summary of the job and outputs. Ends with the
 * exit code of descrape.
 */
import {spawnSync} from 'node:child_process'
import {appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'

const {env} = process
const lines = (text = '') =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const folder = mkdtempSync(join(env.RUNNER_TEMP ?? tmpdir(), 'descrape-'))
const stats = join(folder, 'stats.json')
const sarif = env.DESCRAPE_SARIF || 'descrape.sarif'
// On Windows `npm` is a script of a shell, which would read the arguments anew.
const [npm, ...npmArgs] =
  process.platform === 'win32'
    ? [process.execPath, join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')]
    : ['npm']
try {
  process.exitCode = check()
} catch ({message}) {
  console.log(`::error::${message.replaceAll('\n', ' ')}`)
  process.exitCode = 2
} finally {
  rmSync(folder, {recursive: true, force: true})
}

function check() {
  // What the repository has in its place is no result of this run, or a link to elsewhere.
  rmSync(sarif, {force: true})
  const program = programOf()
  if (!program) return 2
  const args = [
    ...lines(env.DESCRAPE_ARGS),
    '-f',
    'github',
    '-f',
    `sarif=${sarif}`,
    '--stats',
    stats,
    '--',
    ...pathsOf(),
  ]
  const {status, error} = spawnSync(process.execPath, [program, ...args], {stdio: 'inherit'})
  if (error) console.log(`::error::descrape could not be run: ${error.message}`)
  const totals = existsSync(stats) ? JSON.parse(readFileSync(stats, 'utf8')) : undefined
  if (totals) {
    put(env.GITHUB_STEP_SUMMARY, summary(totals))
    put(env.GITHUB_OUTPUT, `errors=${totals.errors}\nwarnings=${totals.warnings}\n`)
  }
  if (existsSync(sarif)) put(env.GITHUB_OUTPUT, `sarif=${sarif}\n`)
  return status ?? 2
}

function pathsOf() {
  const paths = lines(env.DESCRAPE_PATHS)
  return paths.length > 0 ? paths : ['.']
}

// The project's own version, so that all say the same; else one is installed for this job.
function programOf() {
  const own = join('node_modules', 'descrape', 'dist', 'src', 'cli', 'main.js')
  if (existsSync(own)) return own
  const spec = `descrape@${env.DESCRAPE_VERSION || 'latest'}`
  const flags = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--silent']
  const {status} = spawnSync(npm, [...npmArgs, 'install', ...flags, '--', spec], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const installed = join(folder, own)
  if (status === 0 && existsSync(installed)) return installed
  console.log(`::error::${spec} could not be installed; add descrape to the project, or name another version`)
  return undefined
}

function summary({files, documents, errors, warnings, infos, problems, rules}) {
  const counts = [
    [errors, 'error'],
    [warnings, 'warning'],
    [infos, 'hint'],
    [problems, 'problem'],
  ]
    .filter(([count]) => count > 0)
    .map(([count, noun]) => counted(count, noun))
  const rows = Object.entries(rules)
    .filter(([, {found}]) => found > 0)
    .sort(([a, {found: first}], [b, {found: second}]) => second - first || (a < b ? -1 : 1))
    .map(([rule, {found}]) => `| ${rule} | ${found.toLocaleString('en')} |`)
  const read = counted(files, 'file') + (documents > files ? ` with ${counted(documents, 'document')}` : '')
  return [
    '### descrape',
    '',
    `${read}: ${counts.join(', ') || 'no findings'}`,
    '',
    ...(rows.length > 0 ? ['| rule | findings |', '| --- | --: |', ...rows, ''] : []),
    '',
  ].join('\n')
}

function counted(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

function put(file, text) {
  if (file) appendFileSync(file, text)
}
