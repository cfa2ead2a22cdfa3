import {toJson} from '../text/json.ts'
import {codePointsIn} from '../text/locator.ts'
import type {FileReport, Reporter} from './reporter.ts'

/** Start and end in code points of the record's text, and a score. */
type Attribute = [start: number, end: number, score: number]

const NAME = 'descrape__'
/** What safe fixes delete, what unsafe ones do, and what is no more than reported. */
const [SAFE, UNSAFE, REPORTED] = [1, 0.5, 0]

/**
 * Attributes as Dolma reads them: for each record a line with its id and, by rule, spans of its text.
 * `descrape__removed` has all that is deleted, each place once. Replacements are left out: Dolma's mixer knows one
 * replacement for all spans of an attribute.
 */
export function dolma(): Reporter {
  return {
    *file(report) {
      yield `${toJson({id: report.id ?? null, attributes: attributesOf(report)})}\n`
    },
    end: () => '',
  }
}

function attributesOf({messages, text, changed}: FileReport): Record<string, Attribute[]> {
  const attributes: Record<string, Attribute[]> = {}
  const add = (name: string, attribute: Attribute): void => {
    attributes[NAME + name] ??= []
    attributes[NAME + name]?.push(attribute)
  }
  const before = changed?.item.marked ? 1 : 0
  if (changed) {
    const {item, changes} = changed
    let byte = 0
    let point = before
    const pointAt = (offset: number): number => {
      point += codePointsIn(item.text, byte, offset)
      byte = offset
      return point
    }
    for (const {start, end, bytes, rules, unsafe} of changes) {
      if (bytes.length > 0) continue
      const attribute: Attribute = [pointAt(start), pointAt(end), unsafe ? UNSAFE : SAFE]
      add('removed', attribute)
      for (const rule of rules) add(rule, attribute)
    }
  }
  if (messages.length > 0) {
    const point = pointsOf(text?.() ?? '')
    for (const {ruleId, start, end} of messages) add(ruleId, [point(start) + before, point(end) + before, REPORTED])
  }
  return attributes
}

// Code points before a place in UTF-16 units.
function pointsOf(text: string): (unit: number) => number {
  const pairs = [...text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map(({index}) => index)
  return (unit) => {
    let low = 0
    let high = pairs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[middle] as number) < unit) low = middle + 1
      else high = middle
    }
    return unit - low
  }
}
