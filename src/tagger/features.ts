import {
  besideStretch,
  bestStretch,
  distanceBack,
  distanceOn,
  logByte,
  type Numbers,
  runLength,
  scoreByte,
  shareByte,
  shifted,
  sumsOf,
  windowMean,
  ZERO,
} from './columns.ts'
import {Kind, type Lines} from './read.ts'

/** Features of all lines of a text: columns of one byte a line, one behind the other. */
export interface Table {
  lines: Lines
  columns: Uint8Array
  /** Column to be filled next. */
  next: number
  // What many columns are made of.
  prose: Uint8Array
  short: Uint8Array
  form: Uint16Array
  weights: Float32Array
  mean: Float32Array
}

const PROSE_WORDS = 8
const LONG_WORDS = 30
const SHORT_WORDS = 7
const FORMS = 4096

function add(table: Table): Uint8Array {
  const {count} = table.lines
  const start = table.next++ * count
  return table.columns.subarray(start, start + count)
}

/** Columns of `addShape` and `addWords`. */
export const WIDTH = 69

/** @param lines from `readLines` */
export function createTable(lines: Lines): Table {
  const {count, words, last, first, digits, indent, gap, special, commas} = lines
  const prose = new Uint8Array(count)
  const short = new Uint8Array(count)
  const form = new Uint16Array(count)
  const weights = new Float32Array(count)
  for (let line = 0; line < count; line++) {
    const size = words[line] as number
    const ends = last[line] === Kind.Stop || last[line] === Kind.Question
    prose[line] = size >= LONG_WORDS || (size >= PROSE_WORDS && ends) ? 1 : 0
    short[line] = size <= SHORT_WORDS && !ends ? 1 : 0
    weights[line] = Math.sqrt(Math.min(size, 100) + 0.5)
    const bits =
      (size < 5 ? size : size < 9 ? 5 : size < 20 ? 6 : 7) |
      ((last[line] as number) << 3) |
      ((digits[line] ? 1 : 0) << 7) |
      (((first[line] as number) & 7) << 8) |
      ((indent[line] ? 1 : 0) << 11)
    form[line] =
      (bits ^ ((gap[line] ? 1 : 0) * 0x5a5) ^ ((special[line] as number) * 37) ^ ((commas[line] ? 1 : 0) * 0x911)) &
      (FORMS - 1)
  }
  return {
    lines,
    columns: new Uint8Array(count * WIDTH),
    next: 0,
    prose,
    short,
    form,
    weights,
    mean: new Float32Array(count),
  }
}

function logs(table: Table, counts: Numbers): Uint8Array {
  const out = add(table)
  for (let line = 0; line < out.length; line++) out[line] = logByte(counts[line] as number)
  return out
}

function shares(table: Table, parts: Numbers, wholes: Numbers): Uint8Array {
  const out = add(table)
  for (let line = 0; line < out.length; line++) out[line] = shareByte(parts[line] as number, wholes[line] as number)
  return out
}

function copy(table: Table, values: Uint8Array): Uint8Array {
  const out = add(table)
  out.set(values)
  return out
}

function neighbours(table: Table, values: Uint8Array, edge: number, places: readonly number[]): void {
  for (const place of places) shifted(values, place, edge, add(table))
}

function logMeans(table: Table, sums: Float64Array, radii: readonly number[], factor: number): void {
  for (const radius of radii) {
    windowMean(sums, radius, table.mean)
    const out = add(table)
    for (let line = 0; line < out.length; line++) out[line] = logByte(Math.round((table.mean[line] as number) * factor))
  }
}

function scoreMeans(table: Table, sums: Float64Array, radii: readonly number[]): void {
  for (const radius of radii) {
    windowMean(sums, radius, table.mean)
    const out = add(table)
    for (let line = 0; line < out.length; line++) out[line] = scoreByte(table.mean[line] as number)
  }
}

