import type {Item} from '../corpus/types.ts'
import type {Change} from '../repair/edits.ts'
import {visible} from '../report/escape.ts'
import {decode} from '../text/utf8.ts'
import type {DocumentReport} from './examine.ts'

/** Something that a rule found, for people to judge by. */
export interface Sample {
  /** What it is chosen by. */
  key: number
  path: string
  /** Line of the record in its file. */
  recordLine?: number
  /** Place in the text: `3:1`, of what is left; of what was mended the byte. */
  place: string
  /** Of what was mended the change with some text around it, `[-removed-]{+inserted+}`; else the reason. */
  text: string
  mended: boolean
}

/** By rule id, those with the lowest keys, in their order. */
export type Samples = Record<string, Sample[]>

const MOST = 20

/**
 * Chooses samples of a document. Which ones are kept goes by a hash of their place, so that the order of documents, and
 * how they are shared among workers, changes nothing.
 *
 * @param samples are added to
 */
export function takeSamples(
  samples: Samples,
  {path, recordLine, text}: Item,
  {changes, messages}: Pick<DocumentReport, 'changes' | 'messages'>,
): void {
  const place = {path, ...(recordLine !== undefined && {recordLine})}
  const name = `${path}\0${recordLine ?? ''}\0`
  for (const change of changes)
    for (const rule of change.rules)
      offer(samples, rule, keyOf(`${rule}\0${name}${change.start}`), () => ({
        ...place,
        place: `byte ${change.start}`,
        text: shownChange(text, change),
        mended: true,
      }))
  for (const {ruleId, line, column, reason} of messages)
    offer(samples, ruleId, keyOf(`${ruleId}\0${name}${line}:${column}`), () => ({
      ...place,
      place: `${line}:${column}`,
      text: visible(reason),
      mended: false,
    }))
}

/** Adds the samples of a file to those of others. */
export function mergeSamples(samples: Samples, more: Samples): void {
  for (const [rule, list] of Object.entries(more))
    for (const {key, ...sample} of list) offer(samples, rule, key, () => sample)
}

function offer(samples: Samples, rule: string, key: number, make: () => Omit<Sample, 'key'>): void {
  samples[rule] ??= []
  const list = samples[rule]
  if (list.length === MOST && (list.at(-1) as Sample).key <= key) return
  let index = list.length
  while (index > 0 && (list[index - 1] as Sample).key > key) index--
  list.splice(index, 0, {key, ...make()})
  list.length = Math.min(list.length, MOST)
}

// 53 bits: two samples with one key would be kept in the order in which they come.
function keyOf(place: string): number {
  let a = 0x811c9dc5
  let b = 0x9e3779b1
  for (let index = 0; index < place.length; index++) {
    const unit = place.charCodeAt(index)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x5bd1e995) ^ (b >>> 15)
  }
  return (mix(a) & 0x1fffff) * 2 ** 32 + (mix(b ^ a) >>> 0)
}

function mix(value: number): number {
  const one = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  const two = Math.imul(one ^ (one >>> 13), 0xc2b2ae35)
  return two ^ (two >>> 16)
}

const AROUND = 40
const LONGEST = 160

function shownChange(text: Uint8Array, {start, end, bytes}: Change): string {
  const before = [...decode(text.subarray(Math.max(0, start - 4 * AROUND), start))].slice(-AROUND).join('')
  const after = [...decode(text.subarray(end, end + 4 * AROUND))].slice(0, AROUND).join('')
  const removed = end > start ? `[-${cut(decode(text.subarray(start, end)))}-]` : ''
  const inserted = bytes.length > 0 ? `{+${cut(decode(bytes))}+}` : ''
  const line = before.slice(before.lastIndexOf('\n') + 1) + removed + inserted + (after.split('\n')[0] as string)
  return visible(line)
}

function cut(text: string): string {
  const points = [...text.slice(0, 4 * LONGEST)]
  return points.length > LONGEST ? `${points.slice(0, LONGEST).join('')}…` : text
}
