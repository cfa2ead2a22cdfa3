import type {Document} from './document.ts'
import {oncePer} from './once.ts'
import {decode} from './utf8.ts'

const PIECE = 1 << 20
// Halves of a divided word, as in "inter- national", are none.
const WORD = /(?<![\p{L}\p{M}]|[\p{L}\p{M}]-\s{1,3})[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*(?![\p{L}\p{M}]|-\s)/gu

/**
 * All words of a text in lower case, hyphens and apostrophes inside; a dictionary of its own language.
 *
 * @param document any document
 */
export const wordsOf = oncePer((document: Document): ReadonlySet<string> => {
  const words = new Set<string>()
  const {bytes} = document
  for (let from = 0; from < bytes.length; ) {
    let to = Math.min(bytes.length, from + PIECE)
    while (to < bytes.length && (bytes[to] as number) > 0x20 && to - from < 2 * PIECE) to++
    for (const [word] of decode(bytes.subarray(from, to)).matchAll(WORD)) words.add(word.toLowerCase())
    from = to
  }
  return words
})
