import {decode} from '../../src/text/utf8.ts'
import {Broken} from './broken.ts'
import {type Input, KINDS, type Kind, makeInput, type Sources} from './inputs.ts'
import {holdToLaws, type Way} from './laws.ts'
import {createRandom} from './random.ts'
import {shrink} from './shrink.ts'

/** An input that breaks a law, made as small as it gets. */
export interface Case {
  seed: number
  index: number
  kind: Kind
  form: Input['form']
  way: string
  law: string
  detail: string
  /** Bytes as they were made, and what is left of them. */
  size: number
  /** The shrunk text as JSON; `base64` where it is not UTF-8. */
  text: string
  base64?: string
}

export interface Count {
  inputs: number
  bytes: number
  cases: number
}
export type Counts = Record<Kind, Count>

export function createCounts(): Counts {
  return Object.fromEntries(KINDS.map((kind) => [kind, {inputs: 0, bytes: 0, cases: 0}])) as Counts
}

// Milliseconds that any input may take, and those per byte; what takes longer has to show that its time is linear.
const QUICK_MS = 300
const QUICK_MS_PER_BYTE = 0.02
// Quadratic time would be a hundred times as long, n√n thirty-two.
const MOST_TIMES = 25

/** A number of 53 bits for an input: the same for the same bytes, read in the same way. */
export function numberOf({form, bytes}: Pick<Input, 'form' | 'bytes'>): number {
  let a = 0x811c9dc5 ^ form.length
  let b = 0x9e3779b1 ^ form.charCodeAt(0)
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul((b << 7) ^ (b >>> 25) ^ byte, 0x85ebca6b)
  }
  a = Math.imul(a ^ (a >>> 16) ^ b, 0x7feb352d)
  b = Math.imul(b ^ (b >>> 15) ^ a, 0x846ca68b)
  return 1 + ((a ^ (a >>> 15)) >>> 0) * 2 ** 20 + ((b ^ (b >>> 16)) >>> 12)
}

/**
 * Makes an input and holds it to the laws.
 *
 * @param shrinking whether a case is made small, which takes seconds
 * @param onInput   told of the input
 * @returns the case, where it breaks one
 */
export async function tryInput(
  seed: number,
  index: number,
  {sources, ways}: {sources: Sources; ways: readonly Way[]},
  counts: Counts,
  shrinking: (law: string) => boolean = () => true,
  onInput: (input: Input) => void = () => {},
): Promise<Case | undefined> {
  const input = makeInput(seed, index, sources)
  onInput(input)
  const {kind, form, bytes} = input
  const way = createRandom(seed, -1 - index).pick(ways)
  const count = counts[kind]
  count.inputs++
  count.bytes += bytes.length
  const broken = await brokenBy(input, way)
  if (!broken) return undefined
  count.cases++
  const {law} = broken
  const fails = async (candidate: Uint8Array): Promise<boolean> =>
    (await brokenBy({form, bytes: candidate}, way))?.law === law
  const small = shrinking(law) ? await shrink(bytes, fails) : bytes.subarray(0, 200)
  const text = decode(small)
  return {
    seed,
    index,
    kind,
    form,
    way: way.name,
    law,
    detail: ((await brokenBy({form, bytes: small}, way)) ?? broken).detail.slice(0, 500),
    size: bytes.length,
    text: JSON.stringify(text),
    ...(!text.isWellFormed() && {base64: Buffer.from(small).toString('base64')}),
  }
}

async function brokenBy(
  input: Pick<Input, 'bytes' | 'form'>,
  way: Way,
): Promise<{law: string; detail: string} | undefined> {
  try {
    const {length} = input.bytes
    const start = performance.now()
    await holdToLaws(input, way)
    const most = QUICK_MS + QUICK_MS_PER_BYTE * length
    if (performance.now() - start <= most) return undefined
    // Processor time costs a call, but a busy machine does not change it much.
    const took = await timeOf(input, way)
    if (took <= most) return undefined
    const tenth = {...input, bytes: input.bytes.subarray(0, length / 10)}
    const short = Math.min(await timeOf(tenth, way), await timeOf(tenth, way))
    const long = Math.min(took, await timeOf(input, way), await timeOf(input, way))
    const times = long / Math.max(4, short)
    return times > MOST_TIMES
      ? {
          law: '6: time that is not linear',
          detail: `${Math.round(long)} ms for ${length} bytes, ${times.toFixed(0)} times a tenth of them`,
        }
      : undefined
  } catch (error) {
    if (error instanceof Broken) return {law: error.law, detail: error.message}
    const {message, stack = ''} = await crash(input, way, error as Error)
    const place = /\((?:file:\/\/)?(\S+?):\d+\)/.exec(stack)?.[1] ?? ''
    return {
      law: `8: a crash: ${message.slice(0, 80)}`,
      detail: place.replace(/.*\/(?=src|rules|test|node_modules)/, ''),
    }
  }
}

async function timeOf(input: Pick<Input, 'bytes' | 'form'>, way: Way): Promise<number> {
  const before = process.cpuUsage()
  await holdToLaws(input, way)
  const {user, system} = process.cpuUsage(before)
  return (user + system) / 1000
}

// Bytes that are no UTF-8 cost an error each, and errors cost by their stack: it is asked for where it is wanted.
Error.stackTraceLimit = 0
const STACK = 20

async function crash(input: Pick<Input, 'bytes' | 'form'>, way: Way, first: Error): Promise<Error> {
  Error.stackTraceLimit = STACK
  try {
    await holdToLaws(input, way)
  } catch (error) {
    return error as Error
  } finally {
    Error.stackTraceLimit = 0
  }
  return first
}
