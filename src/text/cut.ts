import type {Edit} from '../rule/define.ts'
import type {Span} from './document.ts'
import type {Line} from './line.ts'

/**
 * The edit that takes a stretch out of a line, with one of the spaces around it: the one before, or the one behind at
 * the start of the line.
 *
 * @param line  the line
 * @param start of the stretch, UTF-16 units
 * @param end   of the stretch
 */
export function cutOut(line: Line, start: number, end: number): {at: Span; edits: Edit[]} {
  const {text} = line
  let from = start
  let to = end
  const behind = to === text.length || /[\s,.;:!?)\]”’»]/.test(text[to] as string)
  if (behind) while (from > 0 && isBlank(text, from - 1)) from--
  if (from === 0) while (to < text.length && isBlank(text, to)) to++
  const at = line.span(from, to)
  return {at, edits: [{...at, text: ''}]}
}

const isBlank = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '\t' || text[at] === '\u00a0'

/** Whether a stretch stands between two sentences, or behind the last of its line. */
export function isApart(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 8), start)
  return (
    /(?:[.!?…。！？۔।]|[.!?…,][”"’»)\]]|[”»])\s*$/u.test(before) &&
    /^\s*(?:$|["“‘«„(¿¡-]?\s?[\p{Lu}\p{Lo}\p{N}])/u.test(text.slice(end, end + 8))
  )
}
