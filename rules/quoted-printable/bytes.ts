import {decode} from '../../src/text/utf8.ts'

const WINDOWS_1252 = new TextDecoder('windows-1252')

/**
 * Reads bytes as quoted-printable writes them.
 *
 * @param run  bytes in hexadecimal, each behind `=`
 * @param all  also ASCII, and single bytes of windows-1252: letters only, so that no formula is taken for one
 * @returns nothing where the bytes are no text
 */
export function readBytes(run: string, all: boolean): string | undefined {
  const bytes = Uint8Array.from(run.slice(1).split('='), (digits) => Number.parseInt(digits, 16))
  const text = decode(bytes)
  if (isText(text)) return all || bytes.some((byte) => byte >= 0x80) ? text : undefined
  const letters = WINDOWS_1252.decode(bytes)
  return /^\p{Ll}{1,2}$/u.test(letters) ? letters : undefined
}

function isText(text: string): boolean {
  return /^[^\ud800-\udfff\ufffd\p{Cc}]*$/u.test(text)
}
