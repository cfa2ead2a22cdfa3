// East Asian wide and full-width characters, and pictures.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/gu
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/gu
const ASTRAL = /[\u{10000}-\u{10ffff}]/gu
const ASCII = /^[ -~]*$/

/**
 * Columns that a text takes on a terminal, near enough to align a table by.
 *
 * @param text without controls
 */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length
  return text.length - count(text, ASTRAL) + count(text, WIDE) - count(text, ZERO)
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
