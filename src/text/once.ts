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

/**
 * A value of each object, made when it is first asked for and forgotten with the object: what a rule wants to know of a
 * whole document, say.
 *
 * @param create called once for each object; the result must follow from the object alone
 */
export function oncePer<Key extends object, Value>(create: (key: Key) => Value): (key: Key) => Value {
  const values = new WeakMap<Key, {value: Value}>()
  return (key) => {
    let known = values.get(key)
    if (!known) {
      known = {value: create(key)}
      values.set(key, known)
    }
    return known.value
  }
}
