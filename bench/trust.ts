import {BAD_INPUTS} from '../test/bad-inputs.ts'
import {savedIn} from './saved.ts'

/** Figures of the tests of what is promised, as they were last saved (`SAVE=1`, or `--save`). */
export interface Trust {
  fuzz: {inputs: number; distinct?: number; bytes: number; cases: number; seconds: number; seed: number}
  kills: {survived: number; of: number}
  restored: {files: number; of: number; seconds: number}
  patterns: {all: number; bounded: number; unproven: number}
  linear: {inputs: number; most: number; over: number; worst: number; name: string}
}

const {read: readTrust, save: saveTrust} = savedIn<Trust>('trust')

export {saveTrust}

const NUMBER = new Intl.NumberFormat('en-US')

/** What was measured, as a table. */
export function trustTable(): string {
  const {fuzz, kills, restored, patterns, linear} = readTrust()
  const n = (value: number): string => NUMBER.format(value)
  const rows = [
    fuzz && [
      'random inputs tried',
      `${n(fuzz.inputs)} (${fuzz.distinct === undefined ? '' : `${n(fuzz.distinct)} distinct, `}${n(Math.round(fuzz.bytes / 1e6))} MB, ${n(Math.round(fuzz.seconds / 60))} minutes, seed ${fuzz.seed})`,
      `${n(fuzz.cases)} broke a law`,
      'npm run fuzz -- --minutes 60 --save',
    ],
    kills && [
      'runs killed at random moments',
      n(kills.of),
      `${n(kills.survived)} of ${n(kills.of)} left whole files and gave all back`,
      'npm run test:kills',
    ],
    restored && [
      'mixed files cleaned and restored, twice',
      n(restored.of),
      `${n(restored.files)} of ${n(restored.of)} byte for byte`,
      'npm run test:restore',
    ],
    patterns && [
      'regular expressions',
      n(patterns.all),
      `none is worse than linear, but ${n(patterns.bounded)} that see a few characters; ${n(patterns.unproven)} attacked, not proven`,
      'npm run check:patterns',
    ],
    linear && [
      'adversarial inputs timed at a size and at ten times of it',
      n(linear.inputs),
      `${n(linear.over)} take more than ${linear.most} times as long, at worst ${linear.worst.toFixed(1)} times (\`${linear.name}\`)`,
      'npm run bench:linear',
    ],
    ['bad inputs', n(BAD_INPUTS.length), 'each gets what the table below says', 'npm test'],
  ].filter((row) => row !== undefined)
  return `| what | how many | result | command |\n|---|--:|---|---|\n${rows.map((row) => `| ${row.slice(0, 3).join(' | ')} | \`${row[3]}\` |`).join('\n')}\n`
}

/** All bad inputs and what each gets, as a table. */
export function badInputTable(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  return `| where | what | what it gets |\n|---|---|---|\n${BAD_INPUTS.map(({group, what, gets}) => `| ${group} | ${cell(what)} | ${cell(gets)} |`).join('\n')}\n`
}
