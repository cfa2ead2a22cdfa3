/**
 * Makes a case smaller while it still fails: leaves out stretches, then puts plain letters in the place of bytes.
 *
 * @param bytes   fails
 * @param fails   whether bytes still fail in the same way
 * @param seconds after which what was reached is good enough
 */
export async function shrink(
  bytes: Uint8Array,
  fails: (bytes: Uint8Array) => Promise<boolean>,
  seconds = 8,
): Promise<Uint8Array> {
  const end = performance.now() + seconds * 1000
  let best = bytes
  const attempt = async (candidate: Uint8Array): Promise<boolean> => {
    if (performance.now() > end || !(await fails(candidate))) return false
    best = candidate
    return true
  }
  for (let size = best.length >> 1; size >= 1 && performance.now() < end; ) {
    let smaller = false
    for (let at = 0; at < best.length && performance.now() < end; )
      if (await attempt(Buffer.concat([best.subarray(0, at), best.subarray(at + size)]))) smaller = true
      else at += size
    if (!smaller || size > 1) size >>= 1
  }
  for (let at = 0; at < best.length && performance.now() < end; at++) {
    if (best[at] === 97) continue
    const candidate = Uint8Array.from(best)
    candidate[at] = 97
    await attempt(candidate)
  }
  return best
}
