const LETTER = /\p{L}/u

/**
 * Reads percent-encoded bytes that stand inside a word or between words.
 *
 * @param run    bytes in hexadecimal, each behind `%`
 * @param before the character in front
 * @param after  the two characters behind
 * @returns nothing where it is no text, or more likely a percentage
 */
export function decodePercent(run: string, before: string, after: string): string | undefined {
  let text: string
  try {
    text = decodeURIComponent(run)
  } catch {
    return undefined
  }
  if (/[\p{Cc}\p{Co}\p{Cn}]/u.test(text)) return undefined
  // Above ASCII nothing else looks like it; "50%20" is a percentage, "two%20words" is none.
  if (/[^\0-\x7f]/.test(text)) return text
  if (/^[ ,;:'"()!?]+$/.test(text) && (LETTER.test(before) || before === '.' || before === ',') && LETTER.test(after))
    return text
  return undefined
}
