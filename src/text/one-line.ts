/**
 * A message on one line, cut where it is too long. It quotes what may hold anything; halves of surrogate pairs strict
 * readers of JSON refuse.
 *
 * @param message any string
 * @param most    UTF-16 units that it may have
 */
export function inOneLine(message: string, most: number): string {
  const line = /[\n\v\f\r\x85\u2028\u2029]/.test(message)
    ? message.replace(/[\n\v\f\r\x85\u2028\u2029]+/g, ' ')
    : message
  const short = line.length > most ? `${line.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : line
  return short.toWellFormed()
}
