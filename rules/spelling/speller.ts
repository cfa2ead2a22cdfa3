import type nspell from 'nspell'
import {retext} from 'retext'
import retextSpell from 'retext-spell'
import {VFile} from 'vfile'
import dictionary from '#dictionary'
import type {Tool} from '../../src/rule/define.ts'
import {once} from '../../src/text/once.ts'

// Text, or buffers of Node: what the types of neither package say.
const loadDictionary = once(async () =>
  (await import('nspell')).default(dictionary as unknown as Parameters<typeof nspell>[0]),
)

// The dictionary thinks of sixty other words for each letter.
const LONGEST_WORD = 40

/**
 * Makes a spelling checker of retext-spell and the English dictionary.
 *
 * Words with capitals, digits or marks beside them are mostly names, models and addresses; a word seen twice is mostly
 * right. `max: -1` turns suggestions off: they take up to seconds a word and stop after thirty words of the process. Who
 * wants them for one word asks the dictionary itself.
 */
export function createSpeller(): Tool {
  const processor = retext().use(retextSpell, {dictionary, max: -1})
  const find: Tool = (text) => {
    const file = new VFile(text)
    processor.runSync(processor.parse(file), file)
    const places = file.messages.flatMap(({place, reason}) => {
      if (!place || !('start' in place) || place.start.offset === undefined || place.end.offset === undefined) return []
      return [{start: place.start.offset, end: place.end.offset, reason}]
    })
    const counts = new Map<string, number>()
    for (const {start, end} of places) counts.set(text.slice(start, end), (counts.get(text.slice(start, end)) ?? 0) + 1)
    return places.filter(({start, end}) => {
      const word = text.slice(start, end)
      return (
        /^[a-z]{3,}(?:['’][a-z]+)?$/.test(word) &&
        counts.get(word) === 1 &&
        !/[\d.@/:_]/.test(text[start - 1] ?? '') &&
        !/[\d@/_]/.test(text[end] ?? '')
      )
    })
  }
  return Object.assign(find, {
    suggest: async (word: string) => (word.length > LONGEST_WORD ? [] : (await loadDictionary()).suggest(word)),
  })
}
