/** A quotation mark of a line that stands in the wrong place or form, and what mends it. Places are UTF-16 units. */
export interface MisplacedQuote {
  /** The stretch to replace, with the space beside the mark. */
  start: number
  end: number
  /** What should stand there. */
  expected: string
}

export interface QuoteReading {
  misplaced: readonly MisplacedQuote[]
  /** Place of an opening mark that nothing closes. */
  open: number | undefined
}

/** Languages that open with “ and close with ”. Others close with “ or open with ”. */
export const CURLY_LANGUAGES: ReadonlySet<string> = new Set('en es pt it nl tr vi id ko zh'.split(' '))

const CLOSES_BEFORE = /^(?:[\s,.;:!?)\]]|$)/
const ENDS_WORD = /[\p{L}\p{N},.;:!?…)\]]/u

/**
 * Reads the curly double quotation marks of a line: opener and closer have to take turns.
 * A mark that breaks the turn is misplaced if its neighbours say so and if turning it makes the whole line come out even.
 *
 * @param text one line
 */
export function readCurlyQuotes(text: string): QuoteReading {
  const misplaced: MisplacedQuote[] = []
  let open: number | undefined
  for (let at = nextQuote(text, 0); at >= 0; at = nextQuote(text, at + 1)) {
    const isOpener = text[at] === '“'
    if (isOpener && open === undefined) open = at
    else if (!isOpener && open !== undefined) open = undefined
    else if (isOpener) {
      const closer = displacedCloser(text, at) ?? closerOfFewWords(text, open as number, at)
      if (!closer) continue
      misplaced.push(closer)
      open = undefined
    } else {
      const opener = displacedOpener(text, at)
      if (!opener) return {misplaced: [], open: openBeforeSpeech(text)}
      misplaced.push(opener)
      open = at
    }
  }
  return open === undefined ? {misplaced, open} : {misplaced: [], open: firstOpen(text)}
}

function nextQuote(text: string, from: number): number {
  for (let index = from; index < text.length; index++) if (text[index] === '“' || text[index] === '”') return index
  return -1
}

function firstOpen(text: string): number | undefined {
  let open: number | undefined
  for (let at = nextQuote(text, 0); at >= 0; at = nextQuote(text, at + 1))
    open = text[at] === '“' ? (open ?? at) : undefined
  return open
}

// An opener that another follows, with words between them that tell who spoke: “The mill, said he, “is old.”
function openBeforeSpeech(text: string): number | undefined {
  let open: number | undefined
  for (let at = nextQuote(text, 0); at >= 0; at = nextQuote(text, at + 1)) {
    if (text[at] === '“' && open !== undefined) {
      const end = speechPlace(text, open)
      if (end !== undefined && end < at) return open
    }
    open = text[at] === '“' ? at : undefined
  }
  return undefined
}

function spaceBefore(text: string, at: number): number {
  let start = at
  while (start > 0 && /[ \t\u00a0]/.test(text[start - 1] as string)) start--
  return start
}

// "Afghanistan “, according", "benefits. “", "a better“ wheel" and "standard, “a spokesperson said".
function displacedCloser(text: string, at: number): MisplacedQuote | undefined {
  const start = spaceBefore(text, at)
  if (start === 0) return undefined
  if (start === at && !ENDS_WORD.test(text[at - 1] as string)) return undefined
  if (CLOSES_BEFORE.test(text.slice(at + 1, at + 2))) return {start, end: at + 1, expected: '”'}
  if (start < at && /[,.!?…]/.test(text[start - 1] as string) && /\p{L}/u.test(text[at + 1] as string))
    return {start, end: at + 1, expected: '” '}
  return undefined
}

// "the “right “answers": a few words between two openers, and nothing that would end a quotation.
function closerOfFewWords(text: string, open: number, at: number): MisplacedQuote | undefined {
  const start = spaceBefore(text, at)
  const inside = text.slice(open + 1, start)
  if (start === at || !/[\p{L}\p{N}]/u.test(text[at + 1] ?? '') || !FEW_WORDS.test(inside)) return undefined
  return {start, end: at + 1, expected: '” '}
}