/** What a line looks like, where it stands and what stands around it. */
export function addShape(table: Table): void {
  const {lines, prose, short} = table
  const {count, words, bytes, read, readWords, letters, last, first} = lines
  const size = logs(table, words)
  logs(table, bytes)
  const wordLength = add(table)
  for (let line = 0; line < count; line++)
    wordLength[line] = Math.min(255, (16 * (letters[line] as number)) / ((readWords[line] as number) + 1))
  shares(table, lines.upper, letters)
  const capitals = shares(table, lines.capitals, readWords)
  shares(table, lines.smalls, readWords)
  const digits = shares(table, lines.digits, read)
  shares(table, lines.marks, read)
  logs(table, lines.commas)
  logs(table, lines.stops)
  logs(table, lines.cells)
  copy(table, first)
  const end = copy(table, last)
  copy(table, lines.special)
  copy(table, lines.indent)
  copy(table, lines.gap)
  shifted(lines.gap, 1, 9, add(table))
  copy(table, lines.phrase)
  neighbours(table, size, 0, [-1, 1, -2, 2, -3, 3])
  neighbours(table, end, 0, [-1, 1])
  neighbours(table, capitals, 0, [-1, 1])
  neighbours(table, digits, 0, [-1, 1])
  addRepeats(table)
  addTopic(table)
  addPlace(table)
  addBlocks(table)
  distanceBack(prose, add(table))
  distanceOn(prose, add(table))
  runLength(short, add(table))
  runLength(prose, add(table))
  const proseWords = new Float32Array(count)
  for (let line = 0; line < count; line++) proseWords[line] = prose[line] ? Math.min(words[line] as number, 100) : 0
  const sums = sumsOf(proseWords)
  logMeans(table, sums, [3, 8, 25], 16)
  logMeans(table, sumsOf(words), [2, 5, 15], 16)
  const stretch = new Float32Array(count)
  for (let line = 0; line < count; line++) stretch[line] = prose[line] ? Math.min(words[line] as number, 60) : -10
  besideStretch(bestStretch(stretch), add(table))
  const all = sums[count] as number
  const before = add(table)
  for (let line = 0; line < count; line++) before[line] = shareByte(sums[line] as number, all)
  addForms(table)
  const sameSize = add(table)
  for (let line = 0; line < count; line++) {
    let same = 0
    for (let place = Math.max(0, line - 4); place <= line + 4 && place < count; place++)
      if (Math.abs((size[place] as number) - (size[line] as number)) <= 8 && last[place] === last[line]) same++
    sameSize[line] = same
  }
}

// How often a line stands in the text, and which of the copies it is.
function addRepeats(table: Table): void {
  const {count, key} = table.lines
  let size = 16
  while (size < count * 2) size *= 2
  const heads = new Int32Array(size).fill(-1)
  const heading = new Int32Array(count)
  const copies = new Uint16Array(count)
  const number = add(table)
  for (let line = 0; line < count; line++) {
    let slot = (Math.imul(key[line] as number, 0x9e3779b1) >>> 7) & (size - 1)
    while (heads[slot] !== -1 && key[heads[slot] as number] !== key[line]) slot = (slot + 1) & (size - 1)
    if (heads[slot] === -1) heads[slot] = line
    const head = heads[slot] as number
    heading[line] = head
    number[line] = Math.min(255, copies[head] as number)
    copies[head] = Math.min(65535, (copies[head] as number) + 1)
  }
  const out = add(table)
  for (let line = 0; line < count; line++) out[line] = logByte(copies[heading[line] as number] as number)
}

const TERMS = 1 << 14

