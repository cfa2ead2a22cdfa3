import {type CleanRecord, scoreCleanRecords} from './clean-score.ts'
import {readRecords} from './lab.ts'
import {type GoldRecord, scoreRecords} from './page-score.ts'

/**
 * Scores files, as a process of its own so that several run at once:
 *
 *     scorer.ts pages GOLD PAGES COPY …         one answer a copy
 *     scorer.ts clean COPY MESSAGES TEXTS …     MESSAGES may be empty
 */

const [kind, ...files] = process.argv.slice(2)

const textsOf = (file: string): Map<string, string> =>
  new Map(readRecords<{id: string; text: string}>(file).map(({id, text}) => [id, text]))

function pages([gold, pages, ...copies]: readonly string[]): unknown {
  const byId = new Map(readRecords<GoldRecord>(pages).map((page) => [page.id, page]))
  const records = readRecords<GoldRecord>(gold).map((record) => ({...byId.get(record.id), ...record}))
  return scoreRecords(records, copies.map(textsOf))
}

function clean([copy, messages, ...texts]: readonly string[]): unknown {
  const counts = new Map<string, number>()
  if (messages !== '') for (const {id} of readRecords<{id: string}>(messages)) counts.set(id, (counts.get(id) ?? 0) + 1)
  return scoreCleanRecords(texts.flatMap(readRecords<CleanRecord>), textsOf(copy), counts)
}

process.stdout.write(JSON.stringify(kind === 'pages' ? pages(files) : clean(files)))