const FEW_WORDS = /^[\p{L}\p{N}’'-]{1,30}(?: [\p{L}\p{N}’'-]{1,30}){0,3}$/u

// "he said, ”we know”".
function displacedOpener(text: string, at: number): MisplacedQuote | undefined {
  const opensWord = /[\p{L}\p{N}]/u.test(text[at + 1] ?? '')
  const afterSpace = at === 0 || /[\s(]/.test(text[at - 1] as string)
  return opensWord && afterSpace ? {start: at, end: at + 1, expected: '“'} : undefined
}

/**
 * Reads the straight double quotation marks of a line. They open and close by turns; where one stands beside a space,
 * the space tells its side as well.
 *
 * @param text one line
 */
export function readStraightQuotes(text: string): QuoteReading {
  const misplaced: MisplacedQuote[] = []
  let open: number | undefined
  let sure = true
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    const before = text[at - 1] ?? ' '
    const after = text[at + 1] ?? ' '
    // 5'11" and 24" measure.
    if (open === undefined && /[\d′']/.test(before)) continue
    const opens = /[\s([—–-]/.test(before) && !/\s/.test(after)
    const closes = !/\s/.test(before) && /[\s,.;:!?)\]—–-]/.test(after)
    if (open === undefined) {
      if (closes && !opens) sure = false
      open = at
      continue
    }
    const start = spaceBefore(text, at)
    if (
      start < at &&
      start > open + 1 &&
      !/\s/.test(text[open + 1] as string) &&
      (/[,.;:!?]/.test(after) || (at + 1 === text.length && /[,.!?]/.test(text[start - 1] as string)))
    ) {
      misplaced.push({start, end: at + 1, expected: '"'})
    } else if (opens && !closes) sure = false
    open = undefined
  }
  if (open === undefined) return {misplaced: sure ? misplaced : [], open}
  const opensWord = /[\s([—–-]/.test(text[open - 1] ?? ' ') && /[^\s]/.test(text[open + 1] ?? ' ')
  return {misplaced: [], open: sure && opensWord ? open : undefined}
}

/**
 * Whether a line closes, before it opens any, a quotation that an earlier line opened.
 *
 * @param text   one line
 * @param closer `"`, `”` or `’`
 */
export function closesEarlier(text: string, closer: string): boolean {
  if (closer === '"') {
    const first = text.indexOf('"')
    return first > 0 && !/[\s([—–-]/.test(text[first - 1] as string) && /[\s,.;:!?)\]—–-]/.test(text[first + 1] ?? ' ')
  }
  const close = text.search(closer === '’' ? /’(?![\p{L}\p{N}])/u : closer)
  const open = text.indexOf(closer === '’' ? '‘' : closer === '“' ? '„' : '“')
  return close >= 0 && (open < 0 || close < open)
}

/**
 * The mark of another form that closes what a mark opened: “wheel", “wheel'', "wheel”.
 *
 * @param text one line
 * @param at   place of the opening mark
 */
export function closerOfOtherForm(text: string, at: number): {start: number; end: number} | undefined {
  const others = text[at] === '‘' ? OTHER_SINGLES : OTHER_DOUBLES
  const found = others.exec(text.slice(at + 1))
  return found ? {start: at + 1 + found.index, end: at + 1 + found.index + found[0].length} : undefined
}

const OTHER_DOUBLES = /(?=["“”″'])(?<=[\p{L}\p{N},.;:!?…)\]’])(?:["“”″]|'')(?![\p{L}\p{N}])/u
const OTHER_SINGLES = /(?=['‘])(?<=[\p{L}\p{N},.;:!?…)\]])['‘](?![\p{L}\p{N}])/u

// Words that begin with an apostrophe, and decades.
const ELISION =
  /^(?:\d|tis\b|twas\b|twere\b|twill\b|em\b|til\b|till\b|cause\b|bout\b|round\b|neath\b|n\b|ere\b|un\b|e\b|s\b)/i

// In Arabic and Hawaiian words it is a letter: al-‘Aziz, Ko‘olau.
const LETTER_TURNED = /[\p{L}-]‘\p{L}/u

/**
 * Place of an opening single quotation mark that nothing closes.
 *
 * @param text one line
 */
export function openSingleQuote(text: string): number | undefined {
  if (LETTER_TURNED.test(text)) return undefined
  const open: number[] = []
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '‘') {
      const startsWord = at === 0 || /[\s“([—–-]/.test(text[at - 1] as string)
      if (startsWord && /[\p{L}\p{N}]/u.test(text[at + 1] ?? '') && !ELISION.test(text.slice(at + 1, at + 8)))
        open.push(at)
    } else if (char === '’' && !/[\p{L}\p{N}]/u.test(text[at + 1] ?? '')) open.pop()
  }
  return open[0]
}

/**
 * Reads quotations that open low (German, Czech): a closing mark with a space before it is misplaced.
 *
 * @param text one line
 */
export function readLowQuotes(text: string): QuoteReading {
  const misplaced: MisplacedQuote[] = []
  let open: number | undefined
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (char === '„') open ??= at
    else if ((char === '“' || char === '”') && open !== undefined) {
      const start = spaceBefore(text, at)
      if (start < at && start > open + 1 && CLOSES_BEFORE.test(text.slice(at + 1, at + 2)))
        misplaced.push({start, end: at + 1, expected: char})
      open = undefined
    }
  }
  return {misplaced, open}
}

/**
 * Spaces between quotation marks and what they quote. Marks have to take turns as far as the line goes; each has to
 * have a space, a mark or nothing on its outer side.
 *
 * @param text one line
 */
export function spacesInside(text: string): {start: number; end: number}[] {
  const found: {start: number; end: number}[] = []
  let isOpen = false
  const straight = text.match(/"/g)?.length ?? 0
  if (straight % 2 === 1) return []
  for (const {0: mark, index} of text.matchAll(/[“”"]/g)) {
    const opens: boolean = mark === '"' ? !isOpen : mark === '“'
    if (opens === isOpen) return found
    isOpen = opens
    const before = text[index - 1] ?? ' '
    const after = text[index + 1] ?? ' '
    // Inches, and a ditto mark between wide spaces.
    if (mark === '"' && /\d ?$|[′']$/.test(text.slice(Math.max(0, index - 2), index))) return found
    if (/^ {2}/.test(text.slice(index + 1, index + 3)) && before === ' ') return found
    if (opens && after === ' ' && /[\s([—–]/.test(before)) {
      const end = afterSpaces(text, index + 1)
      if (end < text.length && /[\p{L}\p{N}‘’'—…¿¡$]/u.test(text[end] as string)) found.push({start: index + 1, end})
    } else if (!opens && before === ' ' && /[\s.,;:!?)\]—–]/.test(after)) {
      const start = spaceBefore(text, index)
      if (start > 0 && /[\p{L}\p{N}.,!?…—%)]/u.test(text[start - 1] as string)) found.push({start, end: index})
    }
  }
  return found
}

function afterSpaces(text: string, from: number): number {
  let end = from
  while (text[end] === ' ') end++
  return end
}

/** Openers and closers of an odd form, as global regular expressions. */
export interface QuotePattern {
  open: RegExp
  close: RegExp
}

/** What stands before an opening mark and behind it, and around a closing one. */
export const OPENS = {before: '(?<![^\\s(\\[—–“‘"/-])', after: "(?=[\\p{L}\\p{N}‘’'¿¡$…—])"}
export const CLOSES = {before: "(?<=[\\p{L}\\p{N}.,!?…’')%—–*-])", after: "(?![\\p{L}\\p{N}'])"}

/**
 * Quotation marks of an odd form, in order. A closing mark counts where one opened before it: what closes may be
 * something else.
 *
 * @param text one line
 */
export function oddQuotes(text: string, {open, close}: QuotePattern): {start: number; end: number; opens: boolean}[] {
  const at = (match: RegExpExecArray, opens: boolean) => ({
    start: match.index,
    end: match.index + match[0].length,
    opens,
  })
  const openers = [...text.matchAll(open)].map((match) => at(match, true))
  const first = openers[0]
  if (!first) return []
  const closers = [...text.matchAll(close)].map((match) => at(match, false)).filter(({start}) => start > first.start)
  return [...openers, ...closers].sort((a, b) => a.start - b.start)
}

// Words that tell who spoke, behind a quotation.
const SPEECH =
  /^,? ?(?:(?:[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e|[Yy]ou|[Ii]t|\p{Lu}[\p{L}.]+(?: \p{Lu}[\p{L}.]+){0,2}) )?(?:said|says|say|asked|asks|added|adds|replied|cried|answered|whispered|murmured|shouted|exclaimed|observed|remarked|explained|told|wrote|writes|continued|noted|notes|sagte|sagt|fragte|erklärte|dit|répondit|demanda|dijo|dice|respondió|disse|diz|rispose|zei|zegt|powiedział|powiedziała|řekl|řekla|sade|säger|сказал|сказала|говорит)(?![\p{L}\p{N}])/u

/** Whether the words at a place tell who spoke. */
export function isSpeechTag(text: string, at: number): boolean {
  return SPEECH.test(text.slice(at, at + 80))
}

/**
 * Where a quotation that nothing closes most likely ends: before the words that tell who spoke, else with its line,
 * where all of the line since then is one quotation.
 *
 * @param text one line
 * @param at   place of the opening mark
 */
export function likelyEnd(text: string, at: number): number | undefined {
  const speech = speechPlace(text, at)
  if (speech !== undefined) return speech
  const before = text.slice(0, at).trimEnd()
  const end = text.trimEnd().length
  if (/["“”]/.test(text.slice(at + 1, end))) return undefined
  if (before === '' || /[,.!?:—–][”"’)]?$/.test(before)) {
    const source = SOURCE.exec(text.slice(at, end))
    return source ? at + source.index : end
  }
  // Words in the middle of a sentence end with it at the latest; one or two may end anywhere.
  const sentence = SENTENCE.exec(text.slice(at, at + SPEECH_REACH))
  if (sentence && (sentence[0].endsWith('?') || sentence[0].split(' ').length >= MIN_PHRASE))
    return at + sentence[0].length
  // A title at the end of a line that is no sentence.
  return /[\p{L}\p{N}]/u.test(text[end - 1] ?? '') && TITLE.test(text.slice(at + 1, end)) ? end : undefined
}

// Where the words begin that tell who spoke, with no other mark before them.
function speechPlace(text: string, at: number): number | undefined {
  const rest = text.slice(at + 1, at + SPEECH_REACH)
  const next = rest.search(/["“”]/)
  for (const {0: mark, index} of (next < 0 ? rest : rest.slice(0, next)).matchAll(/[,!?](?= )/g)) {
    const place = at + 1 + index + mark.length
    if (isSpeechTag(text, place)) return place
  }
  return undefined
}

const SENTENCE = /^[^.!?]{2,300}[.!?](?= \p{Lu})/u
const MIN_PHRASE = 6
const SPEECH_REACH = 2000
// "… done. —The Miller".
const SOURCE = / [—–-]{1,2} ?(?:via )?\p{Lu}[\p{L}.]*(?: [\p{L}.]+){0,5}$/u
const TITLE = /^\p{Lu}\S*(?: (?:\p{Lu}\S*|\p{Ll}{1,4})){0,9}$/u
