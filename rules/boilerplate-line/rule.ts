import {model} from '#weights'
import {defineRule} from '../../src/rule/define.ts'
import {decide, MODES, type Mode} from '../../src/tagger/decide.ts'
import {type Tags, tagLines} from '../../src/tagger/tag.ts'
import type {Document} from '../../src/text/document.ts'
import {oncePer} from '../../src/text/once.ts'

const tagsOf = oncePer((document: Document): Tags => tagLines(document, model()))

// Mean words of a line of menus and lists.
const SHORT = 6

/** Lines that a model takes for menus, teasers, notices and the like, by their words, their shape and those around them. */
export default defineRule({
  id: 'boilerplate-line',
  category: 'navigation',
  summary: 'Lines of a whole page that are not its content, as a trained model judges them.',
  since: '0.1.0',
  presets: ['strict', 'dump'],
  fix: 'unsafe',
  options: {
    mode: {
      default: 'safe',
      values: MODES,
      description:
        '`safe` takes what is surely no content, `balanced` what is likely none, `main-content` all but what is most likely the content.',
    },
  },
  needs: 'document',
  *check({document, options}) {
    const tags = tagsOf(document)
    const {kept, confidence} = decide(document, tags, model(), options.mode as Mode)
    const {lines} = tags
    const firstKept = kept.indexOf(1)
    const lastKept = kept.lastIndexOf(1)
    const about =
      options.mode === 'main-content' ? `; ${percent(confidence)} of the whole cut is expected to be right` : ''
    for (let first = 0; first < lines.count; first++) {
      if (kept[first]) continue
      const next = kept.indexOf(1, first)
      const last = next < 0 ? lines.count - 1 : next - 1
      const start = document.line(lines.index[first] as number)
      const place =
        first < firstKept ? 'above the text' : first > lastKept ? 'under the text' : 'between lines of the text'
      yield {
        at: {start: start.start, end: document.scan.ends[lines.index[last] as number] as number},
        reason: `Unexpected ${describe(tags, first, last)} ${place}, \`${start.excerpt}\`${last > first ? ' and so on' : ''}: no content, ${percent(certainty(tags, first, last))} sure${about}`,
        remove: true,
      }
      first = last
    }
  },
})

const percent = (share: number): string => `${Math.round(100 * share)} %`

function certainty({content}: Tags, first: number, last: number): number {
  let sum = 0
  for (let line = first; line <= last; line++) sum += 1 - (content[line] as number)
  return sum / (last - first + 1)
}

function describe({lines}: Tags, first: number, last: number): string {
  let words = 0
  for (let line = first; line <= last; line++) words += lines.words[line] as number
  const count = last - first + 1
  const size = words <= SHORT * count ? 'short line' : 'line'
  return count === 1 ? size : `run of ${count} ${size}s`
}
