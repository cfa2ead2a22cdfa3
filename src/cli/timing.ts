import type {Clock} from '../text/timing.ts'

// What takes less is not worth a line.
const LEAST = 0.05

/** Where the time of the run went, as a table whose rows add up to its last. */
export function timingTable({timings}: Clock): string {
  const all = timings()
  const total = all.reduce((sum, [, milliseconds]) => sum + milliseconds, 0)
  const shown = all.filter(([, milliseconds]) => milliseconds >= LEAST)
  const rest = total - shown.reduce((sum, [, milliseconds]) => sum + milliseconds, 0)
  const rows: [string, number][] = [...shown, ['what took less', rest], ['total', total]]
  const row = ([name, milliseconds]: [string, number]): string =>
    `${milliseconds.toFixed(1).padStart(10)} ms ${((milliseconds / total) * 100).toFixed(1).padStart(5)} %  ${name}\n`
  return rows.map(row).join('')
}
