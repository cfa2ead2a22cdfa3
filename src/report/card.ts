import type {RuleMetadata} from '../rule/define.ts'
import {grouped} from './count.ts'
import {visible} from './escape.ts'

/** What a card tells of a run. */
export interface Card {
  versions: {descrape: string; node: string; icu: string; unicode: string}
  /** Hash of the configuration. */
  config: string
  /** What the run did to texts. */
  action: string
  files: number
  filesChanged: number
  documents: number
  /** Files and records that could not be read. */
  unread: number
  bytesIn: number
  bytesOut: number
  /** Findings that are left, and those that were mended. */
  left: number
  mended: number
  /** All rules that ran. */
  rules: readonly CardRule[]
}

export interface CardRule extends Pick<RuleMetadata, 'id' | 'summary'> {
  severity: string
  url: string
  found: number
  fixed: number
  /** Bytes that texts are shorter for it. */
  removed: number
  samples: readonly {path: string; recordLine?: number; place: string; text: string; mended: boolean}[]
}

/** A page in Markdown for those who will use a cleaned corpus: what was done to it, and by what rules. */
export function cardOf(card: Card): string {
  const {versions, config, action, files, filesChanged, documents, unread, bytesIn, bytesOut, left, mended} = card
  const facts = {
    'made by': `descrape ${versions.descrape}, Node ${versions.node}, ICU ${versions.icu}, Unicode ${versions.unicode}`,
    configuration: `\`${config}\``,
    'what was done': action,
    texts: `${grouped(documents)} in ${grouped(files)} files, ${grouped(filesChanged)} of them changed`,
    'not read': `${grouped(unread)} files or records`,
    'bytes of text': `${grouped(bytesIn)} before, ${grouped(bytesOut)} after: ${percent(bytesIn - bytesOut, bytesIn)} removed`,
    findings: `${grouped(mended)} mended, ${grouped(left)} left`,
  }
  const active = card.rules.filter(({found}) => found > 0).sort((a, b) => b.removed - a.removed || byId(a, b))
  const idle = card.rules.filter(({found}) => found === 0).sort(byId)
  return `${[
    '# How these texts were cleaned',
    table(['', ''], Object.entries(facts)),
    '## Rules',
    table(
      ['rule', 'what is wrong', 'level', 'found', 'mended', 'bytes removed', 'of the text'],
      active.map(({id, summary, url, severity, found, fixed, removed}) => [
        `[\`${id}\`](${url})`,
        summary.replaceAll('|', '\\|'),
        severity,
        grouped(found),
        grouped(fixed),
        grouped(removed),
        percent(removed, bytesIn),
      ]),
    ),
    `${idle.length} more rules found nothing${idle.length > 0 ? `: ${idle.map(({id}) => `\`${id}\``).join(', ')}` : ''}.`,
    '## Samples',
    'Up to 20 of each rule, chosen by a hash of their place. `[-…-]` was removed, `{+…+}` was put in; where there is neither, the finding is left.',
    ...active.flatMap(({id, summary, samples}) => [
      `### \`${id}\``,
      summary,
      samples
        .map(
          ({path, recordLine, place, text, mended: isMended}) =>
            `- ${code(`${visible(path)}${recordLine === undefined ? '' : `:${recordLine}`}`)}, ${place}: ${isMended ? code(text) : plain(text)}`,
        )
        .join('\n'),
    ]),
  ].join('\n\n')}\n`
}

function byId(a: {id: string}, b: {id: string}): number {
  return a.id < b.id ? -1 : 1
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [row(head), `|${head.map(() => '---|').join('')}`, ...rows.map(row)].join('\n')
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Number(((100 * part) / whole).toFixed(3))} %`
}

// A span of code whose marks are longer than any in it.
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const marks = '`'.repeat(longest + 1)
  const room = /^`|`$|^ .* $/.test(text) ? ' ' : ''
  return `${marks}${room}${text}${room}${marks}`
}

// Reasons quote with backticks; anything else that Markdown would read is escaped.
function plain(text: string): string {
  return text.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|[\\*_[\]<>&#|~]/g, (found, marks) =>
    marks ? found : `\\${found}`,
  )
}
