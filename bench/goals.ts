import {markdownTable, SCRAPERS} from './lab.ts'
import {figuresOf, type Results} from './results.ts'

/** What the program is to reach, beside what it reaches. */

interface Goal {
  what: string
  /** Names of figures: the worst of them counts. */
  figures: readonly string[]
  /** The least that a figure may be, or else the most. */
  least?: number
  most?: number
  digits: number
}

const of = (scrapers: readonly string[], figure: string): string[] => scrapers.map((name) => `${name}.${figure}`)

const GOALS: readonly Goal[] = [
  {
    what: 'main content, `--fix`: short junk removed, %',
    figures: of(SCRAPERS.main, 'safe.junk_short_removed_pct'),
    least: 4,
    digits: 2,
  },
  {
    what: 'main content, `--fix`: content lost, %',
    figures: of(SCRAPERS.main, 'safe.content_lost_pct'),
    most: 0.1,
    digits: 3,
  },
  {
    what: 'main content, `--fix`: change of F1',
    figures: of(SCRAPERS.main, 'safe.f1_change'),
    least: 0,
    digits: 4,
  },
  {
    what: 'main content, `--unsafe-fixes`: junk removed, %',
    figures: of(SCRAPERS.main, 'unsafe.junk_removed_pct'),
    least: 10,
    digits: 2,
  },
  {
    what: 'main content, `--unsafe-fixes`: content lost, %',
    figures: of(SCRAPERS.main, 'unsafe.content_lost_pct'),
    most: 1,
    digits: 3,
  },
  {
    what: 'main content, `--unsafe-fixes`: change of F1',
    figures: of(SCRAPERS.main, 'unsafe.f1_change'),
    least: 0,
    digits: 4,
  },
  {
    what: 'whole pages, `--unsafe-fixes`: junk removed, %',
    figures: of(SCRAPERS.dump, 'unsafe.junk_removed_pct'),
    least: 20,
    digits: 2,
  },
  {
    what: 'whole pages, `--unsafe-fixes`: content lost, %',
    figures: of(SCRAPERS.dump, 'unsafe.content_lost_pct'),
    most: 0.5,
    digits: 3,
  },
  {
    what: 'clean text, `--fix`: edits in a million words',
    figures: ['clean.safe.edits_per_million_words'],
    most: 5,
    digits: 1,
  },
  {
    what: 'clean text, `--fix`: edits in zh ja ko ar he hi th vi fr de ru',
    figures: ['clean.safe.edits_in_untouched_languages'],
    most: 0,
    digits: 0,
  },
  {
    what: 'clean text, `--fix`: edits in verse, drama, dialogue',
    figures: ['clean.safe.edits_in_verse'],
    most: 0,
    digits: 0,
  },
  {
    what: 'clean text: warnings in a million words',
    figures: ['clean.findings_per_million_words'],
    most: 100,
    digits: 1,
  },
  {what: 'clean text: documents flagged, %', figures: ['clean.docs_flagged_pct'], most: 2, digits: 2},
  {
    what: 'damage that can be undone, `--fix`: documents restored, %',
    figures: ['garble.safe.exact_restored_pct'],
    least: 60,
    digits: 1,
  },
  {
    what: 'damage that can be undone, `--unsafe-fixes`: documents restored, %',
    figures: ['garble.unsafe.exact_restored_pct'],
    least: 80,
    digits: 1,
  },
  {
    what: 'damage to be guessed, `--unsafe-fixes`: documents restored, %',
    figures: ['garble.unsafe.infer_restored_pct'],
    least: 40,
    digits: 1,
  },
  {
    what: 'several kinds of damage, `--unsafe-fixes`: documents restored, %',
    figures: ['garble.unsafe.several_restored_pct'],
    least: 50,
    digits: 1,
  },
  {
    what: 'damage to be guessed: places warned of, %',
    figures: ['garble.infer_places_warned_pct'],
    least: 90,
    digits: 1,
  },
  {
    what: 'damage to be guessed: documents warned of, %',
    figures: ['garble.infer_documents_warned_pct'],
    least: 90,
    digits: 1,
  },
  {
    what: 'damage that is lost: documents warned of, %',
    figures: ['garble.detect_documents_warned_pct'],
    least: 80,
    digits: 1,
  },
  {what: 'warnings away from any damage, %', figures: ['garble.warnings_outside_pct'], most: 10, digits: 1},
  {what: 'undamaged texts edited, `--fix`', figures: ['garble.safe.controls_edited'], most: 0, digits: 0},
  {
    what: 'undamaged texts edited, `--unsafe-fixes`, of 100',
    figures: ['garble.unsafe.controls_edited'],
    most: 1,
    digits: 0,
  },
  {what: "ftfy's cases that it solves", figures: ['ftfy-cases.safe.pass_solved'], least: 60, digits: 0},
  {what: "ftfy's cases that must stay", figures: ['ftfy-cases.safe.negative_solved'], least: 16, digits: 0},
  {
    what: "ftfy's cases that it does not solve",
    figures: ['ftfy-cases.safe.known-failure_solved'],
    least: 2,
    digits: 0,
  },
]

/** Goals beside figures; goals of what was not measured are left out. */
export function goalTable(results: Results): string {
  const {high, low} = figuresOf(results)
  const rows = GOALS.flatMap(({what, figures, least, most, digits}) => {
    const values = figures.flatMap((name) => high[name] ?? low[name] ?? [])
    if (values.length < figures.length) return []
    const worst = least === undefined ? Math.max(...values) : Math.min(...values)
    const isMet = least === undefined ? worst <= (most ?? 0) : worst >= least
    const goal = least === undefined ? `≤ ${most}` : `≥ ${least}`
    return [[what, goal, worst.toFixed(digits).replace('-', '−'), isMet ? 'yes' : '**no**']]
  })
  return markdownTable(['goal', 'limit', 'measured', 'met'], rows)
}
