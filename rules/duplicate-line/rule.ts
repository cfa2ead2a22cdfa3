import {defineRule} from '../../src/rule/define.ts'
import type {Document} from '../../src/text/document.ts'
import type {Line} from '../../src/text/line.ts'
import {survivorOf} from '../../src/text/repeats.ts'

/** A sentence or paragraph that stands again. Refrains, tables and lists repeat on purpose, so short lines in company are left alone. */
export default defineRule({
  id: 'duplicate-line',
  category: 'duplicate',
  summary: 'A line of prose stands more than once.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  options: {
    minWords: {default: 8, min: 3, description: 'Shorter lines may repeat.'},
    minWordsApart: {default: 16, min: 3, description: 'Shorter lines may repeat where others stand between.'},
  },
  needs: 'repeats',
  *check({repeat, document, options}) {
    const first = document.line(repeat.lines[0] as number)
    // Interviews put one question to several people.
    if (first.words < options.minWords || !first.isProse || /[?？]["”’]?\s*$/.test(first.text)) return
    for (const run of runsOf(document, repeat.lines)) {
      const stays = survivorOf(document, run)
      for (const index of run) {
        const line = document.line(index)
        if (document.captionRole(index) === 'caption' || inVerse(line)) continue
        const beside = index !== stays
        // Lists of terms, steps and parameters repeat their entries.
        if (!beside && (line.words < options.minWordsApart || line.isListItem)) continue
        const copy = beside ? stays : repeat.survivor
        if (index === copy) continue
        const reason = `Unexpected copy of line ${copy + 1}`
        // Apart, a sentence is said again as often as it is copied: a quotation, an answer, a term that holds here too.
        // In a forum the copy may be a quotation of the post that it answers.
        const fix = FIRST_PERSON.test(line.text) ? 'unsafe' : 'safe'
        yield beside
          ? {at: line, reason, remove: true, fix, keeps: document.line(copy)}
          : {at: line, reason, hint: true}
      }
    }
  },
})

// Copies with nothing but blank lines between them.
function runsOf(document: Document, lines: readonly number[]): number[][] {
  const runs: number[][] = []
  for (const index of lines) {
    const run = runs.at(-1)
    if (run && document.previousVisible(index)?.index === run.at(-1)) run.push(index)
    else runs.push([index])
  }
  return runs
}

// "I" in the languages of the packs that have a word for it.
const FIRST_PERSON =
  /(?<!\p{L})(?:I|[Ii]ch|[Jj]e|[Jj](?=['’])|[Yy]o|[Ii]o|[Ee]u|[Ii]k|[Jj]ag|[Jj]a|[Jj]á|[Яя]|[Bb]en|[Tt]ôi|[Ss]aya|أنا|저는|나는)(?!\p{L})|我|私|僕/u

const VERSE_LINE = 70

// Among short lines of one block, as in verse, drama and lists.
function inVerse(line: Line): boolean {
  if (line.text.length > VERSE_LINE) return false
  const {previous, next} = line
  return [previous, next].some(
    (other) => other && !other.isBlank && other.text.trim() !== line.text.trim() && other.text.length <= VERSE_LINE,
  )
}
