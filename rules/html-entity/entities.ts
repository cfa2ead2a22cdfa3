import {characterEntities} from 'character-entities'

/** A character written as an entity; places are UTF-16 units. */
export interface Entity {
  start: number
  end: number
  /** What it stands for; nothing for a space beside a space. */
  char: string
}

// Names that are read without their semicolon as well: no word begins like them.
const BARE =
  'nbsp|quot|amp|[lr][sd]quo|[lr]aquo|[mn]dash|hellip|szlig|eacute|[AEIOUaeiou](?:acute|grave|circ|uml)|[ANOano]tilde|[Cc]cedil|[Aa]ring|(?:AE|ae)lig|[Oo]slash'
// `&amp;` before the rest is the mark of a text that was escaped twice.
const ENTITY = new RegExp(
  `&(?:amp;)*(?:#(?:(\\d{1,7})|[xX]([0-9a-fA-F]{1,6}));?|([A-Za-z][A-Za-z0-9]{1,31});|(${BARE}))`,
  'g',
)

const STARTS_BARE = new RegExp(`^(?:${BARE})`)

const NO_BREAK_SPACE = '\u00a0'

/**
 * Finds HTML entities, escaped once or more often.
 *
 * @param text one line
 */
export function findEntities(text: string): Entity[] {
  const found: Entity[] = []
  for (const match of text.matchAll(ENTITY)) {
    const {index: start} = match
    const read = charOf(match)
    if (!read) continue
    const end = start + read.length
    const last = found.at(-1)
    const before = last?.end === start ? last.char || ' ' : (text[start - 1] ?? ' ')
    const char =
      read.char === NO_BREAK_SPACE
        ? spaceBetween(
            text.slice(Math.max(0, start - 12), start) + (last?.end === start ? last.char : ''),
            before,
            text.slice(end, end + 6),
          )
        : read.char
    found.push({start, end, char})
  }
  return found
}

function charOf([whole, decimal, hexadecimal, name, bare]: RegExpMatchArray):
  | {char: string; length: number}
  | undefined {
  const code = decimal ? Number(decimal) : hexadecimal && Number.parseInt(hexadecimal, 16)
  if (code !== undefined && code !== '') return answer(characterOf(code), whole.length)
  if (bare) return answer(characterEntities[bare], whole.length)
  const named = name as string
  if (Object.hasOwn(characterEntities, named)) return answer(characterEntities[named], whole.length)
  // "&nbspIRAS;" is a name without semicolon, and a word.
  const start = STARTS_BARE.exec(named)?.[0]
  return start ? answer(characterEntities[start], whole.length - 1 - named.length + start.length) : undefined
}

function answer(char: string | undefined, length: number): {char: string; length: number} | undefined {
  return char === undefined ? undefined : {char, length}
}

// Numbers 128 to 159 mean windows-1252, as browsers read them; carriage returns go with their line feeds.
function characterOf(code: number): string | undefined {
  if (code === 13) return ''
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252[code - 0x80]?.trim() || undefined
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || (code < 0x20 && code !== 9 && code !== 10))
    return undefined
  return String.fromCodePoint(code)
}

const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

// Editors on the web write `&nbsp;` for any space. It stays unbreakable between a number or an abbreviation and what
// belongs to it, and at French marks.
function spaceBetween(lead: string, before: string, after: string): string {
  if (/\s/.test(before) || after === '' || /^\s/.test(after)) return ''
  return /(?:\d|\b\p{L}{1,4}\.|«)$/u.test(lead) || /^(?:[:;!?»%]|&raquo)/.test(after) ? NO_BREAK_SPACE : ' '
}
