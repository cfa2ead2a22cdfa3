import {ruleUrl, VERSION} from '../about.ts'
import {cardOf} from '../report/card.ts'
import type {Run} from './check.ts'
import {configHash} from './config-hash.ts'
import {writeNamed} from './usage.ts'

const ACTIONS = {
  lint: 'read only',
  diff: 'shown, nothing written',
  copy: 'copies written',
  'in-place': 'written in place',
} as const

/**
 * Writes what a run did as a page for the corpus.
 *
 * @param file absolute path
 * @param run  that is done
 * @throws UsageError where it cannot be written
 */
export async function writeCard(file: string, run: Run): Promise<void> {
  const {flags, plan, inputs, examiner, totals, samples} = run
  const {node, icu = '', unicode = ''} = process.versions
  const {files, changed, documents, problems, failed = 0, errors, warnings, infos, fixed = 0, work} = totals
  // Files of overrides may run rules of their own.
  const settings = new Set(inputs.map((input) => examiner.settingsOf(input.file)))
  const active = new Map([...settings].flatMap(({rules}) => rules.map((rule) => [rule.rule.id, rule] as const)))
  const fixes = flags.unsafeFixes ? 'safe and unsafe fixes' : 'safe fixes'
  const card = cardOf({
    versions: {descrape: VERSION, node, icu, unicode},
    config: await configHash(flags, examiner),
    action: plan.action === 'lint' ? ACTIONS.lint : `${fixes}, ${ACTIONS[plan.action]}`,
    files,
    filesChanged: changed,
    documents,
    unread: failed + problems.filter(({partial}) => !partial).length,
    bytesIn: work.bytesIn,
    bytesOut: work.bytesOut,
    left: errors + warnings + infos,
    mended: fixed,
    rules: [...active.values()].map(({rule: {id, summary}, severity}) => ({
      id,
      summary,
      severity,
      url: ruleUrl(id),
      ...(work.rules[id] ?? {found: 0, fixed: 0, removed: 0}),
      samples: samples[id] ?? [],
    })),
  })
  await writeNamed(file, card, '--card')
}
