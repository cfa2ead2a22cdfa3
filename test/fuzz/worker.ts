import {loadSources} from './inputs.ts'
import {createWays} from './laws.ts'
import type {Reply, Task} from './main.ts'
import {createCounts, numberOf, tryInput} from './trial.ts'

/** A process that tries the inputs of its tasks. */

/** Cases that fail in the same way, of which each is made small. */
const SAME = 3
const BEAT_MS = 200

const send = (reply: Reply): void => void process.send?.(reply)
const using = {sources: loadSources(), ways: await createWays()}
const known = new Map<string, number>()
// What lies in its folder goes with it.
process.once('SIGTERM', () => process.exit())
process.on('message', async ({seed, from, count, careful}: Task) => {
  const counts = createCounts()
  const numbers: number[] = []
  let last = 0
  for (let index = from; index < from + count; index++) {
    if (careful || performance.now() - last > BEAT_MS) {
      send({at: index})
      last = performance.now()
    }
    const isNew = (law: string): boolean => {
      known.set(law, (known.get(law) ?? 0) + 1)
      return (known.get(law) as number) <= SAME
    }
    const found = await tryInput(seed, index, using, counts, isNew, (input) => numbers.push(numberOf(input)))
    if (found) send({found})
  }
  send({counts, numbers})
})
send({counts: createCounts(), numbers: []})
