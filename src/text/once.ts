/**
 * A value that is made when it is first asked for.
 *
 * @param create called once; never gives undefined
 */
export function once<Value>(create: () => Value): () => Value {
  let value: Value | undefined
  return () => {
    value ??= create()
    return value
  }
}

/** Where an object keeps what is worked out about it. */
export const KNOWN = Symbol('known')

interface Known {
  get(key: object): unknown
  set(key: object, value: unknown): unknown
}

/**
 * A value of each object, made when it is first asked for and forgotten with the object: what a rule wants to know of a
 * whole document, say.
 *
 * @param create called once for each object; the result must follow from the object alone
 */
export function oncePer<Key extends object & {readonly [KNOWN]?: Known}, Value>(
  create: (key: Key) => Value,
): (key: Key) => Value {
  const values = new WeakMap<object, unknown>()
  return (key) => {
    // Small collections of garbage leave what a WeakMap holds, and so all that it refers to: documents with their lines.
    const own = key[KNOWN]
    const store: Known = own ?? values
    const name = own ? create : key
    let known = store.get(name) as {value: Value} | undefined
    if (!known) {
      known = {value: create(key)}
      store.set(name, known)
    }
    return known.value
  }
}

/**
 * A value of each text, made when it is first asked for and kept as long as the function.
 *
 * @param create called once for each text; never gives undefined
 */
export function oncePerText<Value>(create: (text: string) => Value): (text: string) => Value {
  const values = new Map<string, Value>()
  return (text) => {
    let value = values.get(text)
    if (value === undefined) {
      value = create(text)
      values.set(text, value)
    }
    return value
  }
}
