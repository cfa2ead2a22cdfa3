/** A word in letters of two scripts; places are UTF-16 units. */
export interface Lookalike {
  start: number
  end: number
  word: string
  expected: string
  /** The script whose letters are out of place. */
  script: 'Cyrillic' | 'Greek' | 'Latin'
  /** Whether the rest of the line is in the script that the word becomes. */
  isSure: boolean
}

// Letters that look alike in nearly every font, Latin below.
const CYRILLIC = 'аеорсухіјѕԛԝһАВЕКМНОРСТУХІЈЅԚԜҺ'
const FROM_CYRILLIC = 'aeopcyxijsqwhABEKMHOPCTYXIJSQWH'
const GREEK = 'οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'
const FROM_GREEK = 'oABEZHIKMNOPTYX'

const TO_LATIN = new Map(
  [...(CYRILLIC + GREEK)].map((char, index) => [char, (FROM_CYRILLIC + FROM_GREEK)[index] as string]),
)
const mapTo = (from: string, to: string): ReadonlyMap<string, string> =>
  new Map([...from].map((char, index) => [char, to[index] as string]))
const TO_CYRILLIC = mapTo(FROM_CYRILLIC, CYRILLIC)
const TO_GREEK = mapTo(FROM_GREEK, GREEK)

const WORD = /[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{M}]{3,60}/gu
const LATINS = /\p{sc=Latin}/gu
const ALIENS = /[\p{sc=Cyrillic}\p{sc=Greek}]/gu
const LATIN = /\p{sc=Latin}/u
const ALIEN = /[\p{sc=Cyrillic}\p{sc=Greek}]/u
const IS_GREEK = /\p{sc=Greek}/u

/**
 * Finds words that one script can spell but two do.
 *
 * @param text one line
 */
export function findLookalikes(text: string): Lookalike[] {
  const isLatin = (text.match(LATINS)?.length ?? 0) > (text.match(ALIENS)?.length ?? 0) * 2
  const isAlien = (text.match(ALIENS)?.length ?? 0) > (text.match(LATINS)?.length ?? 0) * 2
  const found: Lookalike[] = []
  for (const {0: word, index} of text.matchAll(WORD)) {
    const letters = [...word]
    const alien = letters.filter((char) => ALIEN.test(char))
    const latin = letters.filter((char) => LATIN.test(char))
    if (alien.length === 0 || latin.length === 0) continue
    const isGreek = alien.some((char) => IS_GREEK.test(char))
    if (isGreek && !alien.every((char) => IS_GREEK.test(char))) continue
    const back = isGreek ? TO_GREEK : TO_CYRILLIC
    const canBeLatin = alien.every((char) => TO_LATIN.has(char))
    const canBeAlien = alien.length > latin.length && latin.every((char) => back.has(char))
    if (!canBeLatin && !canBeAlien) continue
    // Where both will do, the script of the line tells.
    const toLatin = canBeLatin && (!canBeAlien || isLatin || (!isAlien && latin.length >= alien.length))
    const table = toLatin ? TO_LATIN : back
    found.push({
      start: index,
      end: index + word.length,
      word,
      expected: letters.map((char) => table.get(char) ?? char).join(''),
      script: toLatin ? (isGreek ? 'Greek' : 'Cyrillic') : 'Latin',
      isSure: toLatin ? isLatin : isAlien,
    })
  }
  return found
}