// Which of a line's words are those of the title, of the prose, of many lines.
function addTopic(table: Table): void {
  const {lines, prose} = table
  const {count, terms, termStarts} = lines
  const frequency = new Uint8Array(TERMS)
  const inProse = new Uint8Array(TERMS)
  const inTitle = new Uint8Array(TERMS)
  for (let line = 0; line < count; line++) {
    const isProse = prose[line] === 1
    for (let term = termStarts[line] as number; term < (termStarts[line + 1] as number); term++) {
      const slot = ((terms[term] as number) >>> 11) & (TERMS - 1)
      if ((frequency[slot] as number) < 255) frequency[slot] = (frequency[slot] as number) + 1
      if (isProse && (inProse[slot] as number) < 255) inProse[slot] = (inProse[slot] as number) + 1
      if (line === 0) inTitle[slot] = 1
    }
  }
  const ofProse = add(table)
  const ofTitle = add(table)
  const usual = add(table)
  for (let line = 0; line < count; line++) {
    const from = termStarts[line] as number
    const to = termStarts[line + 1] as number
    let known = 0
    let titled = 0
    let seen = 0
    const own = prose[line] as number
    for (let term = from; term < to; term++) {
      const slot = ((terms[term] as number) >>> 11) & (TERMS - 1)
      if ((inProse[slot] as number) > own) known++
      titled += inTitle[slot] as number
      seen += frequency[slot] as number
    }
    ofProse[line] = shareByte(known, to - from)
    ofTitle[line] = shareByte(titled, to - from)
    usual[line] = to > from ? logByte(Math.round((4 * seen) / (to - from))) : 0
  }
}

function addPlace(table: Table): void {
  const {count, bytes} = table.lines
  const sums = sumsOf(bytes)
  const total = sums[count] as number
  const start = add(table)
  const end = add(table)
  const part = add(table)
  const byteShare = add(table)
  for (let line = 0; line < count; line++) {
    start[line] = logByte(line)
    end[line] = logByte(count - 1 - line)
    part[line] = shareByte(line, count)
    byteShare[line] = shareByte(sums[line] as number, total)
  }
}

// Lines between blank ones.
function addBlocks(table: Table): void {
  const {count, gap, words} = table.lines
  const size = add(table)
  const text = add(table)
  const place = add(table)
  for (let first = 0; first < count; ) {
    let end = first + 1
    let sum = words[first] as number
    while (end < count && gap[end] === 0) sum += words[end++] as number
    size.fill(logByte(end - first), first, end)
    text.fill(logByte(sum), first, end)
    for (let line = first; line < end; line++) place[line] = logByte(line - first)
    first = end
  }
}

// How many lines of the text look alike.
function addForms(table: Table): void {
  const {form} = table
  const counts = new Uint32Array(FORMS)
  for (const one of form) counts[one] = (counts[one] as number) + 1
  const out = add(table)
  for (let line = 0; line < form.length; line++) out[line] = logByte(counts[form[line] as number] as number)
}

/** What the words of a line mean, and those of the lines around. */
export function addWords(table: Table, scores: Float32Array): void {
  const {lines, weights} = table
  const {count} = lines
  const own = add(table)
  for (let line = 0; line < count; line++) own[line] = scoreByte(scores[line] as number)
  neighbours(table, own, ZERO, [-1, 1, -2, 2])
  const sums = sumsOf(scores)
  scoreMeans(table, sums, [1, 3, 8, 25])
  const heavy = sumsOf(scores, weights)
  const weight = sumsOf(weights)
  for (const [back, on] of [
    [10, 0],
    [0, 10],
    [30, 30],
  ] as const) {
    const out = add(table)
    for (let line = 0; line < count; line++) {
      const from = Math.max(0, line - back)
      const to = Math.min(count, line + on + 1)
      out[line] = scoreByte(
        ((heavy[to] as number) - (heavy[from] as number)) / ((weight[to] as number) - (weight[from] as number)),
      )
    }
  }
  const mean = (heavy[count] as number) / (weight[count] as number)
  const pull = new Float32Array(count)
  for (let line = 0; line < count; line++) pull[line] = (weights[line] as number) * ((scores[line] as number) - mean)
  besideStretch(bestStretch(pull), add(table))
}
