/** A single-byte code page that UTF-8 is mistaken for. */
export interface CodePage {
  name: string
  /** Characters of the bytes 0x80 to 0xFF; a space where a byte has none. */
  characters: string
}

// In the order of how often they are seen; those of DOS and Mac OS have a character for every byte.
export const CODE_PAGES: readonly CodePage[] = [
  {
    name: 'windows-1252',
    characters:
      '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ' +
      '\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿' +
      'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß' +
      'àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ',
  },
  {
    name: 'windows-1250',
    characters:
      '€ ‚ „…†‡ ‰Š‹ŚŤŽŹ ‘’“”•–— ™š›śťžź' +
      '\u00a0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00ad®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż' +
      'ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß' +
      'ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙',
  },
  {
    name: 'windows-1251',
    characters:
      'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–— ™љ›њќћџ' +
      '\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї' +
      'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ' +
      'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  },
  {
    name: 'ISO-8859-2',
    characters:
      '                                ' +
      '\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ°ą˛ł´ľśˇ¸šşťź˝žż' +
      'ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß' +
      'ŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙',
  },
  {
    name: 'Mac Roman',
    characters:
      'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü' +
      '†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø' +
      '¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ' +
      '‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ',
  },
  {
    name: 'code page 437',
    characters:
      'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ' +
      'áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
      '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
      'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  },
]

const SIZE = 0x2600
// Characters of code pages beyond that, with the page in the low bits.
const laterBytes = new Map<number, number>()
const roles = new Uint16Array(SIZE)
const longLeads = new Uint16Array(SIZE)
const byteTables = CODE_PAGES.map(bytesOf)

// Bytes by character, 0 where the code page does not have it. A byte without a character was shown as a control; latin-1
// shows them all so and is taken together with windows-1252, which has the rest in common with it.
function bytesOf({characters}: CodePage, page: number): Uint8Array {
  const bytes = new Uint8Array(SIZE)
  const put = (char: number, byte: number): void => {
    bytes[char] = byte
    const role = byte < 0xc0 ? 0x100 << page : byte >= 0xc2 && byte <= 0xf4 ? 1 << page : 0
    roles[char] = (roles[char] as number) | role
    if (byte < 0xe0 || byte > 0xf4 || page === 0) return
    const mayLose = byte === 0xe0 || (byte >= 0xf0 && page === 1) ? 0x100 << page : 0
    longLeads[char] = (longLeads[char] as number) | (1 << page) | mayLose
  }
  for (let byte = 0x80; byte < 0x100; byte++) {
    const char = characters.charCodeAt(byte - 0x80)
    if (char >= SIZE) laterBytes.set((char << 3) | page, byte)
    else if (char !== 0x20) put(char, byte)
    if (byte < 0xa0 && (char === 0x20 || page === 0)) put(byte, byte)
  }
  return bytes
}

/**
 * What a character would be as a byte of UTF-8 that was misread, one bit for each code page: in the low byte where it
 * would begin a sequence, in the high byte where it would continue one.
 *
 * @param codePoint above U+007F
 */
export function rolesOf(codePoint: number): number {
  return codePoint < SIZE ? (roles[codePoint] as number) : 0
}

/**
 * In which code pages a character would begin a sequence of three bytes or more, one bit each in the low byte: there two
 * characters are none. In the high byte those in which the third byte may be a no-break space that became a space.
 * What was read as windows-1252 may have lost its last byte, so two characters are enough there.
 *
 * @param codePoint above U+007F
 */
export function longLeadsOf(codePoint: number): number {
  return codePoint < SIZE ? (longLeads[codePoint] as number) : 0
}

/**
 * The byte that a code page shows as a character; 0 where there is none above 0x7F.
 *
 * @param unit UTF-16 unit
 * @param page index of `CODE_PAGES`
 */
export function byteOf(unit: number, page: number): number {
  return unit < SIZE ? ((byteTables[page] as Uint8Array)[unit] as number) : (laterBytes.get((unit << 3) | page) ?? 0)
}
