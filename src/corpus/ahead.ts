/**
 * Reads ahead of whoever takes the values, so that work which began with them goes on meanwhile. Values come in order.
 *
 * @param source what to read; an error of it comes after the values before it
 * @param weigh  the weight of a value
 * @param limit  most weight that waits; with 0 nothing is read ahead
 */
export async function* readAhead<Value>(
  source: AsyncIterable<Value> | Iterable<Value>,
  weigh: (value: Value) => number,
  limit: number,
): AsyncGenerator<Value> {
  const waiting: Value[] = []
  let weight = 0
  let failure: {error: unknown} | undefined
  try {
    for await (const value of source) {
      waiting.push(value)
      weight += weigh(value)
      while (weight > limit && waiting.length > 0) {
        const first = waiting.shift() as Value
        weight -= weigh(first)
        yield first
      }
    }
  } catch (error) {
    failure = {error}
  }
  yield* waiting
  if (failure) throw failure.error
}
