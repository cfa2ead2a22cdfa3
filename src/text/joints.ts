import type {Document} from './document.ts'
import {once, oncePer} from './once.ts'
import {AGENCIES} from './vocabulary.ts'

/** What stands above or around a text on a page, where the text follows without a break. Each ends where it is joined. */
const PATTERNS: readonly RegExp[] = [
  // "By Jane DoeThe mayor"; McDonald, MacArthur and van Dyke are one name.
  /^\s*(?:By|(?:Words|Story|Text|Report|Written|Posted|Reported) by|Von|Par|Por|Di|Door|Av|Af|Autore?|Auteur|Autora)(?::|\s)\s*(?:(?:\p{Lu}[\p{L}.’'-]*[,|]?|and|und|et|y|e|och|og|for|in|of|at|de|del|della|di|da|dos|van|von|der|den|bin|al|el|la|le)\s+){1,8}(?:Ma?c|D[ei]|L[ae]|Van|Von|Fitz|[OD]['’])?(?!(?:Mac|Van|Von|Fitz)\p{Lu})(?:\p{Lu}\p{Ll}+-)?\p{Lu}\p{Ll}{2,}(?=\p{Lu}\p{Ll}*(?:['’]\p{Ll}+)?[\s,])/u,
  // "12 May 2020The", "May 12, 2020The", "2020-05-12The"
  /^.{0,80}?(?<![\p{L}\p{N}])(?:\d{1,2}(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?\p{L}{3,10}\.?,?\s+(?:de\s+)?(?:19|20)\d\d|\p{Lu}\p{Ll}{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d\d[./-]\d\d)(?=\p{Lu}\p{Ll}*(?:['’]\p{Ll}+)?[\s,])/u,
  // "10:30 GMTThe", "2 hours agoThe", "5 min readThe"
  /^.{0,80}?(?<![\p{L}\p{N}:.])(?:(?:[01]?\d|2[0-3])[:h][0-5]\d(?::[0-5]\d)?(?:\s?(?:[AaPp]\.?[Mm]\.?|GMT|UTC|[ECMPB][SD]?T|CES?T|IST|Uhr))?|\d{1,2}\s+(?:mins?|minutes?|hours?|days?|weeks?|months?|years?)\s+ago|\d{1,2}[ -]min(?:ute)?s?\s+read)(?=\p{Lu}\p{Ll}+(?:['’]\p{Ll}+)?[\s,])/u,
  // "Jane DoeUpdated 12 May", "Storm hits coastPublished: 10:30"
  /^.{0,100}?(?:\p{Ll}{2}|[.!?”"’)])(?=(?:Published|(?:Last )?[Uu]pdated|Posted|Modified|Veröffentlicht|Aktualisiert|Publié|Mis à jour|Publicado|Actualizado|Atualizado|Pubblicato|Aggiornato|Gepubliceerd|Bijgewerkt|Opublikowano|Zaktualizowano|Publicerad|Uppdaterad|Publikováno|Опубликовано|Обновлено):?\s+(?:(?:on|at|le|el|il|am|op)\s+)?(?:\p{Lu}\p{Ll}{2,8}\.?,?\s+){0,2}\d)/u,
]

// A place belongs to the sentence behind it.
const PLACES: readonly RegExp[] = [
  // "(CNN)The", "LONDON (AP)The"
  /^\s*(?:\p{Lu}[\p{L}., ’'-]{1,50}?\s)?\(\p{Lu}{2,}[\p{L} ]{0,20}\)(?=\p{Lu}\p{Ll}*(?:['’]\p{Ll}+)?[\s,])/u,
  // "LONDONThe"
  /^\s*\p{Lu}{4,}(?:[ ,]+\p{Lu}{2,}){0,2}(?=(?:The|This|That|There|When|While|After|Der|Die|Das|Les?|Une?|El|Las?|Los|Il|Het|Um|Uma)\s)/u,
]

// "Getty Images", "iStockPhoto" are names as a whole, "APIs" are none.
const NO_TEXT = '(?!Images|Photos?|Stock|News|Press|Agency|Wire|Connect|Creative|Contributor|Handout|Pool|Archive)'

const agencyPattern = once(() => {
  const names = AGENCIES.filter((name) => /^\p{Lu}.*\p{L}$/u.test(name) && name.length > 1)
  const of = (some: readonly string[]): string =>
    some
      .map((name) => name.replace(/[.]/g, '\\.'))
      .sort((a, b) => b.length - a.length)
      .join('|')
  const initials = of(names.filter((name) => !/\p{Ll}/u.test(name)))
  const spelt = of(names.filter((name) => /\p{Ll}/u.test(name)))
  return new RegExp(
    `^(?:[^\\p{Ll}]{0,40}?(?<!\\p{L})(?:${initials})|.{0,80}?(?<!\\p{L})(?:${spelt}))(?=${NO_TEXT}\\p{Lu}\\p{Ll}{2,}[\\s,])`,
    'u',
  )
})

/** A place where what stood above a text was joined to it. */
export interface JointPlace {
  /** UTF-16 place in the text. */
  at: number
  /** What is missing there. */
  expected: '\n' | ' '
}

/** UTF-16 units of a line that a byline and what was glued to it take. */
const REACH = 200
// A letter, digit or bracket and a capital; few lines have them. Ranges are far quicker than classes of Unicode.
const LOWER = 'a-zß-öø-ÿąćčďęěğıłńňřśşšťůźżžа-яё'
const UPPER = 'A-ZÀ-ÖØ-ÞĆČĎĘĚĞİŁŃŇŘŚŞŠŤŮŹŻŽА-ЯЁ'
// The capital comes first, as what is before it is on every side.
const CANDIDATE = new RegExp(`(?=[${UPPER}])(?<=[${LOWER}0-9)”"’.!?A-Z])[${UPPER}][${LOWER}\\s]`)
const CAMEL = new RegExp(`(?=[${UPPER}])(?<=[${LOWER}])[${UPPER}](?=[${LOWER}\\s])`, 'g')

/** What stands before a capital inside a word: a letter, digit, closing mark or stop, or just a lower-case letter. */
export const Joint = {Any: 1, Camel: 2} as const
const BEFORE = new Uint8Array(256)
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789)".!?') BEFORE[char.charCodeAt(0)] = Joint.Any
for (const char of 'abcdefghijklmnopqrstuvwxyz') BEFORE[char.charCodeAt(0)] = Joint.Any | Joint.Camel

/**
 * Which of `Joint` a line may have, without decoding it: what it does not say is not there.
 *
 * @param index of a line
 */
export function jointsOf({bytes, scan}: Document, index: number): number {
  const start = scan.starts[index] as number
  const last = (scan.ends[index] as number) - 1
  let found = 0
  for (let at = start + 1; at < last && found < (Joint.Any | Joint.Camel); at++) {
    const byte = bytes[at] as number
    if (CAPITAL[byte] === 0 || (byte > 0x5a && !isWideCapital(byte, bytes[at + 1] as number))) continue
    const next = bytes[byte <= 0x5a ? at + 1 : at + 2] ?? 0
    if (next <= 0x20 || next >= 0x80 || (next >= 0x61 && next <= 0x7a))
      found |= BEFORE[bytes[at - 1] as number] || beforeWide(bytes, at)
  }
  return found
}

// Bytes that capitals begin with.
const CAPITAL = new Uint8Array(256).fill(1, 0x41, 0x5b)
for (const lead of [0xc3, 0xc4, 0xc5, 0xd0]) CAPITAL[lead] = 1

// À to Þ, all of Latin Extended-A, Ѐ to Я.
function isWideCapital(lead: number, second: number): boolean {
  return lead === 0xc3 ? second < 0x9f : lead <= 0xc5 || (lead === 0xd0 && second < 0xb0)
}

// Of a character above U+007F that ends at a place: letters of two bytes, ’ and ”.
function beforeWide(bytes: Uint8Array, at: number): number {
  const lead = bytes[at - 2] ?? 0
  if (lead >= 0xc3 && lead <= 0xd1) return Joint.Any | Joint.Camel
  const byte = bytes[at - 1]
  return lead === 0x80 && (byte === 0x99 || byte === 0x9d) ? Joint.Any : 0
}

// Titles stand at the top, with standfirst, picture and byline.
const TOP_LINES = 8

/** The first lines that are not blank, with what `jointsOf` says of them. */
export const topJoints = oncePer((document: Document): readonly {index: number; joints: number}[] => {
  const lines = []
  for (let index = 0; index < document.lineCount && lines.length < TOP_LINES; index++)
    if (!document.isBlank(index)) lines.push({index, joints: jointsOf(document, index)})
  return lines
})

/** Where a capital stands behind a lower-case letter, UTF-16 units. */
export function* camelPlaces(text: string): Generator<number> {
  for (const {index} of text.matchAll(CAMEL)) yield index
}

/**
 * Where the byline, date, agency or place ends that a line was glued to.
 *
 * @param line one of the first of its text
 */
export function findJoint(line: string): JointPlace | undefined {
  const text = line.slice(0, REACH)
  if (!CANDIDATE.test(text)) return undefined
  const place = endOf(PLACES, text)
  if (place !== undefined) return {at: place, expected: ' '}
  const at = endOf(PATTERNS, text) ?? endOf([agencyPattern()], text)
  return at === undefined ? undefined : {at, expected: '\n'}
}

function endOf(patterns: readonly RegExp[], text: string): number | undefined {
  for (const pattern of patterns) {
    const match = pattern.exec(text)
    if (match) return match[0].length
  }
  return undefined
}
