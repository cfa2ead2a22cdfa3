import {defineRule} from '../../src/rule/define.ts'
import {fillsLine} from '../../src/text/document.ts'

const MIN_CAPTION_WORDS = 4

/** A caption that ends in its credit: "… in Kabul. AP Photo/Jane Doe". */
export default defineRule({
  id: 'caption-with-credit',
  category: 'caption',
  summary: 'A line is the caption of a picture and ends in its credit.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  options: {maxWords: {default: 70, min: 1, description: 'Longer lines are taken for prose.'}},
  needs: 'phrases',
  of: 'photo-credit',
  *check({hit, line, options, document}) {
    if (line.isListItem || fillsLine(hit) || line.words > options.maxWords || hit.end < (line.tokens.at(-1)?.end ?? 0))
      return
    const caption = line.text.slice(0, hit.start).trimEnd().replace(/[([]$/, '').trimEnd()
    const wordsBefore = line.tokens.filter((token) => token.end <= hit.start).length
    // "/CONFIG/FILE" is a path.
    if (wordsBefore < MIN_CAPTION_WORDS || caption.endsWith('/')) return
    const bare = hit.phrase.parts.length === 1
    const set = /[.!?)\]"”'’|—–-]$/.test(caption)
    // "… officials said. (Reuters)" signs an article: an agency alone tells a caption only inside the text.
    if (
      bare &&
      (!/[.!?]["”’]?$/.test(caption) ||
        document.nextVisible(line.index) === undefined ||
        line.index + 1 >= document.tail)
    )
      return
    // "Google Photos & Flickr" is no credit.
    if (!set && !/[/:：]|getty|(?:photo|foto)(?!s)/i.test(line.text.slice(hit.start))) return
    yield {
      at: line,
      reason: `Unexpected caption that ends in the credit \`${line.text.slice(hit.start, hit.end)}\``,
      remove: true,
    }
  },
})
