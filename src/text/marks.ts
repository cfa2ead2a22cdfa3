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
  /** Two stops, commas, semicolons or colons side by side, or equal ones with a space between; … before a stop. Also a double quotation mark twice. */
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
  /** `&` before a letter or `#`. */
  Entity: 1 << 14,
  /** `<` before a letter, `/` or `!`, `=` before a straight quotation mark. */
  Tag: 1 << 15,
  /** `[`, `{`, or `@` behind `(`. */
  Bracket: 1 << 16,
  /** `\\`. */
  Backslash: 1 << 17,
  /** `%` or `=` before two hexadecimal digits, or `=` at the end of the line. */
  EncodedByte: 1 << 18,
  /** `*`, `_`, `#`, `~` or a backtick. */
  Markdown: 1 << 19,
  /** One of `, . ; : ! ?` between a letter or digit and a letter. */
  Glued: 1 << 20,
  /** Two spaces in a row, or one at the end of the line. */
  DoubledSpace: 1 << 21,
  /** Three one-letter ASCII words in a row. */
  LetterSpaced: 1 << 22,
  /** A mark other than an apostrophe in the place of one, or an apostrophe beside a space. */
  OddApostrophe: 1 << 23,
  /** Fullwidth letters and digits, ligatures, spaces of other widths. */
  Compatibility: 1 << 24,
  /** A combining mark U+0300–036F. */
  Combining: 1 << 25,
  /** U+FFFD. */
  Replacement: 1 << 26,
  /** A Greek or Cyrillic letter beside an ASCII one. */
  MixedScript: 1 << 27,
  /** The line ends with a carriage return, alone or before its line feed. */
  CarriageReturn: 1 << 28,
  /** A word that stands twice in a row, whatever is between the two. */
  RepeatedWord: 1 << 29,
  /** A hyphen behind a letter and before a space or the end of the line. */
  HyphenSpace: 1 << 30,
  /** Neighbours above U+007F that would be UTF-8 if they were bytes, three of them for a longer sequence, or one of U+0080–009F. */
  Mojibake: 1 << 31,
} as const
