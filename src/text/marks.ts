/**
 * Presence bits of a line: what the scan saw in it. A rule that looks at characters names the bits it needs
 * and is called only for lines that carry one of them.
 */
export const Mark = {
  /** A byte above 0x7F. */
  NonAscii: 1 << 0,
  /** A byte sequence that is not UTF-8. */
  Invalid: 1 << 1,
  /** U+00A0, U+202F or U+2007. */
  NoBreakSpace: 1 << 2,
  /** Controls, soft hyphens, zero-width and bidi characters, byte order marks inside the text. */
  Invisible: 1 << 3,
  /** A space before `, . ; : ! ?`. */
  SpaceBeforePunctuation: 1 << 4,
  /** Two equal stops, commas, semicolons or colons side by side or with a space between. */
  DoubledPunctuation: 1 << 5,
  /** A full stop after a word of three or more bytes, a space, and a lower-case ASCII letter. */
  LowerAfterStop: 1 << 6,
  /** Quotation marks that do not pair up within the line. */
  UnbalancedQuote: 1 << 7,
  /** A quotation mark that leans to the wrong side: an opener before a space or mark, a closer after a space. */
  LeaningQuote: 1 << 8,
  /** The first and the last visible characters are quotation marks. */
  Quoted: 1 << 9,
  /** Word pairs that recur within the line at a rate that prose does not reach. */
  Repetitive: 1 << 10,
  /** Any double quotation mark. */
  Quote: 1 << 11,
  /** At least one character that is not white space. */
  Visible: 1 << 12,
  /** Many words with hardly a mark between them. */
  Unpunctuated: 1 << 13,
} as const
